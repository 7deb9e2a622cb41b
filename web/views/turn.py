"""Draw a question and its answer: badge, sentences with citation marks, evidence beside them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.answer.answer import Answer, Failed, Sentence
from assistant.search.retrieved import Retrieved
from web.policies_shown import Policies
from web.views.answer_text import BADGES, markdown, plain_text, short_name
from web.views.evidence import cards, looked_at
from web.views.render import render
from web.views.visible_text import clipped

_MEANS = {
    "unsure": "The nearest passages are shown. They may not answer the question.",
    "silent": "The policy does not say. Silence is neither a yes nor a no: below is what was looked at.",
    "conflict": "The policy says two things; both are quoted.",
    "ambiguous": "The question names no policy, and the answer depends on which.",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it."""

    question: str
    outcome: Answer | Failed
    searched: tuple[Retrieved, ...] = ()  # for one that failed: what was found before it did, best first
    understood: str = ""  # what was searched for, where a follow-up or another language was filled in


def finished(turn: Turn, policies: Policies, note: str = "", kind: str = "") -> Markup:
    """Draw a question with its answer, or with the line that says why there is none."""
    if isinstance(turn.outcome, Failed):
        return _failed(turn, turn.outcome.error, policies)
    answer, understood = turn.outcome, _understood(turn)
    return _turn(
        state=f"done {answer.verdict} {kind}".strip(),
        question=turn.question,
        markdown=markdown(answer, policies, understood),
        understood=understood,
        answer=_answer(answer, policies, note),
        evidence=_evidence(answer, policies),
    )


def _failed(turn: Turn, error: str, policies: Policies) -> Markup:
    """Draw what went wrong, in one line, and what was found before it did: a person can read on in the clauses."""
    return _turn(
        state="failed",
        question=clipped(turn.question),
        understood=_understood(turn),
        problem=error,
        evidence=looked_at(turn.searched, policies, opened=True) if turn.searched else "",
    )


def waiting(question: str, before: int) -> Markup:
    """Draw a question that has not begun: `before` others are being answered first."""
    others = "1 question is" if before == 1 else f"{before} questions are"
    text = f"Waiting: {others} being answered first." if before else "Searching the policies …"
    return _turn(state="under-way", question=question, progress=text)


def reading(question: str, found: int, words: str, evidence: Markup) -> Markup:
    """Draw a question whose `evidence`, so many clauses, is there; `words` are what the model has written so far."""
    text = (
        "A draft: it is checked against the clauses next."
        if words
        else f"Reading {found} clauses. A small model on this machine takes its time …"
    )
    return _turn(state="under-way", question=question, progress=text, draft=words, evidence=evidence)


def summary(outcome: Answer | Failed) -> str:
    """Say in one line what a screen reader announces when an answer has come."""
    if isinstance(outcome, Failed):
        return f"No answer: {outcome.error}"
    number = len(outcome.citations)
    cited = "1 citation" if number == 1 else f"{number} citations"
    return f"{BADGES[outcome.verdict]}: {' '.join(sentence.text for sentence in outcome.sentences)} {cited}."


def badge(verdict: str) -> Markup:
    """Draw the verdict in words, coloured; never by colour alone."""
    return render("badge", verdict=verdict, badges=BADGES)


def sentences(parts: Sequence[Sentence]) -> Markup:
    """Draw sentences, each with a button for each of its citations."""
    return render("sentences", sentences=parts)


def _turn(**values: Any) -> Markup:
    nothing = {
        "markdown": "",
        "understood": "",
        "problem": "",
        "progress": "",
        "draft": "",
        "answer": "",
        "evidence": "",
    }
    return render("turn", **(nothing | values))


def _answer(answer: Answer, policies: Policies, note: str) -> Markup:
    seconds = f"{answer.usage.total_ms / 1000:.1f} s" if answer.usage.total_ms else ""
    return render(
        "answer",
        badge=badge(answer.verdict),
        note=note,
        sentences=sentences(answer.sentences),
        means=_MEANS.get(answer.verdict, ""),
        choices=_choices(answer, policies),
        model=answer.model,
        facts=" · ".join(fact for fact in (short_name(answer.model), seconds) if fact),
        copy=plain_text(answer, policies),
    )


def _understood(turn: Turn) -> str:
    """Say how the question was understood, where words were filled in; "" where its own are all there is."""
    filled_in, asked = (set(re.findall(r"\w+", text.casefold())) for text in (turn.understood, turn.question))
    return "" if filled_in <= asked else turn.understood


def _choices(answer: Answer, policies: Policies) -> list[tuple[str, str]]:
    """List (name, question) of each policy that an ambiguous question fits."""
    if answer.verdict != "ambiguous":
        return []
    ids = dict.fromkeys(citation.clause.policy_id for citation in answer.citations)
    return [(policies[id_].name, f"{answer.question} ({policies[id_].name})") for id_ in ids]


def _evidence(answer: Answer, policies: Policies) -> Markup:
    silent = answer.verdict == "silent"
    cited = cards(answer.citations, policies) if answer.citations else Markup("")
    return cited + (looked_at(answer.searched, policies, opened=silent) if answer.searched else "")
