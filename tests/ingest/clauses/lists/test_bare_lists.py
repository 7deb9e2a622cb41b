"""Lists: items cited alone or together, with the line that leads them in; lists that lost their bullets."""

import pytest

from ingest.clauses.split import split
from tests.ingest.policy_texts import clauses, policy


@pytest.mark.parametrize("bullet", ["•", "●", "-", "*", "o", "–", "1."])
def test_items_that_say_something_are_clauses_with_their_lead_in(bullet: str) -> None:
    """A labelled item is cited by itself; the line that leads it in ends its path."""
    text = (
        "Data\n\nWe collect:\n\n"
        f"{bullet} Account data: your name and the address to which we write.\n"
        f"{bullet} Usage data: the pages that you open and how long you stay.\n"
    )
    found = split(policy(text))
    assert [c.lead for c in found[1:]] == ["We collect:", "We collect:"]
    assert found[1].id.endswith("account-data")
    assert found[2].id.endswith("usage-data")


def test_bare_words_are_cited_as_a_list_with_its_lead_in() -> None:
    """An item like "Full name" says nothing alone: the list is one clause and begins with the line that leads it in."""
    text = "Your data\nWe may collect the following from you:\nFull name\nEmail address\nPhone number\n"
    text += "Your rights\nYou may object at any time.\n"
    found = split(policy(text))
    assert found[0].text == "Your data\nWe may collect the following from you:\nFull name\nEmail address\nPhone number"
    assert found[0].lead == "We may collect the following from you:"
    assert found[1].path == ("Your rights",)


def test_a_list_that_lost_its_bullets_ends_before_the_next_heading() -> None:
    """The last short line before a paragraph is a heading unless it is worded like the items above it."""
    same = "Aims\nWe use data to:\nImprove the service\nProtect our rights\nAudit the service\n"
    same += "We use other data for the same aims, too.\n"
    assert "Audit the service" in split(policy(same))[0].text
    other = same.replace("Audit the service", "The legal basis")
    assert split(policy(other))[-1].path == ("The legal basis",)


def test_items_that_end_in_semicolons_run_to_the_first_that_does_not() -> None:
    """Of lines chained by ";" the first that ends otherwise is the last item."""
    text = (
        "Sharing\nWe share data with the following:\nservice providers who store what you send us on our behalf;\n"
        "authorities that ask for it and can show us that they may do so;\n"
        "our affiliates, where a contract binds them to this policy.\n"
        "In addition, we publish figures that name nobody.\n"
    )
    found = split(policy(text))
    assert [bool(c.lead) for c in found] == [False, True, True, True, False]


def test_text_behind_a_list_is_a_clause_of_its_own() -> None:
    """What goes on behind a list is named by its first words, so that it can be cited apart."""
    text = "1. Data\nWe collect:\n- Account data: your name and your address.\n- Usage data: what you do here.\n"
    text += "You may object at any time.\n"
    assert list(clauses(text)) == ["1", "1/account-data", "1/usage-data", "1/you-may-object-at-any-time"]


def test_numbered_paragraphs_without_headings_carry_their_own_number() -> None:
    """A contract that numbers its paragraphs is cited by those numbers."""
    text = "1. The recipient keeps the data secret.\n2. The recipient returns the data on demand.\n"
    text += "2.1 It does so within ten days.\n"
    assert [c.number for c in split(policy(text))] == ["1", "2", "2.1"]


def test_lettered_words_in_a_row_are_a_list_and_not_headings() -> None:
    """Counted lines with nothing between them are items, even where some could be headings."""
    text = "Article 2. Data\na) Name\nb) Address\nc) E-mail\nArticle 3. Your Rights:\nYou may object.\n"
    assert [(c.number, c.path) for c in split(policy(text))] == [
        ("Article 2", ("Data",)),
        ("Article 3", ("Your Rights",)),
    ]
