"""Cut a quote into the statements that it makes, each with the words that lead it in. Pure.

"- sell your address;" under "We never" → "We never sell your address;".
"""

import re
from collections.abc import Sequence

from assistant.english.statements import is_fragment, unmarked
from assistant.english.word_lists import word_list
from ingest.clauses.sentences import split_sentences

FINITE = re.compile(
    r"\b(?:we|you|they|it|who|which|is|are|was|were|will|may|can|must|shall|do|does|did|has|have|had|might|should|would"
    rf"|could|cannot|need|keep|sell|share|use|run|end|{'|'.join(sorted(word_list('finite_verbs')))})\b|n['’]t\b"
    r"|\b[a-z]{2,}[a-rt-z]s (?:the|an?|each|every|your|our|their|its|any|all)\b",  # "it uploads each reading"
    re.IGNORECASE,
)  # what is no sentence states nothing: "the purposes for selling data"
NOT = re.compile(r"\b(?:nothing|not|never|no|without|none|nobody)\b|n['’]t\b", re.IGNORECASE)
FORBIDS = re.compile(
    r"\b(?:forb[ia]d\w*|bann?ed|prohibit\w*|excluded|exclusions?)\b", re.IGNORECASE
)  # as a heading may
_EXCLUSIONS = re.compile(r"\bexclusions?\b", re.IGNORECASE)
# What a list is of, and no statement: "The categories of third parties with whom we share it".
NAMES_ONLY = re.compile(
    r"^\W*(?:(?:and|or) )?(?:the|our) (?:specific )?(?:categor(?:y|ies)|types?|kinds?|sources?|purposes?|pieces)\b"
    r"(?:(?!\b(?:is|are|was|were|includes?)\b)[^.])*\W*$",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(  # by the next sentence
    r"^(?:this|that|it|these|those|the (?:above|foregoing))\b(?: \w+){0,3} (?:does|do|shall|will)(?: not|n['’]t) apply",
    re.IGNORECASE,
)
_LEGAL_FORM = "Inc|Ltd|Limited|LLC|LLP|GmbH|AG|SE|Corp|AS|A/S|AB|S\\.A|B\\.V|PLC"
_BEFORE_NAME = "(?i:the|an?|your|our|my|any|each|every|this|that)"
_NAME_ENDS = r"(?![\w’'@/.-]*\w| [A-Z&(“\"])"
_I = re.compile(r"(?<![\w.])I(?= [a-z])")
_CLAUSES = re.compile(r"(?<=;)\s+")  # each is a statement: "Members pay 5; guests pay 9"
_NO_MORE = re.compile(r"\b(?:no|not) (?:more|longer|later|older) than\b", re.IGNORECASE)
_INSTEAD = re.compile(r" (?:instead of|rather than|in place of)\b(?:[^.;,]|[.,](?=\d))*", re.IGNORECASE)
_NO_LESS = re.compile(r"\b(?:no|not) (?:less|fewer|earlier|younger) than\b", re.IGNORECASE)


def statements(quote: str, lead_in: str) -> Sequence[str]:
    """Return the sentences of a quote, an item behind what leads it in; those without a verb only if all are so.

    "not more than three" is "at most three": it denies nothing. "5 instead of 9" says 5.
    """
    leads = lead_in and (FINITE.search(lead_in) or NOT.search(lead_in) or FORBIDS.search(lead_in))
    # so that it reads "is forbidden on balconies" before "barbecues"
    lead_in = lead_in if FINITE.search(lead_in) else f"is {_EXCLUSIONS.sub('excluded', lead_in)}"
    sentences = [
        f"{lead_in} {unmarked(sentence)}" if leads and is_item(sentence) else sentence
        for sentence in map(_of_one_person, split_sentences(quote))
    ]
    sentences = [clause for sentence in sentences for clause in _CLAUSES.split(sentence)]
    plain = [_NO_LESS.sub("at least", _NO_MORE.sub("at most", _INSTEAD.sub("", sentence))) for sentence in sentences]
    return [sentence for sentence in plain if FINITE.search(sentence)] or plain  # "**Your rights.**" is none


def in_first_person(text: str, names: Sequence[str], called: Sequence[str] = (), *, asked: bool = False) -> str:
    """Return a text in which its author says "we": of Acme, "Acme may keep it" → "we may keep it".

    `names` are those that the author bears, `called` what it calls itself behind "the": "the Landlord". "Acme Pay" and
    "your Acme account" are other things: they stay. A question that is `asked` says "you".
    """
    we, our = ("you", "your") if asked else ("we", "our")
    for words, article in ((names, ""), (called, "[Tt]he ")):
        bearers = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        if bearers:
            own = rf"(?<![\w.@/-])(?P<before>{_BEFORE_NAME} )?{article}(?:{bearers})(?:,? (?:{_LEGAL_FORM})\b\.?)?"
            text = re.sub(rf"{own}[’']s(?= [a-z])", lambda match: match[0] if match["before"] else our, text)
            text = re.sub(rf"{own}{_NAME_ENDS}", lambda match: _own(match, we, our), text)
    return text


def _own(match: re.Match[str], we: str, our: str) -> str:
    """What stands for an author's name: "the Acme app" is "our app", "your Acme account" stays."""
    if not match["before"]:
        return we
    of_the_author = match["before"].casefold() == "the " and re.match(" [a-z]", match.string[match.end() :])
    return our if of_the_author else match[0]


def _of_one_person(sentence: str) -> str:
    """A sentence of a policy whose author says "I", as the others say it: "I cannot guarantee" → "we cannot"."""
    return sentence if sentence.endswith("?") else _I.sub("we", sentence)


def is_item(sentence: str) -> bool:
    """Say whether words go on with what leads them in: they begin in small letters, or have no verb."""
    return is_fragment(sentence) or not FINITE.search(sentence)


def is_taken_back(text: str) -> bool:
    """Say whether a sentence of a text takes back what another says: "This does not apply to annual plans."."""
    return any(_TAKEN_BACK.match(sentence) for sentence in split_sentences(text))
