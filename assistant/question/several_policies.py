"""Say whether a question asks about all policies, or about both of two: "Which of these sells data?", "Do both …?"."""

import re

from assistant.english.numbers.number_words import COUNT

_THINGS = r"(?:polic(?:y|ies)|compan(?:y|ies)|services?|providers?|documents?|sites?|websites?|firms?|apps?)"
_ALL = re.compile(
    rf"\b(?:all|any|each|every|none|some|one|which|who|what|how many) (?:one )?(?:of|among|out of) "
    rf"(?:(?:the|these|those|your|all) )*(?:{COUNT}\b|them\b|{_THINGS}\b|those\b|these\b)"
    rf"|\ball {COUNT}\b|\bthe {COUNT} {_THINGS}\b|\b(?:every|each|all|across) (?:(?:the|these|your) )*{_THINGS}\b"
    r"|\bwhich (?:policies|companies)\b(?! (?:do|does|did|can|could|may|will) )",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|either|neither|the two|each other|(?:these|those) two|two of them)\b", re.IGNORECASE)


def asks_all(question: str) -> bool:
    """Say whether a question asks about every policy: "all five", "which of them", "each company"."""
    return bool(_ALL.search(question))


def asks_both(question: str) -> bool:
    """Say whether a question asks about two policies named before: "both", "either"."""
    return bool(_BOTH.search(question))
