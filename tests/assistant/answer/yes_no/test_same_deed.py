"""A yes or no needs a statement of the deed that is asked about."""

import pytest

from assistant.answer.yes_no.same_deed import both_ways, is_denied, same_deed
from assistant.question.proposition import proposition


def about(question: str, statement: str) -> bool:
    """Whether a statement tells of the deed that a question asks about."""
    return same_deed(proposition(question, "Acme"), statement)


@pytest.mark.parametrize(
    "question,statement",
    [
        ("Do you share my data with third parties?", "We may share your data with third parties."),
        ("Do you share my data with third parties?", "We do not disclose your data to third parties."),
        ("Does Acme sell my data?", "Acme does not rent or sell your data."),
        ("Is my data encrypted?", "We use encryption to protect your data."),
        ("Can I delete my account?", "You may delete your account at any time."),
        ("Can I delete my account?", "You have the right to the deletion of your account."),
        ("Do you honor do not track?", "We do not respond to Do Not Track signals."),
        ("Will my data be passed on if the company is sold?", "In a merger your data may be transferred."),
    ],
)
def test_the_deed_is_told(question: str, statement: str) -> None:
    """The verb or one that says the same, by the same doer or by nobody who is named, done to the same thing."""
    assert about(question, statement)


@pytest.mark.parametrize(
    "question,statement",
    [
        ("Do you share my data with third parties?", "Third parties may share your data."),
        ("Do you share my data?", "You may direct others to share data with us."),
        ("Can I delete my account?", "After 60 days your account is deleted."),  # not by users
        ("Can I delete my account?", "You must delete your account."),  # an obligation is no possibility
        ("Do I have to give you my phone number?", "You may give us your phone number."),
        ("Do you sell my data?", "We may sell some of our assets, and your data with them."),
        ("Do you sell my data?", "By “sell” we mean an exchange of data for money."),
        ("Do you sell my data?", "We use your data to sell you plans."),
        ("Can I opt out of marketing emails?", "You may opt out of such sharing by emailing us."),
        ("Will my data be passed on if the company is sold?", "We do not share your data."),
    ],
)
def test_another_deed_settles_nothing(question: str, statement: str) -> None:
    """Other doers, duties, mergers, definitions, other objects."""
    assert not about(question, statement)


def test_a_denial_in_a_case_denies_nothing_else() -> None:
    """A statement that says both is told apart."""
    asked = proposition("Are my messages encrypted?", "")
    assert is_denied(asked, "Messages are not encrypted.")
    assert both_ways(asked, "Chats with bots are not encrypted, but we encrypt messages.")
    assert not both_ways(asked, "We encrypt messages.")
