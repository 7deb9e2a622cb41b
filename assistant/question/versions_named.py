"""Find the versions of policies that are named: "acme@2024-02" → policy "acme", its version of that month. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from ingest.naming.policy_ids import policy_ids
from ingest.policy import Policy

_VERSION: Final = re.compile(r"(?<![\w.+-])(?P<id>[\w.-]+)@(?P<date>\d{4}(?:-\d\d){0,2})(?![\w-])")


def versions_asked(question: str, policies: Sequence[str], known: Sequence[Policy]) -> tuple[str, list[str], list[str]]:
    """Return a question and ids of policies without the versions that either names, and those versions.

    Raises UsageError for a name that several policies bear.
    """
    plain, named = versions_in(question, known)
    return plain, *versions_of([*policies, *named], known)


def versions_in(question: str, known: Sequence[Policy]) -> tuple[str, list[str]]:
    """Return a question without the versions that it names, and those: "Is acme@2024 safe?" → "Is acme safe?", […].

    What stands behind a word that is no policy's id or name stays: it is an address.
    """
    named: list[str] = []

    def without(match: re.Match[str]) -> str:
        _, version = versions_of([match.group()], known)
        named.extend(version)
        return match["id"] if version else match.group()

    return _VERSION.sub(without, question), named


def versions_of(policies: Sequence[str], known: Sequence[Policy]) -> tuple[list[str], list[str]]:
    """Return ids of policies, given by id or name, without versions, and the versions: "Acme@2024" → acme, acme@2024.

    Raises UsageError for a name that several policies bear.
    """
    given = policy_ids(policies, known)
    ids = {policy.id for policy in known} if given else set()
    versions = [name for name in given if name not in ids and name.rpartition("@")[0] in ids]
    return [name.rpartition("@")[0] if name in versions else name for name in given], versions
