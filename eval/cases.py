"""A file of cases, one JSON object a line → Cases whose gold quotes are located in their policies.

A line that is not a case, or whose quote is not found exactly once, refuses the whole file with its number.
Refuses to know answers and scores.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from assistant.answer.answer import Verdict
from ingest.errors import UsageError
from ingest.policy import SUFFIXES, Policy
from ingest.read.policy_file import read_policy
from ingest.spans import Span

VERDICTS = get_args(Verdict)

_TYPES: dict[str, type] = {
    **dict.fromkeys(("id", "question", "kind", "verdict", "by", "why"), str),
    **dict.fromkeys(("named", "hold"), bool),
    **dict.fromkeys(("policies", "given", "accept", "gold", "also", "points", "forbidden", "history"), list),
}
_REQUIRED = ("id", "question", "policies", "kind", "verdict")
_WORDS = {str: "a string", bool: "true or false", list: "a list"}


@dataclass(frozen=True, slots=True)
class Gold:
    """A quote that answers, and where it is."""

    policy: str
    quote: str  # as written in the case; the policy may have other white space
    span: Span  # into the policy's text


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer to it is."""

    id: str
    question: str
    policies: tuple[str, ...]  # the scope the question is about; empty: all
    named: bool  # the question names its policy
    given: tuple[str, ...]  # policies handed over with the question
    kind: str  # "fact", "silent", "false premise"…: a slice of the report
    verdict: Verdict
    accept: tuple[Verdict, ...]  # other verdicts that are right too
    gold: tuple[Gold, ...]  # every one should be cited
    also: tuple[Gold, ...]  # fine to cite too
    points: tuple[tuple[str, ...], ...]  # of each one alternative must be said
    forbidden: tuple[str, ...]  # must not be said
    history: tuple[Mapping[str, str], ...]  # earlier turns, {"role", "content"}
    hold: bool  # nothing is tuned on it; reported apart
    by: str
    why: str

    @property
    def right_verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts that are right."""
        return (self.verdict, *self.accept)


def read_policies(folder: Path) -> dict[str, Policy]:
    """Read the policies of a folder, by id. UsageError when there are none."""
    if not folder.is_dir():
        raise UsageError(f"--policies {folder}: no such folder")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not files:
        raise UsageError(f"--policies {folder}: no policy in it (wanted: {', '.join(SUFFIXES)})")
    return {policy.id: policy for policy in map(read_policy, files)}


def read_cases(path: Path, policies: Mapping[str, Policy]) -> tuple[Case, ...]:
    """Read all cases of a file, in its order. UsageError names the file and the line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # not splitlines: U+2028 may stand in a quote
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the cases in {path}: {error}") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = _case(line, policies, cases)
        except _Flaw as flaw:
            raise UsageError(f"{path}, line {number}: {flaw}") from flaw
        cases[case.id] = case
    if not cases:
        raise UsageError(f"{path} holds no cases")
    return tuple(cases.values())


def choose(cases: tuple[Case, ...], only: str | None) -> tuple[Case, ...]:
    """Choose the cases whose id, kind or one of whose policies is `only`; all when it is None."""
    if only is None:
        return cases
    chosen = tuple(case for case in cases if only in (case.id, case.kind, *case.policies))
    if not chosen:
        kinds = ", ".join(sorted({case.kind for case in cases}))
        raise UsageError(f"--only {only}: no case has this id, kind or policy (kinds: {kinds})")
    return chosen


