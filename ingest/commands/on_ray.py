"""Run the stages of an ingest on Ray: `python -m ingest DIR --on ray[:ADDRESS]`. The only file that knows ray.

The stages are the pipeline's own: policies are read and split by tasks, texts embedded by actors that hold the model. A
worker that dies is replaced and its work done again: results go by number or by text, so none comes twice. Vectors are
noted in a journal beside the index as they come, so that a run that was killed is gone on with. Every machine of a
cluster must see the files under the same paths, and have Clausewise installed.
"""

import hashlib
import logging
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from ingest.embed import Embedder, MoreDone, Vectors
from ingest.errors import UsageError, one_line
from ingest.places import ROOT

BATCH: Final = 256  # texts an actor is given at once: enough for the model's own batches, a second's work to lose
LEAST: Final = 2  # processors: one to embed, one to read
JOURNAL: Final = "embedded-on-ray"
SIZE, KEY = 4, 32  # bytes of a number of dimensions, of a sha256

Item = TypeVar("Item")
Done = TypeVar("Done")


class OnRay:
    """The stages of an ingest, on the Ray that is connected to; give them to `ingest`."""

    def __init__(self, embedder: Callable[[], Embedder], journal: Path, actors: int) -> None:
        self.name = embedder().name
        self._embedder = embedder
        self._journal = journal
        self._actors = actors

    def each(self, do: Callable[[Item], Done], items: Sequence[Item]) -> Iterator[Done]:
        """Return `do(item)` of each item, in order, as they are done."""
        if not items:
            return
        rows = [{"n": n, "item": pickle.dumps(item)} for n, item in enumerate(items)]
        waiting: dict[int, bytes] = {}
        first = 0
        for row in _dataset(rows).map(partial(_row_done, do), num_cpus=1).iter_rows():
            waiting[row["n"]] = row["done"]
            while first in waiting:
                yield pickle.loads(waiting.pop(first))  # noqa: S301 - our own worker's
                first += 1

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """See Embedder."""
        known = noted(self._journal)
        keys = [self._key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if progress and len(texts) > len(new):
            progress(len(texts) - len(new))
        with self._journal.open("ab") as journal:
            for batch in self._embedded(new):
                journal.write(
                    b"".join(np.uint32(row.size).tobytes() + key + row.tobytes() for key, row in batch.items())
                )
                journal.flush()
                known |= batch
                if progress:
                    progress(len(batch))
        return np.stack([known[key] for key in keys])

    def _embedded(self, new: dict[bytes, str]) -> Iterator[dict[bytes, Vectors]]:
        """Vectors by key, batch by batch as they are done."""
        from ray.data import ActorPoolStrategy

        if not new:
            return
        by_length = sorted(new.items(), key=lambda entry: len(entry[1]))  # texts of like length: less padding
        rows = [{"key": key, "text": text} for key, text in by_length]
        done = _dataset(rows, BATCH).map_batches(
            _Embedding,
            fn_constructor_args=(self._embedder,),
            batch_size=BATCH,
            num_cpus=1,
            compute=ActorPoolStrategy(size=min(self._actors, len(rows) // BATCH + 1)),
        )
        for batch in done.iter_batches(batch_size=None, batch_format="numpy"):
            yield dict(zip(map(bytes, batch["key"]), np.asarray(batch["vector"], np.float32), strict=True))

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.name}\0{text}".encode()).digest()


@contextmanager
def on_ray(where: str, index: Path, embedder: Callable[[], Embedder]) -> Iterator[OnRay]:
    """Connect to a Ray: "ray" starts one on this machine, "ray:ADDRESS" is a cluster's. The journal goes at the end.

    Raises UsageError where Ray is not installed, cannot be reached, or has too few processors.
    """
    ray = _connected(where.partition(":")[2])
    try:
        processors = int(ray.cluster_resources().get("CPU", 0))
        if processors < LEAST:
            raise UsageError(
                f"{where} has {processors} processors, an ingest needs {LEAST}: give it more, or leave out --on"
            )
        journal = index / f"{JOURNAL}-{hashlib.sha256(embedder().name.encode()).hexdigest()[:8]}"
        yield OnRay(embedder, journal, processors - 1)
        journal.unlink(missing_ok=True)
    finally:
        ray.shutdown()


def _connected(address: str) -> Any:
    """Connect, without Ray's telemetry, dashboard and logs."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
        from ray.data import DataContext
    except ImportError as error:
        raise UsageError("Ray is not installed: pip install 'clausewise[ray]', or leave out --on") from error
    # Here one processor more than there are: reading is done before embedding begins, and every processor embeds.
    local = {"num_cpus": (os.cpu_count() or 1) + 1, "include_dashboard": False}
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    try:
        ray.init(
            address=address or "local",
            log_to_driver=False,
            logging_level=logging.ERROR,
            runtime_env={} if address else {"env_vars": {"PYTHONPATH": paths}},
            **({} if address else local),
        )
    except Exception as error:
        if not _is_rays(error):
            raise
        fault = one_line(error)
        mend = "see that it runs" if address else "try again when the machine has less to do, or leave out --on"
        raise UsageError(f"cannot reach Ray at {address or 'this machine'} ({fault}): {mend}") from error
    context = DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray


def _is_rays(error: Exception) -> bool:
    """Whether an error is how Ray tells that it does not start or is not there; it has no class of its own for that.

    A start that times out is a bare Exception.
    """
    from ray.exceptions import RayError

    return type(error) is Exception or isinstance(error, (OSError, ValueError, RuntimeError, RayError))


def _dataset(rows: Sequence[dict[str, Any]], in_block: int = 1) -> Any:
    """Rows in blocks of `in_block`: a block is what is given to a worker, and what is done again when it dies."""
    import ray

    return ray.data.from_items(list(rows), override_num_blocks=max(1, min(len(rows) // in_block, 10_000)))


def _row_done(do: Callable[[Any], Any], row: dict[str, Any]) -> dict[str, Any]:
    """Do something with a row's item, in a worker. Pickled, as a table of Ray's would make lists of tuples."""
    return {"n": row["n"], "done": pickle.dumps(do(pickle.loads(row["item"])))}  # noqa: S301 - our own


class _Embedding:
    """Holds the model, in an actor."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        self._embedder = embedder()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        return {"key": batch["key"], "vector": self._embedder.embed([str(text) for text in batch["text"]])}


def noted(journal: Path) -> dict[bytes, Vectors]:
    """The vectors of a run that was stopped, by key; half an entry at its end, as a kill leaves it, is cut off.

    An entry is the number of dimensions, the key, the vector.
    """
    data = journal.read_bytes() if journal.exists() else b""
    size = SIZE + KEY + 4 * int.from_bytes(data[:SIZE], "little")
    whole = len(data) // size * size
    if whole < len(data):
        os.truncate(journal, whole)
    entries = (data[at : at + size] for at in range(0, whole, size))
    return {entry[SIZE : SIZE + KEY]: np.frombuffer(entry[SIZE + KEY :], np.float32) for entry in entries}
