"""Keep a visitor's own policies: an index of the shared ones and theirs, in a folder that goes when they do.

Nobody else's questions are answered from it.
"""

import re
import secrets
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.chain import Assistant
from assistant.question.names.kept import forget
from ingest.errors import PolicyError, UsageError
from ingest.pipeline import extended
from ingest.policy import Policy
from ingest.read.policy_file import read_policy

MOST = 5  # policies of one visitor
LONGEST = 400_000  # characters of one: the longest of 150 real ones has 340,000, and takes two minutes to embed
LONGEST_NAME = 80  # characters of a name that a visitor gives


@dataclass(frozen=True)
class Visitor:
    """What one visitor added, and the assistant that answers from it and the shared policies."""

    folder: "tempfile.TemporaryDirectory[str]"  # deleted with the last reference
    added: tuple[Policy, ...]
    assistant: Assistant
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))  # by which a reloaded page finds it again


# A visitor lives as long as a session of the page holds them: an hour after their page is closed.
_VISITORS: "weakref.WeakValueDictionary[str, Visitor]" = weakref.WeakValueDictionary()


def found(token: str) -> Visitor | None:
    """Find the visitor whose page was loaded again; None when they are gone."""
    return _VISITORS.get(token)


def read_file(path: Path) -> Policy:
    """Read an uploaded file and delete it. Raises PolicyError, which names no folder of ours."""
    try:
        return _short_enough(read_policy(path))
    except PolicyError as error:
        raise PolicyError(str(error).replace(f"{path.parent}/", "")) from error
    finally:
        path.unlink(missing_ok=True)


def read_text(title: str, text: str) -> Policy:
    """Read pasted text as a policy, named by its title where one is given."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_slug(title)}.txt"
        path.write_text(text, "utf-8", errors="replace")
        policy = read_file(path)
    return replace(policy, name=title.strip()[:LONGEST_NAME]) if title.strip() else policy


def added(shared: Assistant, visitor: Visitor | None, policies: Sequence[Policy]) -> tuple[Visitor | None, list[str]]:
    """Return the visitor with those of the policies that fit, and a line for each other one: why it does not."""
    before = visitor.added if visitor else ()
    now, refused = before, list[str]()
    for policy in policies:
        present = (*shared.policies, *now)
        if any(other.sha256 == policy.sha256 for other in present):
            refused.append(f"{policy.name} is here already")
        elif len(now) >= MOST:
            refused.append(f"{policy.name}: you may have {MOST} policies of your own here: remove one first")
        else:
            now = (*now, replace(policy, id=_own_id(policy, {other.id for other in present})))
    return (visitor if now == before else _visitor(shared, now, visitor)), refused


def renamed(shared: Assistant, visitor: Visitor, policy_id: str, name: str) -> Visitor:
    """Return the visitor with one policy under another name; the old name still finds it. Raises UsageError."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise UsageError("a policy needs a name: write one")
    if any(other.name.casefold() == name.casefold() for other in visitor.assistant.policies if other.id != policy_id):
        raise UsageError(f"another policy here is called {name}: choose another name")
    now = tuple(_named(policy, name) if policy.id == policy_id else policy for policy in visitor.added)
    return _visitor(shared, now, visitor)


def _named(policy: Policy, name: str) -> Policy:
    """Give a policy another name; its old one stays as one that it also goes by."""
    others = dict.fromkeys((policy.name, *policy.aliases))
    others.pop(name, None)
    return replace(policy, name=name, aliases=tuple(others))


def _own_id(policy: Policy, taken: set[str]) -> str:
    """Name a visitor's policy: "acme" → "your-acme", or "your-acme1" where that is taken."""
    slug = _slug(policy.id.removeprefix("your-"))
    return next(id_ for n in range(MOST + 1) if (id_ := f"your-{slug}{n or ''}") not in taken)


def removed(shared: Assistant, visitor: Visitor, policy_id: str) -> Visitor | None:
    """Return the visitor with one policy less; None when it was the last."""
    rest = tuple(policy for policy in visitor.added if policy.id != policy_id)
    return _visitor(shared, rest, visitor) if rest else None


def _visitor(shared: Assistant, policies: tuple[Policy, ...], before: Visitor | None) -> Visitor:
    embedder = shared.embedder  # one set of weights in memory, not one a visitor
    folder = tempfile.TemporaryDirectory(prefix="clausewise-")
    extended(shared.index, policies, embedder, Path(folder.name), before.assistant.index if before else None)
    visitor = Visitor(folder, policies, Assistant(Path(folder.name), shared.model, embedder))
    weakref.finalize(visitor, forget, {policy.sha256 for policy in policies})
    _VISITORS[visitor.token] = visitor
    return visitor


def _short_enough(policy: Policy) -> Policy:
    if len(policy.text) > LONGEST:
        raise PolicyError(f"{policy.name} has {len(policy.text):,} characters: {LONGEST:,} at most here")
    return policy


def _slug(name: str) -> str:
    """Write a name as part of an id: "Acme & Sons" → "acme-sons"."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "policy"
