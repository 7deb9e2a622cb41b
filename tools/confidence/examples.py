"""Collect labelled quotes: what the chain would quote for a question, its signals, and whether it is evidence.

A question comes from a set of ours (eval.case_set) or from a folder of a benchmark, `docs/` and `questions-dev.jsonl`
with `question`, `doc`, `answerable` and `spans`, or from labelled.jsonl beside this file: plain questions put to any
policies, whose quotes a reader who knew no code has labelled: 2 answers, 1 in part, 0 does not. No model is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer.parts import Part
from assistant.answer.quote.quoting import Quoting
from assistant.chain import Assistant
from assistant.judge.confidence import Signals
from assistant.judge.passages import Judgement, judging
from assistant.question.understand import understand
from eval.case_set import CaseSet
from ingest.jsonlines import numbered_lines, parse_object
from ingest.spans import Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one policy, and the stretches of its text that answer."""

    text: str
    policy: str  # id
    gold: tuple[Span, ...]  # empty: the policy is silent
    labelled: tuple[Span, ...] = ()  # where given, of other quotes it is not known whether they are evidence


@dataclass(frozen=True, slots=True)
class Example:
    """The quote that is judged best for a question."""

    policy: str
    signals: Signals
    evidence: bool
    answerable: bool


def of_cases(cases: CaseSet) -> Iterator[Question]:
    """Yield the questions of a set of ours that are about one policy, lean on nothing before, and are not held back."""
    for case in cases.cases:
        if len(case.policies) == 1 and not case.history and not case.hold:
            gold = () if case.verdict == "silent" else tuple(gold.span for gold in (*case.gold, *case.also))
            yield Question(case.question, case.policies[0], gold)


def of_benchmark(folder: Path) -> Iterator[Question]:
    """Yield the questions of a benchmark's folder; those on which its annotators did not agree are passed over."""
    for _, line in numbered_lines(folder / "questions-dev.jsonl"):
        row = parse_object(line)
        if row.get("agreement") != "some":
            yield Question(row["question"], row["doc"], tuple((span["start"], span["end"]) for span in row["spans"]))


def of_labelled(file: Path, *, hold: bool) -> Iterator[Question]:
    """Yield the questions whose quotes a reader has labelled: those that are fitted on, or those that are kept back."""
    for _, line in numbered_lines(file):
        row = parse_object(line)
        for policy, start, end, label in row["quotes"] if row["hold"] is hold else ():
            yield Question(row["question"], policy, ((start, end),) if label else (), ((start, end),))


def examples(assistant: Assistant, questions: Iterable[Question]) -> Iterator[Example]:
    """Yield the best quote of each question, with its signals."""
    for question in questions:
        part, judgement, quoting = _judged(assistant, question)
        if judgement.passages:
            best = judgement.passages[0]
            quote = quoting.cited(part, best.found, best.span)
            span = (quote.start, quote.end)
            if not question.labelled or _overlaps(span, question.labelled):
                evidence = _overlaps(span, question.gold)
                yield Example(question.policy, quoting.signals(part, best), evidence, bool(question.gold))


def _judged(assistant: Assistant, question: Question) -> tuple[Part, Judgement, Quoting]:
    index, retriever, rarities = opened = assistant.opened()
    understood = understand(question.text, index.record.policies, [question.policy], (), retriever.spelled)
    part = assistant.part(understood.parts[0], understood.scope, opened)
    steps = judging(None, part.question, part.found, assistant.names, part.english)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            return part, ended.value, Quoting(index.policies, rarities, retriever.likeness)


def _overlaps(span: Span, gold: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in gold)
