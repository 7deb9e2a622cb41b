"""`python -m ingest.weights [embedding] [gguf]`: fetch what is missing and print where each lies.

`instruct` and `hub:OWNER/NAME/FILE.gguf` fetch another model, for `--model embedded:PATH.gguf`.
"""

import sys
from collections.abc import Sequence

from ingest.errors import ClausewiseError
from ingest.weights.find import embedding_model, gguf
from ingest.weights.instruct import all_memory, fitting, from_hub

HUB = "hub:"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch and verify what is named, both by default; print where each lies."""
    import argparse

    known = {"embedding": embedding_model, "gguf": gguf, "instruct": lambda: from_hub(fitting(all_memory()))}
    parser = argparse.ArgumentParser(prog="python -m ingest.weights", description="Fetch and verify model weights.")
    parser.add_argument(
        "what",
        nargs="*",
        metavar="WEIGHTS",
        help="embedding, gguf (default: both), instruct: a larger model that fits the memory, hub:OWNER/NAME/FILE.gguf",
    )
    names = parser.parse_args(arguments).what or ["embedding", "gguf"]
    if strangers := sorted(name for name in names if name not in known and not name.startswith(HUB)):
        parser.error(f"no weights are called {', '.join(strangers)}: there are {', '.join(known)} and {HUB}…")
    try:
        for name in names:
            place = from_hub(name.removeprefix(HUB)) if name.startswith(HUB) else known[name]()
            print(f"{name}: {place}", flush=True)
    except ClausewiseError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: what has come is kept, run again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
