"""A model that answers from a file what another model answered before: a whole run without a server, in seconds.

An answer is found by the model's name and digest, its options, the whole prompt and the policies in the index: whatever
changes one of them misses. A miss is a ModelMissing, or, while recording, asked of the real model and kept.
Refuses to know questions, clauses and scores.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.models.model import CONTEXT, Chunk, Likely, Model, Weighed
from eval.ask.answers_file import drop_torn_end
from ingest.errors import ModelMissing, UsageError
from ingest.policy import Policy

_FORMAT = 1
_OPTIONS = {"temperature": 0, "context": CONTEXT}  # what all our models are asked with


class Replay:
    """Stands in for the model that a file was recorded from; with `live`, asks that one what the file lacks."""

    def __init__(self, path: Path, policies: Sequence[Policy], live: Model | None = None) -> None:
        self._path = path
        self._live = live
        self._lock = Lock()
        self._known = _read(path) if path.exists() else {}
        self.name = self._named()
        self._index = sorted(f"{policy.id} {policy.sha256}" for policy in policies)
        self.asked_live = 0  # calls that the file did not answer

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See assistant.models.model.Model."""
        key = self._key("write", system, user, max_tokens)
        if key in self._known:
            yield from (Chunk(**chunk) for chunk in self._known[key]["chunks"])
            return
        chunks = []
        for chunk in self._asking().write(system, user, max_tokens):
            chunks.append(chunk)
            yield chunk
        self._keep(key, {"chunks": list(_merged(chunks))})

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See assistant.models.model.Model."""
        key = self._key("weigh", system, user, list(words))
        if key not in self._known:
            found = self._asking().weigh(system, user, words)
            self._keep(key, {"shares": [round(share, 6) for share in found.shares], "tokens": found.prompt_tokens})
        return Weighed(tuple(self._known[key]["shares"]), self._known[key]["tokens"])

    def likely(self, system: str, user: str, said: str) -> Likely:
        """See assistant.models.model.Model."""
        key = self._key("likely", system, user, said)
        if key not in self._known:
            found = self._asking().likely(system, user, said)
            likeliest = [[token, round(logprob, 2)] for token, logprob in found.tokens]
            self._keep(key, {"likeliest": likeliest, "tokens": found.prompt_tokens})
        likeliest = self._known[key]["likeliest"]
        return Likely(tuple((token, logprob) for token, logprob in likeliest), self._known[key]["tokens"])

    def _asking(self) -> Model:
        if self._live is None:
            raise ModelMissing(
                f"{self._path} lacks an answer of {self.name}: a prompt, a policy or the code before it changed; "
                "record it anew with --record and a model"
            )
        self.asked_live += 1
        return self._live

    def _named(self) -> str:
        recorded = str(self._known.get("", {}).get("model", ""))
        if self._live is None and not recorded:
            raise UsageError(f"cannot replay {self._path}: there is no such recording; make one with --record")
        if self._live and recorded and recorded != self._live.name:
            raise UsageError(f"{self._path} was recorded from {recorded}, not {self._live.name}: give another file")
        name = recorded or (self._live.name if self._live else "")
        if not recorded:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._keep("", {"format": _FORMAT, "model": name})
        return name

    def _key(self, kind: str, system: str, user: str, asked: object) -> str:
        parts = [self.name, _OPTIONS, self._index, kind, system, user, asked]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    def _keep(self, key: str, value: Mapping[str, Any]) -> None:
        with self._lock:
            self._known[key] = dict(value)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key} | dict(value), ensure_ascii=False) + "\n")


def _merged(chunks: Sequence[Chunk]) -> Iterator[Mapping[str, Any]]:
    """Keep an answer as two chunks, its text and its counts: how it was cut on its way is nobody's."""
    yield {"text": "".join(chunk.text for chunk in chunks)}
    yield {
        "text": "",
        "prompt_tokens": sum(chunk.prompt_tokens for chunk in chunks),
        "answer_tokens": sum(chunk.answer_tokens for chunk in chunks),
    }


def _read(path: Path) -> dict[str, dict[str, Any]]:
    drop_torn_end(path)
    known = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], 1):
        try:
            value = json.loads(line)
            known[value.pop("key")] = value
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path}, line {number}: not a recording") from error
    if known.get("", {}).get("format", _FORMAT) != _FORMAT:
        raise UsageError(f"{path} is a recording of another version: make it anew")
    return known
