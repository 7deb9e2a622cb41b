"""Citations and clauses as HTML: the policy's own lines, numbered, with the quote marked. Pure.

Every string goes through Markup.format, which escapes it; a character that would turn the words around it round is
shown by its number instead. Refuses to know gradio, models and how answers are made.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.answer.answer import Citation
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, label
from ingest.policy import Policy, line_of, page_of
from ingest.spans import Span

AROUND = 2  # lines of the policy shown before and after a clause
AROUND_CHARACTERS = 320  # of them at most: a "line" of these policies can be a page long
BRIEF = 180  # characters of a quote, or of a clause that was looked at, while it is folded

# Marks, embeddings, overrides and isolates of the bidirectional algorithm: what is read is not what is written.
_TURNING = re.compile("([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])")

Policies = Mapping[str, Policy]

_CARD = Markup(
    '<figure class="card{active}" data-n="{n}"><figcaption>'
    '<button type="button" class="pick" data-n="{n}" aria-expanded="{open}">'
    '<span class="n" aria-hidden="true">{n}</span>{where}</button></figcaption>'
    '<p class="brief">“{brief}”</p>'
    '<blockquote class="clause" tabindex="0" aria-label="{label}">{rows}</blockquote></figure>'
)
_ROW = Markup(
    '<div class="row{kind}"><span class="ln" aria-hidden="true">{line}</span>'
    '<span class="tx" dir="auto">{text}</span></div>'
)


def cards(citations: Sequence[Citation], policies: Policies) -> Markup:
    """The cited clauses, the first one open, each with its quote marked."""
    shown = Markup("").join(_card(n, one, policies) for n, one in enumerate(citations, 1))
    return Markup('{steps}<div class="cards">{shown}</div>').format(steps=_steps(len(citations)), shown=shown)


def looked_at(found: Sequence[Retrieved], policies: Policies, *, opened: bool) -> Markup:
    """What was searched, best first, folded: the proof of silence."""
    items = Markup("").join(_looked(one, policies, opened=opened and n == 0) for n, one in enumerate(found))
    count = "1 clause" if len(found) == 1 else f"{len(found)} clauses"
    return Markup(
        '<details class="looked"{open}><summary>Looked at {count}</summary><ol>{items}</ol></details>'
    ).format(open=_open(opened), count=count, items=items)


def where(clause: Clause, start: int, policies: Policies) -> Markup:
    """Policy, headings, number, and the line of `start`."""
    *outer, title = clause.path or ("",)
    crumbs = " › ".join((policies[clause.policy_id].name, *outer))
    number = Markup('<span class="no">§ {}</span> ').format(clause.number) if clause.number else ""
    return Markup(
        '<span class="where"><span class="crumbs">{crumbs}</span><span class="title">{number}{title}</span>'
        '<span class="line">{line}</span></span>'
    ).format(crumbs=visible(crumbs), number=number, title=visible(title), line=place(policies[clause.policy_id], start))


def named(clause: Clause, start: int, policies: Policies) -> str:
    """The same as plain text: "Segments.ai § 2: PRIVACY STATEMENT › For how long, line 34"."""
    policy = policies[clause.policy_id]
    return f"{label(clause, {policy.id: policy.name})}, {place(policy, start)}"


def place(policy: Policy, offset: int) -> str:
    """The line on which a character stands, and its page where the policy has pages."""
    page = page_of(policy, offset)
    return f"page {page}, line {line_of(policy.text, offset)}" if page else f"line {line_of(policy.text, offset)}"


def rows(policy: Policy, span: Span, mark: Span | None = None) -> Markup:
    """The lines of the policy's text in `span`, numbered, with `mark` marked, and a few lines around."""
    start, end = span
    before, after = _before(policy.text, start), _after(policy.text, end)
    parts = ((before, start, " around"), (start, end, ""), (end, after, " around"))
    return Markup("").join(_rows(policy.text, one, other, kind, mark) for one, other, kind in parts)


