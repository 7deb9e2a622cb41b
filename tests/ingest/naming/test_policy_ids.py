"""Which policies are given by id or by name."""

from dataclasses import replace

import pytest

from assistant.chain import Assistant
from ingest.errors import UsageError
from ingest.naming.policy_ids import policy_ids, refuse_unknown
from ingest.policy import Policy


def test_a_policy_is_taken_by_its_name(assistant: Assistant) -> None:
    """By id, by name in any letters, by another name that it goes by, each with a version or without."""
    known = assistant.policies
    given = ["segments-ai", "Segments.ai", "SEGMENTS.AI@2024-02", "ai-planet@2024", "AI Planet", "acme", "a@b"]
    ids = ["segments-ai", "segments-ai", "segments-ai@2024-02", "ai-planet@2024", "ai-planet", "acme", "a@b"]
    assert policy_ids(given, known) == ids
    other = replace(known[0], id="other", name="Other", aliases=("Old Name",))
    assert policy_ids(["old name"], [*known, other]) == ["other"]


def test_a_name_of_two_policies_is_refused(assistant: Assistant) -> None:
    """The line lists the ids to choose from."""
    twin = replace(assistant.policies[0], id="twin")
    with pytest.raises(UsageError, match=f"give an id, {assistant.policies[0].id}, twin"):
        policy_ids([twin.name], [*assistant.policies, twin])


def test_what_is_nearly_a_name_is_offered() -> None:
    """By id and by name; of many policies only their number is told."""
    known = [Policy(f"contrib__{name}", name, (), "", "") for name in ("Spotify", "Lyft")]
    with pytest.raises(UsageError, match="it holds contrib__Spotify, contrib__Lyft: did you mean contrib__Spotify"):
        refuse_unknown(["Spotfiy"], known)
    many = [*known, *(Policy(f"p{n}", f"P{n}", (), "", "") for n in range(8))]
    with pytest.raises(UsageError, match=r"it holds 10 policies$"):
        refuse_unknown(["Dropbox"], many)
