"""Say whether a question asks about all policies, or about both of two: "Which of these sells data?", "Do both …?".

What each of them is then asked: "Which of these sells data?" → "Do they sell data?".
"""

import re

from assistant.question.question_form import AUXILIARY
from ingest.english.number_words import COUNT

_THINGS = (
    r"(?:polic(?:y|ies)|compan(?:y|ies)|services?|providers?|documents?|sites?|websites?|firms?|apps?|vendors?"
    r"|suppliers?|processors?)"
)
_ALL = re.compile(
    rf"\b(?:all|any|each|every|none|some|one|which|who|what|how many) (?:one )?(?:of|among|out of) "
    rf"(?:(?:the|these|those|your|all) )*(?:{COUNT}\b|them\b|{_THINGS}\b|those\b|these\b)"
    rf"|\ball {COUNT}\b|\bthe {COUNT} {_THINGS}\b|\b(?:every|each|all|across) (?:(?:the|these|your) )*{_THINGS}\b"
    r"|\bwhich (?:policies|companies)\b(?! (?:do|does|did|can|could|may|will) )",
    re.IGNORECASE,
)
# "Which policies are there?", "List the documents"; not "List the vendors": a policy may have a list of them.
_HERE = re.compile(
    r"(?:which|what|how many) (?:(?:policies|documents|vendors|companies|suppliers) are (?:there|here|in the index)"
    r"|(?:policies|documents) (?:do you (?:have|know)|have you(?: got)?|can i ask about))(?: in (?:all|total))?"
    r"|(?:please )?(?:list|show)(?: me)?(?: all)?(?: of)?(?: (?:the|your|our|my))? (?:policies|documents)",
    re.IGNORECASE,
)
_OF_THEM = rf"(?:one )?of (?:(?:the|these|those|your|all) )*(?:{COUNT} )?(?:them|these|those|{_THINGS})?"
_WHICH = re.compile(
    rf"^\W*(?:(?:which|how many) (?:{_OF_THEM}|{_THINGS})"
    rf"|(?:list|show|name|find)(?: me)?(?: all)?(?: (?:the|our|of the))? {_THINGS} (?:that|which|who))"
    r"\s*\b(?P<verb>[a-z]+)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WHO = rf"^\W*(?:who|(?:which|what) (?:{_OF_THEM}|{_THINGS}))\s+"
_SOONEST = r"(?:soonest|fastest|quickest|earliest)"
_LONGEST = rf"(?:longest|shortest|latest|{_SOONEST})"
_HIGHEST = r"(?:highest|lowest|largest|smallest|biggest|most expensive|cheapest|strictest|best)"
_MOST = (  # "who keeps data longest", "which has the longest notice", "which charges the highest fee"
    re.compile(rf"{_WHO}(?P<verb>[a-z]+)\s(?P<what>.+?),?\s(?:for )?(?:the )?(?P<most>{_LONGEST})\W*$", re.IGNORECASE),
    re.compile(rf"{_WHO}(?:has|have)\sthe\s{_LONGEST}\s(?P<long>.+?)\W*$", re.IGNORECASE),
    re.compile(rf"{_WHO}(?P<verb>[a-z]+)\sthe\s(?:{_HIGHEST}|{_LONGEST})\s(?P<much>.+?)\W*$", re.IGNORECASE),
)
_THEM = rf"(?:them\b|(?:(?:the|these|those|our|your|all) )+(?:{COUNT} )?{_THINGS}|(?:the|these|those|all) {COUNT}\b)"
# "Does any of them …", "How long do these vendors …": what stands for all of them behind the verb.
_EACH = re.compile(
    rf"\b(?P<verb>{AUXILIARY}) (?:(?:any|all|each|every|some)(?: one)? (?:of {_THEM}|(?:vendor|supplier|polic)\w*"
    rf"|{COUNT}\b)|(?:these|those|the {COUNT}) {_THINGS})\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"\s+(?:you|they|we|i|it|he|she|the|my|your|this|that)\b", re.IGNORECASE)  # "do they use?"
_COMPARES = re.compile(  # "more than five years" asks each the same
    rf"\b(?:most|(?<!at )least|(?:more|less|fewer)(?! than {COUNT})|\w{{3,}}est|\w+er than(?! {COUNT})|first|last"
    r"|better|best|worse|worst)\b",
    re.IGNORECASE,
)
_PLURAL = frozenset("do are were can could may might must shall should will would".split())
_SINGULAR = {"is": "Is it", "was": "Was it", "does": "Does it", "has": "Does it have", "have": "Do they have"}
_MENTIONS = re.compile(r"(?:mention|discuss|cover|address|name|describe)(?:e?s)?", re.IGNORECASE)
_HISSING = ("sses", "shes", "ches", "xes", "zes")
_BOTH = re.compile(r"\b(?:both|either|neither|the two|each other|(?:these|those) two|two of them)\b", re.IGNORECASE)


def asks_all(question: str) -> bool:
    """Say whether a question asks about every policy: "all five", "which of them", "each company"."""
    return bool(_ALL.search(question))


def asks_both(question: str) -> bool:
    """Say whether a question asks about two policies named before: "both", "either"."""
    return bool(_BOTH.search(question))


def asks_which_there_are(question: str) -> bool:
    """Say whether it asks which policies there are: "List the policies", "How many vendors are there?"."""
    return bool(_HERE.fullmatch(question.strip(" ?!.")))


def asked_of_each(question: str) -> str:
    """Return what each policy is asked where a question asks which, or what each, of them does; "" for any other.

    "Which of them do not sell data?" → "Do they not sell data?", "Does any of them sell data?" → "Does it sell data?",
    "Who keeps data longest?" → "How long do they keep data?".
    """
    if _COMPARES.search(question):
        return _for_the_most(question)
    if match := _EACH.search(question):
        them = "it" if match["verb"].lower() in _SINGULAR else "they"
        return f"{question[: match.start()]}{match['verb']} {them}{question[match.end() :]}"
    match = _WHICH.match(question)
    return _of_which(match["verb"].lower(), match["rest"]) if match else ""


def _of_which(verb: str, rest: str) -> str:
    """What each is asked where "which of them" stands before a verb and the rest; "" where others do it."""
    if (verb in _PLURAL or verb in _SINGULAR) and _OF_OTHERS.match(rest):
        return ""
    if verb in _PLURAL:
        return f"{verb.capitalize()} they{rest}"
    if _MENTIONS.fullmatch(verb):  # what they say of it tells more than that they do
        return f"What do they say about {rest.strip()}"
    return f"{_SINGULAR[verb]}{rest}" if verb in _SINGULAR else f"Do they {_without_s(verb)}{rest}"


def _for_the_most(question: str) -> str:
    """What each is asked where a question asks who does most: how long they do it, or what it is with each."""
    match = next(filter(None, (pattern.match(question) for pattern in _MOST)), None)
    if not match:
        return ""
    said = match.groupdict()
    if long := said.get("long"):
        return f"How long is their {long}?"
    verb = _without_s(said["verb"].lower())
    if what := said.get("what"):
        soon = re.fullmatch(_SOONEST, said["most"], re.IGNORECASE)
        return f"How {'soon' if soon else 'long'} do they {verb} {what}?"
    return f"What is their {said['much']}?" if verb in {"ha", "have"} else f"What {said['much']} do they {verb}?"


def _without_s(verb: str) -> str:
    """A verb as it stands behind "they": "sells" → "sell", "discloses" → "disclose"."""
    if verb.endswith(_HISSING):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb
