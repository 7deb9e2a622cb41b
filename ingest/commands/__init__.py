"""What the flags of `python -m ingest` do besides reading policies; progress bars and Ctrl-C of all commands."""
