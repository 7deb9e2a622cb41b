"""Measure retrieval on other people's questions: `python -m benchmarks.retrieval --data DIR [--only SET]`.

DIR holds sets of `docs/*.txt` and `questions-dev.jsonl` (`question`, `doc`, `spans`). Each way of searching is measured
on each set, with the right policy given, with the policy named in the question, and over the whole pool: precision and
recall in characters (recall never passes 1; also within the first 4,000 characters, however long pieces are), hits,
MRR, nDCG@10, each with its 95 % interval, and the paired difference to BM25 alone. `--embedding FOLDER` puts another
sentence-transformers model in MiniLM's place, `--embedding wordllama` that package's static vectors, `--piece N` cuts
pieces of another length. `--only speed` measures time and memory by the size of the index. Vectors are kept in
`--cache`.
"""

import argparse
import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer.quote.quotes import locate
from assistant.question.names.mentions import without_names
from assistant.question.scope import scope
from assistant.search.retriever import Retriever, Scored, Weights
from benchmarks.command_line import parser, run
from benchmarks.memory_index import Pool
from benchmarks.retrieval_speed import speed
from eval.score.stats import mean_interval
from ingest.clauses import clause as clauses
from ingest.clauses.clause import searchable
from ingest.embed import Embedder, MiniLM, MoreDone, Vectors, unit
from ingest.pipeline import describe
from ingest.places import ROOT
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from ingest.spans import Span, intersection, length, shared, union

OURS = "hand-written"  # the questions of eval/ about policies/
SETS = ("legalbenchrag-privacyqa", "privacyqa", "tosdr", "legalbenchrag-mini")
ALONE = Weights(dense=0, synonyms=0, neighbours=0, spelling=False)
WAYS = {
    "BM25": ALONE,
    "dense": Weights(bm25=0, synonyms=0, neighbours=0, spelling=False),
    "fused": Weights(synonyms=0, spelling=False),
    "BM25 + synonyms": Weights(dense=0),
    "all": Weights(),
}
SETTINGS = ("given", "named", "mixed")
READ = 4_000  # characters
FIGURES = (
    "P@1",
    "P@8",
    "R@1",
    "R@8",
    "R@20",
    "R@4000c",
    "hit@1",
    "hit@3",
    "hit@6",
    "hit@8",
    "hit@20",
    "MRR",
    "nDCG@10",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where its evidence stands."""

    question: str
    published: str  # the question as published with the set: it names the document; "" where there is none
    doc: str
    gold: tuple[Span, ...]  # merged


class Remembering:
    """An embedder that embeds a text once."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """See Embedder."""
        if new := [text for text in dict.fromkeys(texts) if text not in self._known]:
            self._known.update(zip(new, self._embedder.embed(new, progress), strict=True))
        return np.stack([self._known[text] for text in texts])


def main() -> None:
    """Run the measurements."""
    p = parser(__doc__)
    p.add_argument("--data", type=Path, required=True, help="folder with the sets")
    p.add_argument("--only", choices=(OURS, *SETS, "speed"), action="append", help="(default: all)")
    p.add_argument("--setting", choices=SETTINGS, action="append", help="(default: all)")
    p.add_argument("--hold", action="store_true", help="the held quarter of the hand-written questions instead")
    p.add_argument("--way", choices=WAYS, action="append", help="(default: all)")
    p.add_argument("--embedding", metavar="FOLDER", help="of another model, or wordllama (default: MiniLM)")
    p.add_argument("--piece", type=int, metavar="N", help="characters of a piece at most (default: as ingested)")
    p.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "clausewise-bench")
    args = p.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    if args.piece:
        clauses.PIECE, clauses.cut = args.piece, partial(clauses.cut, limit=args.piece)
    embedder = Remembering(Other(args.embedding) if args.embedding else MiniLM())
    for name in (OURS, *SETS):
        if name in (args.only or (OURS, *SETS)):
            measure(*load(name, args, embedder), embedder, args)
    if "speed" in (args.only or ("speed",)):
        speed()


class Other:
    """Another model's vectors, in float32."""

    def __init__(self, what: str) -> None:
        self.name = Path(what).name
        self._encode = _static() if what == "wordllama" else _sentence_transformer(what)

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:  # noqa: ARG002 see Embedder
        """See Embedder."""
        return unit(np.asarray(self._encode(list(texts)), dtype=np.float32))


def _static() -> Any:
    import wordllama

    # its wheel holds the tokenizer, in a folder where only its cache is looked for
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True).embed


def _sentence_transformer(folder: str) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(folder, device="cpu", local_files_only=True).encode


def load(name: str, args: argparse.Namespace, embedder: Embedder) -> tuple[str, Pool, list[Asked]]:
    """Read a set and index its documents."""
    docs = sorted((ROOT / "policies").glob("*.txt") if name == OURS else (args.data / name / "docs").glob("*.txt"))
    pool = indexed(name, [read_policy(path) for path in docs], args.cache, embedder)
    return (
        name,
        pool,
        list(own(pool, hold=args.hold) if name == OURS else theirs(args.data / name / "questions-dev.jsonl")),
    )


def indexed(name: str, policies: Sequence[Policy], cache: Path, embedder: Embedder) -> Pool:
    """The pool with its vectors; those of unchanged text come from the cache."""
    record = describe(policies, embedder.name)
    file = cache / f"{name}.{embedder.name}.npz"
    rows: dict[str, Vectors] = {}
    if file.exists():
        kept = np.load(file)
        rows.update(zip(kept["keys"].tolist(), kept["rows"], strict=True))
    pool = Pool(record, rows)
    new = {p.key: searchable(pool.clauses[p.clause_id], p.start, p.end) for p in record.pieces if p.key not in rows}
    if new:
        rows.update(zip(new, embedder.embed(list(new.values())), strict=True))
        np.savez(file, keys=np.array(list(rows)), rows=np.stack(list(rows.values())).astype(np.float16))
    return pool


