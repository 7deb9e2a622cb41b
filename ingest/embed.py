"""Turn texts into unit vectors, with sentence-transformers through LlamaIndex's embedding interface."""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import WeightsError

if TYPE_CHECKING:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

Vectors = NDArray[np.float32]  # [n, dim], each row of length 1
MoreDone = Callable[[int], None]  # called with how many more are done

BATCH: Final = 32  # texts: larger ones gain nothing on 2 cores
FEW: Final = 4  # texts: fewer are not worth a second thread


class Embedder(Protocol):
    """Turns texts into vectors. `name` changes when its vectors would."""

    name: str

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """Return vectors [len(texts), dim], rows of length 1, in the order of `texts`."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 (384 dimensions, 256 word pieces); loaded at the first text.

    In bfloat16 where the processor multiplies it, else in float32: the vectors differ by less than 1e-4 in cosine and
    rank alike, so an index made in one answers in the other and both go by one name.
    """

    name = "all-MiniLM-L6-v2"

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._model: HuggingFaceEmbedding | None = None
        self._loading = threading.Lock()
        self._computing = threading.Lock()  # the tokenizer's and torch's settings are the whole process's

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """Return vectors [len(texts), 384]. Raises WeightsError when the weights cannot be had."""
        rows = self._rows(texts, progress)
        return unit(np.asarray(rows, dtype=np.float32).reshape(len(texts), -1))

    def _rows(self, texts: Sequence[str], progress: MoreDone | None) -> list[list[float]]:
        # Texts of like length stand in one batch: less padding to compute. SentenceTransformer would sort them itself,
        # but LlamaIndex's interface cuts batches before it sees them.
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        rows: dict[int, list[float]] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows.update(zip(batch, self._computed([texts[n] for n in batch]), strict=True))
            if progress:
                progress(len(batch))
        return [rows[n] for n in range(len(texts))]

    def _computed(self, batch: list[str]) -> list[list[float]]:
        model = self._loaded()
        with self._computing, _threads(len(batch)):
            return model.get_text_embedding_batch(batch)

    def _loaded(self) -> "HuggingFaceEmbedding":
        with self._loading:  # two threads that load at once leave torch with half of each one's settings
            if self._model is None:
                self._model = _load(self._path)
            return self._model


def unit(vectors: Vectors) -> Vectors:
    """Scale the rows of `vectors` [n, dim] to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, np.float32(1)), dtype=np.float32)


def precision() -> str:
    """Choose what the weights are computed in: "bfloat16" where the processor has instructions for it, else "float32".

    Measured with AVX512-BF16: 2.3 times the texts a second. Without such instructions it is emulated, and slower.
    """
    import torch

    able = torch.cpu.get_capabilities()
    return "bfloat16" if able.get("avx512_bf16") or able.get("amx_bf16") else "float32"


@contextmanager
def _threads(texts: int) -> Iterator[None]:
    """Compute a question in one thread: two wait for each other (46 ms instead of 11 on a busy machine)."""
    import torch

    usual = _usual_threads()
    if texts < FEW:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(usual)


@lru_cache(maxsize=1)
def _usual_threads() -> int:
    """Return how many threads there were at the first text; later on, a question in one thread may be going on."""
    import torch

    return torch.get_num_threads()


def _load(path: Path | None) -> "HuggingFaceEmbedding":
    from ingest.weights.find import embedding_model

    folder = embedding_model(path)  # verified by hash before anything opens it
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # it warns at every fork otherwise
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it draws over ours
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        return HuggingFaceEmbedding(
            str(folder),
            device="cpu",
            embed_batch_size=BATCH,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"torch_dtype": precision()},
        )
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"cannot load the embedding model in {folder}: {error}. Remove that folder; it is fetched again"
        ) from error
