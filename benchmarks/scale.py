"""Measure how an index grows: `python -m benchmarks.scale --data DIR [--policies N …] [--embedding hashed|minilm]`.

DIR holds real policies as `*.md` or `*.txt`. N of them are made by varying these: other names, other numbers, sections
in another order, so that every text is another. Each size is ingested in a process of its own and asked in another:
ingest rate, memory, disk, time to open, time to the first answer, and searches over all policies and inside one. The
vectors are hashed words unless `--embedding minilm` is given: they rank badly and cost nothing, and what is measured
here is the rest. `--without-chroma` leaves Chroma out, which takes most of the time from 1,000 policies on and which a
large index is not asked from. `--keep FOLDER` keeps the corpora and indexes, `--ask-only` asks those that are kept.
"""

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.command_line import parser, run
from eval.score.stats import percentile
from ingest.embed import Embedder, MiniLM, MoreDone, Vectors
from ingest.places import ROOT

SIZES = (300, 1_000, 3_000)
SYLLABLES = "ba co da fe gu hi jo ka lu mo ne po ri sa te vu wy xa zo bri cle dro fla gre pli sko tri".split()
QUESTIONS = 60
_NUMBER = re.compile(r"\b\d{1,4}\b")
_SECTIONS = re.compile(r"\n(?=#{1,3} |[^\n]{3,80}\n[-=]{3,}\n)")
_WORD = re.compile(r"[a-z]+")


class Hashed:
    """Vectors of hashed words: alike where words are shared, and free."""

    name = "hashed"

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """See Embedder."""
        from sklearn.feature_extraction.text import HashingVectorizer

        if progress:
            progress(len(texts))
        hashing = HashingVectorizer(n_features=384, norm="l2", dtype=np.float32)
        return np.asarray(hashing.transform(texts).toarray(), dtype=np.float32)


def main() -> None:
    """Make, ingest and ask each size; print a line a figure."""
    p = parser(__doc__)
    p.add_argument("--data", type=Path, required=True, help="folder with real policies")
    p.add_argument("--policies", type=int, nargs="+", default=SIZES, metavar="N", help="(default: %(default)s)")
    p.add_argument("--embedding", choices=("hashed", "minilm"), default="hashed")
    p.add_argument("--keep", type=Path, metavar="FOLDER", help="where corpora and indexes stay (default: removed)")
    p.add_argument("--ask-only", action="store_true", help="ask the indexes in --keep; ingest nothing")
    p.add_argument("--without-chroma", action="store_true", help="write our own record only")
    p.add_argument("--step", choices=("ingest", "ask"), help="one step, in this process, on the index of one size")
    args = p.parse_args()
    if args.step:
        if args.without_chroma:
            leave_chroma_out()
        print(json.dumps((ingested if args.step == "ingest" else asked)(args.keep, embedder_of(args))))
        return
    with tempfile.TemporaryDirectory(prefix="clausewise-scale-") as folder:
        for size in args.policies:
            place = (args.keep or Path(folder)) / f"{size}-{args.embedding}"
            figures = {} if args.ask_only else {"corpus_mb": corpus(args.data, size, place / "corpus")}
            for step in ("ask",) if args.ask_only else ("ingest", "ask"):
                figures |= apart(step, place, args)
            print(json.dumps({"policies": size, **said(args)} | figures), flush=True)


def said(args: Namespace) -> dict[str, Any]:
    """What a line of figures is of."""
    return {"embedding": args.embedding, "chroma": not args.without_chroma}


def leave_chroma_out() -> None:
    """Write and check generations without Chroma."""
    from ingest.index import chroma, folder_store

    chroma.fill = lambda *_: None  # type: ignore[assignment]
    folder_store.check = lambda _: ""


def embedder_of(args: Namespace) -> Embedder:
    """The embedder that was asked for."""
    return MiniLM() if args.embedding == "minilm" else Hashed()


