"""Policies of one name."""

import pytest

from ingest.naming.namesakes import as_read, document_kind, told_apart
from ingest.policy import Policy

PRIVACY = Policy("tiktok_privacy", "TikTok", (), "", "Privacy Policy\n\nWe keep it.")
POLICE = Policy("tiktok_police", "TikTok", ("tiktok.com",), "", "TikTok Law Enforcement Guidelines\n\nWe help.")
OLD = Policy("old", "TikTok", (), "", "Privacy Policy\n\nWe kept it.")
OTHER = Policy("acme", "Acme", (), "", "Acme Privacy Policy")


def test_the_kind_of_document_tells_them_apart() -> None:
    """The name alone stays as another name; a policy without a namesake keeps its name."""
    first, second, third = told_apart([PRIVACY, POLICE, OTHER])
    assert (first.name, first.aliases) == ("TikTok Privacy Policy", ("TikTok",))
    assert (second.name, second.aliases) == ("TikTok Law Enforcement Guidelines", ("TikTok", "tiktok.com"))
    assert third == OTHER


def test_where_the_kind_does_not_the_id_does() -> None:
    """Two versions of one document; beside a third of another kind they have both."""
    assert [policy.name for policy in told_apart([PRIVACY, OLD])] == ["TikTok (tiktok_privacy)", "TikTok (old)"]
    first, second, third = told_apart([PRIVACY, OLD, POLICE])
    assert first.name == "TikTok Privacy Policy (tiktok_privacy)"
    assert second.aliases == ("TikTok", "TikTok Privacy Policy")
    assert third.name == "TikTok Law Enforcement Guidelines"


@pytest.mark.parametrize("policies", [[PRIVACY, POLICE], [PRIVACY, OLD], [PRIVACY, OLD, POLICE], [OTHER]])
def test_it_can_be_undone(policies: list[Policy]) -> None:
    """An index that gains or loses a policy begins from the names as read."""
    assert [as_read(policy) for policy in told_apart(policies)] == policies


@pytest.mark.parametrize(
    ("text", "file", "kind"),
    [
        ("TikTok Law Enforcement Guidelines\n\nWe help.", "x", "Law Enforcement Guidelines"),
        ("PRIVACY POLICY\n", "x", "Privacy Policy"),
        ("Acme Terms of Service\n", "x", "Terms of Service"),
        ("TERMS OF USE\n", "x", "Terms of Use"),
        ("How cookies are used on X\n", "x__Trackers_Policy", "Trackers Policy"),
        ("Acme\n\nWe keep it.", "acme", ""),
    ],
)
def test_the_kind_of_a_document(text: str, file: str, kind: str) -> None:
    """From its title, else from the file's name."""
    assert document_kind(text, file) == kind


def test_a_document_called_by_its_kind_is_the_companys_that_it_names() -> None:
    """Of the one company that others bear and its text speaks of; of none where it speaks of two."""
    acme = Policy("privacy", "Acme", (), "", "Acme Privacy Policy\n\nAcme keeps it.")
    birch = Policy("birch", "Birch", (), "", "Birch Privacy Policy\n\nBirch keeps it.")
    title = "Data Processing Agreement\n\n"
    own = Policy("dpa", "Dpa", (), "", f"{title}Acme is the processor. Acme tells the customer.")
    both = Policy("dpa2", "Dpa2", (), "", f"{title}Acme and Birch are processors. Acme and Birch tell.")
    named = [policy.name for policy in told_apart([acme, birch, own, both])]
    assert named == ["Acme Privacy Policy", "Birch", "Acme Data Processing Agreement", "Dpa2"]


def test_the_kind_in_a_name_is_no_part_of_the_companys() -> None:
    """The name "Acme Refund" beside "Acme" is Acme's Refund Policy."""
    acme = Policy("privacy", "Acme", (), "", "Acme Privacy Policy\n\nAcme keeps it.")
    refund = Policy("refunds", "Acme Refund", (), "", "Acme Refund Policy\n\nNo refunds.")
    assert [policy.name for policy in told_apart([acme, refund])] == ["Acme Privacy Policy", "Acme Refund Policy"]


def test_a_document_of_nobody_is_called_by_its_title() -> None:
    """Not by the word before its kind: "Employee says" tells nobody what is cited."""
    acme = Policy("privacy", "Acme", (), "", "Acme Privacy Policy\n\nAcme keeps it.")
    handbook = Policy("handbook", "Employee", (), "", "# Employee Handbook\n\nHolidays are long.")
    _, named = told_apart([acme, handbook])
    assert (named.name, named.aliases) == ("Employee Handbook", ("Employee",))
    assert told_apart([acme, named]) == (acme, named)
