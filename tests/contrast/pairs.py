"""Make yes/no questions from the sentences of a policy, in pairs that differ in one thing, with the right verdict.

"We keep invoices for 7 years." → "Does Alder keep invoices for 7 years?" (yes), "… for 21 years?" (no), "Is it true
that Alder does not keep invoices for 7 years?" (no), "Does Zephyrane keep …?" (no such policy).

The label comes from how a question was made, so no reader is needed; forms that a rule cannot turn into a question
without a doubt are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.english.figures import figures
from ingest.clauses.clause import Clause
from ingest.clauses.sentences import split_sentences

Label = Literal["yes", "no", "limited", "neither"]
NOBODY = "Zephyrane"  # no policy's name
SHORTEST, LONGEST = 5, 26  # words of a sentence that is turned into a question
FACTOR = 3  # what a figure is multiplied by to be wrong
PLACES = ("Brazil", "Norway", "Kenya")  # one that the policy does not name is the wrong place

_WE = re.compile(
    r"^We (?P<aux>do not|don['’]t|will not|won['’]t|never|will|also|only)? ?(?P<adverb>\w+ly )?(?P<verb>[a-z]+)"
    r" (?P<rest>[^.]+)\.$"
)
_PASSIVE = re.compile(
    r"^(?P<who>(?:Your|All|The|Personal|Such)(?: [\w’'-]+){1,4}?) (?P<be>is|are|will be) (?P<no>not |never )?"
    r"(?P<done>\w+(?:ed|pt|ld|en|nt|de)) (?P<rest>[^.]+)\.$"
)
_TIME = re.compile(r"\bfor (?:a period of )?(?P<count>\d+) (?P<unit>days|months|years|hours)\b")
_STORED = re.compile(
    r"\b(?:stored|hosted|located|processed|kept|store|host|process|keep)\b[^.]*\bin (?P<place>[A-Z][a-z]+)\b"
)
_MARKS = re.compile(r"[;:()“”\"\[\]*/?!]")
_BULLET = re.compile(r"^[-*•\d.()\s]+")
_LIMITS = re.compile(
    r"\b(?:only|unless|except|excluding|other than|apart from|if|when|where|provided that|subject to|until|may|might"
    r"|can|could|without|to the extent|in some|in certain|as required|as necessary|need|needed|solely|with your"
    r"|upon your|certain|some|any other|such|this|these|those|it|them|they|above|below|following|described|set out|so"
    r"|as follows|us|ourselves|here|which|that|who|but|and we|however|also)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(r" without (?:first )?(?:obtaining )?your (?:prior |explicit |express |written )*consent$")
_PRONOUNS = {"your": "my", "you": "me", "our": "its", "we": "they", "yourself": "myself"}
_NOT_VERBS = frozenset(
    "are were have had must may might can could should would believe hope understand think aim strive know recommend"
    " encourage ask reserve want need respect take make care endeavor try value appreciate recognize comply and"
    " at as in or then also commit love".split()
)
_SUBJECT = re.compile(
    r"\byou(?= (?:have|are|can|may|do|did|use|provide|visit|submit|create|request|choose|register|share|access|make"
    r"|send|give|upload|post|enter|sign|contact|purchase|interact|delete|log)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question made from a sentence, and what is right."""

    question: str
    label: Label  # limited: yes or no only with its condition; neither: no yes and no no
    kind: str  # "same", "negated", "figure", "place", "company", "limited", "age"
    policy: str  # id
    sentence: str


def pairs(clauses: Sequence[Clause], policy: str, name: str) -> Iterator[Pair]:
    """Yield the pairs of a policy's clauses; a sentence that stands in several is used once."""
    about = _Policy(name, " ".join(clause.text for clause in clauses))
    sentences = (sentence for clause in clauses for sentence in split_sentences(clause.text))
    for sentence in dict.fromkeys(" ".join(_BULLET.sub("", sentence).split()) for sentence in sentences):
        if SHORTEST <= len(sentence.split()) <= LONGEST and not _MARKS.search(sentence):
            for question, label, kind in _of(sentence, about):
                yield Pair(question, label, kind, policy, sentence)


@dataclass(frozen=True, slots=True)
class _Policy:
    name: str
    text: str


def _of(sentence: str, about: _Policy) -> Iterator[tuple[str, Label, str]]:
    if match := _WE.match(sentence):
        yield from _of_we(match, about)
    elif match := _PASSIVE.match(sentence):
        yield from _of_passive(match, about)


def _of_we(match: re.Match[str], about: _Policy) -> Iterator[tuple[str, Label, str]]:
    """Questions of "We keep …", "We do not sell …", "We do not share … without your consent"."""
    verb, rest, name = match["verb"], match["rest"], about.name
    denied = (match["aux"] or "").replace("’", "'") in {"do not", "don't", "will not", "won't", "never"}
    if verb in _NOT_VERBS or verb.endswith(("ed", "ing", "s")) or match["aux"] in {"also", "only"}:
        return
    asked = f"{verb} {_asked(rest)}"
    if denied and (consent := _CONSENT.search(rest)):
        without = _asked(rest[: consent.start()])
        if not _LIMITS.search(f" {without} "):
            yield f"Does {name} {verb} {without}?", "limited", "limited"
            yield f"Does {name} {asked}?", "no", "limited"
    elif not _LIMITS.search(f" {rest} "):
        yield from _variants(f"Does {name} {asked}?", f"Is it true that {name} does not {asked}?", denied, about)


def _of_passive(match: re.Match[str], about: _Policy) -> Iterator[tuple[str, Label, str]]:
    """Questions of "Your data is stored …", "Your data will not be sold …"."""
    if _LIMITS.search(f" {match['who']} {match['rest']} "):
        return
    who = _asked(match["who"][0].lower() + match["who"][1:])
    asked = f"{match['done']} {_asked(match['rest'])}"
    ahead, behind = ("will", " be") if match["be"] == "will be" else (match["be"], "")
    question = f"At {about.name}, {ahead} {who}{behind} {asked}?"
    negated = f"At {about.name}, is it true that {who} {ahead} not{behind} {asked}?"
    yield from _variants(question, negated, bool(match["no"]), about)


def _variants(question: str, negated: str, denied: bool, about: _Policy) -> Iterator[tuple[str, Label, str]]:
    """The question, its negation, and the question with another company, figure or place."""
    yield question, "no" if denied else "yes", "same"
    yield negated, "yes" if denied else "no", "negated"
    yield question.replace(about.name, NOBODY), "neither", "company"
    if denied:
        return
    if len(figures(question)) == 1 and (time := _TIME.search(question)):
        wrong = f"{int(time['count']) * FACTOR} {time['unit']}"
        yield question.replace(f"{time['count']} {time['unit']}", wrong), "no", "figure"
    place = _STORED.search(question)
    if place and len(re.findall(r"[A-Z][a-z]+", question[place.start() :])) == 1:
        other = next(other for other in PLACES if other not in about.text)
        yield question.replace(place["place"], other), "no", "place"


def _asked(words: str) -> str:
    """The words as a user asks them: "your data" → "my data"."""
    words = _SUBJECT.sub("I", words)
    for theirs, mine in _PRONOUNS.items():
        words = re.sub(rf"\b{theirs}\b", mine, words)
    return words