def theirs(file: Path) -> Iterator[Asked]:
    """The answerable questions of a set; where annotators voted, those that most could answer."""
    for line in file.read_text("utf-8").splitlines():
        q = json.loads(line)
        if q["answerable"] and q["spans"] and q.get("agreement", "majority") == "majority":
            gold = union((one["start"], one["end"]) for one in q["spans"])
            yield Asked(q["question"], q.get("query_published") or "", q["doc"], gold)


def own(pool: Pool, *, hold: bool) -> Iterator[Asked]:
    """The hand-written questions about one policy that have evidence."""
    for line in (ROOT / "eval" / "questions.jsonl").read_text("utf-8").splitlines():
        q = json.loads(line)
        if q["hold"] == hold and q["gold"] and len(q["policies"]) == 1:
            (doc,) = q["policies"]
            gold = union(filter(None, (locate(one["quote"], pool.policies[doc].text) for one in q["gold"])))
            earlier = [turn["content"] for turn in q["history"] if turn["role"] == "user"][-1:]
            text = " ".join((*earlier, q["question"]))
            bare = without_names(text, pool.record.policies) or text
            yield Asked(bare, text if q["named"] else "", doc, gold)


def measure(name: str, pool: Pool, asked: Sequence[Asked], embedder: Embedder, args: argparse.Namespace) -> None:
    """Print each figure, and what it gains on the first way, for each setting and way of searching."""
    print(f"\n{name}: {len(pool.policies)} documents, {len(pool.record.pieces):,} pieces, {len(asked)} questions")
    for setting in args.setting or SETTINGS:
        ask = [one for one in asked if setting == "given" or one.published or setting == "mixed"]
        if not ask or (setting == "named" and len(pool.policies) == 1):
            continue
        print(f"{setting} ({len(ask)} questions)")
        base: list[dict[str, float]] = []
        for way in args.way or WAYS:
            searched = Retriever(pool, embedder, WAYS[way])
            figures = [scored(one, found(searched, pool, one, setting), pool) for one in ask]
            base = base or figures
            print(f"  {way}")
            for key in FIGURES:
                gains = [a[key] - b[key] for a, b in zip(figures, base, strict=True)]
                gained = shown(gains, "+") if any(gains) else ""
                print(f"    {key:8}{shown([figure[key] for figure in figures]):22}{gained}")


def found(retriever: Retriever, pool: Pool, asked: Asked, setting: str) -> list[Scored]:
    """All pieces, best first, of the document, of those the question names, or of all."""
    question, policies = asked.question, [asked.doc]
    if setting != "given":
        question, policies = asked.published or question, list(pool.policies)
    if setting == "named":
        policies = list(scope(question, pool.record.policies).policies)
        question = without_names(question, pool.record.policies)
    ranked = retriever.ranked(question, policies)
    return sorted((one for policy in ranked for one in policy), key=lambda one: -one.score)[:200]


def scored(asked: Asked, ranked: Sequence[Scored], pool: Pool) -> dict[str, float]:
    """Every figure of one question, each 0 to 1."""
    own_doc = [pool.clauses[one.piece.clause_id].policy_id == asked.doc for one in ranked]
    spans = [(one.piece.start, one.piece.end) for one in ranked]
    overlap = [shared([s], asked.gold) if mine else 0 for s, mine in zip(spans, own_doc, strict=True)]
    first = next((n for n, characters in enumerate(overlap, 1) if characters), 0)
    total = length(asked.gold)
    figures = {f"P@{k}": sum(overlap[:k]) / max(1, sum(b - a for a, b in spans[:k])) for k in (1, 8)}
    figures |= {f"R@{k}": sum(overlap[:k]) / total for k in (1, 8, 20)}
    read = sum(size <= READ for size in accumulate(b - a for a, b in spans))
    figures["R@4000c"] = sum(overlap[:read]) / total
    figures |= {f"hit@{k}": float(0 < first <= k) for k in (1, 3, 6, 8, 20)}
    return figures | {"MRR": 1 / first if first else 0.0, "nDCG@10": ndcg(overlap, ideal(asked, pool))}


def ideal(asked: Asked, pool: Pool) -> list[int]:
    """Characters of evidence in each piece of the document, most first."""
    pieces = (p for p in pool.record.pieces if pool.clauses[p.clause_id].policy_id == asked.doc)
    return sorted((sum(intersection((p.start, p.end), g) for g in asked.gold) for p in pieces), reverse=True)


def ndcg(gains: Sequence[int], best: Sequence[int], k: int = 10) -> float:
    """Discounted gain of the first k to that of the best order."""

    def discounted(values: Iterable[int]) -> float:
        return sum(value / math.log2(n + 1) for n, value in enumerate(values, 1))

    return discounted(gains[:k]) / (discounted(best[:k]) or 1.0)


def shown(values: Sequence[float], sign: str = "") -> str:
    """Mean and interval in percent."""
    low, high = mean_interval(values)
    mean = 100 * sum(values) / len(values)
    return f"{mean:{sign}.1f} [{100 * low:{sign}.1f} {100 * high:{sign}.1f}]"


if __name__ == "__main__":
    run(main)