def visible(text: str) -> Markup:
    """The text in its own direction, apart from what stands beside it, with what would turn it round made visible."""
    return Markup("<bdi>{}</bdi>").format(_told(text))


def _told(text: str) -> Markup:
    parts = _TURNING.split(text)  # every second one is a character that was split at
    return Markup("").join(_mark_of(part) if n % 2 else part for n, part in enumerate(parts))


def _mark_of(character: str) -> Markup:
    """⟨U+202E⟩, in an isolate of its own: dir="auto" does not take its letters for the text's."""
    return Markup('<bdi class="turning" title="{}">⟨U+{:04X}⟩</bdi>').format(
        unicodedata.name(character).lower(), ord(character)
    )


def clipped(text: str, length: int = BRIEF) -> str:
    """The text on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + " …"


def _card(n: int, one: Citation, policies: Policies) -> Markup:
    policy = policies[one.clause.policy_id]
    return _CARD.format(
        active=" active" if n == 1 else "",
        open="true" if n == 1 else "false",
        n=n,
        where=where(one.clause, one.start, policies),
        brief=visible(clipped(one.quote)),
        label=f"Clause of citation {n}, {policy.name}",
        rows=rows(policy, (one.clause.start, one.clause.end), (one.start, one.end)),
    )


def _looked(one: Retrieved, policies: Policies, *, opened: bool) -> Markup:
    clause = one.clause
    return Markup(
        '<li><details{open}><summary>{where}</summary><div class="clause" tabindex="0" role="group" '
        'aria-label="Clause at {place}">{rows}</div></details></li>'
    ).format(
        open=_open(opened),
        where=where(clause, clause.start, policies),
        place=place(policies[clause.policy_id], clause.start),
        rows=rows(policies[clause.policy_id], (clause.start, clause.end)),
    )


def _open(opened: bool) -> Markup:
    return Markup(" open") if opened else Markup("")


def _steps(many: int) -> Markup:
    if many < 2:  # noqa: PLR2004 one citation has no next
        return Markup("")
    return Markup(
        '<div class="steps" role="group" aria-label="Citations"><button type="button" class="step" data-step="-1" '
        'aria-label="Previous citation">←</button><span class="at" aria-live="polite">1 of {many}</span><button '
        'type="button" class="step" data-step="1" aria-label="Next citation">→</button></div>'
    ).format(many=many)


def _rows(text: str, start: int, end: int, kind: str, mark: Span | None) -> Markup:
    """Rows of text[start:end]; blank lines are left out, their numbers are not given to others."""
    made, at = [], start
    number = line_of(text, start)
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            marked = _marked(line.rstrip("\r\n"), at, mark if kind == "" else None)
            made.append(_ROW.format(kind=kind, line=number, text=marked))
        number += line.count("\n")
        at += len(line)
    return Markup("").join(made)


def _marked(line: str, at: int, mark: Span | None) -> Markup:
    """The line, which begins at offset `at`, with what of it lies in `mark` marked."""
    if mark is None:
        return _told(line)
    start, end = (min(max(edge - at, 0), len(line)) for edge in mark)
    if start >= end:
        return _told(line)
    return Markup("{}<mark>{}</mark>{}").format(*map(_told, (line[:start], line[start:end], line[end:])))


def _before(text: str, start: int) -> int:
    """Where the lines before a clause begin."""
    least = max(0, start - AROUND_CHARACTERS)
    lines = text[least:start].splitlines(keepends=True)
    kept: list[str] = []
    for line in reversed(lines if least == 0 else lines[1:]):
        if sum(bool(one.strip()) for one in kept) == AROUND:
            break
        kept.append(line)
    return start - sum(map(len, kept))


def _after(text: str, end: int) -> int:
    """Where the lines after a clause end."""
    most = min(len(text), end + AROUND_CHARACTERS)
    lines = text[end:most].splitlines(keepends=True)
    at, seen = end, 0
    for line in lines if most == len(text) else lines[:-1]:
        if seen == AROUND:
            break
        seen += bool(line.strip())
        at += len(line)
    return at
