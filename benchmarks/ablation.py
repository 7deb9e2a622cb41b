"""Measure what each fitted rule of docs/fitted-rules.md gains: leave it out, ask again, count what changed.

    python -m benchmarks.ablation --index INDEX
    python -m benchmarks.ablation --index INDEX --cases eval/strangers.jsonl --data DIR
    python -m benchmarks.ablation --index INDEX --held               # counts of the part that is kept back
    python -m benchmarks.ablation --headings DIR                    # the rules of the clause splitter, on real policies

Questions: the part of the set that may be looked at, or with --held the other one, no model. A line for each rule,
with what all rules together reach and what they reach without this one. Headings: of the texts in
DIR/open-terms-archive, their marks taken off.
"""

import functools
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import is_dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from assistant import Assistant
from assistant.english.meanings import _WRITTEN_OUT
from assistant.question.question_form import _DEEDS
from benchmarks.command_line import parser, run
from benchmarks.splitter import FIVE, MIN_MARKED, archive, heading_rates, marked, policy, stripped
from eval.case_set import CaseSet, read_case_set
from eval.score.levels import SAYS, SILENT, UNSURE, cites_evidence, is_wrong, level
from eval.score.outcome import Outcome
from eval.score.scoring import score_answer
from ingest.clauses.clause import pieces
from ingest.clauses.split import split
from ingest.commands.progress import counter, progress
from ingest.embed import Embedder, MiniLM
from ingest.places import ROOT

NEVER: Final = re.compile(r"(?!)")
_SALE: Final = r"sales?(?! of (?:\w+ ){0,4}(?:assets|business|company|stock|shares))"
# What names a sale, without the care for "at least" and "an asset sale".
SELLING: Final = (
    _DEEDS[0][0],
    re.compile(rf"\b(?:sells?|sold|selling|{_SALE}|rent\w*|leas\w+|trade[sd]?|moneti[sz]\w+)\b", re.IGNORECASE),
)
YES_NO: Final = "assistant.answer.yes_no"
NOTHING: Final = lambda *_args, **_named: ()  # noqa: E731 - a value of the tables below
Change = Mapping[str, Any]  # "module.name" → what stands there instead

