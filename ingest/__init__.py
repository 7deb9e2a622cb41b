"""Policy files → clauses → vectors: an index on disk. `python -m ingest`."""

import os
from pathlib import Path


def default_index() -> Path:
    """CLAUSEWISE_INDEX, or .clausewise in the working directory."""
    return Path(os.environ.get("CLAUSEWISE_INDEX") or ".clausewise")
