"""Policy files → clauses → vectors: an index on disk. `python -m ingest`.

from pathlib import Path
from ingest import MiniLM, ingest

done = ingest([Path("policies")], Path(".clausewise"), MiniLM())
for policy in done.index.policies.values():
print(policy.name, len(policy.text))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.clauses.clause import Clause
    from ingest.embed import MiniLM
    from ingest.pipeline import ingest
    from ingest.policy import Policy
    from ingest.versions.change import Change
    from ingest.versions.compare import changes

__all__ = ["Change", "Clause", "MiniLM", "Policy", "changes", "ingest"]

_HOMES = {
    "Change": "ingest.versions.change",
    "Clause": "ingest.clauses.clause",
    "MiniLM": "ingest.embed",
    "Policy": "ingest.policy",
    "changes": "ingest.versions.compare",
    "ingest": "ingest.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import on first use: whoever wants `Policy` must not wait for numpy."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'ingest' has no attribute {name!r}")