QUESTION_RULES: Final[Mapping[str, Change]] = {
    "misspelt names": {"assistant.question.names.mentions._nearly": NOTHING},
    "parts of names": {"assistant.question.names.mentions._partly": NOTHING},
    "all policies": {"assistant.question.several_policies._ALL": NEVER},
    "preamble": {"assistant.question.names.mentions._PREAMBLE": NEVER},
    "kinds of document": {"assistant.question.names.names_asked._KINDS": frozenset()},
    "ordinary words": {"assistant.question.names.names_asked.ORDINARY": 10**9},
    "unknown names": {"assistant.question.scope.unknown_names": NOTHING},
    "forms": {"assistant.question.question_form._FORMS": ()},
    "deeds": {"assistant.question.question_form._DEEDS": ()},
    "clauses by number": {"assistant.chain.numbered": NOTHING},
    "sections by heading": {"assistant.chain.headed": NOTHING},
    "clauses that limit a quote": {"assistant.answer.compose.limits": NOTHING},
    "two questions": {"assistant.question.question_form.MOST_PARTS": 1},
    "empty words of follow-ups": {"assistant.question.follow_up._EMPTY": frozenset()},
    "follow-ups that say too little": {"assistant.question.follow_up.FEW": 0},
    "synonyms": {"assistant.search.retriever.Weights.synonyms": 0.0},
    "neighbours": {"assistant.search.retriever.Weights.neighbours": 0.0},
    "spelling": {"assistant.search.retriever.Weights.spelling": False},
    "stop words of the search": {"assistant.english.words.STOP": frozenset()},
    "stop words of meanings": {"assistant.english.terms.STOP_OF_TERMS": frozenset()},
    "words of one meaning": {"assistant.english.meanings.SAME_MEANING": {}},
    "fillers": {"assistant.english.meanings.FILLERS": frozenset()},
    "yes and no by one statement": {"assistant.answer.quote.quoting.EARNED": 1.1},
    "exactly the question": {"assistant.answer.quote.quoting.Quoting.exact": lambda *_: None},
    "conflict": {"assistant.answer.compose.contradiction": lambda *_: None},
    "comparison of figures": {"assistant.answer.comparison._THAN": NEVER},
    "whole lists": {"assistant.answer.compose.whole_list": NOTHING},
    "hedges of a statement": {"assistant.answer.yes_no.stance._HEDGED": NEVER},
    "exceptions of a statement": {"assistant.answer.yes_no.limits._EXCEPTS": NEVER},
    "words that a policy says instead, in a quote": {"assistant.answer.quote.excerpt.SYNONYMS": 0.0},
    "form asked for, in a quote": {"assistant.answer.quote.excerpt.FORM": 0.0},
    "few others, in a quote": {"assistant.answer.quote.excerpt.FEW_OTHERS": 0.0},
    "info is information": {
        "assistant.english.meanings._WRITTEN_OUT": {
            pattern.replace("info(?:rmation)?", "information"): full for pattern, full in _WRITTEN_OUT.items()
        }
    },
    "leasing and sales of assets": {"assistant.question.question_form._DEEDS": (SELLING, *_DEEDS[1:])},
    "bold labels are headings": {"assistant.answer.quote.quotes._SET_APART": NEVER},
    "headings that are sentences": {"assistant.answer.quote.quotes._SENTENCE": NEVER},
    "yes or no: the deed that is asked about": {f"{YES_NO}.stance.same_deed": lambda *_: True},
    "yes or no: verbs that say the same": {f"{YES_NO}.same_deed._SAME_DEED": {}},
    "yes or no: a denial of less": {f"{YES_NO}.stance.narrower": lambda *_: False},
    "yes or no: said and denied": {f"{YES_NO}.stance.both_ways": lambda *_: False},
    "yes or no: exceptions told elsewhere": {f"{YES_NO}.stance.told_elsewhere": lambda _: False},
    "yes or no: cases and asides": {
        f"{YES_NO}.{module}.main_statement": str for module in ("stance", "same_deed", "limits")
    },
    "yes or no: mergers": {f"{YES_NO}.same_deed._OF_A_MERGER": NEVER},
    "yes or no: definitions": {f"{YES_NO}.same_deed._DEFINES": NEVER},
    "yes or no: who a service is for": {f"{YES_NO}.same_deed._ADDRESSED": NEVER},
    "yes or no: names of signals": {f"{YES_NO}.same_deed.without_signal_names": str},
    "yes or no: what opposes": {f"{YES_NO}.stance._opposes": lambda *read: read[3]},
    "limits quoted too": {"assistant.answer.quote.excerpt._LIMITS": NEVER},
}
LISTS: Final = "ingest.clauses.lists"
HEADING_RULES: Final[Mapping[str, Change]] = {
    "MAX_BARE": {f"{LISTS}.bare_lists.MAX_BARE": 10**6},
    "_HEADING_OPENERS": {f"{LISTS}.bare_lists._HEADING_OPENERS": frozenset()},
    "_LAST_ITEM": {f"{LISTS}.bare_lists._LAST_ITEM": NEVER},
    "MAX_TITLE": {"ingest.clauses.headings.MAX_TITLE": 10**6},
    "MAX_WORDS": {"ingest.clauses.headings.MAX_WORDS": 10**6},
    "_SENTENCE": {"ingest.clauses.headings._SENTENCE": NEVER},
    "_NOT_HEADING": {"ingest.clauses.headings._NOT_HEADING": NEVER},
    "FLAT": {"ingest.clauses.lines.FLAT": 10**9},
    "_INLINE_HEADING": {"ingest.clauses.lines._INLINE_HEADING": NEVER},
    "_with_damaged_headings": {f"{LISTS}.numbered_lists._with_damaged_headings": lambda blocks: blocks},
    "LIST": {f"{LISTS}.numbered_lists.LIST": 10**6},
    "LED_IN_LIST": {f"{LISTS}.numbered_lists.LED_IN_LIST": 10**6},
    "FIELD": {"ingest.clauses.plain_headings.FIELD": 10**6},
    "MIN_PARAGRAPH": {"ingest.clauses.plain_headings.MIN_PARAGRAPH": 0},
    "TABLE": {"ingest.clauses.plain_headings.TABLE": 10**6},
    "TITLE_LINES": {"ingest.clauses.plain_headings.TITLE_LINES": 0},
    "bold labels": {"ingest.clauses.plain_headings._with_bold_labels": list},
    "MIN_LABELLED": {"ingest.clauses.blocks.MIN_LABELLED": 0},
    "_documents": {"ingest.clauses.outline._documents": lambda _blocks: {0: ""}},
    "_opening": {"ingest.clauses.outline._opening": lambda *_: None},
    "_innermost_title": {"ingest.clauses.outline._innermost_title": lambda _blocks, n: n},
    "_children": {"ingest.clauses.outline._children": NOTHING},
    "MAX_BEFORE": {"ingest.clauses.outline.MAX_BEFORE": 0},
    "MIN_SAYING": {"ingest.clauses.split.MIN_SAYING": 0},
    "MIN_SENTENCE": {"ingest.clauses.split.MIN_SENTENCE": 0},
    "_GOES_ON": {"ingest.clauses.sentences._GOES_ON": NEVER},
}
# Of a run: says, with evidence first; says, and is wrong; shows evidence; keeps silent where the policy is silent; has
# exactly the verdict that was wanted.
COUNTED: Final = ("right", "wrong", "shown", "silent", "verdict")


