"""Policies with a known tree, written as web pages, Markdown and PDFs in many ways: what a reader sees is told."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from tests.ingest import policy_files

_VERBS = "keep delete share store protect check copy send review log".split()
_THINGS = "invoices photographs contracts recordings messages accounts reports backups addresses badges".split()
_ENDS = "for thirty days|within the Union|with care|on request|every year|after the audit|in writing".split("|")
_ROMAN = "i ii iii iv v vi".split()
_MARKERS = {
    '<ol type="a">': [f"{letter}." for letter in "abcdef"],
    '<ol type="I">': [f"{letter.upper()}." for letter in _ROMAN],
    '<ol start="4">': [f"{n}." for n in range(4, 10)],
    '<ol style="list-style-type: lower-roman">': [f"{letter}." for letter in _ROMAN],
    '<ol class="letters">': [f"{letter}." for letter in "abcdef"],
    "<ol>": [f"{n}." for n in range(1, 7)],
    "<ul>": ["-"] * 6,
}


@dataclass(frozen=True)
class Table:
    """Column names and rows."""

    names: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass
class Tree:
    """A policy: sections of sentences, one list and one table each, and what nobody sees of it."""

    seed: int
    sections: list[tuple[str, list[str], list[str], Table | None]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    note: str = ""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - texts, no secrets
        self.used: set[str] = set()
        for n in range(1, self.random.randint(3, 5)):
            title = f"{n}. {self.random.choice(_THINGS).title()} {self.random.choice('ABCDEFGH')}{n}"
            items = [self.words() for _ in range(self.random.choice((0, 3, 4)))]
            table = self.table() if self.random.random() < 0.6 else None
            self.sections.append((title, [self.words() for _ in range(self.random.randint(1, 2))], items, table))
        self.struck, self.hidden, self.note = [self.words(), self.words()], [self.words()], self.words()

    def words(self) -> str:
        """A sentence that stands nowhere else."""
        while True:
            parts = (self.random.choice(each) for each in (_VERBS, _THINGS, _ENDS))
            sentence = f"We {' '.join(parts)} under rule {self.random.randint(100, 999)}."
            if sentence not in self.used:
                self.used.add(sentence)
                return sentence

    def table(self) -> Table:
        """A table of two to four columns; cells may be empty but for the first."""
        names = ("Category", "Retention period", "Legal basis", "Recipient")[: self.random.randint(2, 4)]
        rows = []
        for n in range(self.random.randint(3, 5)):
            cells = [f"{_THINGS[n].title()} {self.random.randint(1, 9)}", f"{self.random.randint(2, 90)} days"]
            cells += [self.random.choice(("consent", "contract", "")), f"Firm {n}"]
            rows.append(cells[: len(names)])
        return Table(names, rows)


def html(tree: Tree) -> tuple[bytes, list[str]]:
    """A page, and the markers of its lists in order."""
    choose, markers, parts = random.Random(tree.seed), [], []  # noqa: S311
    folded = choose.choice(("plain", "details", "button", "accordion", "fade", "toggle"))
    for title, sentences, items, table in tree.sections:
        body = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
        if items:
            opening = choose.choice(list(_MARKERS))
            markers += _MARKERS[opening][: len(items)]
            entries = "".join(f"<li>{escape(item)}</li>" for item in items)
            body += f"<p>We say:</p>{opening}{entries}</{opening[1:3]}>"
        parts.append(_folded(folded, title, body + (_html_table(table, choose) if table else "")))
    struck = [f"<s>{tree.struck[0]}</s>", f'<span style="text-decoration: line-through">{tree.struck[1]}</span>']
    hidden = choose.choice(('<p style="display:none">{}</p>', "<p hidden>{}</p>", '<p class="trap">{}</p>'))
    foot = f"<p>The fee is EUR 50<sup>7</sup> a year. {' '.join(struck)}</p>{hidden.format(tree.hidden[0])}"
    style = ".trap{display:none} ol.letters{list-style-type:lower-alpha} @media print{p{display:none}}"
    page = (
        f"<html><head><title>Oak Policy</title><style>{style}</style></head><body><nav>Home Shop</nav><main>"
        f"<h1>Oak Policy</h1>{''.join(parts)}{foot}<p><sup>7</sup> {tree.note}</p></main></body></html>"
    )
    return page.encode(), markers


def _folded(way: str, title: str, body: str) -> str:
    """One section in one of the ways in which pages fold their sections."""
    return {
        "plain": f"<h2>{title}</h2>{body}",
        "details": f"<details><summary>{title}</summary>{body}</details>",
        "button": f"<h2><button aria-expanded='false'>{title}</button></h2><div>{body}</div>",
        "accordion": f"<h2>{title}</h2><div class='accordion-body' style='display:none' hidden>{body}</div>",
        "fade": f"<section style='opacity: 0; transition: opacity 1s'><h2>{title}</h2>{body}</section>",
        "toggle": f"<button class='accordion'>{title}</button><div class='panel' style='display:none'>{body}</div>",
    }[way]


def _html_table(table: Table, choose: random.Random) -> str:
    cell = "th" if choose.random() < 0.5 else "td"
    opens, closes = ("<b>", "</b>") if cell == "td" and choose.random() < 0.5 else ("", "")
    head = "<tr>" + "".join(f"<{cell}>{opens}{name}{closes}</{cell}>" for name in table.names) + "</tr>"
    head = f"<thead>{head}</thead>" if choose.random() < 0.3 else head
    rows = "".join("<tr>" + "".join(f"<td><p>{escape(c)}</p></td>" for c in row) + "</tr>" for row in table.rows)
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def markdown(tree: Tree) -> str:
    """A Markdown file with front matter, a fence and a comment."""
    parts = ["---\ntitle: Oak Policy\nversion: 3\n---\n# Oak Policy"]
    for title, sentences, items, table in tree.sections:
        parts += [f"## {title}", *sentences]
        if items:
            parts += ["We say:", "\n".join(f"- {item}" for item in items)]
        if table:
            lines = [table.names, ["---"] * len(table.names), *table.rows]
            parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    parts += [
        "```sh\n# Retention period\necho done\n```",
        f"The fee is EUR 50<sup>7</sup> a year. ~~{tree.struck[0]}~~ <del>{tree.struck[1]}</del>",
        f"<!-- {tree.hidden[0]} -->",
        f"[7] {tree.note}",
    ]
    return "\n\n".join(parts) + "\n"


def pdf(tree: Tree) -> bytes:
    """A PDF of one section a page, with running lines, notes and tables set by their left edges."""
    pages = []
    for n, (title, sentences, items, table) in enumerate(tree.sections, start=1):
        lines: list[tuple[float, float, int, bool, str]] = [(50, 800, 8, False, f"Oak Policy - page {n}")]
        lines.append((50, 770, 14, True, title))
        y = 745.0
        for sentence in [*sentences, *(["We say:", *items] if items else [])]:
            lines.append((50, y, 11, False, sentence))
            y -= 15
        for row in (table.names, *table.rows) if table else ():
            lines += [(50 + 130 * k, y, 11, row is table.names, cell) for k, cell in enumerate(row) if cell]
            y -= 18
        if n == 1:
            lines += [(50, y, 11, False, "The fee is EUR 50"), (140, y + 4, 6, False, "7")]
            lines.append((144, y, 11, False, " a year."))
            lines.append((50, 60, 8, False, f"7 {tree.note}"))
        pages.append(lines)
    return policy_files.placed_pdf(pages)
