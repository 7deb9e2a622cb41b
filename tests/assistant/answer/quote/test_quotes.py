"""Words found in clauses: what is folded, what is never folded, and which words carry a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.quote.quotes import carrier, is_heading, is_only_heading, locate, pick, units
from assistant.english.terms import terms
from ingest.clauses.clause import Clause


def clause(text: str, start: int = 0) -> Clause:
    """A clause of these words."""
    return Clause("p/1", "p", "1", ("Heading",), text, start, start + len(text))


@pytest.mark.parametrize(
    "quote,text",
    [
        ("we do not sell", "We  do\nnot sell"),
        ('the "Policy"', "the “Policy”"),
        ("client's", "client’s"),
        ("a - b", "a\u00a0–\u00a0b"),
        ("STRASSE", "straße"),
    ],
)
def test_blanks_quotes_dashes_and_case_are_folded(quote: str, text: str) -> None:
    """A quote is found though the policy prints its blanks, marks and case otherwise."""
    assert locate(quote, text) == (0, len(text))


@pytest.mark.parametrize(
    "quote,text",
    [("we do sell", "we do not sell"), ("for 10 years", "for 5 years"), ("we may share", "we will share"), ("", "x")],
)
def test_words_numbers_and_negations_are_never_folded(quote: str, text: str) -> None:
    """What the policy does not say is not found, nor is nothing."""
    assert locate(quote, text) is None


@given(st.text(min_size=1), st.data())
def test_every_slice_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    """A verbatim quote is always found, and what is found folds to the same words."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start:end].strip():
        span = locate(text[start:end], text)
        assert span is not None
        assert locate(text[slice(*span)], text[start:end]) is not None


def test_bullets_are_not_part_of_a_quote() -> None:
    """A list item is quoted without its mark."""
    text = "  • Stop marketing emails;"
    assert [text[slice(*span)] for span in units(clause(text))] == ["Stop marketing emails;"]


def test_a_bare_list_is_quoted_whole() -> None:
    """Short lines without full stops are one unit: one of them alone says nothing."""
    assert len(units(clause("We collect:\nFull name\nEmail address\nJob title"))) == 1


def test_the_shortest_carrying_sentence_is_quoted() -> None:
    """A longer run is quoted only where it carries clearly more."""
    keeping = clause("We keep data for 10 years. We like cats. Cats are nice.")
    span, share = carrier("They keep data for 10 years", keeping)
    assert keeping.text[slice(*span)] == "We keep data for 10 years."
    assert share == 1.0


def test_two_neighbours_are_quoted_where_one_is_not_enough() -> None:
    """A sentence made of two sentences stands on both."""
    two_rules = clause("We keep invoices for ten years. We delete photographs at once.")
    span, _ = carrier("Invoices are kept for ten years and photographs deleted at once", two_rules)
    assert span == (0, len(two_rules.text))


def test_the_clause_that_carries_it_is_picked() -> None:
    """Between clauses the better one wins, whatever their order."""
    other, right = clause("We use cookies."), clause("We sell nothing to anybody.")
    picked = pick("They sell nothing", [(other, None), (right, None)])
    assert picked is not None
    assert picked[0] is right
    assert pick("anything", []) is None


def test_terms_are_stemmed_and_without_stop_words() -> None:
    """Forms of a word are one term; words that mean nothing are none."""
    assert terms("We are keeping the cookies") == terms("cookie keeps")


@pytest.mark.parametrize(
    "text,quoted",
    [
        ("Oakline Policy\n\n1. Heading\n\nWe sell none.", ["We sell none."]),
        ("# Oakline\n\n## 1. Heading\nWe sell none. We keep it.", ["We sell none.", "We keep it."]),
        ("Heading:\n(a) your name;\n(b) your place.", ["Heading:", "your name;", "your place."]),
        ("Heading", ["Heading"]),
        ("**Heading:**\n\nWe sell none.", ["We sell none."]),
    ],
)
def test_titles_and_headings_are_no_quotes(text: str, quoted: list[str]) -> None:
    """What a clause begins with is left out, but for a lead-in, and unless nothing else would be left."""
    assert [text[start:end] for start, end in units(clause(text))] == quoted


def test_a_heading_that_is_a_sentence_says_something() -> None:
    """A policy may say all it has to say in a heading."""
    sentence = "You may black out or hide what is not needed."
    assert not is_only_heading(Clause("a/1", "a", "", (sentence,), f"**{sentence}**", 0, len(sentence) + 4))
    assert is_only_heading(Clause("a/1", "a", "", ("Your rights",), "## 3. Your rights", 0, 17))


@pytest.mark.parametrize("heading,line", [("Support", "**Support [1]**"), ("“Support” [1]", "“Support” [1]")])
def test_a_heading_with_a_note_is_that_heading(heading: str, line: str) -> None:
    """The mark of a note is cut off a line where the clauses' headings lose it, and nowhere else."""
    assert is_heading(line, [heading])
    assert not is_heading(line, ["Contact"])


def test_a_row_is_quoted_whole_without_its_outer_marks() -> None:
    """A row of a table is one unit."""
    row = Clause("p/1", "p", "", (), "| CCTV | 30 days |", 0, 18, columns=("What", "How long"))
    assert [row.text[start:end] for start, end in units(row)] == ["CCTV | 30 days"]


def test_program_code_is_no_words_of_a_clause() -> None:
    """Neither its fences nor its comments; a clause of nothing else is quoted as it is."""
    code = "```sh\n# keys last 5 days\nmake key\n```\n"
    text = f"Make a key:\n\n{code}\nA key lasts a week."
    clause = Clause("a/1", "a", "", ("Keys",), text, 0, len(text))
    assert [text[slice(*unit)] for unit in units(clause)] == ["Make a key:", "A key lasts a week."]
    assert units(Clause("a/2", "a", "", (), code, 0, len(code)))
