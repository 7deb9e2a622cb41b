"""Small policies for the tests of the clause tree."""

from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.policy import Policy


def policy(text: str, policy_id: str = "p") -> Policy:
    """A policy that is nothing but its text."""
    return Policy(policy_id, policy_id, (), "", text)


def clauses(text: str) -> dict[str, Clause]:
    """The clauses of a text by the part of their id behind the policy's."""
    return {c.id.removeprefix("p/"): c for c in split(policy(text))}


def paths(text: str) -> list[str]:
    """The headings over each clause of a text."""
    return [" > ".join(c.path) for c in split(policy(text))]
