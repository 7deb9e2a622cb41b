"""What undercuts a yes or a no: found where the policy says it, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.answer.answer import Answer, Usage
from assistant.answer.quote.cite import assemble, quoted
from assistant.chain import Assistant
from ingest.clauses.split import split
from ingest.read.policy_file import read_policy
from web.but_see import but_see, completed
from web.policies_shown import policies_shown
from web.views.turn import Turn

if TYPE_CHECKING:
    from assistant.answer.answer import Verdict

Found = Callable[..., list[str]]
OPENING = "This text says how Acme, of Antwerp in Belgium, works with the data that is given to it by those it serves."
SOLD = "Does Acme sell my data?"
SHARED = "Does Acme share my data with third parties?"


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Return what undercuts an answer that stands on the first sentence of a policy's first clause."""

    def undercuts(question: str, verdict: "Verdict", quote: str, *others: str) -> list[str]:
        file = tmp_path / "acme.txt"
        clauses = "".join(f"\n\n{n}. Part {'ABCDEF'[n]}\n{text}" for n, text in enumerate(others, 2))
        file.write_text(f"Acme Privacy Policy\n\n{OPENING}\n\n1. Data\n{quote} {OPENING}{clauses}\n", "utf-8")
        policy = read_policy(file)
        parts = split(policy)
        (says,) = (one for one in (quoted(quote.split(". ")[0], clause) for clause in parts) if one)
        sentences, citations = assemble([(f"Acme says: “{says.quote}”", [says])])
        answer = Answer(question, verdict, sentences, citations, (), "extractive", Usage(0, 0, 0, 0, 0))
        return [one.quote for one in but_see(answer, parts, {policy.id: policy})]

    return undercuts


def test_what_counts_as_a_sale_undercuts_a_no(found: Found) -> None:
    """A sentence by which something else may be considered a sale stands under "We do not sell"."""
    counts = "Our use of trackers may be considered a “sale” under the law."
    assert found(SOLD, "no", "We do not sell your data.", counts, "Names may be considered public.") == [counts]


def test_a_question_is_read_as_it_was_understood(assistant: Assistant) -> None:
    """Mended words count: "sel" is a sale."""
    shown = policies_shown(assistant)
    policies = {id_: policy.policy for id_, policy in shown.items()}
    quotes = (quoted("We do not sell your personal data.", clause) for clause in shown["segments-ai"].clauses)
    sentences, citations = assemble([("No.", [next(filter(None, quotes))])])
    answer = Answer("does segments.ai sel it", "no", sentences, citations, (), "extractive", Usage(0, 0, 0, 0, 0))
    typed = Turn(answer.question, answer, policies)
    assert not any("“sale”" in one.quote for one in completed(typed, shown).but_see)
    mended = completed(replace(typed, understood="Does Segments.ai sell it?"), shown)
    assert any("“sale”" in one.quote for one in mended.but_see)


def test_a_sentence_that_turns_is_shown(found: Found) -> None:
    """The word "However" right after the quote, in its clause, is shown; further on it turns something else."""
    turn = "However, we may share it with advertisers."
    assert found(SOLD, "no", f"We do not sell your data. {turn}") == [turn]
    assert found(SOLD, "no", f"We do not sell your data. It is kept. {turn}") == []


def test_a_denial_with_exceptions_undercuts_a_yes(found: Found) -> None:
    """The words "Except as stated, we do not share" stands under a yes; an exception about something else does not."""
    takes_back = "Except as stated here, we do not share data with third parties."
    elsewhere = "Except on Sundays, we do not answer letters."
    assert found(SHARED, "yes", "We share data with third parties.", takes_back, elsewhere) == [takes_back]


@pytest.mark.parametrize("verdict", ["answer", "unsure", "silent", "conflict"])
def test_other_verdicts_are_left_alone(found: Found, verdict: str) -> None:
    """Only a yes or a no can be undercut."""
    assert found(SOLD, verdict, "We do not sell your data.", "Trackers may be considered a sale of data.") == []
