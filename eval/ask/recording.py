r"""A model that answers from a file what another model answered before: a whole run without a server, in seconds.

A recording has one line for each question that a model was asked, by a key:

    {"key": "", "format": 1, "model": "qwen2.5:1.5b@ad11"}
    {"key": "b78d…", "shares": [0.64, 0.36], "tokens": 201}

The key is a digest of the model's name, its options, the whole prompt and the policies in the index: whatever changes
one of them misses. A miss is a ModelMissing, or, with a live model, asked of that one and kept.

"recorded.jsonl.gz" is a gzipped recording. New lines go to "recorded.jsonl.gz.new", whole as they come, and `close`
packs both, sorted by key: the same answers give the same bytes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any, cast

from assistant.models.model import CONTEXT, Chunk, Filled, Model, ReadingModel, Weighed
from eval.gzip_files import packed, read_text
from ingest.errors import ModelMissing, UsageError
from ingest.files import write_whole
from ingest.jsonlines import append, cut_torn_end, parse_object
from ingest.policy import Policy

_FORMAT = 1
_OPTIONS = {"temperature": 0, "context": CONTEXT}  # what all our models are asked with
_HEAD = ""  # the key of the line that says what was recorded

_Lines = dict[str, dict[str, Any]]  # by key


class RecordedModel:
    """Stands in for the model that a file was recorded from; with `live`, asks that one what the file lacks."""

    def __init__(self, path: Path, policies: Sequence[Policy], live: Model | None = None) -> None:
        self._path = path
        self._new = path.with_name(path.name + ".new") if path.suffix == ".gz" else path  # what is appended to
        self._live = live
        self._lock = Lock()
        self._lines = _read(path) | _read(self._new)
        self.name = self._recorded_name()
        self._index = sorted(f"{policy.id} {policy.sha256}" for policy in policies)
        self.asked_live = 0  # calls that the file did not answer

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:
        """See assistant.models.model.Model."""
        key = self._key("write", system, user, max_tokens)
        if key in self._lines:
            yield from (Chunk(**chunk) for chunk in self._lines[key]["chunks"])
            return
        chunks = []
        for chunk in self._live_model().write(system, user, max_tokens):
            chunks.append(chunk)
            yield chunk
        self._keep(key, {"chunks": list(_merged(chunks))})

    def weigh(self, system: str, user: str, words: Sequence[str]) -> Weighed:
        """See assistant.models.model.Model."""
        key = self._key("weigh", system, user, list(words))
        if key not in self._lines:
            weighed = self._live_model().weigh(system, user, words)
            shares = weighed.shares and [round(share, 6) for share in weighed.shares]
            self._keep(key, {"shares": shares, "tokens": weighed.prompt_tokens})
        line = self._lines[key]
        return Weighed(line["shares"] and tuple(line["shares"]), line["tokens"])

    def fill(self, system: str, user: str, schema: Mapping[str, Any], max_tokens: int) -> Filled:
        """See assistant.models.model.ReadingModel."""
        key = self._key("fill", system, user, [schema, max_tokens])
        if key not in self._lines:
            filled = cast("ReadingModel", self._live_model()).fill(system, user, schema, max_tokens)
            self._keep(key, asdict(filled))
        return Filled(**self._lines[key])

    def close(self) -> None:
        """Pack what was recorded into the gzipped file, whole or not at all. A plain file is whole already."""
        if self._new == self._path or not self._new.exists():
            return
        ordered = sorted(self._lines.items())
        text = "".join(json.dumps({"key": key} | line, ensure_ascii=False) + "\n" for key, line in ordered)
        write_whole(self._path, packed(text))
        self._new.unlink()

    def _live_model(self) -> Model:
        if self._live is None:
            raise ModelMissing(
                f"{self._path} lacks an answer of {self.name}: a prompt, a policy or the code before it changed; "
                "record it anew with --record and a model"
            )
        self.asked_live += 1
        return self._live

    def _recorded_name(self) -> str:
        recorded = str(self._lines.get(_HEAD, {}).get("model", ""))
        if self._live is None and not recorded:
            raise UsageError(f"cannot replay {self._path}: there is no such recording; make one with --record")
        if self._live and recorded and recorded != self._live.name:
            raise UsageError(f"{self._path} was recorded from {recorded}, not {self._live.name}: give another file")
        name = recorded or (self._live.name if self._live else "")
        if not recorded:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._keep(_HEAD, {"format": _FORMAT, "model": name})
        return name

    def _key(self, kind: str, system: str, user: str, asked: object) -> str:
        parts = [self.name, _OPTIONS, self._index, kind, system, user, asked]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]

    def _keep(self, key: str, line: Mapping[str, Any]) -> None:
        with self._lock:
            self._lines[key] = dict(line)
            with self._new.open("a", encoding="utf-8") as file:
                append(file, {"key": key} | dict(line))


def _merged(chunks: Sequence[Chunk]) -> Iterator[Mapping[str, Any]]:
    """Keep an answer as two chunks, its text and its counts: how it was cut on its way does not matter."""
    yield {"text": "".join(chunk.text for chunk in chunks)}
    yield {
        "text": "",
        "prompt_tokens": sum(chunk.prompt_tokens for chunk in chunks),
        "answer_tokens": sum(chunk.answer_tokens for chunk in chunks),
    }


def _read(path: Path) -> _Lines:
    if not path.exists():
        return {}
    if path.suffix != ".gz":
        cut_torn_end(path)
    lines: _Lines = {}
    for number, text in enumerate(read_text(path, "the recording").split("\n"), 1):
        if text:
            try:
                line = parse_object(text)
                lines[line.pop("key")] = line
            except (ValueError, KeyError) as error:
                raise UsageError(f"{path}, line {number}: not a recording") from error
    if lines.get(_HEAD, {}).get("format", _FORMAT) != _FORMAT:
        raise UsageError(f"{path} is a recording of another version: make it anew")
    return lines
