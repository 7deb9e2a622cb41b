"""A sentence and the quotes it stands on → the reason why it must not be shown, or none. Pure.

A false alarm costs fluency (the clause's own words are shown instead), an alteration let through costs truth: where
English leaves it open, the sentence is refuted. Rates: tests/assistant/test_checks.py.
Refuses to know models: it judges what was written, whoever wrote it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from assistant.english.meanings import (
    DENIES,
    FILLERS,
    HEDGES,
    MAY,
    NUMBER_WORDS,
    SAME_MEANING,
    Word,
    meanings,
    reach,
    worded,
)
from ingest.clauses.sentences import sentence_ends
from prompts import inert

_FACT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|(?:https?://|www\.)\S+|\b[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{2,}\b(?:/\S*)?"  # allaboutcookies.org, segments.ai
    r"|\d{1,3}(?:,\d{3})+\b|\d[\d.:/-]*\d|\d",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[a-z!]|!\[|\]\(|```|javascript:", re.IGNORECASE)  # a page might obey it
# Words of a policy that speak to a model, not to its readers: they are quoted where they must be, never retold.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget)\b[^.]{0,30}\b(?:instructions?|questions?|documents?|passages?|above|previous)\b"
    r"|\b(?:say|answer|reply|respond|output|print|repeat)(?: only| exactly)?(?: that\b| with\b|:| [\"“])"
    r"|\b(?:system|assistants?) ?:|\blanguage models?\b|\bAI assistants?\b|\bsystem prompt\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\byour?s?\b", re.IGNORECASE)
_COUNT = r"(?= (?:the age of |age )?(?:\w+ )?(?:\d|" + "|".join(NUMBER_WORDS) + "))"
# Words that change how much a sentence claims, by what they all say.
_MARKS = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "an exception": "unless|except|other than|apart from|excluding",
        "a condition": r"(?<!even )if(?! you (?:have any|would like|wish|want))|when(?! using)|where|once|after|upon"
        r"|in case|provided that|in the event|subject to|in (?:some|certain|such) (?:cases|instances|situations)",
        "consent": r"(?:with|without|subject to|obtaining)\b[^.;]{0,40}\b(?:consent|authori[sz]ation|permission)",
        "until": "until|till|before|prior to",
        "only": r"only|solely|exclusively|just|strictly|(?<!not )limited to",
        "at most": "up to|at most|maximum|no more than|no longer than|within" + _COUNT,
        "at least": "at least|minimum|more than|longer than|over" + _COUNT,
        "under": "(?:under|below|younger than|less than)" + _COUNT,
        "about": "approximately|roughly|around",
        "must": "must|required?|shall|ha(?:s|ve) to|obliged|obligated|mandatory|responsible",
        "always": "always|in all cases|guarantees?|definitely|at once|immediately|in any case",
        "all": "all|every|each|entire|whole|any",
        "some": "some|certain|specific|several|many|most|particular|limited",
        "mostly": "generally|usually|normally|typically|often|primarily|mainly|mostly",
        "in disguise": "anonymi[sz]ed|anonymous|aggregated?|hashed|pseudonymi[sz]ed",
        "significant": "significant|material|substantial(?:ly)?",
        "knowingly": "knowingly|intentionally",
    }.items()
}
_LESS = frozenset(["a condition", "until", "some", "mostly", "significant"])  # added, they only claim less
_MORE = frozenset(["must", "always", "all"])  # left out, the sentence only claims less


def refuted(sentence: str, quotes: Sequence[str], known: str = "") -> str | None:
    """Why the quotes do not carry the sentence, in a word or two; None when they do.

    `known` are words a sentence may use besides: headings and the policy's names.
    """
    evidence = " ".join(quotes)
    checks: tuple[Callable[[str, str, str], str | None], ...] = (_orders, _invents, _turns, _weighs, _swaps)
    return next((why for check in checks if (why := check(sentence, evidence, known))), None)


def facts(text: str) -> frozenset[str]:
    """Numbers (spelt ones as digits), dates, e-mail addresses and links (without https:// and www.) of a text."""
    spelt = {NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text.casefold()) if word in NUMBER_WORDS}
    found = (match.casefold().rstrip(".,;)/") for match in _FACT.findall(text))
    return frozenset(re.sub(r"^(?:https?://)?(?:www\.)?", "", fact) for fact in found) | spelt


def _orders(sentence: str, evidence: str, _known: str) -> str | None:
    """Marks that a page or a model might obey; a quote that tells a model what to say."""
    if _MARKUP.search(sentence) or inert(sentence) != sentence:
        return "holds marks that are no words"
    return "the quote is an instruction" if _ORDER.search(evidence) else None


