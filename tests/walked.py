"""Print the modules that a question or a page crosses, each at its first call: `python -m tests.walked ask FOLDER`.

A process of its own: what another test has left in a cache would not be called again.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from assistant.chain import Assistant
from ingest.pipeline import ingest
from ingest.read.sandbox import read_file
from tests.conftest import ROOT, HashingEmbedder

PAGE = (
    "<html><head><title>Acme Privacy Policy</title></head><body><main><h1>Acme Privacy Policy</h1>"
    "<h2>1. Retention</h2><p>We keep your data for one year. We delete it then.</p></main></body></html>"
)


def crossed(run: Callable[[], object]) -> list[str]:
    """The modules whose functions are called, each where it is called first."""
    order: dict[str, None] = {}

    def called(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_name != "<module>" and code.co_filename.startswith(f"{ROOT}/"):
            order.setdefault(code.co_filename[len(f"{ROOT}/") :])

    threading.setprofile(called)
    sys.setprofile(called)
    run()
    sys.setprofile(None)
    return list(order)


def main(walk: str, folder: Path) -> None:
    """Walk: "ask" an index in a folder, "ingest" a page into it, "read" the page as the child process does."""
    page, embedder = folder / "acme.html", HashingEmbedder()
    if walk == "ingest":
        page.write_text(PAGE)
    walks: dict[str, Callable[[], object]] = {
        "ask": lambda: Assistant(folder, None, embedder).ask("How long does Segments.ai keep my data?"),
        "ingest": lambda: ingest([page], folder / "index", embedder),
        "read": lambda: read_file(".html", PAGE.encode()),
    }
    print("\n".join(crossed(walks[walk])))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
