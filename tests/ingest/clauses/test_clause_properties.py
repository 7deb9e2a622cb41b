"""What holds of every text: all of it covered, exactly, once, in linear time; pieces alike."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clauses.clause import Clause, pieces
from ingest.clauses.lines import BLANKS
from ingest.clauses.split import split
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from tests.conftest import ROOT
from tests.ingest.policy_texts import clauses, policy

FIVE = sorted((ROOT / "policies").glob("*.txt"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(newline: str) -> None:
    """Unix, Windows and old Mac line ends give the same tree."""
    text = "1. Data\n\nWe collect it.\n\n2. Rights\n\nYou have them.\n".replace("\n", newline)
    assert list(clauses(text)) == ["1", "2"]


def test_an_empty_text_has_no_clauses() -> None:
    """Nothing in, nothing out; the reader has refused it before."""
    assert split(policy("")) == ()
    assert split(policy(" \n\xa0\n")) == ()


WORDS = st.sampled_from(
    "We collect data. Data: Your rights 1. 2. 2.1 (a) (iv) • - o ● # ## **Bold** including: Article 5 § 3 A. Title"
    " e.g. No. 5 see https://a.b/c. ; , ALL CAPS HEADING? | === --- \u00a0 \u200b 『』 ИНРО 'x' “y” 1\\. [a](#b)".split(
        " "
    ),
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "\n", "\n\n", "\r\n", "\t", "\x0c", "\u2028"]))).map(
    lambda parts: "".join(word + end for word, end in parts)
)


def check(source: Policy) -> None:
    """Offsets exact, no overlap, all text but blanks covered, ids unique, twice the same; pieces alike."""
    found = split(source)
    at = 0
    for clause in found:
        assert source.text[clause.start : clause.end] == clause.text
        assert clause.start >= at
        assert not source.text[at : clause.start].strip(BLANKS)
        assert clause.text == clause.text.strip(BLANKS) != ""
        check_pieces(source, clause)
        at = clause.end
    assert not source.text[at:].strip(BLANKS)
    assert len({c.id for c in found}) == len(found)
    assert split(source) == found


def check_pieces(source: Policy, clause: Clause) -> None:
    """Pieces cover a clause but blanks, in order, each of at most 500 characters."""
    at = clause.start
    for start, end in pieces(clause):
        assert at <= start < end <= clause.end
        assert end - start <= 500
        assert not source.text[at:start].strip(BLANKS)
        at = end
    assert not source.text[at : clause.end].strip(BLANKS)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_text_of_policy_words_is_covered_exactly(text: str) -> None:
    """Whatever headings, lists and blanks are thrown together, no character is lost and no id is used twice."""
    check(policy(text))


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_every_text_at_all_is_covered_exactly(text: str) -> None:
    """Any characters, control characters and scripts of the world included."""
    check(policy(text))


@pytest.mark.parametrize("path", FIVE, ids=lambda p: p.stem)
def test_the_five_policies_are_covered_exactly(path: Path) -> None:
    """The same of the five policies."""
    check(read_policy(path))


HOSTILE = [
    "a",
    "A ",
    "1. ",
    "(a) ",
    "1. AA ",
    ". 1. AAA BBB ",
    "a: ",
    "**",
    "[",
    "](",
    "“a” ",
    "#",
    "- ",
    ". ",
    "\n",
    "Aa. ",
]
HOSTILE += [
    " \n",
    "1.1.",
    "|",
    "(“A” ",
    "# A\n\n",
    "A\n\n",
    "A b\n",
    "1. A\nb\n",
    "1. A\nWe do.\n",
    "a;\n",
    "A: b c\n",
    "A b?\n\n",
]
HOSTILE += [
    "PART A\n\n1. X\n\nWe do.\n\n",
    "X:\n- a\n",
    "Privacy Policy\n",
    "a\n===\n",
    "**A**\n\n",
    "1. A\n\n2. B\n\n",
    "(a) (i) A\n",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_lines_cost_linear_time(unit: str) -> None:
    """A third of a megabyte of anything that might make work pile up takes a second or two, not minutes."""
    text = unit * (300_000 // len(unit))
    found = split(policy(text))
    assert sum(c.end - c.start for c in found) <= len(text)


def test_pieces_end_where_sentences_end() -> None:
    """A long clause is cut behind full stops; abbreviations, numbers, addresses and e-mails end no sentence."""
    sentence = (
        "We share data (e.g. your name, cf. Art. 6 GDPR and form No. 5 of Acme Ltd. in the U.S. market) with partners;"
        " see www.acme.example/privacy or write to privacy@acme.example, Mr. Smith, 4 Banska str. Entr. A, in 3.5 days."
    )
    clause = split(policy("1. Sharing\n" + " ".join([sentence] * 6)))[0]
    cuts = [clause.text[start - clause.start : end - clause.start] for start, end in pieces(clause)]
    assert len(cuts) > 2
    assert all(cut.endswith("3.5 days.") for cut in cuts)


def test_a_sentence_longer_than_a_piece_is_cut_at_a_blank() -> None:
    """Nothing is longer than a piece may be; words stay whole."""
    clause = split(policy("word " * 400))[0]
    cuts = [clause.text[start - clause.start : end - clause.start] for start, end in pieces(clause)]
    assert all(len(cut) <= 500 and re.fullmatch(r"(word ?)+", cut) for cut in cuts)
