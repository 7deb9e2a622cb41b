"""Measure what many other policies cost a question: `python -m benchmarks.among_many --data SET --index DIR`.

SET holds `docs/*.txt` and `questions-dev.jsonl`, as for benchmarks.retrieval; the index holds those documents among
many others (benchmarks.scale writes a corpus of them), with hashed vectors. Evidence among the first 8 pieces, where
the document is given, where the question names it ("Name: question"), and where nothing is said of it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.question.names.mentions import without_names
from assistant.question.scope import scope
from assistant.search.retriever import Retriever
from benchmarks.command_line import parser, run
from benchmarks.retrieval import Asked, shown, theirs
from benchmarks.scale import Hashed
from ingest.index.index import Index
from ingest.spans import shared
from ingest.store.open_index import open_index

FIRST = 8  # pieces


def main() -> None:
    """Print a line a setting."""
    p = parser(__doc__)
    p.add_argument("--data", type=Path, required=True, help="folder of the set")
    p.add_argument("--index", type=Path, required=True, help="an index that holds its documents, among others")
    args = p.parse_args()
    index = open_index(args.index)
    retriever = Retriever(index, Hashed())
    retriever.tell_words()
    asked = list(theirs(args.data / "questions-dev.jsonl"))
    print(f"{len(index.policies)} policies, {len(asked)} questions")
    for name, policies in settings(index, asked).items():
        print(
            f"{name:28} {shown([hit(retriever, index, one, policies[n]) for n, one in enumerate(asked)])}", flush=True
        )
    named = settings(index, asked)["named"]
    print(f"named alone and rightly: {sum(list(p) == [one.doc] for p, one in zip(named, asked, strict=True))}")


def settings(index: Index, asked: Sequence[Asked]) -> Mapping[str, list[Sequence[str]]]:
    """The policies that each question is put to, by setting."""
    names = index.names
    everyone = list(index.policies)
    return {
        "given": [[one.doc] for one in asked],
        "named": [scope(f"{names[one.doc]}: {one.question}", index.listed).policies for one in asked],
        "nothing said": [everyone for _ in asked],
    }


def hit(retriever: Retriever, index: Index, asked: Asked, policies: Sequence[str]) -> float:
    """Whether a piece with evidence is among the first."""
    question = without_names(asked.question, index.listed) or asked.question
    ranked = retriever.ranked(question, list(policies) or list(index.policies), most=FIRST)
    best = sorted((one for of_policy in ranked for one in of_policy[:FIRST]), key=lambda one: -one.score)[:FIRST]
    return float(
        any(
            index.clauses[one.piece.clause_id].policy_id == asked.doc
            and shared([(one.piece.start, one.piece.end)], asked.gold)
            for one in best
        )
    )


if __name__ == "__main__":
    run(main)
