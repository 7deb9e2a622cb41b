"""What limits a statement: conditions, exceptions, a narrower thing."""

import pytest

from assistant.answer.yes_no.limits import condition, exception, narrower, told_elsewhere
from assistant.question.proposition import proposition

SHARES = proposition("Do you share my data with third parties?", "")


@pytest.mark.parametrize(
    "statement,expected",
    [
        ("We share your data only if you agree.", "only if you agree"),
        ("If you agree, we share your data.", "if you agree"),
        ("If you wish, we share your data.", ""),  # no case
        ("We share your data even if you object.", ""),
        ("We share your data with the written consent of a parent.", "with the written consent of a parent"),
        ("Subject to 4.2, we share your data.", "subject to 4.2"),
        ("Depending on your settings, or if you agree, we may share it.", "if you agree"),
        ("With the exception of reports, we do not share it.", "with the exception of reports"),
        ("We do not share it, but if you live in Ohio, you can write to us.", ""),  # a rule of its own
        ("We share it.", ""),
        (
            "In limited circumstances we share your data (such as your name, or your address).",
            "in limited circumstances",
        ),
        ("We do not share it other than in a context which is told elsewhere.", "other than in a context"),
        ("We share your data, but you may object if you like.", ""),  # shared in any case
        ("We share your data for research or where you agree.", ""),  # one of two cases
    ],
)
def test_the_condition_ends_where_the_rule_begins(statement: str, expected: str) -> None:
    """The words that limit it, and not the rule behind them."""
    assert condition(SHARES, statement) == expected


@pytest.mark.parametrize(
    "statement",
    ["We do not share it except as set forth below.", "Unless described in this Policy, we share nothing.",
     "Except as otherwise stated, we share nothing."],
)  # fmt: skip
def test_an_exception_that_is_told_elsewhere_settles_nothing(statement: str) -> None:
    """Who reads "No" must not find the exceptions by himself."""
    assert told_elsewhere(statement)
    assert not told_elsewhere("We share nothing except with your consent.")


def test_an_exception_that_names_the_thing_asked() -> None:
    """Of an "unless" only the case that the question supposes counts."""
    refund = proposition("Can I get a refund for a gift card?", "")
    assert exception(refund, "You get a refund, except for gift cards.") == "You get a refund, "
    deletes = proposition("Do you delete my data when I close my account?", "")
    assert exception(deletes, "We delete your data, unless we must keep it, and close your account.") == ""


@pytest.mark.parametrize(
    "statement",
    ["We do not share student data with third parties.", "We do not share this information with third parties.",
     "We do not share the data of EU residents with third parties.", "Location data is not shared with third parties.",
     "We do not share data with third parties for their own marketing.",
     "We do not share data that qualifies as sensitive with third parties."],
)  # fmt: skip
def test_a_denial_of_less_is_narrower(statement: str) -> None:
    """It is no "No" to the whole question."""
    assert narrower(SHARES, statement)


@pytest.mark.parametrize(
    "statement",
    ["We do not share your personal data with third parties.", "We do not sell, rent or share any of your data.",
     "We do not share the data of our users.", "Your data is not shared.", "We do not share the data that we collect."],
)  # fmt: skip
def test_a_plain_denial_is_not_narrower(statement: str) -> None:
    """What all policies say of data tells no less apart; nor does a list of verbs."""
    assert not narrower(SHARES, statement)


def test_a_sale_for_a_purpose_is_a_sale() -> None:
    """It stays a denial of selling: "we do not sell it for their marketing"."""
    assert not narrower(proposition("Do you sell my data?", ""), "We do not sell your data for their marketing.")
