"""Find the versions of policies that are named: "acme@2024-02" → policy "acme", its version of that month. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from ingest.policy import Policy

_VERSION: Final = re.compile(r"(?<![\w.+-])(?P<id>[\w.-]+)@(?P<date>\d{4}(?:-\d\d){0,2})(?![\w-])")


def versions_in(question: str, known: Sequence[Policy]) -> tuple[str, list[str]]:
    """Return a question without the versions that it names, and those: "Is acme@2024 safe?" → "Is acme safe?", […].

    What stands behind a word that is no policy's id stays: it is an address.
    """
    ids = {policy.id for policy in known}
    named = [match.group() for match in _VERSION.finditer(question) if match["id"] in ids]
    return _VERSION.sub(lambda match: match["id"] if match["id"] in ids else match.group(), question), named


def versions_of(policies: Sequence[str], known: Sequence[Policy]) -> tuple[list[str], list[str]]:
    """Return ids of policies without versions, and the versions among them: ["acme@2024"] → ["acme"], ["acme@2024"]."""
    ids = {policy.id for policy in known}
    versions = [name for name in policies if name not in ids and name.rpartition("@")[0] in ids]
    return [name.rpartition("@")[0] if name in versions else name for name in policies], versions