def main() -> None:
    """Measure with all rules, then without each."""
    p = parser(__doc__)
    p.add_argument("--index", type=Path, default=Path(".clausewise"), help="the index that is asked")
    p.add_argument("--cases", type=Path, default=ROOT / "eval" / "questions.jsonl", help="a question set")
    p.add_argument("--data", type=Path, default=ROOT / "policies", help="the folder of the set's policies")
    p.add_argument("--held", action="store_true", help="ask the part that is kept back: for its counts only")
    p.add_argument("--headings", type=Path, metavar="DIR", help="measure the splitter's rules on DIR instead")
    p.add_argument("--only", default="", help="rules whose name holds this")
    args = p.parse_args()
    rules = HEADING_RULES if args.headings else QUESTION_RULES
    measure = functools.partial(headings, args.headings, {}) if args.headings else asking(args)
    with progress() as bars:
        done = counter(bars, "leaving out", len(rules))
        every = measure()
        print(f"{'all rules':45} {every}", flush=True)
        for name, change in rules.items():
            if args.only in name:
                with changed(change):
                    print(f"{name:45} {measure()}", flush=True)
            done()


def asking(args: Namespace) -> Callable[[], str]:
    """Return what asks a part of a set once, and says what was reached."""
    cases = read_case_set(args.cases, args.data)
    embedder = MiniLM()
    with_all: dict[str, str] = {}
    return lambda: counts(outcomes(args.index, cases, embedder, held=args.held), with_all)


def outcomes(index: Path, case_set: CaseSet, embedder: Embedder, *, held: bool = False) -> list[Outcome]:
    """Ask the part of the set that rules may be made on, or the one that is kept back."""
    texts = {policy.id: policy.text for policy in case_set.policies.values()}
    assistant = Assistant(index, None, embedder)
    asked = (
        (case, assistant.ask(case.question, case.given, case.history)) for case in case_set.cases if case.hold is held
    )
    return [Outcome(case, answer, "", score_answer(case, answer, texts), 0.0) for case, answer in asked]


def counts(answered: Sequence[Outcome], with_all: dict[str, str]) -> str:
    """Say how many are right, wrong and so on, and how many read otherwise: "right 69  wrong 6 … other words 3".

    `with_all` are the answers' texts with all rules, by case; an empty one is filled.
    """
    pairs = [(outcome.case, outcome.answer) for outcome in answered if outcome.answer]
    says = [(case, answer) for case, answer in pairs if level(answer) == SAYS]
    numbers = (
        sum(any(cites_evidence(case, answer)[:1]) for case, answer in says),
        sum(is_wrong(case, answer) for case, answer in says),
        sum(level(answer) in {SAYS, UNSURE} and any(cites_evidence(case, answer)) for case, answer in pairs),
        sum(case.verdict == "silent" and level(answer) in {SILENT, UNSURE} for case, answer in pairs),
        sum(answer.verdict in case.right_verdicts for case, answer in pairs),
    )
    texts = {case.id: answer.text for case, answer in pairs}
    with_all.update({} if with_all else texts)
    shown = "  ".join(f"{name} {number:3}" for name, number in zip(COUNTED, numbers, strict=True))
    return f"{shown}  other words {sum(with_all[id_] != text for id_, text in texts.items()):3}"


def headings(data: Path, with_all: dict[Path, object]) -> str:
    """Measure headings of real policies without their marks, and in how many policies a clause or a piece differs.

    `with_all` are the clauses with all rules, by file; an empty one is filled.
    """
    texts = (policy(path).text for path in archive(data))
    precision, recall, _ = heading_rates([stripped(text) for text in texts if len(marked(text)) >= MIN_MARKED])
    own, others = sorted(FIVE.glob("*.txt")), archive(data)
    cut = {path: cuts(path) for path in (*own, *others)}
    with_all.update({} if with_all else cut)
    differ = [sum(cut[path] != with_all[path] for path in paths) for paths in (own, others)]
    return f"precision {precision:.2%}  recall {recall:.2%}  differ: {differ[0]} of ours, {differ[1]} others"


def cuts(path: Path) -> object:
    """Return the ids, headings and pieces of a policy's clauses, its marks taken off."""
    source = policy(path)
    clauses = split(replace(source, text=stripped(source.text)[0]))
    return [(clause.id, clause.path, pieces(clause)) for clause in clauses]


@contextmanager
def changed(change: Change) -> Iterator[None]:
    """Put other values in the place of a rule's, with nothing remembered from before nor afterwards."""
    with ExitStack() as stack:
        for target, value in change.items():
            stack.enter_context(_patched(target, value))
        _forget()
        yield
    _forget()


def _patched(target: str, value: Any) -> AbstractContextManager[Any]:
    """Patch a name of a module, or a default of a class of it."""
    module, _, name = target.rpartition(".")
    owner, _, last = module.rpartition(".")
    if last[0].islower():
        return patch.object(import_module(module), name, value)
    cls = getattr(import_module(owner), last)
    if is_dataclass(cls):  # its defaults are in its __init__
        return patch.object(import_module(owner), last, functools.partial(cls, **{name: value}))
    return patch.object(cls, name, value)


def _forget() -> None:
    """Clear what our functions remember of earlier calls."""
    for module in [module for name, module in sys.modules.items() if name.startswith(("assistant.", "ingest."))]:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear") and getattr(value, "__module__", "").startswith(("assistant", "ingest")):
                value.cache_clear()


if __name__ == "__main__":
    run(main)
