"""Many answers as one HTML table: a row a question and policy. Pure.

Every string goes through Markup.format, which escapes it. Refuses to know gradio and who asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.answer.answer import Answer, Citation, Failed
from web.views.evidence import Policies, place
from web.views.turn import badge

_COLUMNS = ("Question", "Policy", "Verdict", "Answer", "Clause", "Quote")


@dataclass(frozen=True, slots=True)
class Row:
    """One question put to one policy."""

    question: str
    policy: str  # id
    outcome: Answer | Failed


def table(found: Sequence[Row], policies: Policies) -> Markup:
    """The table, with buttons to sort it by a column and to save it."""
    if not found:
        return Markup("")
    head = Markup("").join(
        Markup('<th scope="col"><button type="button" class="sort" data-column="{n}">{name}</button></th>').format(
            n=n, name=name
        )
        for n, name in enumerate(_COLUMNS)
    )
    body = Markup("").join(_row(one, policies) for one in found)
    return Markup(
        '<div class="bar"><button type="button" class="copy" data-save="csv">Save as CSV</button>'
        '<button type="button" class="copy" data-save="table">Save as HTML</button></div>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Comparison"><table class="compared">'
        "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    ).format(head=head, body=body)


def _row(one: Row, policies: Policies) -> Markup:
    policy = policies[one.policy]
    cells: list[str | Markup] = [one.question, policy.name, *_outcome(one.outcome, policies)]
    return Markup("<tr>{}</tr>").format(
        Markup("").join(
            Markup('<td data-label="{}">{}</td>').format(name, cell) for name, cell in zip(_COLUMNS, cells, strict=True)
        )
    )


def _outcome(outcome: Answer | Failed, policies: Policies) -> tuple[str | Markup, ...]:
    """Verdict, answer, clauses and quotes."""
    if isinstance(outcome, Failed):
        return Markup('<span class="badge silent">No answer</span>'), outcome.error, "", ""
    clauses = Markup("<br>").join(f"[{n}] {_clause(one, policies)}" for n, one in enumerate(outcome.citations, 1))
    quotes = Markup("<br>").join(
        Markup("[{}] <mark><bdi>“{}”</bdi></mark>").format(n, " ".join(one.quote.split()))
        for n, one in enumerate(outcome.citations, 1)
    )
    return badge(outcome.verdict), outcome.text, clauses, quotes


def _clause(one: Citation, policies: Policies) -> str:
    """Number, innermost heading and line."""
    number = f"§ {one.clause.number}" if one.clause.number else ""
    named = " ".join(part for part in (number, *one.clause.path[-1:]) if part).rstrip(" :")
    return f"{named}, {place(policies[one.clause.policy_id], one.start)}"
