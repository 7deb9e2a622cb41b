"""Draw many answers as a matrix: questions down, policies across, in each cell a verdict and a dozen words. Pure."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.answer.answer import Answer, Citation, Failed
from web.policies_shown import Policies
from web.views.answer_text import answer_text, source_line
from web.views.clause_name import short_name
from web.views.policy_lines import place
from web.views.quoted_parts import lines_of
from web.views.render import render
from web.views.verdict_badge import SHAPES, badge, verdict_word
from web.words.dates import date_in
from web.words.table import say

DOZEN = 12  # words of a quote in a cell


@dataclass(frozen=True, slots=True)
class Compared:
    """One question put to one policy."""

    question: str
    policy: str  # id
    outcome: Answer | Failed
    but_see: tuple[Citation, ...] = ()  # words of the policy that undercut a yes or a no

    @property
    def verdict(self) -> str:
        """Its verdict, or "failed"."""
        return "failed" if isinstance(self.outcome, Failed) else self.outcome.verdict


def matrix(
    answers: Sequence[Compared], questions: Sequence[str], policies: Policies, policy_ids: Sequence[str]
) -> Markup:
    """Draw what is answered so far; a question that was not asked yet has empty cells."""
    by_pair = {(answer.question, answer.policy): (n, answer) for n, answer in enumerate(answers)}
    rows = [
        _row(question, [by_pair.get((question, id_)) for id_ in policy_ids], policies, policy_ids)
        for question in questions
        if any((question, id_) in by_pair for id_ in policy_ids)
    ]
    heads = [{"name": policies[id_].name, "date": date_in(policies[id_].text)} for id_ in policy_ids]
    sources = [source_line(policies, id_) for id_ in policy_ids]
    columns = say("compare.columns").split("|")
    return (
        render("comparison", heads=heads, rows=rows, columns=json.dumps(columns), sources=sources)
        if rows
        else Markup("")
    )


def _row(
    question: str, answers: Sequence[tuple[int, Compared] | None], policies: Policies, policy_ids: Sequence[str]
) -> dict[str, Any]:
    verdicts = [answer[1].verdict for answer in answers if answer]
    return {
        "question": question,
        "cells": [_cell(answer, policies[id_].name, policies) for answer, id_ in zip(answers, policy_ids, strict=True)],
        "summary": [(SHAPES[verdict], number, verdict_word(verdict)) for verdict, number in Counter(verdicts).items()],
        "verdicts": " ".join(sorted(set(verdicts))),
    }


def _cell(numbered: tuple[int, Compared] | None, policy: str, policies: Policies) -> dict[str, Any]:
    if numbered is None:
        return {"policy": policy, "n": None}
    n, answer = numbered
    outcome = answer.outcome
    sure = 0.0 if isinstance(outcome, Failed) else outcome.confidence
    return {
        "policy": policy,
        "n": n,
        "verdict": verdict_word(answer.verdict),
        "rank": list(SHAPES).index(answer.verdict),
        "badge": badge(answer.verdict),
        "condition": "" if isinstance(outcome, Failed) else outcome.condition,
        "sure": round(100 * sure),
        "words": _dozen(answer.outcome),
        "but_see": first_words(answer.but_see[0]) if answer.but_see else "",
        "export": json.dumps(_exported(answer, policies), ensure_ascii=False),
    }


def _dozen(outcome: Answer | Failed) -> str:
    """The first dozen words of the first quote; of a failure its line; nothing of silence."""
    if isinstance(outcome, Failed):
        return outcome.error
    if not outcome.citations:
        return ""
    return first_words(outcome.citations[0])


def first_words(quote: Citation) -> str:
    """The first dozen words of a quote: "We do not sell your personal data …"."""
    words = " · ".join(lines_of(quote)).split(" ")
    return " ".join(words[:DOZEN]) + (" …" if len(words) > DOZEN else "")


def _exported(answer: Compared, policies: Policies) -> list[str]:
    """A row of a file: question, policy, verdict, answer, clauses, quotes, the policy's date and fingerprint."""
    policy, outcome = policies[answer.policy], answer.outcome
    citations = () if isinstance(outcome, Failed) else (*outcome.citations, *answer.but_see)
    clauses = (
        f"[{n}] {short_name(c.clause)}, {place(policies[c.clause.policy_id], c.start)}".replace("] ,", "]")
        for n, c in enumerate(citations, 1)
    )
    return [
        answer.question,
        policy.name,
        verdict_word(answer.verdict),
        outcome.error if isinstance(outcome, Failed) else answer_text(outcome, answer.but_see),
        "\n".join(clauses),
        "\n".join(f"[{n}] “{citation.quote}”" for n, citation in enumerate(citations, 1)),
        date_in(policy.text),
        policy.sha256,
    ]
