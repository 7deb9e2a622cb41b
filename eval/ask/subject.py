"""Opens what is evaluated: the assistant on the right index, from a model or a recording, and a judge if one is wanted.

Refuses to know cases and scores.
"""

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.models.model import Model
from eval.ask.ask_cases import Asks
from eval.ask.recording import Replay
from eval.score.second_opinion import check_judge
from ingest.errors import ModelMissing, UsageError
from ingest.places import ROOT
from ingest.policy import Policy

DEFAULT_POLICIES = Path("policies")  # those of the assistant's own index
_SOURCES = ("ingest", "prompts", "assistant")  # whose files decide an answer


class Assistant(Asks, Protocol):
    """What `assistant.Assistant` tells of itself."""

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of its index."""

    @property
    def model_name(self) -> str:
        """Name and digest."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated, and by whom."""

    assistant: Assistant
    replay: Replay | None = None
    judge: Model | None = None

    @property
    def replayed(self) -> bool:
        """Whether all that was said came from a recording."""
        return self.replay is not None and not self.replay.asked_live

    def system(self) -> str:
        """Digest what decides an answer: the code, the prompts, the texts and the model."""
        digest = hashlib.sha256(self.assistant.model_name.encode())
        for folder in _SOURCES:
            for path in _code_files(ROOT / folder):
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
        for policy in self.assistant.policies:
            digest.update(f"{policy.id} {policy.sha256}".encode())
        return digest.hexdigest()[:16]


def _code_files(folder: Path) -> list[Path]:
    """All that decides an answer in a folder and its sub-folders, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".md", ".toml", ".txt"})


def open_subject(args: argparse.Namespace, policies: Mapping[str, Policy]) -> Subject:
    """Open all that the flags ask for, before the first question. Raises ClausewiseError."""
    from assistant import Assistant as Real

    judge = _chosen("--judge", args.judge) if args.judge else None
    replay = None
    if args.replay:
        live = _chosen("--record --model", args.model) if args.record else None
        replay = Replay(args.replay, list(policies.values()), live)
    assistant = Real.open(_index(args), replay or args.model)
    same_policies(assistant.policies, policies, args)
    if judge:
        check_judge(judge, assistant.model_name)
    return Subject(assistant, replay, judge)


def _chosen(flag: str, setting: str) -> Model:
    from assistant.models.choose import choose

    model = choose(setting)
    if model is None:
        raise ModelMissing(f"{flag} {setting}: no such model answers")
    return model


def _index(args: argparse.Namespace) -> Path | None:
    """Give the index to ask; policies of another folder get one of their own in --out, made here."""
    if args.index or args.policies == DEFAULT_POLICIES:
        index: Path | None = args.index
        return index
    from ingest.embed import MiniLM
    from ingest.pipeline import ingest

    own: Path = args.out / "index"
    ingest([args.policies], own, MiniLM())
    return own


def same_policies(indexed: Sequence[Policy], read: Mapping[str, Policy], args: argparse.Namespace) -> None:
    """Refuse an index of other texts: its offsets would mean nothing."""
    have = {policy.id: policy.sha256 for policy in indexed}
    other = [policy.id for policy in read.values() if have.get(policy.id) != policy.sha256]
    if other:
        index = f" --index {args.index}" if args.index else ""
        raise UsageError(
            f"the index does not hold {', '.join(other)} as in {args.policies}: python -m ingest {args.policies}{index}"
        )
