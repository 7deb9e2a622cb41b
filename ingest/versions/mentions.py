"""Find what matters in a clause's words: periods, amounts, duties, denials, parties. Pure.

"We will not keep it for more than 30 days." → modal "will", negation "not", bound "more than", period "30 days"
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.english.number_words import COUNTS
from ingest.spans import Span, union

REACH: Final = 60  # characters around an edit in which a mention that it touches begins and ends, addresses aside

_SPELT = "|".join((*COUNTS, "thousand", "million", "half", "double", "twice"))
_COUNT = rf"(?:\d[\d,]*(?:\.\d+)?|\b(?:{_SPELT}|one|an?)(?:[- ](?:{_SPELT}|one))*)(?:\s?\(\d+\))?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_COMPANY = (
    r"(?:Inc|LLC|Ltd|Limited|GmbH|B\.?V|N\.?V|S\.?A\.?S?|S\.?r\.?l|Corp(?:oration)?|PLC|plc|AG|Pty|Oy|AB|ApS|LLP"
    r"|L\.?P)\b\.?"
)
# Words with a capital that name nobody.
_NOBODY = (
    r"(?:Terms?|Service|Policy|Policies|Privacy|Personal|Data|Information|Site|Website|Platform|Content|User|Section"
    r"|Article|Agreement|Customer|You|Your|Our|We|Us|The|This|These|If|For|In|On|It|As|By|And|Or|To|Account|App|Cookie"
    r"|Notice|Statement|Product|English|Internet|Monday|Sunday|Law|Act|Subscri|Page|Appendix|Annex|See|Part|Step)"
)
# What a class is found by, in the order in which they are tried at a place. Those in capitals tell case apart.
_PATTERNS: Final = {
    "address": r"(?:https?://|www\.)[^\s)\]>”\"]+|[\w.+-]+@[\w-]+\.[\w.-]*\w|\+\d[\d ()-]{6,}\d|\[email protected\]",
    "date": rf"(?:{_DAY}\s(?:of\s)?{_MONTH}\.?,?\s\d{{4}}|{_MONTH}\.?\s{_DAY},?\s\d{{4}}|{_MONTH}\.?,?\s\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b",
    "reference": r"\b(?:sections?|articles?|clauses?|paragraphs?|annex|appendix|schedule|§)\s?\(?\d[\w.()-]*",
    "amount": rf"(?:[$€£¥]|\b(?:usd|eur|gbp)\b)\s?\d[\d,.]*\d?(?:\s(?:million|billion|thousand))?"
    rf"|{_COUNT}\s?(?:%|percent\b|per cent\b|€|£|\$|euros?\b|dollars?\b|pounds?\b|usd\b|eur\b|gbp\b)",
    "period": rf"{_COUNT}[\s-](?:\w+[\s-])?(?:second|minute|hour|day|week|month|year|decade)s?\b"
    r"|\b(?:immediately|promptly|without undue delay|annually|monthly|weekly|daily|quarterly|yearly|indefinitely"
    r"|permanently|as long as|no longer than)\b",
    "negation": r"\b(?:not|never|no(?=\s+\w)|none|nor|neither|without|cannot|unless|except(?:ions?)?|\w+n[’']t|dont"
    r"|other than)\b",
    "bound": r"\b(?:only|solely|exclusively|including|includes?|such as|for example|e\.g\.|limited to|at least|at most"
    r"|up to|more than|less than|within|minimum|maximum|any|all|some|most|always|sometimes|over|under|before|after)\b",
    "modal": r"\b(?:may|might|must|shall|will|would|can|could|should|(?:need|ha(?:s|ve)|required?|obliged?|obligated"
    r"|entitled|agrees?|permitted|allowed|prohibited|forbidden) to|prohibit(?:s|ed)?|forbid(?:s|den)?"
    r"|reserves? the right)\b",
    "right": r"\b(?:rights?|consent(?:s|ed)?|opt(?:ed|ing)?[- ](?:out|in)|object(?:ions?)?|withdraw(?:s|al|n)?"
    r"|eras(?:e|ure)|delet(?:e|ed|ion)|rectif\w+|portability|restrict\w*|complaints?|unsubscribe|choices?"
    r"|choose|permission|refuse)\b",
    "liability": r"\b(?:liab\w+|indemnif\w+|warrant(?:y|ies)|terminat\w+|arbitrat\w+|waive\w*|refunds?|fees?|price\w*"
    r"|penalt\w+|damages|suspend\w*)\b",
    "practice": r"\b(?:s(?:ell|ells|old|elling|ale)|shar(?:e|es|ed|ing)|disclos\w+|transfer\w*|retain\w*|retention"
    r"|ke(?:ep|pt|eping)|stor(?:e|es|ed|ing|age)|collect\w*|process\w*|track\w*|profil\w+|monitor\w*|train\w*"
    r"|advertis(?:e|ing|ements?)|marketing|encrypt\w*|anonymi[sz]\w+|combin\w+|automated|biometric\w*|location|health|sensitive)\b",
    "party": r"\b(?:third[- ]part(?:y|ies)|affiliates?|subsidiar(?:y|ies)|(?:\w+ )?providers?|vendors?|contractors?"
    r"|partners?|advertisers?|(?:sub-?)?processors?|controllers?|(?:law enforcement|authorit(?:y|ies)|regulators?"
    r"|courts?|governments?)|employers?|parents?|guardians?|child(?:ren)?|minors?|successors?|brokers?"
    r"|researchers?|agents?|employees?|acquirers?|purchasers?|insurers?|banks?)\b",
    "number": rf"(?<![\w.])\d[\d,]*(?:\.\d+)*(?![\w])|\b(?:{_SPELT})(?:[- ](?:{_SPELT}|one))*\b",
    "NAME": rf"(?:[A-Z][\w&’'-]+,?\s){{1,4}}{_COMPANY}"
    rf"|(?<=[a-z,(;] )(?!{_NOBODY})[A-Z][\w&-]*[a-z]\w*(?:\s[A-Z][\w&-]*\w)*",
    "TERM": r"[“\"][A-Z][^“”\"\n]{1,40}[”\"]",
}
_CLASSES = {"NAME": "party", "TERM": "term"}
_ANY = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        f"(?P<{name}>{pattern})" if name.isupper() else f"(?i:(?P<{name}>{pattern}))"
        for name, pattern in _PATTERNS.items()
    )
    + ")"
)
_DATED = re.compile(
    r"\b(?:last (?:updated?|modified|revised|changed|reviewed)|updated|effective|revised|version|date of|published"
    r"|as of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that matter, and of which class they are."""

    kind: str  # "period"
    words: str  # in small letters, blanks folded
    start: int  # code points into the text, half-open
    end: int


def mentions(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Find what matters in a text, or in a stretch of it, in text order; no two mentions overlap."""
    for match in _ANY.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup or ""
        yield Mention(_CLASSES.get(kind, kind), " ".join(match.group().casefold().split()), match.start(), match.end())


def touched(text: str, spans: Sequence[Span]) -> list[Mention]:
    """The mentions that share a character with one of some spans of the text, in order."""
    return [
        mention
        for start, end in union(_widened(text, span) for span in spans)
        for mention in mentions(text, start, end)
        if any(a < mention.end and mention.start < b for a, b in spans)
    ]


def _widened(text: str, span: Span) -> Span:
    """A span with so many characters around that a mention which it touches is whole; ends at blanks."""
    start, end = max(0, span[0] - REACH), min(len(text), span[1] + REACH)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def says_its_date(line: str) -> bool:
    """Whether a line tells of when the policy was made: "Last updated: 3 May 2024"."""
    return _DATED.search(line) is not None
