"""Find the reason why a sentence must not be shown with the quotes that it stands on. Pure.

"Acme keeps data for 5 years." on “We keep data for 10 years.” → "not in the quote: 5".
A false alarm costs fluency (the clause's own words are shown instead), an alteration let through costs truth: where
English leaves it open, the sentence is refuted. How often each happens is measured in
tests/assistant/answer/quote/test_checks.py. Knows no model: a sentence is judged the same, whoever wrote it.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from assistant.answer.quote.statements import Statement, said_in, statements
from assistant.english.doers import agents, deeds, doers
from assistant.english.meanings import (
    DENIES,
    FILLERS,
    HEDGES,
    MAY,
    SAME_MEANING,
    meanings,
    reach,
    worded,
)
from assistant.english.word_lists import word_patterns
from assistant.english.words import EMAIL
from ingest.clauses.sentences import sentence_ends
from ingest.english.number_words import in_digits
from prompts import inert

_FACT = re.compile(
    rf"{EMAIL.pattern}"
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
_WE = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
# Words for the company that a sentence may use where the quote says "we". As a subject they need a "we" or themselves.
_SUBJECT = re.compile(
    r"\b(?:company|service|website|platform)s?(?= (?:will|may|can|must|shall|should|does|do|has|have|is|are)\b)",
    re.IGNORECASE,
)
_CLAIMS = word_patterns("claims")  # what changes how much a sentence claims → the words that do
_CLAIMS_LESS = frozenset(["a condition", "until", "some", "mostly", "significant"])  # these may be added
_CLAIMS_MORE = frozenset(["must", "always", "all"])  # these may be left out

Check = Callable[[str, str, str], str | None]  # sentence, evidence and words known → why not


def refuted(sentence: str, quotes: Sequence[str], known: str = "") -> str | None:
    """Return why the quotes do not carry the sentence, in a few words; None where they do.

    `known` are words that a sentence may use besides: headings and the policy's names.
    """
    evidence = "\n".join(quotes)
    checks: Sequence[Check] = (_orders, *_WORD_BY_WORD, _mixes)
    return next((reason for check in checks if (reason := check(sentence, evidence, known))), None)


def facts(text: str) -> frozenset[str]:
    """Return the numbers (spelt ones as digits), dates, e-mail addresses and links of a text.

    "Write to a@x.org or www.x.org within ten days" → {"a@x.org", "x.org", "10"}.
    """
    printed = (match.casefold().rstrip(".,;)/") for match in _FACT.findall(in_digits(text)))
    return frozenset(re.sub(r"^(?:https?://)?(?:www\.)?", "", fact) for fact in printed)


def _orders(sentence: str, evidence: str, _known: str) -> str | None:
    """Find marks that a page or a model might obey, and a quote that tells a model what to say."""
    if _MARKUP.search(sentence) or inert(sentence) != sentence:
        return "holds marks that are no words"
    return "the quote is an instruction" if _ORDER.search(evidence) else None


def _invents(sentence: str, evidence: str, known: str) -> str | None:
    """Find a number, an address or a word that is not in the quotes."""
    if missing := facts(sentence) - facts(f"{evidence} {known}"):
        return f"not in the quote: {', '.join(sorted(missing))}"
    readers = {SAME_MEANING["custom"]} if _YOU.search(evidence) else set()  # "you" may become "customers"
    if added := meanings(sentence) - meanings(f"{evidence} {known}") - FILLERS - readers:
        return f"says more than the quote: {', '.join(sorted(added))}"
    return None


def _turns(sentence: str, evidence: str, known: str) -> str | None:
    """Find a denied word that is asserted, an asserted word that is denied, and "may" made "will" or the other way."""
    words, offered = worded(sentence), worded(f"{evidence}. {known}")
    denied, denied_there = reach(words, DENIES), reach(offered, DENIES)
    may_be_denied = reach(worded(evidence), DENIES).inside  # the heading "Do not sell my data" is no denial
    turned = (denied_there.heads & denied.words) - denied_there.outside - denied.inside
    if denied.heads - may_be_denied or turned:
        return "says yes where the quote says no, or the other way round"
    possible, possible_there = reach(words, HEDGES), reach(offered, HEDGES)
    made_sure = (possible_there.heads & possible.words) - possible_there.outside - possible.inside
    made_sure -= denied_there.heads  # "cannot guarantee" may become "does not guarantee"
    return "may or will" if made_sure or reach(words, MAY).heads - possible_there.inside else None


def _weighs(sentence: str, evidence: str, known: str) -> str | None:
    """Find a word that changes how much is claimed, added or left out: "only", "up to", "with your consent"."""
    source = _source(sentence, evidence)
    for claim, words in _CLAIMS.items():
        in_sentence = words.search(sentence)
        if in_sentence and claim not in _CLAIMS_LESS and not words.search(f"{evidence} {known}"):
            return f"adds: {claim}"
        if not in_sentence and claim not in _CLAIMS_MORE and words.search(source):
            return f"leaves out: {claim}"
    return None


def _swaps(sentence: str, evidence: str, known: str) -> str | None:
    """Find a deed that somebody else does: customers where the quote says the company, or the other way round."""
    names = frozenset(word.folded for word in worded(known)) - {word.folded for word in worded(evidence)}
    deeds_there = {*doers(evidence, names), *agents(evidence, names)}
    verbs_there = {verb for verb, _ in deeds_there}
    deeds = {deed for deed in doers(sentence, names) if deed[0] in verbs_there}
    deeds |= {deed for deed in agents(sentence, names) if deed[0] in verbs_there or deed[1] == "users"}
    return "somebody else does it" if deeds - deeds_there else None


def _mixes(sentence: str, evidence: str, known: str) -> str | None:
    """Find a sentence that takes its subject from one statement of the quotes and its fact from another.

    "Logs are kept for a year." on “We keep names for a year. We delete logs.” stands on neither.
    """
    in_quotes, names = statements(evidence), frozenset(word.folded for word in worded(known))

    def stands(words: str) -> bool:
        return any(_stands(words, statement, known) for statement in in_quotes)

    return (
        None if stands(sentence) or all(map(stands, said_in(sentence, names))) else "on no one statement of the quote"
    )


def _stands(sentence: str, statement: Statement, known: str) -> bool:
    """Say whether one statement carries a sentence, with the words that it leans on; the deed must be its own."""
    announced = f"{statement.lead} {_items(sentence, statement)}"
    evidence = f"{statement.before} {announced}"
    if any(check(sentence, evidence, known) for check in _WORD_BY_WORD) or _turns(sentence, announced, known):
        return False
    if deeds(sentence) - meanings(announced) - FILLERS:
        return False
    subject = " ".join(_SUBJECT.findall(sentence))
    return bool(_WE.search(evidence)) or meanings(subject) <= meanings(evidence)


def _items(sentence: str, statement: Statement) -> str:
    """Return the words of a statement; of a list, the bare items that the sentence holds whole.

    "It keeps names and logs" on the list of names, logs and photographs → “names logs”. An item with a figure is left
    out: it is a statement of its own.
    """
    if not statement.is_list:
        return statement.text
    in_sentence = meanings(sentence) | FILLERS
    items = (item for item in statement.text.splitlines() if not facts(item))
    return " ".join(item for item in items if meanings(item) <= in_sentence)


def _source(sentence: str, evidence: str) -> str:
    """Return the sentences of the evidence that the sentence is made of: the one that shares most, and what adds."""
    in_sentence = meanings(sentence)
    ends = [0, *sentence_ends(evidence)]
    pieces = sorted((evidence[a:b] for a, b in pairwise(ends)), key=lambda piece: -len(meanings(piece) & in_sentence))
    source, covered = "", frozenset[str]()
    for piece in pieces:
        added = (meanings(piece) & in_sentence) - covered
        if not covered or len(added) > 1:
            source, covered = f"{source} {piece}", covered | added
    return source


_WORD_BY_WORD: Sequence[Check] = (_invents, _turns, _weighs, _swaps)
