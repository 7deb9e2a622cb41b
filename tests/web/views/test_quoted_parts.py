"""Sentences split into what leads in and their quotes: lists are lists, and each item has its own citation."""

from pathlib import Path

import pytest

from assistant.answer.answer import Citation, Sentence
from ingest.clauses.split import split
from ingest.read.policy_file import read_policy
from web.views.clause_name import full_name, headings, short_name
from web.views.quoted_parts import Item, lines_of, parts
from web.views.turn import drawn_sentences

ACME = """# Acme Privacy Policy

## 1. What we collect
We collect the following:
- Name: your first and last name
- E-mail: where we write to you

## 2. Keeping
We keep data for 31 months.
We delete it then.
"""


@pytest.fixture
def citations(tmp_path: Path) -> list[Citation]:
    """A citation of each clause of a small policy, whole."""
    file = tmp_path / "acme.md"
    file.write_text(ACME, "utf-8")
    clauses = split(read_policy(file))
    return [Citation(clause, clause.text, clause.start, clause.end) for clause in clauses]


def with_word(citations: list[Citation], word: str) -> Citation:
    """The citation that has a word."""
    return next(citation for citation in citations if word in citation.quote)


def test_a_list_is_an_item_a_line(citations: list[Citation]) -> None:
    """Each quote stands with its own citation behind it, and the lead-in before them all."""
    two = [with_word(citations, "Name:"), with_word(citations, "E-mail:")]
    sentence = Sentence("Acme says: “We collect the following:” “Name”; “E-mail”.", (1, 2))
    found = parts(sentence, two)
    assert found.lead == "Acme says: “We collect the following:”"
    assert found.items == (Item(("Name",), 1), Item(("E-mail",), 2))
    drawn = str(drawn_sentences([sentence], two))
    assert drawn.count("<li>") == 2
    assert drawn.index("Name") < drawn.index('data-n="1"') < drawn.index("E-mail") < drawn.index('data-n="2"')


def test_words_of_ones_own_stay_whole(citations: list[Citation]) -> None:
    """A sentence that a model wrote, or whose quotes are not its citations', is shown as it is."""
    one = [with_word(citations, "31 months")]
    for text in ("It is kept for 31 months.", "Acme says: “We keep it for ever.”"):
        assert parts(Sentence(text, (1,)), one).lead == text


def test_a_quote_keeps_its_lines_and_loses_headings(citations: list[Citation]) -> None:
    """The marks of Markdown and the heading are left out, the lines stay apart."""
    kept = with_word(citations, "31 months")
    assert lines_of(kept) == ("We keep data for 31 months.", "We delete it then.")
    quote = " ".join(kept.quote.split())
    (item,) = parts(Sentence(f"Acme says: “{quote}”", (1,)), [kept]).items
    assert item.lines == ("We keep data for 31 months.", "We delete it then.")


def test_a_lead_in_is_no_name(citations: list[Citation], tmp_path: Path) -> None:
    """A clause is named by number and heading; the sentence that leads in its list is left out."""
    item = with_word(citations, "Name:").clause
    assert item.lead
    assert item.lead not in headings(item)
    assert short_name(item) == "§ 1 What we collect"
    policy = read_policy(tmp_path / "acme.md")
    assert full_name(item, item.start, {policy.id: policy}).endswith("§ 1: What we collect, line 5")


def test_hostile_quotes_are_escaped(citations: list[Citation]) -> None:
    """Markup in a sentence and in its quotes is text."""
    drawn = str(drawn_sentences([Sentence("<img src=x> “<b>”", (1,))], [citations[0]]))
    assert "<img" not in drawn
    assert "<b>" not in drawn


def test_the_rule_of_a_table_is_not_shown(tmp_path: Path) -> None:
    """What only draws a line in Markdown is left out of a quote's lines; a quote of nothing else is shown as it is."""
    file = tmp_path / "acme.md"
    file.write_text("# Acme Privacy Policy\n\nWe keep these:\n\n| Data | Kept for |\n|---|:--|\n", "utf-8")
    clause = split(read_policy(file))[0]
    whole = Citation(clause, clause.text, clause.start, clause.end)
    assert "| Data | Kept for |" in lines_of(whole)
    assert not any("---" in line for line in lines_of(whole))
    assert lines_of(Citation(clause, "|---|:--|", clause.start, clause.start + 9)) == ("|---|:--|",)
