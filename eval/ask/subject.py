"""Open what is evaluated: the assistant on the right index, from a model or a recording, and a judge."""

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.models.model import Model
from eval.ask.ask_cases import Asks
from eval.ask.oracle import OracleAssistant, OracleModel, OracleReader
from eval.ask.recording import RecordedModel
from eval.case_set import policy_files
from eval.cases import Case
from eval.score.second_opinion import check_judge
from ingest.commands.progress import progress
from ingest.errors import ModelMissing, UsageError
from ingest.places import ROOT
from ingest.policy import Policy

DEFAULT_POLICIES = Path("policies")  # those of the assistant's own index
_SOURCES = ("ingest", "prompts", "assistant")  # whose files decide an answer


class Assistant(Asks, Protocol):
    """What `assistant.Assistant` tells of itself."""

    @property
    def policies(self) -> Sequence[Policy]:
        """The policies of its index."""

    @property
    def model_name(self) -> str:
        """Name and digest."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated, and by whom."""

    assistant: Assistant
    recording: RecordedModel | None = None
    judge: Model | None = None

    @property
    def replayed(self) -> bool:
        """Whether all that was said came from a recording."""
        return self.recording is not None and not self.recording.asked_live

    def close(self) -> None:
        """Pack the recording, if anything was recorded."""
        if self.recording:
            self.recording.close()

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


def open_subject(args: argparse.Namespace, policies: Mapping[str, Policy], cases: Sequence[Case]) -> Subject:
    """Open all that the flags ask for, before the first question. Raises ClausewiseError."""
    from assistant import Assistant as Real

    if args.ceiling:
        oracle = OracleReader(policies) if args.ceiling == "reader" else OracleModel(policies)
        real = Real.open(index_of(args, policies), oracle)
        same_policies(real.policies, policies, args)
        return Subject(OracleAssistant(real, oracle, cases))
    judge = chosen("--judge", args.judge) if args.judge else None
    recording = None
    if args.replay:
        live = chosen("--record --model", args.model) if args.record else None
        recording = RecordedModel(args.replay, list(policies.values()), live)
    assistant = Real.open(index_of(args, policies), recording or args.model)
    same_policies(assistant.policies, policies, args)
    if judge:
        check_judge(judge, assistant.model_name)
    return Subject(assistant, recording, judge)


def chosen(flag: str, setting: str) -> Model:
    """Return the model of a setting. Raises ModelMissing, which names the flag, where none answers."""
    from assistant.models.choose import choose

    model = choose(setting)
    if model is None:
        raise ModelMissing(f"{flag} {setting}: no such model answers")
    return model


def index_of(args: argparse.Namespace, policies: Mapping[str, Policy]) -> Path | None:
    """Return the index to ask; policies of another folder get one of their own in --out, made here."""
    if args.index or args.policies == DEFAULT_POLICIES:
        index: Path | None = args.index
        return index
    from ingest.embed import MiniLM
    from ingest.pipeline import ingest

    folder: Path = args.out / "index"
    with progress() as bars:
        ingest(policy_files(args.policies, policies), folder, MiniLM(), bars)
    return folder


def same_policies(indexed: Sequence[Policy], read: Mapping[str, Policy], args: argparse.Namespace) -> None:
    """Refuse an index of other texts: its offsets would mean nothing."""
    fingerprints = {policy.id: policy.sha256 for policy in indexed}
    differing = [policy.id for policy in read.values() if fingerprints.get(policy.id) != policy.sha256]
    if differing:
        mend = f"clausewise ingest {args.policies}" + (f" --index {args.index}" if args.index else "")
        raise UsageError(f"the index does not hold {', '.join(differing)} as in {args.policies}: {mend}")
