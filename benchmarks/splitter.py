"""Measure the clause splitter on real policies: `python -m benchmarks.splitter --data DIR [--only NAME]`.

DIR holds open-terms-archive/docs/*.md and open-terms-archive-versions/docs/*.md. Prints one line a figure:
properties that must hold, lengths of clauses and pieces, headings found against those marked in the texts (as they are,
and with the marks stripped), ids kept between versions, speed and growth. Nothing is written.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.command_line import parser, run
from ingest.clauses.clause import Clause, pieces
from ingest.clauses.lines import BLANKS
from ingest.clauses.outline import outline_of
from ingest.clauses.split import split
from ingest.places import ROOT
from ingest.policy import Policy

# Also inside a list's item, as Markdown has it: "1.  #### Title", and an indented underline.
_HASH = re.compile(r"^[ \xa0]*(?P<head>(?:(?:\d+[.)]|[*+-])[ \t]+)?#{1,6}[ \t]+(?P<title>\S[^\n]*))$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"^[ \xa0]*(?P<head>(?![*+>-]\s|[#|])(?P<title>\S[^\n|]*))\n[ ]*(?:={1,}|-{2,})[ \t]*$",
    re.MULTILINE,
)
FIVE = ROOT / "policies"


def main() -> None:
    """Run the measurements."""
    p = parser(__doc__)
    p.add_argument("--data", type=Path, required=True, help="folder with the sets of texts")
    p.add_argument("--only", choices=sorted(MEASURES), help="one measurement (default: all)")
    args = p.parse_args()
    for name, measure in MEASURES.items():
        if args.only in (None, name):
            measure(args.data)


def policy(path: Path) -> Policy:
    """Read a text as it is, without the time that looking for names takes."""
    return Policy(path.stem, path.stem, (), "", path.read_bytes().decode("utf-8"))


def archive(data: Path) -> list[Path]:
    """List the real policies."""
    return sorted((data / "open-terms-archive" / "docs").glob("*.md"))


def properties(data: Path) -> None:
    """Check what must hold of every text, and measure lengths."""
    for label, paths in (("five policies", sorted(FIVE.glob("*.txt"))), ("archive", archive(data))):
        found = [(p, split(p)) for p in map(policy, paths)]
        broken = [p.id for p, clauses in found if not holds(p, clauses)]
        lengths = sorted(c.end - c.start for _, clauses in found for c in clauses)
        cuts = sorted(end - start for _, clauses in found for c in clauses for start, end in pieces(c))
        print(f"{label}: {len(found)} texts, {len(lengths)} clauses, properties broken in {len(broken)} {broken[:3]}")
        print(f"{label}: clause characters {spread(lengths)}; pieces {len(cuts)}, characters {spread(cuts)}")
        print(f"{label}: pieces of clauses longer than one piece: {spread(long_pieces(found))}")


def long_pieces(found: Sequence[tuple[Policy, Sequence[Clause]]]) -> list[int]:
    """Lengths of all but the last piece of each clause that was cut."""
    cuts = (pieces(c)[:-1] for _, clauses in found for c in clauses)
    return sorted(end - start for spans in cuts for start, end in spans)


def holds(source: Policy, clauses: Sequence[Clause]) -> bool:
    """Whether offsets are exact, nothing overlaps, all text but blanks is covered and ids are unique."""
    exact = all(source.text[c.start : c.end] == c.text for c in clauses)
    edges = [0, *(x for c in clauses for x in (c.start, c.end)), len(source.text)]
    ordered = edges == sorted(edges)
    between = "".join(source.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    again = split(source) == tuple(clauses)
    return exact and ordered and not between.strip(BLANKS) and len({c.id for c in clauses}) == len(clauses) and again


def spread(values: Sequence[int]) -> str:
    """Median, 95th percentile and maximum of sorted values."""
    if not values:
        return "none"
    return f"median {values[len(values) // 2]}, p95 {values[len(values) * 95 // 100]}, max {values[-1]}"


def marked(text: str) -> dict[int, str]:
    """Headings that a Markdown text marks: offset → title. Written apart from the product's own rules."""
    found = {m.start("head"): m["title"] for m in _HASH.finditer(text)}
    found |= {m.start("head"): m["title"] for m in _UNDERLINED.finditer(text)}
    return {at: title for at, title in found.items() if title.strip("#*_ \t\u200b\xa0")}


def stripped(text: str) -> tuple[str, set[int]]:
    """Take the marks off a Markdown text; also the offsets of its headings afterwards."""
    heads = marked(text)
    out: list[str] = []
    at, length = 0, 0
    new: set[int] = set()
    for start in sorted(heads):
        out.append(text[at:start])
        length += start - at
        line_end = (text.find("\n", start) + 1 or len(text) + 1) - 1
        line = text[start:line_end]
        body = re.sub(r"^((?:(?:\d+[.)]|[*+-])[ \t]+)?)#{1,6}[ \t]+", r"\1", line)
        new.add(length)
        out.append(body)
        length += len(body)
        under = re.match(r"\n[ ]*(?:={1,}|-{2,})[ \t]*(?=\n|$)", text[line_end:])
        at = line_end + (under.end() if under and "#" not in line[:8] else 0)
    out.append(text[at:])
    return "".join(out), new


def headings(data: Path) -> None:
    """Measure precision and recall of headings, with the marks and without."""
    texts = [policy(p).text for p in archive(data)]
    texts = [t for t in texts if len(marked(t)) >= MIN_MARKED]
    both = (("marked", lambda t: (t, set(marked(t)))), ("stripped", stripped))
    for label, prepare in both:
        precision, recall, true = heading_rates([prepare(text) for text in texts])
        print(f"headings, {label}: {len(texts)} texts, precision {precision:.1%}, recall {recall:.1%} of {true}")


def heading_rates(texts: Sequence[tuple[str, set[int]]]) -> tuple[float, float, int]:
    """Give precision, recall and how many headings there are, of texts with the places of their headings."""
    hits = said = true = 0
    for given, gold in texts:
        found = {b.line.start for b in outline_of(given).blocks if b.kind == "heading"}
        hits, said, true = hits + len(found & gold), said + len(found), true + len(gold)
    return hits / said, hits / true, true


MIN_MARKED = 3  # marks in a text that is counted: with fewer, its author marks headings in another way or not at all


def versions(data: Path) -> None:
    """Measure how many of the clauses whose text did not change keep their id in the next version."""
    kept = same = 0
    worst: list[tuple[float, str]] = []
    for before, after in pairs(data):
        k, n = stability(split(before), split(after))
        kept, same = kept + k, same + n
        worst.append((k / n if n else 1.0, after.id))
    print(f"versions: {len(worst)} pairs, {kept} of {same} unchanged clauses keep their id: {kept / same:.2%}")
    print("versions: worst " + ", ".join(f"{share:.0%} {name}" for share, name in sorted(worst)[:5]))


def pairs(data: Path) -> Iterator[tuple[Policy, Policy]]:
    """Each two versions of a policy that follow each other, under one id."""
    series: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((data / "open-terms-archive-versions" / "docs").glob("*.md")):
        series[re.sub(r"__\d\d_[\d-]+$", "", path.stem)].append(path)
    for name, paths in series.items():
        read = [Policy(name, name, (), "", p.read_bytes().decode("utf-8")) for p in paths]
        yield from pairwise(read)


def stability(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[int, int]:
    """How many clauses of `before` stand in `after` with the same text, and how many of those under the same id.

    A text that stands twice is compared as often as it stands in both.
    """
    old: dict[str, Counter[str]] = defaultdict(Counter)
    new: dict[str, Counter[str]] = defaultdict(Counter)
    for side, clauses in ((old, before), (new, after)):
        for clause in clauses:
            side[clause.text][clause.id] += 1
    shared = [(old[text], new[text]) for text in old if text in new]
    same = sum(min(a.total(), b.total()) for a, b in shared)
    return sum((a & b).total() for a, b in shared), same


def speed(data: Path) -> None:
    """Measure megabytes a second on real texts, and seconds for one text and one line of growing length."""
    texts = [policy(p) for p in archive(data)]
    seconds = timed(lambda: [split(p) for p in texts])
    size = sum(len(p.text.encode()) for p in texts)
    print(f"speed: {size / 1e6:.2f} MB in {seconds:.2f} s, {size / 1e6 / seconds:.2f} MB/s on one core")
    whole = "\n\n".join(p.text for p in texts)
    for label, source in (("text", whole), ("one line", " ".join(whole.split()))):
        for length in (1_000, 10_000, 100_000, 1_000_000, 5_000_000):
            text = (source * (length // len(source) + 1))[:length]
            given = Policy("a", "a", (), "", text)
            took = timed(partial(in_pieces, given))
            print(f"growth, {label}: {length:>9,} characters {took:8.4f} s, {length / 1e6 / took:6.2f} M/s")


def in_pieces(source: Policy) -> int:
    """Split a policy down to its pieces; how many."""
    return sum(len(pieces(c)) for c in split(source))


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor time, the best of three where it is short."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
        if best > 1:
            break
    return max(best, 1e-6)


MEASURES = {"properties": properties, "headings": headings, "versions": versions, "speed": speed}

if __name__ == "__main__":
    run(main)
