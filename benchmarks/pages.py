"""Measure what reading web pages loses: `python -m benchmarks.pages --data DIR`.

DIR holds open-terms-archive/docs/*.md, real policies that are made into plain pages here, and c3pa-ccpa, privacy pages
as they were served (html/*.html) with the passages that three readers marked (annotations-dev.jsonl). Prints a line a
figure, and where the most is lost. A row of a table is kept where one line of our text has the words of all its cells.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.command_line import parser, run
from ingest.clauses.split import split
from ingest.jsonlines import numbered_lines, parse_object
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from ingest.read.web.page_text import read_page

RUN = 4  # words in a row that must stand in our text so that they count as found
SHOWN = 8  # pages that lose most
_WORD = re.compile(r"[^\W_]+")
_ESCAPED = re.compile(r"\\+[nrt]|\\+u[0-9a-f]{4}|\\+xa0")  # as the passages are written


def main() -> None:
    """Run both measurements."""
    flags = parser(__doc__)
    flags.add_argument("--data", type=Path, required=True, metavar="DIR")
    args = flags.parse_args()
    _archive(sorted((args.data / "open-terms-archive" / "docs").glob("*.md")))
    folder = args.data / "c3pa-ccpa"
    policies = [read_policy(path, path.stem) for path in sorted((folder / "html").glob("*.html"))]
    _passages(policies, folder / "annotations-dev.jsonl")
    _tables(policies, folder / "html")


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(text.casefold())


def _archive(paths: Sequence[Path]) -> None:
    from lxml import html
    from markdown_it import MarkdownIt

    pages = [MarkdownIt().enable("table").render(path.read_text("utf-8")) for path in paths]
    start = time.process_time()
    texts = [read_page(f"<html><body>{page}</body></html>".encode()).text for page in pages]
    seconds = time.process_time() - start
    trees = [html.fromstring(f"<div>{page}</div>") for page in pages]
    lost = [Counter(words(_spaced(tree))) - Counter(words(text)) for tree, text in zip(trees, texts, strict=True)]
    total = sum(len(words(_spaced(tree))) for tree in trees)
    print(f"archive: {len(pages)} pages, {sum(map(len, pages)) / 1e6:.1f} MB, {seconds:.1f} s on one core")
    print(f"archive: {sum(c.total() for c in lost)} of {total} words lost; most: {_most(paths, lost)}")
    for name, kept in (("headings", r"^ *#+ "), ("table rows", r"^\|(?!-)")):
        asked = "//h1 | //h2 | //h3 | //h4 | //h5 | //h6" if name == "headings" else "//tr"
        there = sum(bool(words(_spaced(node))) for tree in trees for node in tree.xpath(asked))
        print(f"archive: {name}: {there}, read {sum(len(re.findall(kept, text, re.MULTILINE)) for text in texts)}")


def _spaced(node: Any) -> str:
    return " ".join(node.itertext())


def _most(paths: Sequence[Path], lost: Sequence["Counter[str]"]) -> str:
    by_size = sorted(zip(paths, lost, strict=True), key=lambda entry: -entry[1].total())
    return ", ".join(
        f"{path.stem} {gone.total()} ({' '.join(list(gone)[:4])})" for path, gone in by_size[:SHOWN] if gone
    )


def _passages(policies: Sequence[Policy], marks: Path) -> None:
    """Count the words of marked passages that our texts hold, RUN of them in a row."""
    passages: dict[str, set[str]] = defaultdict(set)
    for _, line in numbered_lines(marks):
        mark = parse_object(line)
        passages[mark["doc"]].add(_ESCAPED.sub(" ", mark["text"]))
    lost: Counter[str] = Counter()
    total = whole = 0
    for policy in policies:
        runs = set(_runs(words(policy.text)))
        for marked in map(words, passages[policy.id]):
            found = {n + k for n, run_ in enumerate(_runs(marked)) if run_ in runs for k in range(RUN)}
            lost[policy.id] += len(marked) - len(found) if len(marked) >= RUN else 0
            total += len(marked) if len(marked) >= RUN else 0
            whole += len(found) == len(marked)
    count = sum(map(len, passages.values()))
    print(f"C3PA: {len(policies)} pages, {count} passages marked, {whole} found to the last word")
    print(f"C3PA: {lost.total()} of {total} words lost; most: {lost.most_common(SHOWN)}")


def _runs(of: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(of[n : n + RUN]) for n in range(len(of) - RUN + 1))


def _tables(policies: Sequence[Policy], folder: Path) -> None:
    """Count the rows of tables that are one line of our text, and those that are a clause of their own."""
    from lxml import html

    counts: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for policy in policies:
        page = html.fromstring((folder / f"{policy.id}.html").read_bytes())
        lines = [Counter(words(line)) for line in policy.text.split("\n")]
        clauses = [Counter(words(clause.text)) for clause in split(policy)]
        for table in page.xpath("//table[not(.//table)]"):
            for n, row in enumerate(_rows(table)):
                kept = any(not row - line for line in lines)
                own = any(not row - clause and clause.total() <= row.total() * 1.5 for clause in clauses)
                counts.update({"rows": 1, "lines": kept, "below the first": n > 0, "clauses": n > 0 and own})
                lost[f"{policy.id} {table.get('class') or ''}".strip()] += not kept
    print(f"C3PA: {dict(counts)}; rows lost: {[entry for entry in lost.most_common(SHOWN) if entry[1]]}")


def _rows(table: Any) -> Iterator["Counter[str]"]:
    """The words of each row with more than one cell that has any."""
    for row in table.xpath(".//tr"):
        cells = [words(_spaced(cell)) for cell in row.xpath("./td | ./th")]
        if sum(map(bool, cells)) > 1:
            yield Counter(word for cell in cells for word in cell)


if __name__ == "__main__":
    run(main)
