"""Numbers → small SVG plots, each a string that stands in a page by itself. Pure.

Refuses to know reports: it is given points and counts. All colours come from the page's CSS classes, so that they
follow its light or dark theme.
"""

from collections.abc import Sequence
from html import escape

from eval.score.stats import percentile

_WIDTH, _HEIGHT = 420, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 40  # room for the axes' words
_BINS = 16
_MOST = 98  # percentile that ends the last bin: one cold start would push all else into the first


def line(points: Sequence[tuple[str, float, float, float, str]], below: str, label: str) -> str:
    """Draw shares (0 to 1) at labelled steps, each (label, share, low, high, told on hover), with their intervals."""
    xs = [_x((n + 0.5) / len(points)) for n in range(len(points))]
    band = [f"{x:.1f},{_y(high):.1f}" for x, (_, _, _, high, _) in zip(xs, points, strict=True)]
    band += reversed([f"{x:.1f},{_y(low):.1f}" for x, (_, _, low, _, _) in zip(xs, points, strict=True)])
    path = " ".join(f"{x:.1f},{_y(share):.1f}" for x, (_, share, _, _, _) in zip(xs, points, strict=True))
    parts = [
        _shares(),
        f'<polygon class="band" points="{" ".join(band)}"/>',
        f'<polyline class="line" points="{path}"/>',
    ]
    for x, (step, share, _, _, told) in zip(xs, points, strict=True):
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{_y(share):.1f}" r="4">{_title(told)}</circle>')
        parts.append(_text(x, _HEIGHT - _BOTTOM + 16, step, "middle"))
    return _svg(parts, below, label)


def histogram(values: Sequence[float], below: str, label: str) -> str:
    """Draw how many values fall into equal bins from 0; the slowest few in a hundred are in the last one."""
    top = percentile(values, _MOST) or 1.0
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(value / top * _BINS))] += 1
    most = max(counts) or 1
    parts = [_axis(), _text(_LEFT - 6, _y(1) + 4, str(most), "end"), _text(_LEFT - 6, _y(0) + 4, "0", "end")]
    for n, count in enumerate(counts):
        low, high = n / _BINS, (n + 1) / _BINS
        until = f"to {high * top:,.2f}" if n < _BINS - 1 else "and more"
        x, y = _x(low) + 1, _y(count / most)
        size = f'width="{_x(high) - _x(low) - 2:.1f}" height="{_y(0) - y:.1f}"'
        told = _title(f"{low * top:,.2f} {until}: {count}")
        parts.append(f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" {size}>{told}</rect>')
    parts += [_text(_x(share), _HEIGHT - _BOTTOM + 16, f"{share * top:,.1f}", "middle") for share in (0, 0.5, 1)]
    return _svg(parts, below, label)


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)


def _shares() -> str:
    lines = [_axis()]
    for percent in (0, 25, 50, 75, 100):
        y = _y(percent / 100)
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(_text(_LEFT - 6, y + 4, f"{percent} %", "end"))
    return "".join(lines)


def _axis() -> str:
    return f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_y(0):.1f}" y2="{_y(0):.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _title(told: str) -> str:
    return f"<title>{escape(told)}</title>"


def _svg(parts: Sequence[str], below: str, label: str) -> str:
    words = _text((_LEFT + _WIDTH) / 2, _HEIGHT - 6, below, "middle")
    head = f'<svg role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-label="{escape(label, quote=True)}">'
    return f"{head}{''.join(parts)}{words}</svg>"
