"""Find the policies that a name is their own of, though none is called so: "Ironvale" of "Terms of Ironvale Gym LLP".

A policy's own name stands in its first lines, in what its file says of itself, or where it says who "we" are. What
stands elsewhere is of others: "We share it with Spotify."
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.english.words import STOP, raw
from assistant.question.names.kept import kept_of_policies
from ingest.english.dictionary import is_english
from ingest.naming import patterns
from ingest.naming.evidence import INTRODUCTION, without_form, without_marks
from ingest.naming.told_names import OF_AUTHOR
from ingest.policy import Policy, PolicyList

TITLE_LINES: Final = 2  # lines that are not blank: the title, and who it is of
TITLE_WORDS: Final = 10
MOST_HOLDING: Final = 50  # policies that speak of a name: one that more speak of is known to all, and is not looked for
_BRACKETED: Final = re.compile(rf"(?P<company>{patterns.RUN}){patterns.FORM.pattern},? \((?P<called>[^()]{{3,80}})\)")
_WE: Final = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
_CALLED: Final = re.compile(r"(?:\b[Tt]he |[“\"])[“\"]?(?!(?i:we|us|our)\b)([A-Za-z]{3,})\b")
_OF_ITSELF: Final = frozenset({"title", "owner", *OF_AUTHOR})


def owning(name: str, policies: Sequence[Policy]) -> tuple[str, ...]:
    """Return the ids of the policies that introduce their author by this name."""
    word = re.compile(rf"(?<!\w)(?=\W*[^\Wa-zß-öø-ÿ])(?i:{re.escape(name)})(?!\w)")
    likely = (policy for policy in _holding(name, policies) if _begins_with(name.lower(), policy))
    return tuple(policy.id for policy in likely if word.search(introduction(policy)))


@kept_of_policies(1024)
def is_nameless(policy: Policy) -> bool:
    """Say whether a policy names no company: "Travel Rules", where nobody says who "we" are.

    It is called by English words alone, which its text never writes as a name.
    """
    called = raw(" ".join((policy.name, *policy.aliases)))
    title = next(_title(policy.text), "")
    if not patterns.KIND.search(title) or not set(raw(patterns.KIND.sub(" ", title))) <= set(called):
        return False
    plain, name = without_marks(policy.text), re.escape(policy.name)
    as_name = re.search(rf"[\w,] {name}(?=['’.,;:)]| [a-z]|$)|^{name} [a-z]+s ", plain)
    if as_name or any(_who_we_are(plain[:INTRODUCTION])):
        return False
    return all(map(is_english, called))  # last: the first look into the dictionary reads it


@kept_of_policies(4096)
def called_itself(policy: Policy) -> tuple[str, ...]:
    """Return what a policy calls its author, behind the name: of "Acme Lettings Ltd (the Landlord)", Landlord.

    Another party's word is none: "Birch Inc. (the Customer)".
    """
    bracketed = _BRACKETED.finditer(without_marks(policy.text[:INTRODUCTION]))
    called = (word for match in bracketed if _is_own(match, policy) for word in _CALLED.findall(match["called"]))
    return tuple(word for word in called if word.casefold() not in policy.name.casefold())


def _is_own(match: re.Match[str], policy: Policy) -> bool:
    """Whether brackets stand behind a name of the policy's author, or say "we"."""
    company = match["company"][max((form.end() for form in patterns.FORM.finditer(match["company"])), default=0) :]
    named = any(name in company for name in (policy.name, *policy.aliases) if name)
    return named or _WE.search(match["called"]) is not None


def _begins_with(small: str, policy: Policy) -> bool:
    """Whether the name stands anywhere near a policy's beginning: told in no time, and mostly not."""
    return small in policy.text[:INTRODUCTION].lower() or any(small in value.lower() for _, value in policy.about)


@kept_of_policies(4096)
def introduction(policy: Policy) -> str:
    """Return the names and lines by which a policy says whose it is, one a line."""
    head = without_marks(policy.text[:INTRODUCTION])
    stated = (value for key, value in policy.about if key in _OF_ITSELF)
    return "\n".join((*stated, *_title(policy.text), *_who_we_are(head)))


def _holding(name: str, policies: Sequence[Policy]) -> Sequence[Policy]:
    """The policies that may speak of a name: of a large index those few that have each of its words."""
    if not isinstance(policies, PolicyList) or not policies.known:
        return policies
    ids = frozenset.intersection(*(policies.known.holding(word) for word in raw(name) if word not in STOP))
    return [policy for policy in policies if policy.id in ids] if len(ids) <= MOST_HOLDING else ()


def _title(text: str) -> Iterator[str]:
    """The first lines that are no pictures, as far as they are short and no sentences."""
    lines = [
        line
        for line in map(str.strip, text[:INTRODUCTION].split("\n"))
        if line.strip("#*_=-> ") and line[0] not in "[!"
    ]
    for line in lines[:TITLE_LINES]:
        if len(line.split()) <= TITLE_WORDS and (not line.endswith(".") or without_form(line) != line):
            yield without_marks(line)


def _who_we_are(head: str) -> Iterator[str]:
    """What stands where a policy says who "we" are: "At Acme, we …", "Birch Ltd (“Birch”, “we”)"."""
    names = [name for pattern in patterns.introductions() for name in pattern.findall(head)]
    yield from (name for name in names if name.split()[0].lower() not in patterns.EVERYWHERE)
    for definition in patterns.DEFINED.finditer(head):
        if patterns.SELF.search(definition["inside"]):
            yield from (definition[1] or "", *patterns.QUOTED.findall(definition["inside"]))
