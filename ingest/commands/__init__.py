"""What the flags of `python -m ingest` do besides reading policies, and what all commands begin with."""