def apart(step: str, place: Path, args: Namespace) -> dict[str, Any]:
    """Run one step in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--data", str(args.data), "--keep", str(place)]
    command += ["--embedding", args.embedding, "--step", step]
    command += ["--without-chroma"] if args.without_chroma else []
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def corpus(data: Path, size: int, folder: Path) -> float:
    """Write `size` policies; return their megabytes. The same size gives the same texts."""
    texts = [path.read_text("utf-8") for path in sorted(data.iterdir()) if path.suffix in (".md", ".txt")]
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for n in range(size):
        name = made_up(n)
        text = varied(texts[n % len(texts)], name, random.Random(n))  # noqa: S311 - no secret
        written += (folder / f"{name.lower()}-privacy.md").write_text(text, "utf-8")
    return round(written / 1e6, 1)


def made_up(n: int) -> str:
    """A name of its own: 0 → "Bababa"."""
    letters = [SYLLABLES[n // len(SYLLABLES) ** place % len(SYLLABLES)] for place in range(3)]
    return "".join(reversed(letters)).capitalize() + ("x" if n >= len(SYLLABLES) ** 3 else "")


def varied(text: str, name: str, chance: random.Random) -> str:
    """The text under another name, with other numbers and its sections in another order."""
    first, *sections = _SECTIONS.split(text)
    chance.shuffle(sections)
    body = "\n".join((first, *sections))
    body = _NUMBER.sub(lambda found: str(max(1, int(int(found.group()) * chance.uniform(0.5, 2)))), body)
    return f"# Privacy Policy of {name}\n\n{name} Ltd (“{name}”, “we”) runs {name.lower()}.example.\n\n{body}"


def ingested(place: Path, embedder: Embedder) -> dict[str, Any]:
    """Ingest a corpus; policies and pieces a second, peak memory, bytes on disk."""
    from assistant.search.everything import everything
    from ingest.index.filed_index import FiledIndex
    from ingest.pipeline import ingest

    begun = time.perf_counter()
    done = ingest([place / "corpus"], place / "index", embedder)
    took = time.perf_counter() - begun
    tabling = time.perf_counter()
    if isinstance(done.index, FiledIndex):
        everything(done.index)
    pieces = len(done.index.record.pieces)
    disk = sum(file.stat().st_size for file in done.index.folder.rglob("*") if file.is_file())
    return {
        "pieces": pieces,
        "ingest_s": round(took, 1),
        "pieces_per_s": round(pieces / took),
        "words_s": round(since(tabling) / 1000, 1),
        "ingest_peak_mb": peak(),
        "disk_mb": round(disk / 1e6),
    }


def asked(place: Path, embedder: Embedder) -> dict[str, Any]:
    """Open an index and search it; seconds and milliseconds, resident memory."""
    from assistant.chain import Assistant

    assistant = Assistant(place / "index", None, embedder)
    before, opening = resident(), time.perf_counter()
    ids = list(assistant.opened()[0].policies)
    figures: dict[str, Any] = {"open_s": since(opening) / 1000, "opened_mb": resident() - before}
    questions = list(own_questions())
    first = time.perf_counter()
    assistant.search(questions[0])
    figures["first_search_s"] = since(first) / 1000
    one = random.Random(0).choices(ids, k=len(questions))  # noqa: S311 - no secret
    named = [f"Does {assistant.names[id_]} sell my data?" for id_ in one]
    figures |= spread("all", [timed(assistant, question, ()) for question in questions])
    [timed(assistant, question, (id_,)) for question, id_ in zip(questions, one, strict=True)]  # first looks are apart
    figures |= spread("one", [timed(assistant, question, (id_,)) for question, id_ in zip(questions, one, strict=True)])
    figures |= spread("names", [names_timed(assistant, question) for question in named])
    return figures | {"asker_mb": resident() - before, "asker_peak_mb": peak()}


def own_questions() -> Iterator[str]:
    """Questions that name no policy."""
    lines = (ROOT / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    unnamed = (case for case in map(json.loads, lines) if not case["named"] and not case["history"])
    yield from (case["question"] for case, _ in zip(unnamed, range(QUESTIONS), strict=False))


def timed(assistant: Any, question: str, policies: tuple[str, ...]) -> float:
    """Milliseconds of this process's own of one search, past the names: others may have the machine's cores."""
    index, retriever, _ = assistant.opened()
    begun = time.process_time()
    retriever.retrieve(question, policies or tuple(index.policies))
    return (time.process_time() - begun) * 1000


def names_timed(assistant: Any, question: str) -> float:
    """Milliseconds to find whom a question names."""
    from assistant.question.scope import scope

    policies = assistant.policies
    begun = time.perf_counter()
    assert len(scope(question, policies).policies) == 1, question  # noqa: S101 - a figure of something else
    return since(begun)


def spread(what: str, values: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {f"{what}_p{q}_ms": round(percentile(list(values), q) or 0.0, 2) for q in (50, 95)}


def since(begun: float) -> float:
    """Milliseconds, to the microsecond."""
    return round((time.perf_counter() - begun) * 1000, 3)


def resident() -> int:
    """Megabytes of this process in memory that are its own, files mapped into it left out."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def peak() -> int:
    """Megabytes of this process at most, files mapped into it included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    run(main)
