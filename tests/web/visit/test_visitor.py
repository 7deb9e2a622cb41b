"""A visitor's own policies: those that fit are added, one is renamed, and nothing is embedded twice."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.chain import Assistant
from ingest.errors import UsageError
from ingest.policy import Policy
from web.policies_shown import policies_shown
from web.visit.visitor import MOST, added, read_text, removed, renamed

TEXT = "{0} Privacy Policy\n\n1. Keeping\n{0} keeps personal data for 31 months.\n"


def policies(*names: str) -> list[Policy]:
    """A short policy a name."""
    return [read_text(name, TEXT.format(name)) for name in names]


def test_what_fits_is_added(assistant: Assistant) -> None:
    """One that is here already and one too many are a line each, and do not stop the others."""
    names = [f"Firm {n}" for n in range(MOST + 1)]
    visitor, refused = added(assistant, None, [*policies(names[0]), *policies(*names)])
    assert visitor is not None
    assert [policy.name for policy in visitor.added] == names[:MOST]
    assert refused[0] == "Firm 0 is here already"
    assert refused[1].startswith(f"{names[-1]}: you may have {MOST} policies")


def test_what_was_a_visitor_s_is_in_no_memory(assistant: Assistant) -> None:
    """When their page is gone, so are their policies: from what is kept between questions, and from what is shown."""
    visitor, _ = added(assistant, None, policies("Gonefirm"))
    assert visitor is not None
    visitor.assistant.ask("How long does Gonefirm keep personal data?")
    assert "your-gonefirm" in policies_shown(visitor.assistant)
    assert in_memory("your-gonefirm")
    del visitor
    assert not in_memory("your-gonefirm")


def in_memory(policy_id: str) -> bool:
    """Whether a policy of this id is held by anything."""
    gc.collect()
    return any(type(held) is Policy and held.id == policy_id for held in gc.get_objects())


def test_a_new_name_keeps_the_old_one(assistant: Assistant) -> None:
    """Renamed twice, it goes by all three names, and has its id and clauses as before."""
    visitor, _ = added(assistant, None, policies("Acme"))
    assert visitor is not None
    now = renamed(assistant, renamed(assistant, visitor, "your-acme", "Vendor 12"), "your-acme", " Vendor  13 ")
    (policy,) = now.added
    assert (policy.id, policy.name) == ("your-acme", "Vendor 13")
    assert {"Acme", "Vendor 12"} <= set(policy.aliases)


@pytest.mark.parametrize("name", ["", " \n", "segments.AI", "Birch"])
def test_a_name_that_cannot_be(assistant: Assistant, name: str) -> None:
    """No name, a shared policy's, or another one's of the visitor is refused."""
    visitor, _ = added(assistant, None, policies("Acme", "Birch"))
    assert visitor is not None
    with pytest.raises(UsageError):
        renamed(assistant, visitor, "your-acme", name)


def test_nothing_is_embedded_twice(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Renaming one policy and removing another embeds nothing: the vectors are taken from what the visitor had."""
    visitor, _ = added(assistant, None, policies("Acme", "Birch"))
    assert visitor is not None

    def embed(_self: object, texts: Sequence[str], *_rest: Any) -> None:
        raise AssertionError(texts)

    monkeypatch.setattr(type(assistant.embedder), "embed", embed)
    now = renamed(assistant, visitor, "your-acme", "Vendor 12")
    left = removed(assistant, now, "your-birch")
    assert left is not None
    assert [policy.name for policy in left.added] == ["Vendor 12"]
    assert Path(left.folder.name).is_dir()
