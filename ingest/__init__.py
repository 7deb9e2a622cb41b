"""Policy files → clauses → vectors: an index on disk. `python -m ingest`."""
