"""Say whether a question asks about all policies, or about both of two: "Which of these sells data?", "Do both …?".

What each of them is then asked: "Which of these sells data?" → "Do they sell data?".
"""

import re

from assistant.english.numbers.number_words import COUNT

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
_OF_THEM = rf"(?:one )?of (?:(?:the|these|those|your|all) )*(?:{COUNT} )?(?:them|these|those|{_THINGS})?"
_WHICH = re.compile(
    rf"^\W*which (?:{_OF_THEM}|{_THINGS})\s*\b(?P<verb>[a-z]+)\b(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)
_OF_OTHERS = re.compile(r"\s+(?:you|they|we|i|it|he|she|the|my|your|this|that)\b", re.IGNORECASE)  # "do they use?"
_COMPARES = re.compile(
    r"\b(?:most|least|more|less|fewer|\w{3,}est|\w+er than|first|last|better|worse)\b", re.IGNORECASE
)
_PLURAL = frozenset("do are were can could may might must shall should will would".split())
_SINGULAR = {"is": "Is it", "was": "Was it", "does": "Does it", "has": "Does it have", "have": "Do they have"}
_HISSING = ("sses", "shes", "ches", "xes", "zes")
_BOTH = re.compile(r"\b(?:both|either|neither|the two|each other|(?:these|those) two|two of them)\b", re.IGNORECASE)


def asks_all(question: str) -> bool:
    """Say whether a question asks about every policy: "all five", "which of them", "each company"."""
    return bool(_ALL.search(question))


def asks_both(question: str) -> bool:
    """Say whether a question asks about two policies named before: "both", "either"."""
    return bool(_BOTH.search(question))


def asked_of_each(question: str) -> str:
    """Return what each policy is asked where a question asks which of them do something; "" for any other.

    "Which of them do not sell data?" → "Do they not sell data?". Which does most is no question to one of them.
    """
    match = _WHICH.match(question)
    if not match or _COMPARES.search(question):
        return ""
    verb, rest = match["verb"].lower(), match["rest"]
    if (verb in _PLURAL or verb in _SINGULAR) and _OF_OTHERS.match(rest):
        return ""
    if verb in _PLURAL:
        return f"{verb.capitalize()} they{rest}"
    if verb in _SINGULAR:
        return f"{_SINGULAR[verb]}{rest}"
    return f"Do they {_without_s(verb)}{rest}"


def _without_s(verb: str) -> str:
    """A verb as it stands behind "they": "sells" → "sell", "discloses" → "disclose"."""
    if verb.endswith(_HISSING):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb
