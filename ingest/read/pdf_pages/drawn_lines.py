"""The straight lines that a PDF's page draws, as pens or as thin filled boxes: level and upright ones, in points."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

THICK = 3.0  # points; a filled box that is thicker is a ground
NEAR = 3.0  # points between lines that are one: a browser draws a border for each of two cells
MOST = 20_000  # lines of a page; more are a drawing
OPERATORS = frozenset(
    (b"m", b"l", b"re", b"h", b"c", b"v", b"y", b"n", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
)
_ENDS = {
    b"S": True,
    b"s": True,
    b"B": True,
    b"B*": True,
    b"b": True,
    b"b*": True,
    b"f": False,
    b"F": False,
    b"f*": False,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its place on the one axis, its ends on the other."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Pen:
    """What a page has drawn so far."""

    level: list[Line] = field(default_factory=list)
    upright: list[Line] = field(default_factory=list)
    paths: list[list[tuple[float, float]]] = field(default_factory=list)  # of corners, not yet drawn
    curved: bool = False  # a path that is no table's

    def take(self, operator: bytes, operands: Any, cm: Sequence[float]) -> None:
        """Take an operator of the page: it moves the pen, draws what it went along, or is none of ours."""
        if operator == b"m":
            self.paths.append([_point(operands, cm)])
        elif operator == b"l" and self.paths:
            self.paths[-1].append(_point(operands, cm))
        elif operator == b"re":
            self.paths.append(_box(operands, cm))
        elif operator == b"h" and self.paths:
            self.paths[-1].append(self.paths[-1][0])
        elif operator in (b"c", b"v", b"y"):
            self.curved = True
        else:
            if operator in _ENDS and not self.curved and len(self.level) + len(self.upright) < MOST:
                self._draw(pens=_ENDS[operator], closes=operator in (b"s", b"b", b"b*"))
            self.paths, self.curved = [], False

    def _draw(self, *, pens: bool, closes: bool) -> None:
        for path in self.paths:
            for a, b in pairwise([*path, path[0]] if closes else path) if pens else ():
                self._keep(a, b)
            if not pens:
                xs, ys = [x for x, _ in path], [y for _, y in path]
                self._keep((min(xs), min(ys)), (max(xs), max(ys)))

    def _keep(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        """Keep what is long and thin between two corners."""
        wide, high = abs(a[0] - b[0]), abs(a[1] - b[1])
        if high <= THICK < wide:
            self.level.append(Line((a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])))
        elif wide <= THICK < high:
            self.upright.append(Line((a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])))


def _point(operands: Any, cm: Sequence[float]) -> tuple[float, float]:
    x, y = (float(number) for number in operands[:2])
    return x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]


def _box(operands: Any, cm: Sequence[float]) -> list[tuple[float, float]]:
    x, y, wide, high = (float(number) for number in operands[:4])
    corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y))
    return [_point(corner, cm) for corner in corners]


def merged(lines: Iterable[Line]) -> Iterator[Line]:
    """Give lines as they are seen: pieces at one place that touch are one."""
    group: list[Line] = []
    for line in sorted(lines, key=lambda line: line.at):
        if group and line.at - group[0].at > NEAR:
            yield from _touching(group)
            group = []
        group.append(line)
    yield from _touching(group)


def _touching(group: Sequence[Line]) -> Iterator[Line]:
    at = sum(line.at for line in group) / max(1, len(group))
    start = end = None
    for line in sorted(group, key=lambda line: line.start):
        if start is None or end is None:
            start, end = line.start, line.end
        elif line.start <= end + NEAR:
            end = max(end, line.end)
        else:
            yield Line(at, start, end)
            start, end = line.start, line.end
    if start is not None and end is not None:
        yield Line(at, start, end)
