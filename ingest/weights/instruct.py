"""Fetch a model file of the user's choice from the hub: the whole of it, with the hash that the hub tells.

`python -m ingest.weights instruct`                     →  the one that fits this machine's memory
`python -m ingest.weights hub:OWNER/NAME/FILE.gguf`     →  that one
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.errors import UsageError, WeightsError
from ingest.files import sha256_of

PARTS: Final = 3  # OWNER/NAME/FILE


@dataclass(frozen=True, slots=True)
class Suggested:
    """A model that may be fetched where the memory allows. It was not measured here: `eval --calibrate` does that."""

    memory: int  # bytes that a machine should have
    file: str  # OWNER/NAME/FILE at the hub


# General instruct models under a free licence (Apache-2.0), in one file each, whose thinking can be switched off. They
# take 5 and 2.5 GB; as much again is left for the context, the embedding model and the rest of the machine.
SUGGESTED: Final = (
    Suggested(15_000_000_000, "Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M.gguf"),
    Suggested(7_500_000_000, "Qwen/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf"),
)


def fitting(memory: int) -> str:
    """Return the model file for a machine with this memory (bytes). Raises UsageError where none is suggested."""
    for suggested in SUGGESTED:
        if memory >= suggested.memory:
            return suggested.file
    least = SUGGESTED[-1].memory / 1e9
    raise UsageError(f"{memory / 1e9:.1f} GB of memory are too little ({least} GB are wanted): use --model embedded")


def all_memory() -> int:
    """Return the bytes of memory that this machine has; 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0


def from_hub(name: str) -> Path:
    """Fetch OWNER/NAME/FILE.gguf and check it; what came before an interruption is kept. Raises WeightsError."""
    parts = name.split("/", PARTS - 1)
    if len(parts) != PARTS or not all(parts) or not name.endswith(".gguf"):
        raise UsageError(f"{name!r} is no model file at the hub: give hub:OWNER/NAME/FILE.gguf")
    import httpx
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

    repository, file = "/".join(parts[:2]), parts[2]
    try:
        expected = get_hf_file_metadata(hf_hub_url(repository, file)).etag
        path = Path(hf_hub_download(repository, file))
    except (OSError, httpx.HTTPError) as error:  # the hub's own errors are OSErrors
        raise WeightsError(f"the hub did not give {name} ({str(error).strip().splitlines()[0]})") from error
    if sha256_of(path) != expected:
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise WeightsError(
            f"{name} is not what the hub says it is (sha256 {expected}), and was removed: fetch it again"
        )
    return path
