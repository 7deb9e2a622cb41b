"""What is done in a text, and by whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.english.acts import acts
from assistant.english.meanings import meanings


def doers_of(verb: str, text: str) -> list[str]:
    """The doer of each place where a text has a verb."""
    return [act.doer for act in acts(text, meanings(verb))]


@pytest.mark.parametrize(
    "verb,text,doers",
    [
        ("sell", "We do not rent or sell your data.", ["company"]),  # of a list each verb
        ("share", "We may need to share your data.", ["company"]),
        ("share", "Third parties may use or share your data.", ["others"]),
        ("share", "You may direct third parties to share data with us.", ["others"]),
        ("share", "Certain features allow you to share data.", ["users"]),
        ("sell", "We work with no providers that sell data.", ["others"]),
        ("share", "Note that we share data.", ["company"]),  # "that" is nobody here
        ("delete", "You can archive chats, or delete your account.", ["users"]),
        ("sell", "Data is not sold.", [""]),  # a passive names nobody
        ("share", "Data is collected by us and shared with partners.", [""]),
        ("encrypt", "We use industry-standard encryption.", ["company"]),  # a noun behind a light verb
        ("sell", "We are not in the business of selling data.", ["company"]),
        ("view", "Other users can view it.", ["others"]),
    ],
)
def test_who_does_it(verb: str, text: str, doers: list[str]) -> None:
    """The company, its users, others, or nobody who is named."""
    assert doers_of(verb, text) == doers


@pytest.mark.parametrize(
    "verb,text",
    [
        ("encrypt", "They cannot read our encrypted list."),  # says of what kind it is
        ("share", "We connect both without sharing a number."),  # says how something else is done
        ("sell", "For collecting or selling it there are rules."),
        ("delete", "Details about the deletion are told elsewhere."),
        ("keep", "You can buy it in the Play Store."),  # a name
    ],
)
def test_what_is_no_deed(verb: str, text: str) -> None:
    """Words of a verb's stem that tell of no deed: adjectives, manners, nouns, names."""
    assert doers_of(verb, text) == []


def test_the_object_stands_behind_or_in_a_passive_before() -> None:
    """So "sell you data plans" and "data is sold" can be told apart."""
    (active,), (passive,) = acts("We sell plans.", meanings("sell")), acts("Health data is sold.", meanings("sell"))
    assert [word.folded for word in active.beside] == ["plans"]
    assert [word.folded for word in passive.beside] == ["health", "data", "is"]
    assert (active.passive, passive.passive) == (False, True)


@given(st.text("we you sel.,that or to data is sold NOT", max_size=120))
def test_every_text_can_be_read(text: str) -> None:
    """No form of words is an error, and each act is a word of the text."""
    assert all(act.verb in meanings(text) for act in acts(text))
