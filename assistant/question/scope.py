"""Find the policies that a question is about: "Does Segments.ai sell it?" → segments-ai.

Does not know clauses and models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question.names.mentions import mentions
from assistant.question.names.name_places import asks_another
from assistant.question.names.own_names import is_nameless
from assistant.question.names.unknown_names import unknown_names
from assistant.question.several_policies import asked_of_each, asks_all, asks_both
from ingest.naming.policy_ids import refuse_unknown
from ingest.policy import Policy, PolicyList

FEW = 3  # policies that are named are asked one by one
MOST_EACH = 60  # policies that are asked one by one which of them do something: about 20 ms each
MOST_OF_ONE = 30  # documents that may be one company's, though some of them name none
LONGEST_END = 300  # characters looked at, of an earlier question's beginning and of its end


@dataclass(frozen=True, slots=True)
class Scope:
    """The policies that a question is about."""

    policies: tuple[str, ...]  # ids, in the index's order
    named: bool  # False: the question names none of them, and these are all there are
    unknown: tuple[str, ...] = ()  # names that the question asks about and no policy bears: "Spotify"
    carried: bool = False  # the question names none itself: an earlier one did

    @property
    def elsewhere(self) -> bool:
        """Whether only names are asked about that no policy bears: then `policies` are those that speak of them."""
        return bool(self.unknown) and not self.named


def scope(question: str, policies: Sequence[Policy], given: Sequence[str] = (), history: Sequence[str] = ()) -> Scope:
    """Find the policies: those given, else those the question names, else those its history named last, else all.

    "All five" and "which of them" are all, "both" are the two named last. `history` are the earlier questions, oldest
    first. Raises UsageError for a given id that is not there.
    """
    known = [policy.id for policy in policies]
    refuse_unknown(given, policies)
    asked = set(given) or _asked(question, policies)
    earlier = set() if asked else _earlier(question, policies, history)
    chosen = (asked | earlier) or set(known)
    around = [policy for policy in policies if policy.id in (set(given) | earlier)]
    unknown = unknown_names(question, policies, around)
    if unknown and not mentions(question, policies) and not (earlier and asks_another(question)):
        return Scope(
            tuple(id_ for id_ in _speaking_of(unknown, policies) if id_ in chosen), named=False, unknown=unknown
        )
    return Scope(
        tuple(id_ for id_ in known if id_ in chosen),
        named=bool(asked | earlier),
        unknown=unknown,
        carried=bool(earlier),
    )


def put_to(question: str, within: Scope, policies: Sequence[Policy]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what is asked of which ids by one part of a question: of those it names itself, else of all.

    A few that are named are asked one by one, and all where it asks which of them do something, or do most of it. Of a
    question about Alder and Birch "How long does Alder keep it?" → (("How long does Alder keep it?", ("alder",)),).
    """
    each = asked_of_each(question)
    if each and 1 < len(within.policies) <= MOST_EACH:
        return tuple((each, (id_,)) for id_ in within.policies)
    chosen = tuple(id_ for id_ in _named(question, policies) if id_ in within.policies) or within.policies
    one_by_one = within.named and len(chosen) <= FEW
    return tuple((question, (id_,)) for id_ in chosen) if one_by_one else ((question, chosen),)


def _earlier(question: str, policies: Sequence[Policy], history: Sequence[str]) -> set[str]:
    """Ids that the history named last: two of them where both are asked about; empty where it names none."""
    named: set[str] = set()
    for text in reversed(history):
        named |= _asked(_ends(text), policies)
        if len(named) > (1 if asks_both(question) else 0):
            return named
    return named


def _ends(text: str) -> str:
    """The beginning and the end of an earlier question: sixty long ones would take seconds to look through."""
    return text if len(text) <= 2 * LONGEST_END else f"{text[:LONGEST_END]} … {text[-LONGEST_END:]}"


def _asked(text: str, policies: Sequence[Policy]) -> set[str]:
    """Ids that a text names, or all of them: "which of them"."""
    return set(_named(text, policies)) or ({policy.id for policy in policies} if asks_all(text) else set())


def _named(text: str, policies: Sequence[Policy]) -> Sequence[str]:
    """Ids that a text names, in its order; with the only company there is, the documents beside that name none.

    "Does Acme pay for taxis?" is put to Acme's Travel Rules too, though they never say "Acme".
    """
    in_order = sorted(mentions(text, policies), key=lambda mention: mention.start)
    named = list(dict.fromkeys(mention.policy for mention in in_order))
    if not named or len(named) == len(policies) or len(policies) > MOST_OF_ONE:
        return named
    beside = [policy for policy in policies if policy.id not in named]
    of_nobody = all(map(is_nameless, beside)) and not any(is_nameless(p) for p in policies if p.id in named)
    return [*named, *(policy.id for policy in beside)] if of_nobody else named


def _speaking_of(unknown: Sequence[str], policies: Sequence[Policy]) -> tuple[str, ...]:
    """Ids of the policies whose text has one of these names as a word."""
    name = re.compile(rf"\b(?:{'|'.join(map(re.escape, unknown))})\b", re.IGNORECASE)
    known = policies.known if isinstance(policies, PolicyList) else None
    holding = known.holding(" ".join(unknown)) if known else None
    likely = (policy for policy in policies if holding is None or policy.id in holding)
    return tuple(policy.id for policy in likely if name.search(policy.text))
