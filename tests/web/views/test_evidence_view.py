"""Evidence whose text would turn the words around it round: it is read as it is written, and copied as it stands."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.answer.answer import Answer, Citation, Usage
from assistant.answer.quote.cite import assemble, quoted
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.read.policy_file import read_policy
from web.policies_shown import Policies
from web.views.answer_text import plain_text
from web.views.evidence import cards, looked_at
from web.views.turn import drawn_sentences
from web.words.visible_text import visible

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
QUOTE = "Acme never \u202esells\u2066 data."


@pytest.fixture
def cited(tmp_path: Path) -> tuple[Citation, Policies]:
    """A quote with two such characters, in a policy whose heading has one; and the policy."""
    file = tmp_path / "acme.txt"
    file.write_text(f"Acme Privacy Policy\n\n1. Sha\u202ering\n{QUOTE} It keeps <b>them</b>.\n", "utf-8")
    policy = read_policy(file)
    (found,) = (one for one in (quoted(QUOTE, clause) for clause in split(policy)) if one)
    return found, {policy.id: policy}


def shown(clause: Clause, citation: Citation, policies: Policies) -> str:
    """All that the evidence shows of it: the card, and the clause that was looked at; not what its button copies."""
    drawn = str(cards([citation], policies) + looked_at([clause], policies, opened=True))
    return re.sub(r'data-copy="[^"]*"', "", drawn)


@pytest.mark.parametrize("character", TURNING)
def test_what_turns_text_is_visible(character: str) -> None:
    """Each such character is shown by its number, and none is left to do its work; the rest is escaped as before."""
    assert character not in (text := visible(f"a{character}<b>"))
    assert text.startswith("<bdi>a<bdi ")
    assert text.endswith(f">⟨U+{ord(character):04X}⟩</bdi>&lt;b&gt;</bdi>")
    assert visible("a<b>") == "<bdi>a&lt;b&gt;</bdi>"


def test_evidence_is_read_as_it_is_written(cited: tuple[Citation, Policies]) -> None:
    """No card, heading, mark or row of a clause holds such a character, nor does the sentence of the answer."""
    citation, policies = cited
    evidence = shown(citation.clause, citation, policies)
    assert not set(evidence) & set(TURNING)
    assert evidence.count("U+202E") == 4 + 3  # card: title, quote folded, two rows; looked at: title, two rows
    assert "<b>" not in evidence
    assert not set(drawn_sentences(*assemble([(QUOTE, [citation])]))) & set(TURNING)


def test_the_copied_quote_is_verbatim(cited: tuple[Citation, Policies]) -> None:
    """What is copied holds the characters of the policy, these too."""
    citation, policies = cited
    sentences, citations = assemble([(QUOTE, [citation])])
    answer = Answer("Are data sold?", "no", sentences, citations, (), "extractive", Usage(0, 0, 0, 0, 0))
    assert f"“{QUOTE}”" in plain_text(answer, policies)
    assert "⟨U+" not in plain_text(answer, policies)


@pytest.mark.browser
def test_words_stay_in_order(chromium: "Browser", cited: tuple[Citation, Policies]) -> None:
    """In a real browser "data" stands to the right of "sells", and the "s" of "sells" left of its "e"."""
    citation, policies = cited
    page = chromium.new_page()
    page.set_content(f"<style>.clause {{ white-space: nowrap }}</style>{cards([citation], policies)}")
    left = """() => { const all = document.createTreeWalker(document.querySelector("mark"), 4), at = {};
        for (let node; node = all.nextNode();) for (const word of ["sells", "ells", "data"]) {
            const n = node.data.indexOf(word), range = document.createRange();
            if (n < 0) continue;
            range.setStart(node, n); range.setEnd(node, n + 1);
            at[word] = range.getBoundingClientRect().left;
        } return at; }"""
    at = page.evaluate(left)
    page.close()
    assert at["sells"] < at["ells"] < at["data"]
