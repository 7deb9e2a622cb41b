"""Headings: numbered, plain, run-in, inside a line, marked; and what looks like one and is none."""

import pytest

from ingest.clauses.split import split
from tests.ingest.policy_texts import clauses, paths, policy


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("1. Scope", "1", "Scope"),
        ("1.1. Scope", "1.1", "Scope"),
        ("2.3.1 Scope of the policy", "2.3.1", "Scope of the policy"),
        ("3) Scope", "3", "Scope"),
        ("Article 5 Retention", "Article 5", "Retention"),
        ("Section 2.1: Retention", "Section 2.1", "Retention"),
        ("§ 3 Retention", "§ 3", "Retention"),
        ("IV. Retention", "IV", "Retention"),
        ("(a) Retention of Data", "(a)", "Retention of Data"),
        ("(iv) Retention of Data", "(iv)", "Retention of Data"),
        ("B. Retention", "B", "Retention"),
        ("16A. Retention", "16A", "Retention"),
        ("4.Retention", "4", "Retention"),
        ("RETENTION OF YOUR DATA", "", "RETENTION OF YOUR DATA"),
        ("Retention of your data", "", "Retention of your data"),
        ("How long do we keep your data?", "", "How long do we keep your data?"),
        ("## Retention", "", "Retention"),
        ("## 5\\. Retention", "5", "Retention"),
        ("**Retention**", "", "Retention"),
        ("Retention\n=========", "", "Retention"),
        ("# [Retention](#retention)", "", "Retention"),
    ],
)
def test_headings_of_every_kind(line: str, number: str, title: str) -> None:
    """Numbered at any depth and in any manner, in capitals, plain or marked: a line over a paragraph heads it."""
    text = f"We wrote this policy for you to read in full.\n\n{line}\n\nWe keep data while you are our customer.\n"
    last = split(policy(text))[-1]
    assert last.number == number
    assert last.path[-1] == title
    assert last.text.startswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "We keep your data for as long as we need it.",
        "https://example.com/privacy",
        "Last updated: 12 February 2025",
        "privacy@example.com",
        "10 years after you close your account we delete it",
        "3.5 million users trust us with their data",
        "[Home](https://example.com) [Terms](https://example.com/terms)",
        "| a | b |",
        "and any other data that you send us",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    """Sentences, addresses, dates, menus, tables and counts head nothing."""
    text = f"# One\n\nFirst text of the policy.\n\n{line}\n\nSecond text of the policy goes on here.\n"
    assert all(c.path[0] == "One" and (c.columns or len(c.path) == 1) for c in split(policy(text)))


def test_run_in_headings_begin_clauses_of_their_own() -> None:
    """A paragraph with its own heading is cited by it; paragraphs behind it belong to it."""
    text = (
        "1. Sharing\n\nAggregated Data. We may publish data that names nobody, in whatever form we like.\n\n"
        "It helps us to see what works.\n\nRequired by Law. We disclose what a court orders us to disclose to it.\n"
    )
    found = clauses(text)
    assert list(found) == ["1/aggregated-data", "1/required-by-law"]
    assert "names nobody" in found["1/aggregated-data"].text
    assert "what works" in found["1/aggregated-data"].text


def test_an_abbreviation_is_no_run_in_heading() -> None:
    """What is said of "Google Inc. provides" does not head it."""
    text = "1. Sharing\n\nGoogle Analytics by Google Inc. provides us with figures about the visits to our pages.\n"
    assert list(clauses(text)) == ["1"]


def test_a_heading_in_the_middle_of_a_line_is_found() -> None:
    """In "…activities. 3. HOW DO WE PROTECT DATA? We take…" section 3 is its own clause, to the character."""
    text = "2. HOW DO WE SHARE DATA?\nWe stop illegal activities. 3. HOW DO WE PROTECT DATA? We take measures.\n"
    found = clauses(text)
    assert found["2"].text.endswith("activities.")
    assert found["3"].text == "3. HOW DO WE PROTECT DATA? We take measures."


def test_a_reference_in_the_middle_of_a_line_is_no_heading() -> None:
    """Words like "in section 3. THE SERVICE" refer; they do not begin section 3."""
    text = "2. LIABILITY\nWe are liable as said in section 3. THE SERVICE IS PROVIDED AS IS without any warranty.\n"
    assert list(clauses(text)) == ["2"]


def test_a_table_of_contents_is_a_list_and_not_the_headings() -> None:
    """Numbered lines in a row with nothing between them are a list; the headings come later."""
    text = "Contents\n1. Scope\n2. Data\n3. Rights\n\n"
    text += "1. Scope\nThis is what it covers.\n2. Data\nWe collect it.\n3. Rights\nYou have them.\n"
    assert [c.path[-1] for c in split(policy(text))][-3:] == ["Scope", "Data", "Rights"]
    assert len(split(policy(text))) == 4


def test_a_wrapped_paragraph_is_one() -> None:
    """Lines wrapped at a column are put together; the last, short line of a paragraph is no heading."""
    para = "We keep the data that you give us for as long as you have an account\n"
    para += "with us and delete it within thirty days after you close\nyour account with us\n"
    text = "1. Keeping\n\n" + "\n".join([para] * 4)
    assert list(clauses(text)) == ["1"]


def test_marked_headings_are_trusted() -> None:
    """Where an author marks headings, a short line without a mark is text."""
    text = "# One\n\nText of the first.\n\nShort line\n\nMore text of the first one.\n\n# Two\n\nText of the second.\n"
    assert paths(text) == ["One", "Two"]


def test_the_title_of_the_only_document_heads_its_introduction_alone() -> None:
    """A title says what the whole file is; in each path it would say nothing."""
    text = "Acme Privacy Policy\n\nWe wrote this for you.\n\n1. Data\n\nWe collect it.\n"
    assert paths(text) == ["Acme Privacy Policy", "Data"]


def test_stacked_headings_belong_to_the_first_clause_below() -> None:
    """A heading without text of its own begins the first clause under it: no clause is a heading alone."""
    text = "5. Mode and place\n\n5.1. Methods\n\nWe process it with care.\n\n5.2. Place\n\nWe process it here.\n"
    found = clauses(text)
    assert found["5.1"].text.startswith("5. Mode and place")
    assert found["5.1"].path == ("Mode and place", "Methods")


def test_a_letter_in_brackets_is_cited_with_the_number_above_it() -> None:
    """Nobody cites "(a)" alone: it is 2(a)."""
    text = "2. Sharing\n\nWe share it.\n\n(a) With Our Partners\n\nThey help us.\n\n3. Rights\n\nYou have them.\n"
    assert [c.number for c in split(policy(text))] == ["2", "2(a)", "3"]


@pytest.mark.parametrize("line", ["[8\\. Your rights](#8-your-rights)", "[](#8-your-rights)8\\. Your rights"])
def test_a_heading_that_links_to_itself_is_one(line: str) -> None:
    """Pages set a link on or before each heading; its number and words are the heading's."""
    last = split(policy(f"We wrote this for you to read.\n\n{line}\n\nYou may object at any time you like.\n"))[-1]
    assert (last.number, last.path) == ("8", ("Your rights",))
