"""Time a search, and measure its memory, by the size of the index."""

import resource
import time
from collections.abc import Sequence

import numpy as np

from assistant.search.retriever import Retriever
from benchmarks.memory_index import Pool
from eval.score.stats import percentile
from ingest.embed import MoreDone, Vectors, unit
from ingest.pipeline import describe
from ingest.places import ROOT
from ingest.policy import Policy
from ingest.read.policy_file import read_policy


def speed(sizes: Sequence[int] = (5, 500, 50_000), each: int = 50) -> None:
    """Time a search beside the embedding, and memory, by how many clauses an index holds: policies of up to 50 each."""
    for size in sizes:
        pool = synthetic(size, each)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        searched, policies = Retriever(pool, Canned()), list(pool.policies)
        cold, warm = times(searched, policies[:1])
        cold_all, warm_all = times(searched, policies)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(
            f"{size:>6,} clauses, {len(policies):,} policies: inside one p95 {warm:.1f} ms, first time {cold:.0f};",
            end="",
        )
        print(f" over all p95 {warm_all:.1f}, first time {cold_all:.0f}; the searcher's memory {grown:.0f} MB")


def times(retriever: Retriever, policies: Sequence[str]) -> tuple[float, float]:
    """Milliseconds of the first search, and the 95th percentile of those after it."""
    questions = ("How long is my data kept?", "Who gets my adress when the company is sold?", "Can I see my file?") * 10
    cold, *warm = [timed(retriever, question, policies) for question in (questions[0], *questions)]
    return cold, percentile(warm, 95) or 0.0


def timed(retriever: Retriever, question: str, policies: Sequence[str]) -> float:
    """Milliseconds on the clock."""
    start = time.perf_counter()
    retriever.retrieve(question, policies)
    return (time.perf_counter() - start) * 1000


class Canned:
    """An embedder that takes no time."""

    name = "canned"

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:  # noqa: ARG002 see Embedder
        """See Embedder."""
        return unit(np.ones((len(texts), 384), dtype=np.float32))


def synthetic(size: int, each: int) -> Pool:
    """An index of clauses made of the five policies' sentences in another order, with random vectors."""
    texts = [read_policy(path).text.splitlines() for path in sorted((ROOT / "policies").glob("*.txt"))]
    lines = [line for text in texts for line in text if len(line) > 100]  # whole paragraphs
    rng = np.random.default_rng(0)
    policies = []
    for n in range(0, size, each):
        body = (f"{k + 1}. Part {k + 1}\n\n{lines[rng.integers(len(lines))]}" for k in range(min(each, size - n)))
        policies.append(Policy(f"p{n}", f"Policy {n}", (), "", "\n\n".join(body)))
    record = describe(policies, "canned")
    rows = unit(rng.normal(size=(len(record.pieces), 384)).astype(np.float32))
    return Pool(record, {piece.key: row for piece, row in zip(record.pieces, rows, strict=True)})
