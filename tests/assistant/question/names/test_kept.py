"""What is kept of policies between questions is bounded, and goes when they are forgotten."""

import gc
from threading import Thread
from weakref import ref

from assistant.question.names.kept import forget, kept_of_policies
from ingest.policy import Policy

calls: list[str] = []


@kept_of_policies(2)
def shouted(word: str, policies: tuple[Policy, ...]) -> str:
    """Something that is worked out of policies."""
    calls.append(word)
    return word.upper() + "".join(policy.name for policy in policies)


def policies(*names: str) -> tuple[Policy, ...]:
    """Policies of these names."""
    return tuple(Policy(name, name, (), f"sha of {name}", "") for name in names)


def test_what_was_asked_for_last_is_kept() -> None:
    """The same policies, though other objects, are worked out once; the one not asked for longest goes first."""
    calls.clear()
    assert [shouted(word, policies("Acme")) for word in ("a", "b", "a", "c", "a", "b")][-1] == "BAcme"
    assert calls == ["a", "b", "c", "b"]


def test_a_visitor_s_policies_are_forgotten_and_the_others_stay() -> None:
    """What is of one of them goes, whatever else it is of; no thread that asks meanwhile is stopped."""
    shouted("a", policies("Acme"))
    shouted("b", policies("Acme", "Birch"))
    calls.clear()
    asking = Thread(target=lambda: [shouted("a", policies("Acme")) for _ in range(100)])
    asking.start()
    forget({"sha of Birch"})
    asking.join()
    shouted("a", policies("Acme"))
    assert calls == []
    shouted("b", policies("Acme", "Birch"))
    assert calls == ["b"]


class Gone(Policy):
    """A policy that can be watched."""

    __slots__ = ("__weakref__",)


def test_a_forgotten_policy_is_in_no_memory() -> None:
    """Its text goes with it."""
    policy = Gone("b", "Birch", (), "sha of Birch", "text")
    watched = ref(policy)
    shouted("x", (policy,))
    forget({"sha of Birch"})
    del policy
    gc.collect()
    assert watched() is None
