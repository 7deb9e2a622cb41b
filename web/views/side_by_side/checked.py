"""Draw what policies say to a checklist: requirements down, policies across, and the clauses behind one cell. Pure."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from assistant.checklist.report import Report, summary_lines
from assistant.checklist.requirements import Requirement
from assistant.checklist.row import Row
from ingest.clauses.clause import Clause
from ingest.policy import Policy
from web.views.evidence import cards, looked_at
from web.views.render import render
from web.views.side_by_side.comparison import first_words
from web.views.verdict_badge import badge, verdict_word
from web.words.table import words


def checked_matrix(report: Report) -> Markup:
    """Draw a row a requirement and a column a policy, under a line a policy that sums it up."""
    numbers = {(row.policy, row.requirement): n for n, row in enumerate(report.rows)}
    rows = [
        {
            "title": wanted.title,
            "article": wanted.article,
            "cells": [_cell(report, numbers[policy.id, wanted.id], policy) for policy in report.policies],
        }
        for wanted in report.checklist.requirements
    ]
    return render("checked", report=report, summary=summary_lines(report), rows=rows)


def checked_cell(wanted: Requirement, row: Row, policy: Policy, nearest: Sequence[Clause]) -> Markup:
    """Draw one requirement and one policy: its verdict, the clauses with the quotes marked, or where was looked."""
    policies = {policy.id: policy}
    evidence = cards(row.citations, policies) if row.citations else Markup("")
    if nearest:
        evidence += looked_at(nearest, policies, opened=not row.citations)
    means = words()["checked"].get(row.verdict, "")
    turn = render("checked_cell", wanted=wanted, row=row, badge=badge(row.verdict), means=means, evidence=evidence)
    return render("drawer", name=policy.name, turn=turn)


def _cell(report: Report, number: int, policy: Policy) -> dict[str, Any]:
    row = report.rows[number]
    return {
        "n": number,
        "policy": policy.name,
        "verdict": verdict_word(row.verdict),
        "badge": badge(row.verdict),
        "words": first_words(row.citations[0]) if row.citations else row.why,
    }
