"""Measure the ways of asking a model, fit what its "Yes" is worth, and write its card for this machine.

Only the questions that are not kept back are asked. The card says which way to ask the model from now on.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from assistant.models.abilities import Abilities
from assistant.models.cards.card import Way, cards, log_odds, user_cards
from assistant.models.model import Chunk, Filled, Model, ReadingModel, Weighed
from eval.ask.answers_file import AnswersFile
from eval.ask.ask_cases import ask_cases
from eval.ask.oracle import OracleAssistant, OracleModel
from eval.ask.subject import chosen, index_of
from eval.case_set import read_case_set
from eval.cases import Case, choose, sample
from eval.score.stats import Rate, rate
from ingest.commands.progress import counter, progress
from ingest.errors import UsageError
from ingest.files import write_whole
from ingest.places import default_index
from ingest.policy import Policy

LEAST = 20  # passages of each kind, evidence and not, that a fit needs


@dataclass
class WatchedModel:
    """A model that is asked one way. What it says of a passage is kept beside whether that was evidence."""

    model: Model
    oracle: OracleModel
    asked_as: Way
    weighed: list[tuple[float, bool]] = field(default_factory=list)  # log odds of "Yes", and whether it was evidence
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.model.name

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See Model."""
        return self.model.write(system, user, max_tokens)

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See Model."""
        weighed = self.model.weigh(system, user, words)
        known = self.oracle.weigh(system, user, words)
        if weighed.shares and known.shares:
            self.weighed.append((log_odds(weighed.shares[0]), known.shares[0] == 1))
        return weighed

    def fill(self, system: str, user: str, schema: Mapping[str, Any], max_tokens: int) -> Filled:
        """See ReadingModel."""
        return cast("ReadingModel", self.model).fill(system, user, schema, max_tokens)


def calibrate(args: argparse.Namespace) -> int:
    """Do what `python -m eval --calibrate` does. Returns the exit code. Raises ClausewiseError."""
    case_set = read_case_set(args.cases, args.policies)
    seen = sample(tuple(case for case in choose(case_set.cases, args.only) if not case.hold), args.sample)
    if not seen:
        raise UsageError("--calibrate asks questions that are not kept back (hold), and there are none")
    model = chosen("--calibrate --model", args.model)
    index = index_of(args, case_set.policies) or default_index()
    measured: dict[Way, Rate] = {}
    measured["writer"], _ = measure(model, "writer", case_set.policies, seen, index, args.out)
    measured["judge"], pairs = measure(model, "judge", case_set.policies, seen, index, args.out)
    if _abilities(model).structured:
        measured["reader"], _ = measure(model, "reader", case_set.policies, seen, index, args.out)
    path = write_card(model, measured, fitted(pairs), args.cases.name)
    for way, figure in measured.items():
        print(f"{way:7} {_told(figure)}")
    print(f"{model.name} is asked as a {best_way(measured)} from now on: {path}")
    return 0


def fitted(pairs: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Fit how the log odds of "Yes" tell evidence: slope and offset; {} where there is too little to fit, or no use.

    A slope that is not above 0 says that the model's "Yes" means nothing: then it is given none (slope 0.01).
    """
    evidence = sum(is_evidence for _, is_evidence in pairs)
    if min(evidence, len(pairs) - evidence) < LEAST:
        return {}
    from sklearn.linear_model import LogisticRegression

    fit = LogisticRegression().fit([[odds] for odds, _ in pairs], [is_evidence for _, is_evidence in pairs])
    return {"slope": round(max(float(fit.coef_[0][0]), 0.01), 4), "offset": round(float(fit.intercept_[0]), 4)}


def best_way(measured: Mapping[Way, Rate]) -> Way:
    """Return the way that was right most often; the one that costs least, which comes first, where they were alike."""
    return max(measured, key=lambda way: measured[way]["rate"] or 0.0)


def write_card(model: Model, measured: Mapping[Way, Rate], yes: Mapping[str, float], cases: str) -> Path:
    """Write the card of a model, whole or not at all; one of before is replaced. Returns its path."""
    way = best_way(measured)
    figures: dict[str, str] = {name: _told(figure) for name, figure in measured.items()}
    lines = [
        f"what = {json.dumps(model.name)}",
        'weights = ""  # the name has the digest where one is known',
        f"names = [{json.dumps(escape(model.name.casefold()))}]",
        f"way = {json.dumps(way)}",
        f"measured = {datetime.now(UTC).date().isoformat()}",
        f"right = {round(measured[way]['rate'] or 0.0, 3)}",
        *_table("abilities", {key: value for key, value in asdict(_abilities(model)).items() if value is not None}),
        *(_table("yes", yes) if yes else []),
        *_table("figures", {**figures, "cases": cases}),
    ]
    path = user_cards() / f"{sha256(model.name.encode()).hexdigest()[:16]}.toml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, "\n".join(lines) + "\n")
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}): set CLAUSEWISE_DATA to another folder") from error
    cards.cache_clear()
    return path


def measure(  # noqa: PLR0913, PLR0917 - what a run is made of
    model: Model, way: Way, policies: Mapping[str, Policy], cases: Sequence[Case], index: Path, out: Path
) -> tuple[Rate, list[tuple[float, bool]]]:
    """Ask all cases one way: how many were right (what failed is not), and what was weighed."""
    from assistant.chain import Assistant
    from ingest.embed import MiniLM

    oracle = OracleModel(policies)
    watched = WatchedModel(model, oracle, way)
    with_oracle = OracleAssistant(Assistant(index, watched, MiniLM()), oracle, cases)
    texts = {policy.id: policy.text for policy in policies.values()}
    answers = AnswersFile(out / f"{way}.jsonl", f"{model.name} {way}", resume=False)
    with progress() as bars, closing(answers):
        outcomes = ask_cases(with_oracle, cases, texts, answers=answers, done=counter(bars, f"as a {way}", len(cases)))
    return rate([bool(outcome.score.checks["passed"]) for outcome in outcomes]), watched.weighed


def _abilities(model: Model) -> Abilities:
    return getattr(model, "abilities", Abilities())


def _told(figure: Rate) -> str:
    """A rate for people: "right 96 of 150, 64 % [56 to 71]"."""
    share = f"{100 * (figure['rate'] or 0):.0f} % [{100 * figure['low']:.0f} to {100 * figure['high']:.0f}]"
    return f"right {figure['k']} of {figure['n']}, {share}"


def _table(name: str, values: Mapping[str, Any]) -> list[str]:
    """A TOML table: strings, numbers and truths are written as JSON writes them."""
    return ["", f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
