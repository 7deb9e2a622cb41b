"""Find where the name of the one who is asked about stands in a question: "Does Spotify sell it?" → characters 5 to 12.

A company that is only spoken of ("Do they share it with Facebook?") stands elsewhere.
"""

import re
from collections.abc import Iterator

from assistant.english.words import POSSESSIVE
from assistant.question.question_form import AUXILIARY
from ingest.spans import Span

_FIRST = r"(?:[A-Z]|\d+-?[A-Z]|\d+(?=[a-z]))"  # "Acme", "3M", "7-Eleven", "9gag"
_CAPITAL = rf"{_FIRST}[\w&.-]*(?:\s+(?:(?:of|the|and|&)\s+)?[A-Z][\w&.-]*){{0,3}}"
_SMALL = r"[a-z][\w.-]{2,}"
_NAME = rf"(?P<name>(?-i:{_CAPITAL})|(?-i:{_SMALL}))"
_OWN = rf"(?:{POSSESSIVE}|(?<=s)['’])"
_ASKS = r"(?:how(?: \w+)?|what(?: \w+)?|which \w+|when|where|why|who|whom)"
_SINGULAR = r"(?:does|has|did|can|could|will|would|should|may|might|must)"
_BEING = (
    r"(?:[a-z]+ing|responsible|liable|allowed|able|obliged|required to|certified|compliant|subject|(?:gdpr|ccpa|hipaa|"
    r"coppa)|a (?:controller|processor|company)|the (?:controller|processor)|based|located|owned|registered)\b"
)
_NO_VERB = r"(?:of|or|and|for|in|on|at|by|with|from|under|than|as|a|an|the|my|your|there)"
_DOCUMENT = r"(?:privacy|cookies?|data|terms|polic(?:y|ies)|notice|statement|agreement|guidelines|handbook)"
_ACCOUNT = r"(?:account|profile|subscription|membership)"
_STORED = "".join(f"(?<!{verb})" for verb in ("stored", "hosted", "kept", "held", "processed", "saved"))

_PLACES = (
    rf"(?:^|[,;:.?!]\s+|\b{_ASKS}\s+){_SINGULAR}\s+{_NAME}\s+(?!{_NO_VERB}\b)[a-z]",  # "How long does NAME keep …"
    rf"(?:^|[,;:.?!]\s+|\b{_ASKS}\s+)(?:is|was)\s+{_NAME}\s+{_BEING}",  # "Is NAME selling …", not "Is Wi-Fi free?"
    rf"(?:^|[,;:.?!]\s+)(?:is|was)\s+(?P<name>(?-i:[A-Z]\w+\s+[A-Z][\w&.-]*))\s+(?!{_NO_VERB}\b)[a-z]",
    rf"(?:^|\b(?:that|if|whether|since)\s+){_NAME} (?:says|claims|states|writes|promises)\b",
    rf"{_NAME}{_OWN}?\s+(?:\w+\s+)?{_DOCUMENT}\s+(?:policy|notice|statement|terms|agreement)\b",
    rf"{_NAME}{_OWN}\s+{_DOCUMENT}\b",
    rf"\b{_DOCUMENT} (?:of|by|from) {_NAME}(?=\W*$|\s+(?:say|tell|mention|allow)s?\b)",
    rf"\b(?:my|your|an?|the) {_NAME} {_ACCOUNT}\b",
    rf"\b{_ACCOUNT} (?:with|at|on) {_NAME}(?=\W|$)",
    rf"^(?:according to|under|per|consider|at|with) {_NAME}{_OWN}?\s*(?:,|;|\w+ (?:policy|notice|terms))",
    rf"{_STORED} at {_NAME}\W*$",
)
# Here a name may stand beside the name of a policy.
_COMPARED = (
    rf"\bcompare {_NAME}\b",
    rf"\bcompare .{{2,60}}? (?:and|with|to|or|against|versus|vs\.?) {_NAME}\b",
    rf"\b(?:than|unlike) {_NAME}(?:{POSSESSIVE})?\W*$",
    rf"^(?:do|are|have|can|will|would) [\w.-]+(?: [\w.-]+)? (?:and|or) {_NAME}\b",
    rf"^(?:do|are|have|can|will|would) {_NAME} (?:and|or) [\w.-]+\b",
)
_ANOTHER = rf"^(?:and |but )?(?:and|what about|how about)\s+(?:at\s+|for\s+)?{_NAME}\W*$"  # "And NAME?"
_SENTENCE = re.compile(rf"\b(?:{_ASKS}|whose|i|you|we|they|it|{AUXILIARY})\b|[,:]", re.IGNORECASE)


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_ALONE, _BESIDE, (_NEXT,) = _compiled(*_PLACES, _ANOTHER), _compiled(*_COMPARED), _compiled(_ANOTHER)


def name_places(question: str) -> Iterator[Span]:
    """Yield where the name of the one who is asked about may stand."""
    for pattern in (*_ALONE, *_BESIDE):
        yield from (match.span("name") for match in pattern.finditer(question))


def compared_places(question: str) -> Iterator[Span]:
    """Yield where a second name may stand: "Compare Acme with Spotify"."""
    for pattern in _BESIDE:
        yield from (match.span("name") for match in pattern.finditer(question))


def asks_another(question: str) -> bool:
    """Say whether a question is only a name behind the one before it: "And Hubspot?". It need not be a policy's."""
    return _NEXT.match(question) is not None


def is_keywords(question: str) -> bool:
    """Say whether the text is no sentence: "canonical retention period"."""
    return not _SENTENCE.search(question)
