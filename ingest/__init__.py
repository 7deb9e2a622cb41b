"""Policy files → clauses → vectors: an index on disk. `python -m ingest`.

From Python:

    from pathlib import Path
    from ingest import MiniLM, ingest

    done = ingest([Path("policies")], Path(".clausewise"), MiniLM())
    for policy in done.index.policies.values():
        print(policy.name, len(policy.text))
"""

from typing import TYPE_CHECKING

from ingest.first_use import on_first_use

if TYPE_CHECKING:
    from ingest.clauses.clause import Clause
    from ingest.embed import MiniLM
    from ingest.errors import ClausewiseError, IndexFault, ModelError, PolicyError, StoreFault, UsageError, WeightsError
    from ingest.pipeline import ingest
    from ingest.policy import Policy
    from ingest.versions.change import Change
    from ingest.versions.compare import changes

__all__ = [
    "Change",
    "Clause",
    "ClausewiseError",
    "IndexFault",
    "MiniLM",
    "ModelError",
    "Policy",
    "PolicyError",
    "StoreFault",
    "UsageError",
    "WeightsError",
    "changes",
    "ingest",
]

_HOMES = {
    "Change": "versions.change",
    "Clause": "clauses.clause",
    "ClausewiseError": "errors",
    "IndexFault": "errors",
    "MiniLM": "embed",
    "ModelError": "errors",
    "Policy": "policy",
    "PolicyError": "errors",
    "StoreFault": "errors",
    "UsageError": "errors",
    "WeightsError": "errors",
    "changes": "versions.compare",
    "ingest": "pipeline",
}
__getattr__ = on_first_use(__name__, _HOMES)  # whoever wants `Policy` must not wait for numpy
