"""Find the policies that are given by id or by name: "Segments.ai" → "segments-ai"; say which there are for others."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from ingest.errors import UsageError
from ingest.policy import Policy

_LISTED: Final = 8  # ids: more are counted


def policy_ids(given: Sequence[str], known: Sequence[Policy]) -> list[str]:
    """Return the ids of policies that were given by id or by name: ["Segments.ai"] → ["segments-ai"].

    A version may stand behind either: "Acme@2024-02". What names none stays, to be refused where ids are. Raises
    UsageError for a name that several policies bear.
    """
    ids = {policy.id for policy in known} if given else set()
    return [name if name in ids else _policy_id(name, known) for name in given]


def ids_here(given: Sequence[str], known: Sequence[Policy]) -> list[str]:
    """Return the ids of policies that were given by id or by name. Raises UsageError for one that is not there."""
    ids = policy_ids(given, known)
    refuse_unknown(ids, known)
    return ids


def refuse_unknown(given: Sequence[str], known: Sequence[Policy]) -> None:
    """Raise UsageError for an id that no policy has."""
    ids = {policy.id for policy in known} if given else set()
    if missing := [id_ for id_ in given if id_ not in ids]:
        raise UsageError(f"no policy {missing[0]!r} in the index: {_held(missing[0], known)}")


def _held(missing: str, known: Sequence[Policy]) -> str:
    """Say which policies there are instead of a missing one: "it holds acme, birch: did you mean acme?"."""
    ids = [policy.id for policy in known]
    written = {name.casefold(): policy.id for policy in known for name in (policy.name, policy.id)}
    near = dict.fromkeys(written[name] for name in get_close_matches(missing.casefold(), written))
    held = ", ".join(ids) if len(ids) <= _LISTED else f"{len(ids)} policies"
    return f"it holds {held}" + (f": did you mean {' or '.join(near)}?" if near else "")


def _policy_id(given: str, known: Sequence[Policy]) -> str:
    for name, version in ((given, ""), (given.rpartition("@")[0], given[given.rfind("@") :])):
        named = [policy.id for policy in known if name.casefold() in map(str.casefold, (policy.name, *policy.aliases))]
        if len(named) > 1:
            raise UsageError(f"{len(named)} policies are called {name!r}: give an id, {', '.join(named)}")
        if named:
            return named[0] + version
    return given
