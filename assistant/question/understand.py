"""Understand a question: which policies it is about, what it leaves out, what was typed wrong, which parts it has.

"how log does segments keep my persnal data" → "how long does Segments.ai keep my personal data?", about segments-ai.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.question.as_typed import tidied
from assistant.question.follow_up import asks_new_topic, completed
from assistant.question.names.mentions import mentions, without_names
from assistant.question.names.names_asked import name_book
from assistant.question.question_form import parts
from assistant.question.scope import Scope, scope
from assistant.question.several_policies import asks_which_there_are
from assistant.question.small_talk import is_small_talk
from ingest.policy import Policy

_BARE = re.compile(r"^\W*(?:(?:and|or|but|so|what about|how about)\W*)?(?:does|do|is|are|can|will)?\W*$", re.IGNORECASE)

Spell = Callable[[str, Sequence[str]], str]  # (question, ids of policies) → the question with its words corrected


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, and what it was taken for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What a follow-up takes from the questions before it."""

    policies: tuple[str, ...] = ()  # ids
    words: str = ""  # "sell my personal information"


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is understood."""

    question: str  # whole: what a follow-up leaves out is put in, misspelt words are corrected
    parts: tuple[str, ...]  # the questions that it puts, each whole
    scope: Scope
    corrections: tuple[Correction, ...] = ()
    carried: Carried = field(default_factory=Carried)
    small_talk: bool = False  # it asks nothing of a policy: "hello", "List the policies"


def understand(
    question: str,
    policies: Sequence[Policy],
    given: Sequence[str] = (),
    earlier: Sequence[str] = (),
    spell: Spell = lambda text, _: text,
) -> Understood:
    """Understand a question after earlier ones, oldest first. `given` are the policies chosen by their ids, if any.

    Raises UsageError for a given id that is not there.
    """
    names = {policy.id: policy.name for policy in policies}
    before = [_with_names(tidied(text), policies, names)[0] for text in earlier]
    tidy, corrections = _with_names(tidied(question), policies, names)
    within = scope(tidy, policies, given, before)
    if asks_which_there_are(tidy) or (not mentions(tidy, policies) and is_small_talk(tidy, name_book(policies).words)):
        return Understood(tidy, (tidy,), within, small_talk=True)
    if not earlier and is_bare_name(tidy, policies):
        return Understood(tidy, (tidy,), within, small_talk=True)
    spelled = spell(tidy, within.policies)
    corrections += _differences(tidy, spelled)
    whole = completed(spelled, before, policies)
    asked = _about(whole.question, within, names) if within.carried and asks_new_topic(spelled) else whole.question
    first, *others = parts(asked)
    pieces = (first, *(completed(other, [first], policies).question for other in others))
    carried = Carried(within.policies if within.carried else (), whole.words)
    return Understood(asked, pieces, within, tuple(corrections), carried)


def is_bare_name(question: str, policies: Sequence[Policy]) -> bool:
    """Say whether a text names a policy and asks nothing of it: "And Acme?", "Does Acme?"."""
    return bool(mentions(question, policies)) and bool(_BARE.match(without_names(question, policies)))


def _with_names(text: str, policies: Sequence[Policy], names: dict[str, str]) -> tuple[str, list[Correction]]:
    """The text with misspelt names of policies written right, and what was changed."""
    nearly = {mention.start: mention for mention in mentions(text, policies) if mention.nearly}
    corrections = [Correction(text[m.start : m.end].strip("?!.,;:"), names[m.policy]) for m in nearly.values()]
    for _, mention in sorted(nearly.items(), reverse=True):
        text = f"{text[: mention.start]}{names[mention.policy]}{text[mention.end :]}"
    return text, corrections


def _differences(text: str, spelled: str) -> list[Correction]:
    """The words that differ between a text and the same text with its words corrected."""
    words, corrected = text.split(), spelled.split()
    pairs = zip(words, corrected, strict=True) if len(words) == len(corrected) else ()
    return [Correction(typed.strip("?!.,;:"), meant.strip("?!.,;:")) for typed, meant in pairs if typed != meant]


def _about(question: str, within: Scope, names: dict[str, str]) -> str:
    """A topic alone, as a question on the policies asked about before: "what about cookies at AIpicMarket?"."""
    topic = question.rstrip(" ?!.")
    start = "" if " about " in f" {topic.lower()}" else "what about "
    return f"{start}{topic} at {' and '.join(names[id_] for id_ in within.policies)}?"
