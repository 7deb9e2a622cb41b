"""Draw what changed between two versions of a policy: the weighty changes side by side, the quiet ones folded. Pure."""

from typing import Any

from markupsafe import Markup

from ingest.versions.change import Change
from ingest.versions.report import Report, name, shown
from web.views.clause_name import link
from web.views.render import render


def changes_drawn(report: Report) -> Markup:
    """Draw a report of changes; a clause of the newest version is linked to its place in its policy."""
    return render(
        "changes",
        old=report.old,
        new=report.new,
        weighty=[_drawn(change) for change in report.weighty],
        quiet=[_drawn(change) for change in report.quiet],
        unchanged=report.unchanged,
        findings=report.findings,
    )


def _drawn(change: Change) -> dict[str, Any]:
    """A change as the template shows it: its two sides in pieces that stayed, went or came."""
    pieces = list(shown(change))
    return {
        "kind": change.kind,
        "name": name(change),
        "what": change.what,
        "link": link(change.new.clause) if change.new else "",
        "old": [piece for piece in pieces if piece[0] != "came"] if change.old else [],
        "new": [piece for piece in pieces if piece[0] != "gone"] if change.new else [],
    }
