"""A visitor's own policies: an index of the shared ones and theirs, in a folder that goes when they do.

Nobody else's questions are answered from it. Refuses to know gradio and HTML.
"""

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.chain import Assistant
from ingest.clauses.clause import searchable
from ingest.embed import Embedder, Vectors
from ingest.errors import PolicyError, UsageError
from ingest.index.open_index import open_index
from ingest.index.record import Record, read_vectors
from ingest.index.write_index import write
from ingest.pipeline import describe
from ingest.policy import Policy
from ingest.read.policy_file import read_policy

MOST = 5  # policies of one visitor
LONGEST = 400_000  # characters of one: the longest of 150 real ones has 340,000, and takes two minutes to embed


@dataclass(frozen=True)
class Private:
    """What one visitor added, and the assistant that answers from it and the shared policies."""

    folder: "tempfile.TemporaryDirectory[str]"  # deleted with the last reference
    added: tuple[Policy, ...]
    assistant: Assistant


def of_file(path: Path) -> Policy:
    """The policy in an uploaded file; the upload is deleted. Raises PolicyError, which names no folder of ours."""
    try:
        return _checked(read_policy(path))
    except PolicyError as error:
        raise PolicyError(str(error).replace(f"{path.parent}/", "")) from error
    finally:
        path.unlink(missing_ok=True)


def of_text(title: str, text: str) -> Policy:
    """The policy in pasted text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_slug(title)}.txt"
        path.write_text(text, "utf-8", errors="replace")
        policy = of_file(path)
    return replace(policy, name=title.strip()[:80]) if title.strip() else policy


def added(shared: Assistant, own: Private | None, policy: Policy) -> Private:
    """The visitor's policies with one more. Raises UsageError when there are too many, or it is there already."""
    before = own.added if own else ()
    if len(before) >= MOST:
        raise UsageError(f"you have {MOST} policies of your own here: remove one first")
    if any(one.sha256 == policy.sha256 for one in (*shared.policies, *before)):
        raise UsageError(f"{policy.name} is here already")
    taken = {one.id for one in (*shared.policies, *before)}
    unique = next(id_ for n in range(MOST + 1) if (id_ := f"your-{_slug(policy.id)}{n or ''}") not in taken)
    return _opened(shared, (*before, replace(policy, id=unique)))


def removed(shared: Assistant, own: Private, policy_id: str) -> Private | None:
    """The visitor's policies less one; None when it was the last."""
    rest = tuple(one for one in own.added if one.id != policy_id)
    return _opened(shared, rest) if rest else None


def _opened(shared: Assistant, mine: tuple[Policy, ...]) -> Private:
    embedder = shared.embedder  # one set of weights in memory, not one a visitor
    base = open_index(shared.index)
    record = describe((*base.record.policies, *mine), embedder.name)
    folder = tempfile.TemporaryDirectory(prefix="clausewise-")
    write(Path(folder.name), record, _vectors(record, base.folder, base.record, embedder))
    return Private(folder, mine, Assistant(Path(folder.name), shared.model, embedder))


def _vectors(record: Record, folder: Path, base: Record, embedder: Embedder) -> Vectors:
    """Vectors of all pieces: those of the shared policies are taken, the others made."""
    known = dict(zip((piece.key for piece in base.pieces), read_vectors(folder), strict=True))
    clauses = {clause.id: clause for clause in record.clauses}
    new = [piece for piece in record.pieces if piece.key not in known]
    texts = [searchable(clauses[piece.clause_id], piece.start, piece.end) for piece in new]
    known.update(zip((piece.key for piece in new), embedder.embed(texts) if texts else (), strict=True))
    return np.stack([known[piece.key] for piece in record.pieces])


def _checked(policy: Policy) -> Policy:
    if len(policy.text) > LONGEST:
        raise PolicyError(f"{policy.name} has {len(policy.text):,} characters: {LONGEST:,} at most here")
    return policy


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "policy"
