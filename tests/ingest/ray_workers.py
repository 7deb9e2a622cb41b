"""What the tests on Ray run in its workers, which import it by name, and the policies that they run it on."""

import time
from collections.abc import Sequence
from pathlib import Path

from ingest.embed import MoreDone, Vectors
from tests.conftest import HashingEmbedder


class Slow(HashingEmbedder):
    """Takes its time, so that there is some to be killed in."""

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """See Embedder."""
        time.sleep(0.3)
        return super().embed(texts, progress)


def corpus(folder: Path) -> Path:
    """20 policies of 150 clauses each: a dozen batches."""
    folder.mkdir(exist_ok=True)
    for n in range(20):
        clauses = (f"{m}. Section {m}\n\nCorp{n} keeps record {m} for {n + m} days." for m in range(1, 151))
        (folder / f"corp{n}.txt").write_text("\n\n".join(clauses))
    return folder


def swapped(item: tuple[str, Path]) -> tuple[Path, str]:
    """The two, the other way round."""
    return item[1], item[0]
