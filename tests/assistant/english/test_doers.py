"""Who does what in a text."""

import pytest

from assistant.english.doers import agents, deeds, doers

ACME = frozenset({"acme"})


@pytest.mark.parametrize(
    "text,deeds",
    [
        ("We delete data.", {("delete", "company")}),
        ("Acme will not generally share data.", {("share", "company")}),
        ("You have the right to object.", {("object", "users")}),
        ("You may ask us.", {("request", "users")}),
        ("Data of Acme may leak.", set()),  # not Acme leaks
        ("Users may be banned.", set()),  # a passive
        ("Partners share data.", set()),  # a third party
        ("", set()),
    ],
)
def test_a_party_before_a_verb(text: str, deeds: set[tuple[str, str]]) -> None:
    """It does what the verb says, whatever auxiliaries stand between; in a passive it does nothing."""
    assert set(doers(text, ACME)) == deeds


@pytest.mark.parametrize(
    "text,deeds",
    [
        ("Data is deleted by the users.", {("delete", "users")}),
        ("Data is shared by Acme.", {("share", "company")}),
        ("Data is shared by partners.", set()),
        ("Data is deleted by", set()),
    ],
)
def test_a_party_behind_by(text: str, deeds: set[tuple[str, str]]) -> None:
    """The party that a passive names does it."""
    assert set(agents(text, ACME)) == deeds


def test_deeds() -> None:
    """What stands behind an auxiliary verb; words that are left out of it mean nothing."""
    assert deeds("Data may only be sold, and logs are kept.") == {"sell", "keep"}
    assert deeds("Logs") == set()
