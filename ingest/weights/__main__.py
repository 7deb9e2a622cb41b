"""`python -m ingest.weights [embedding] [gguf]`: fetch what is missing and print where each lies."""

import sys
from collections.abc import Sequence

from ingest.errors import ClausewiseError
from ingest.weights.find import embedding_model, gguf


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch and verify what is named, both by default; print where each lies."""
    import argparse

    known = {"embedding": embedding_model, "gguf": gguf}
    parser = argparse.ArgumentParser(prog="python -m ingest.weights", description="Fetch and verify model weights.")
    parser.add_argument("what", nargs="*", metavar="embedding|gguf", help="which weights (default: both)")
    names = parser.parse_args(arguments).what or list(known)
    if strangers := sorted(set(names) - set(known)):
        parser.error(f"no weights are called {', '.join(strangers)}: there are {' and '.join(known)}")
    try:
        for name in names:
            print(f"{name}: {known[name]()}", flush=True)
    except ClausewiseError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: what has come is kept, run again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
