"""Read a file of cases, one JSON object a line. Each gold quote is located in its policy.

A line that is no case, or whose quote is not in its policy, refuses the whole file with its number. A sentence that
the policy says more than once is right in each of its places.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, ValidationInfo

from assistant.answer.answer import Verdict
from eval.validation import first_fault
from ingest.clauses.clause import Clause
from ingest.errors import UsageError
from ingest.jsonlines import numbered_lines
from ingest.policy import SUFFIXES, Policy
from ingest.read.policy_file import read_policy
from ingest.spans import Span, overlaps

_FEWEST_WORDS = 5  # of a quote that a policy may say twice: fewer words stand in places that answer nothing
_LONGEST_SHOWN = 60  # characters of a quote in an error line: the rest of the line has to fit a screen
_HINTS = {
    "gold": 'gold and also hold objects {"policy", "quote"}',
    "also": 'gold and also hold objects {"policy", "quote"}',
    "points": 'points hold lists of alternatives: [["10 years", "ten years"]]',
    "forbidden": "forbidden must hold strings that are not empty",
    "history": 'history holds objects {"role", "content"}',
}


@dataclass(frozen=True, slots=True)
class Gold:
    """A quote that answers, and where it is."""

    policy: str
    quote: str  # as written in the case; the policy may have other white space
    span: Span  # into the policy's text: the first place
    elsewhere: tuple[Span, ...] = ()  # the other places of the same words

    def is_in(self, clause: Clause) -> bool:
        """Say whether a clause holds some of the quote, in any of its places."""
        return clause.policy_id == self.policy and self.touches((clause.start, clause.end))

    def touches(self, span: Span) -> bool:
        """Say whether a span of this policy overlaps the quote, in any of its places."""
        return any(overlaps(place, span) for place in (self.span, *self.elsewhere))


def _policies(info: ValidationInfo) -> Mapping[str, Policy]:
    policies: Mapping[str, Policy] = info.context or {}
    return policies


def _known(policy: str, info: ValidationInfo) -> str:
    policies = _policies(info)
    if policy not in policies:
        raise ValueError(f"unknown policy {policy!r} (there are: {', '.join(sorted(policies))})")
    return policy


def _located(value: Any, info: ValidationInfo) -> Gold:
    if (
        not isinstance(value, dict)
        or set(value) != {"policy", "quote"}
        or not all(isinstance(text, str) for text in value.values())
    ):
        raise ValueError(_HINTS["gold"])
    policy, quote = _known(value["policy"], info), value["quote"]
    places = locate(quote, _policies(info)[policy].text)
    if not places:
        raise ValueError(f"the quote {_short(quote)!r} is not in {policy}")
    if len(places) > 1 and len(quote.split()) < _FEWEST_WORDS:
        raise ValueError(
            f"the quote {_short(quote)!r} is {len(places)} times in {policy}: quote more words of the one you mean"
        )
    return Gold(policy, quote, places[0], places[1:])


def _turn(turn: Mapping[str, str]) -> Mapping[str, str]:
    if set(turn) != {"role", "content"}:
        raise ValueError(_HINTS["history"])
    return turn


_Text = Annotated[str, Field(pattern=r"\S")]  # not blank
_PolicyId = Annotated[str, AfterValidator(_known)]
_Quote = Annotated[Gold, BeforeValidator(_located)]
_Alternatives = Annotated[tuple[_Text, ...], Field(min_length=1)]
_Turn = Annotated[Mapping[str, str], AfterValidator(_turn)]


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer to it is. The fields are described in docs/eval.md."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    id: _Text
    question: _Text
    policies: tuple[_PolicyId, ...]  # the scope the question is about; empty: all
    kind: _Text  # "fact", "silent", "false premise"…: a slice of the report
    verdict: Verdict
    accept: tuple[Verdict, ...] = ()  # other verdicts that are right too
    named: bool = False  # the question names its policy
    given: tuple[_PolicyId, ...] = ()  # policies handed over with the question
    gold: tuple[_Quote, ...] = ()  # every one should be cited
    also: tuple[_Quote, ...] = ()  # fine to cite too
    points: tuple[_Alternatives, ...] = ()  # of each one alternative must be said
    forbidden: tuple[_Text, ...] = ()  # must not be said
    history: tuple[_Turn, ...] = ()  # earlier turns, {"role", "content"}
    hold: bool = False  # nothing is tuned on it; reported apart
    by: str = ""
    why: str = ""

    @property
    def right_verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts that are right."""
        return (self.verdict, *self.accept)


_CASES = TypeAdapter(Case)


def read_policies(folder: Path) -> dict[str, Policy]:
    """Read the policies of a folder, by id. Raises UsageError when there are none."""
    if not folder.is_dir():
        raise UsageError(f"--policies {folder}: no such folder: name the one of the policies that are asked about")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not files:
        raise UsageError(f"--policies {folder}: no policy in it (wanted: {', '.join(SUFFIXES)})")
    return {policy.id: policy for policy in map(read_policy, files)}


def read_cases(path: Path, policies: Mapping[str, Policy]) -> tuple[Case, ...]:
    """Read all cases of a file, in its order. Raises UsageError, which names the file and the line.

    A first line {"documents": …} is no case: eval.case_set reads it.
    """
    cases = parse_cases(path, [line for line in numbered_lines(path) if not is_head(line[1])], policies)
    if not cases:
        raise UsageError(f"{path} holds no cases")
    return cases


def is_head(line: str) -> bool:
    """Say whether a line is the table of documents that may stand before the cases."""
    return line.lstrip().startswith('{"documents"')


def parse_cases(path: Path, lines: Iterable[tuple[int, str]], policies: Mapping[str, Policy]) -> tuple[Case, ...]:
    """Parse numbered lines of a file. Raises UsageError, which names the file and the line."""
    cases: dict[str, Case] = {}
    for number, line in lines:
        try:
            case = parse_case(line, policies)
            if case.id in cases:
                raise ValueError(f"the id {case.id!r} is there twice")  # noqa: TRY301 - the line is told below
        except ValueError as error:
            raise UsageError(f"{path}, line {number}: {error}") from error
        cases[case.id] = case
    return tuple(cases.values())


def parse_case(line: str, policies: Mapping[str, Policy]) -> Case:
    """Parse one line. Raises ValueError, in words for a user, when it is no case of these policies."""
    try:
        case = _CASES.validate_json(line, context=policies)
    except ValidationError as error:
        raise ValueError(first_fault(error, _HINTS)) from error
    _check_gold(case)
    return case


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
    """Find every place where the quote's words stand in the text, whatever white space is between them.

    "your data" in "We sell your  data."  →  ((8, 18),)
    """
    words = quote.split()
    if not words:
        return ()
    pattern = re.compile(r"(?=(" + r"\s+".join(map(re.escape, words)) + "))")
    return tuple(match.span(1) for match in pattern.finditer(text))


def _check_gold(case: Case) -> None:
    if case.verdict == "silent" and case.gold:
        raise ValueError("a silent case has no gold: what may be cited goes into also")
    if case.verdict in {"answer", "yes", "no", "conflict"} and not case.gold:
        raise ValueError(f"verdict {case.verdict} needs gold")
    scope = set(case.policies)
    outside = [gold.policy for gold in (*case.gold, *case.also) if scope and gold.policy not in scope]
    if outside:
        raise ValueError(f"gold in {outside[0]!r}, which is not among the case's policies")


def _short(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_SHOWN else quote[: _LONGEST_SHOWN - 3] + "…"
