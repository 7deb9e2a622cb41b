"""Ask the contrast pairs of a folder of policies through the whole chain, and count what is right and wrong.

    python -m tests.contrast.measure policies
    python -m tests.contrast.measure DIR/open-terms-archive/docs --half kept

A pair is wrong where a yes or a no is given that its construction denies; it is right where its verdict is as built.
Of the policies, the half whose name has an even sha256 is kept: no rule was made on it.
"""

import argparse
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant import Answer, Assistant
from ingest import ingest
from ingest.embed import MiniLM
from ingest.policy import SUFFIXES
from tests.contrast.pairs import Pair, pairs

MOST_BYTES = 60_000  # of a policy: longer ones take long to embed
EACH = 30  # pairs of a policy


def main() -> None:
    """Ingest, ask, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("all", "seen", "kept"), default="all")
    parser.add_argument("--most", type=int, default=40, help="policies")
    args = parser.parse_args()
    files = [path for path in sorted(args.folder.iterdir()) if path.suffix in SUFFIXES and _is_in(path, args.half)]
    with tempfile.TemporaryDirectory() as folder:
        ingest([path for path in files if path.stat().st_size <= MOST_BYTES][: args.most], Path(folder), MiniLM())
        for line in report(Assistant(Path(folder), None, MiniLM())):
            print(line)


def report(assistant: Assistant) -> Iterator[str]:
    """Yield a line for each kind of pair, and one for all: how many are right, and wrong."""
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for pair in chosen(assistant):
        answer = assistant.ask(pair.question, [] if pair.kind == "company" else [pair.policy])
        for kind in (pair.kind, "all"):
            asked[kind] += 1
            right[kind] += is_right(pair, answer)
            wrong[kind] += is_wrong(pair, answer)
    yield from (f"{kind}: {asked[kind]} pairs, {right[kind]} right, {wrong[kind]} wrong" for kind in sorted(asked))


def chosen(assistant: Assistant) -> Sequence[Pair]:
    """Choose at most EACH pairs of each policy, always the same."""
    taken: list[Pair] = []
    clauses = assistant.opened()[0].record.clauses
    for policy in assistant.policies:
        made = list(pairs([clause for clause in clauses if clause.policy_id == policy.id], policy.id, policy.name))
        taken += sorted(made, key=lambda pair: _digest(pair.question))[:EACH]
    return taken


def is_right(pair: Pair, answer: Answer) -> bool:
    """Say whether an answer's verdict is as the pair was built; under a condition a quote alone is right too."""
    if pair.label in {"yes", "no"}:
        return answer.verdict == pair.label
    return not is_wrong(pair, answer) and (pair.label == "neither" or answer.verdict != "silent")


def is_wrong(pair: Pair, answer: Answer) -> bool:
    """Say whether a yes or no was given that the pair's construction denies."""
    if answer.verdict not in {"yes", "no"}:
        return False
    return not answer.condition if pair.label == "limited" else answer.verdict != pair.label


def _is_in(path: Path, half: str) -> bool:
    return half == "all" or (_digest(path.stem)[-1] % 2 == 0) == (half == "kept")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


if __name__ == "__main__":
    main()