def sample(cases: tuple[Case, ...], count: int | None) -> tuple[Case, ...]:
    """Take `count` cases spread evenly over the set, the same ones each time; all when there are no more."""
    if count is None or count >= len(cases):
        return cases
    return tuple(cases[n * len(cases) // count] for n in range(count))


def locate(quote: str, text: str) -> tuple[Span, ...]:
    """Find every place where the quote's words stand in the text, whatever white space is between them."""
    words = quote.split()
    if not words:
        return ()
    pattern = re.compile(r"(?=(" + r"\s+".join(map(re.escape, words)) + "))")
    return tuple(match.span(1) for match in pattern.finditer(text))


class _Flaw(Exception):
    """What is wrong with a line; read_cases says which line."""


def _case(line: str, policies: Mapping[str, Policy], before: Mapping[str, Case]) -> Case:
    raw = _parsed(line)
    if raw["id"] in before:
        raise _Flaw(f"the id {raw['id']!r} is there twice")
    for policy in (*raw["policies"], *raw["given"]):
        _known(policy, policies)
    same: dict[str, Any] = {name: raw[name] for name in _TYPES if _TYPES[name] is not list}
    lists: dict[str, Any] = {name: tuple(raw[name]) for name in ("policies", "given", "accept", "forbidden")}
    case = Case(
        **same,
        **lists,
        gold=tuple(_golds(raw["gold"], policies)),
        also=tuple(_golds(raw["also"], policies)),
        points=tuple(_alternatives(point) for point in raw["points"]),
        history=tuple(_turn(turn) for turn in raw["history"]),
    )
    _check(case)
    return case


def _parsed(line: str) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise _Flaw(f"not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise _Flaw("not a JSON object")
    if missing := [name for name in _REQUIRED if name not in raw]:
        raise _Flaw(f"{', '.join(missing)} missing")
    for name, value in raw.items():
        if name not in _TYPES:
            raise _Flaw(f"unknown field {name!r}")
        if not isinstance(value, _TYPES[name]):
            raise _Flaw(f"{name} must be {_WORDS[_TYPES[name]]}")
    return {name: kind() for name, kind in _TYPES.items()} | raw


def _check(case: Case) -> None:
    for verdict in case.right_verdicts:
        if verdict not in VERDICTS:
            raise _Flaw(f"unknown verdict {verdict!r} (one of {', '.join(VERDICTS)})")
    if not (case.id and case.question.strip() and case.kind):
        raise _Flaw("id, question and kind must not be empty")
    if case.verdict == "silent" and case.gold:
        raise _Flaw("a silent case has no gold: what may be cited goes into also")
    if case.verdict in {"answer", "yes", "no", "conflict"} and not case.gold:
        raise _Flaw(f"verdict {case.verdict} needs gold")
    scope = set(case.policies)
    if outside := [gold.policy for gold in (*case.gold, *case.also) if scope and gold.policy not in scope]:
        raise _Flaw(f"gold in {outside[0]!r}, which is not among the case's policies")
    for word in case.forbidden:
        if not isinstance(word, str) or not word.strip():
            raise _Flaw("forbidden must hold strings that are not empty")


def _golds(raw: list[Any], policies: Mapping[str, Policy]) -> Iterator[Gold]:
    for item in raw:
        if not isinstance(item, dict) or set(item) != {"policy", "quote"} or not isinstance(item["quote"], str):
            raise _Flaw('gold and also hold objects {"policy", "quote"}')
        policy = _known(item["policy"], policies)
        places = locate(item["quote"], policy.text)
        if len(places) != 1:
            times = "is not" if not places else f"is {len(places)} times"
            raise _Flaw(f"the quote {_short(item['quote'])!r} {times} in {policy.id}")
        yield Gold(policy.id, item["quote"], places[0])


def _known(policy: object, policies: Mapping[str, Policy]) -> Policy:
    if not isinstance(policy, str) or policy not in policies:
        raise _Flaw(f"unknown policy {policy!r} (there are: {', '.join(sorted(policies))})")
    return policies[policy]


def _alternatives(point: object) -> tuple[str, ...]:
    if not isinstance(point, list) or not point or not all(isinstance(word, str) and word.strip() for word in point):
        raise _Flaw('points hold lists of alternatives: [["10 years", "ten years"]]')
    return tuple(point)


def _turn(turn: object) -> Mapping[str, str]:
    if not isinstance(turn, dict) or set(turn) != {"role", "content"}:
        raise _Flaw('history holds objects {"role", "content"}')
    return cast("Mapping[str, str]", turn)


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else quote[:57] + "…"  # noqa: PLR2004 - a screen's line with the rest of it
