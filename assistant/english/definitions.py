"""Find the terms that a text defines: “Platform” means …, our site (the “Site”)."""

import re
from typing import Final

LONGEST_TERM: Final = 40  # characters
_TERM = rf"[“\"]\s?([A-Z][^“”\"\n]{{1,{LONGEST_TERM}}}?),?[”\"]"
_MEANS = re.compile(
    rf"{_TERM}(?:(?:,? (?:and|or)|,) ?{_TERM})*\s+(?:means?|refers?|shall mean|is defined|has the meaning|is the)\b"
)
_BRACKETS = re.compile(rf"\((?:[^()“”\"\n]{{0,60}}\s)?{_TERM}(?:[^()\n]{{0,60}})\)")
_QUOTED = re.compile(_TERM)
# Behind a term that was asked for, more words may stand before the verb, and more verbs explain it.
_EXPLAINS = (
    r"(?:[^.\n]{0,60}?\b(?:means?|refers?|is defined|stands? for|includes?)\b"
    r"|[^()\n]{0,40}\))"  # the end of brackets: (the “Platform”)
)
_PARTIES = frozenset(
    "we us our ours you your yours company controller provider policy privacy statement agreement notice website site"
    " platform service services app user users customer customers party parties client".split()
)


def defined(text: str) -> list[str]:
    """Return the terms that a text defines, each once, without abbreviations and words for the parties.

    “Service Data” means what you upload → ["Service Data"].
    """
    definitions = (match.group() for pattern in (_MEANS, _BRACKETS) for match in pattern.finditer(text))
    terms = (match[1].strip(" ,.") for definition in definitions for match in _QUOTED.finditer(definition))
    return [term for term in dict.fromkeys(terms) if not _is_party(term) and not term.isupper()]


def defines(text: str, term: str) -> bool:
    """Say whether a text tells what `term` means, as in: “X” includes every page."""
    quoted = rf"[“\"](?:the )?{re.escape(term)}[”\"]"
    return re.search(quoted + _EXPLAINS, text, re.IGNORECASE) is not None


def _is_party(term: str) -> bool:
    return set(re.findall(r"\w+", term.casefold())) <= _PARTIES
