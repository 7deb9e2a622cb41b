"""Texts → unit vectors. The only file that knows sentence_transformers, through LlamaIndex's embedding interface.

Refuses to know clauses and where vectors are kept.
"""

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import WeightsError

if TYPE_CHECKING:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

Vectors = NDArray[np.float32]  # [n, dim], each row of length 1
Progress = Callable[[int], None]  # called with how many more are done

BATCH = 32  # texts: larger ones gain nothing on 2 cores


class Embedder(Protocol):
    """What turns texts into vectors. `name` changes when its vectors would."""

    name: str

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors [len(texts), dim], rows of length 1, in the order of `texts`."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 (384 dimensions, 256 word pieces) in float32; loaded at the first text."""

    name = "all-MiniLM-L6-v2/float32"

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._model: HuggingFaceEmbedding | None = None

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors [len(texts), 384]. Raises WeightsError when the weights cannot be had."""
        rows: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            rows += self._loaded().get_text_embedding_batch(batch)
            if progress:
                progress(len(batch))
        return unit(np.asarray(rows, dtype=np.float32).reshape(len(texts), -1))

    def _loaded(self) -> "HuggingFaceEmbedding":
        if self._model is None:
            self._model = _load(self._path)
        return self._model


def unit(vectors: Vectors) -> Vectors:
    """The rows of `vectors` [n, dim], each scaled to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, np.float32(1))


def _load(path: Path | None) -> "HuggingFaceEmbedding":
    from ingest.weights import embedding_model

    folder = embedding_model(path)  # verified by hash before anything opens it
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # it warns at every fork otherwise
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it draws over ours
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        return HuggingFaceEmbedding(
            str(folder), device="cpu", embed_batch_size=BATCH, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"cannot load the embedding model in {folder}: {error}. Remove that folder; it is fetched again"
        ) from error