def _invents(sentence: str, evidence: str, known: str) -> str | None:
    """A number, an address or a word that is not in the quotes."""
    if missing := facts(sentence) - facts(f"{evidence} {known}"):
        return f"not in the quote: {', '.join(sorted(missing))}"
    readers = {SAME_MEANING["custom"]} if _YOU.search(evidence) else set()
    if strange := meanings(sentence) - meanings(f"{evidence} {known}") - FILLERS - readers:
        return f"says more than the quote: {', '.join(sorted(strange))}"
    return None


def _turns(sentence: str, evidence: str, known: str) -> str | None:
    """A denied word asserted, an asserted word denied; "may" made "will", or the other way round."""
    words, offered = worded(sentence), worded(f"{evidence}. {known}")
    said, held = reach(words, DENIES), reach(offered, DENIES)
    denied = reach(worded(evidence), DENIES).inside  # "Do not sell or share my data" is a heading, and no denial
    if said.heads - denied or (held.heads & said.words) - held.outside - said.inside:
        return "says yes where the quote says no, or the other way round"
    may, maybe = reach(words, HEDGES), reach(offered, HEDGES)
    lost = (maybe.heads & may.words) - maybe.outside - may.inside - held.heads  # "cannot guarantee": "does not"
    return "may or will" if lost or reach(words, MAY).heads - maybe.inside else None


def _weighs(sentence: str, evidence: str, known: str) -> str | None:
    """A word that changes how much is claimed, added or left out."""
    source = _source(sentence, evidence)
    for name, words in _MARKS.items():
        said = words.search(sentence)
        if said and name not in _LESS and not words.search(f"{evidence} {known}"):
            return f"adds: {name}"
        if not said and name not in _MORE and words.search(source):
            return f"leaves out: {name}"
    return None


def _swaps(sentence: str, evidence: str, known: str) -> str | None:
    """Somebody else does it: customers where the quote says the company, or the other way round."""
    names = frozenset(word.folded for word in worded(known)) - {word.folded for word in worded(evidence)}
    held = {*_doers(evidence, names), *_agents(evidence, names)}
    done = {verb for verb, _ in held}
    said = {pair for pair in _doers(sentence, names) if pair[0] in done}
    said |= {pair for pair in _agents(sentence, names) if pair[0] in done or pair[1] == "users"}
    return "somebody else does it" if said - held else None


def _source(sentence: str, evidence: str) -> str:
    """The sentences of the evidence that the sentence is made of: the one that holds most, and what adds to it."""
    wanted = meanings(sentence)
    ends = [0, *sentence_ends(evidence)]
    pieces = sorted((evidence[a:b] for a, b in pairwise(ends)), key=lambda piece: -len(meanings(piece) & wanted))
    taken, have = "", frozenset[str]()
    for piece in pieces:
        new = (meanings(piece) & wanted) - have
        if not have or len(new) > 1:
            taken, have = f"{taken} {piece}", have | new
    return taken


_USERS = frozenset(
    "you customer customers user users resident residents subjects individuals visitors consumers children minors"
    " people they".split()
)
_COMPANY = frozenset("we company it".split())
_AUXILIARY = frozenset(
    "may might can could will would shall should must do does did not never also always only either neither have has"
    " had the right to entitled are is be been responsible for".split()
)
_BE = frozenset("are is be been".split())
_DONE = ("ed", "pt", "ld", "en")  # deleted, kept, sold, given


def _doers(text: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(verb, who does it) wherever a party stands before a verb that is not passive."""
    words = worded(text)
    for n, word in enumerate(words):
        if word.meaning and word.folded not in _AUXILIARY and not word.folded.endswith("ly"):
            before = n - 1
            while before >= 0 and (words[before].folded in _AUXILIARY or words[before].folded.endswith("ly")):
                before -= 1
            passive = word.folded.endswith(_DONE) and any(one.folded in _BE for one in words[before + 1 : n])
            unclear = before > 0 and words[before - 1].folded == "of"  # "residents of California may"
            if before >= 0 and not passive and not unclear and (who := _party(words[before], names)):
                yield word.meaning, who


def _agents(text: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(verb, who does it) wherever a party stands behind a passive: "deleted by the users"."""
    words = [word for word in worded(text) if word.folded not in {"the", "its", "their"}]
    for verb, by, agent in zip(words, words[1:], words[2:], strict=False):
        if verb.meaning and by.folded == "by" and (who := _party(agent, names)):
            yield verb.meaning, who


def _party(word: Word, names: frozenset[str]) -> str:
    """Whose side a word is on; "" where it is a third's or nobody's."""
    if word.folded in _USERS:
        return "users"
    if word.folded in _COMPANY or (word.capital and word.folded in names):
        return "company"
    return ""
