"""Keep the earlier versions of policies: which there are, what they are called, and which was in force on a day. Pure.

A version is called by its date: the one in its file's name, else the one that its text gives, else the day of its
ingest. A clock that goes back changes no order: the version that came last is the newest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from ingest.errors import UsageError
from ingest.naming.namesakes import as_read
from ingest.naming.policy_date import own_date
from ingest.naming.policy_ids import policy_ids, refuse_unknown
from ingest.policy import Policy

EARLIEST: Final = "1970-01-01"  # of a version of which nothing tells a date


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as it was, or as it is."""

    policy: Policy
    date: str  # "2024-02-01", or a month or a year where no more is told
    ingested: str  # "2026-11-26T02:20:00+00:00", in UTC

    @property
    def name(self) -> str:
        """What it is called: "acme@2024-02-01"."""
        return f"{self.policy.id}@{self.date}"


@dataclass(frozen=True, slots=True)
class Dates:
    """When a policy that the index answers from was made and ingested."""

    policy_id: str
    date: str  # see Version
    ingested: str


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def newest(policies: Sequence[Policy], dates: Sequence[Dates]) -> dict[str, Version]:
    """The version of each policy that an index answers from.

    An index of before there were versions has no dates: there a policy's own date counts, else the earliest of all.
    """
    known = {entry.policy_id: entry for entry in dates}
    return {policy.id: _version(policy, known.get(policy.id)) for policy in policies}


def _version(policy: Policy, dates: Dates | None) -> Version:
    if dates is None:
        return Version(policy, own_date(policy.text) or EARLIEST, "")
    return Version(policy, dates.date, dates.ingested)


def dated(policy: Policy, given: str, before: Version | None, time: str) -> Dates | None:
    """The dates of a policy that is ingested: those it had where it is the same file, also none.

    `given`: the date in its file's name. `before`: the version that was the newest until now.
    """
    if before and before.policy.sha256 == policy.sha256 and given in ("", before.date):
        return Dates(policy.id, before.date, before.ingested) if before.ingested else None
    earliest = before.date if before else ""
    in_text = own_date(policy.text)
    today = max(time[:10], earliest[:10])
    return Dates(policy.id, given or (in_text if in_text and in_text > earliest else today), time)


def kept(versions: Iterable[Version], newest_sha: str) -> list[Version]:
    """Versions in the order of their dates, each once; not the newest one itself, where it comes last again."""
    ordered: list[Version] = []
    for version in sorted(versions, key=lambda version: version.date):
        same = [
            other for other in ordered if (other.policy.sha256, other.date) == (version.policy.sha256, version.date)
        ]
        if not same and not (ordered and ordered[-1].policy.sha256 == version.policy.sha256):
            ordered.append(replace(version, policy=as_read(version.policy)))
    while ordered and ordered[-1].policy.sha256 == newest_sha:
        ordered.pop()
    return ordered


def on(day: str, versions: Sequence[Version]) -> Version | None:
    """The version that was in force on a day, of all versions of a policy, oldest first; None before the first."""
    in_force = [version for version in versions if version.date[: len(day)] <= day[: len(version.date)]]
    return in_force[-1] if in_force else None


def called(name: str, versions: Mapping[str, Sequence[Version]]) -> Version:
    """The version that a name means: "acme" → the newest, "Acme@2024-02" → the last one of that month.

    Raises UsageError for none.
    """
    known = [of_policy[-1].policy for of_policy in versions.values()]
    [given] = policy_ids([name], known)
    if given in versions:
        return versions[given][-1]
    policy_id, _, date = given.rpartition("@")
    refuse_unknown([policy_id or given], known)
    if fitting := [version for version in versions[policy_id] if version.date.startswith(date)]:
        return fitting[-1]
    raise UsageError(f"no version {name}: there is {', '.join(version.name for version in versions[policy_id])}")
