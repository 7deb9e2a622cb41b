"""Read what a question asks for from its form: yes or no, a figure, a date, what a term means, one thing or two.

"How long do you keep it?" → a span of time. Does not know policies and answers.
"""

import re
from typing import Final

from ingest.english.number_words import NUMBER, NUMBER_WORD

# The verbs that a question for yes or no begins with, and that a whole question has.
AUXILIARIES: Final = (
    "is are was were am do does did can could will would may might must should shall has have had"
).split()
AUXILIARY: Final = rf"(?:{'|'.join(AUXILIARIES)})"
QUESTION_WORDS: Final = "what|which|who|whom|whose|when|where|why|how"
_YES_NO = re.compile(
    rf"(?:^|[,;:.?!]\s+|\s[-–—]+\s+|\b(?:and|but|so|hi|hello|hey)\s+)"
    rf"(?:{AUXILIARY}|(?:is|are|do|does|ca|wo)n['’]t)\s+(?!not\b)\w",
    re.IGNORECASE,
)
# The case that is put first: "If I hide it can others see it?", "When I report a bug, does it go along?".
_CASE = re.compile(
    rf"^\W*(?:if|when|while|once|after|before|as soon as) (?!{AUXILIARY}\b)(?P<case>\S+ [^?]*?)(?:,\s*|\s)"
    rf"(?={AUXILIARY}\s(?:(?-i:[A-Z])|(?:i|we|you|they|he|she|it|my|our|your|their|the|an?|this|some\w+|any\w*|every\w+|others|people)\b))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_OPEN = re.compile(rf"\b(?:{QUESTION_WORDS})\b", re.IGNORECASE)


def _held(pattern: str) -> re.Pattern[str]:
    r"""Compile what words must hold; a blank in it is a line end as well, as in a PDF: "for eight\nyears"."""
    return re.compile(pattern.replace(" ", r"\s"), re.IGNORECASE)


# What the words that answer must hold. Of 34 seen questions that ask so, every clause that answers has it, and of the
# clauses beside it one in nine (LOG.md, "what the answer must look like"). E-mail addresses and names tell nothing.
_FORMS = (
    (
        re.compile(r"\bhow (?:long|soon|quickly|fast|often)\b", re.IGNORECASE),
        _held(
            rf"\b{NUMBER}\)?[ -](?:\w+ )?(?:day|month|year|week|hour|minute)s?\b|\b(?:as (?:long|soon) as|no longer"
            r"|until|immediately|promptly|undue delay|periods?|permanent\w*|duration|indefinite\w*"
            r"|forever|once|whenever)\b"
        ),
    ),
    (
        re.compile(r"\bhow (?:many|old)\b|\bwhat (?:percentage|age)\b", re.IGNORECASE),
        _held(rf"\b{NUMBER}\b|%"),
    ),
    (
        re.compile(
            r"\bhow much (?:is|are|does|do|did|will|would|must|can|may)\b|\bwhat (?:fee|price|cost)\b", re.IGNORECASE
        ),
        _held(rf"\b{NUMBER}\b|[%€$£¥]|\b(?:free|no charge|without charge|charges?|costs?)\b"),
    ),
    (
        re.compile(r"^when (?:was|were)\b|\b(?:on|from|since) (?:what|which) date\b", re.IGNORECASE),
        re.compile(r"\b(?:19|20)\d\d\b"),
    ),
)
_AGE = rf"(?:\d{{1,2}}|{NUMBER_WORD})"
# Whether somebody does one of these is answered only by words that name it: "third parties" is not selling. Of 8 wrong
# "yes" of the seen questions 4 were of this kind, and no right one.
_DEEDS = tuple(
    (re.compile(asks, re.IGNORECASE), _held(holds))
    for asks, holds in (
        (
            r"\b(?:sells?|(?<!company is )(?<!company gets )(?<!business is )(?<!business gets )sold|selling)\b",
            # a sale of assets, an asset sale, sells the company, not the data
            (
                r"\b(?:sells?|sold|selling|(?<!asset )(?<!business )(?<!stock )sales?"
                r"(?! of (?:\w+ ){0,4}(?:assets|business|company|stock|shares))|rent(?:s|ed|ing|als?)?"
                r"|leas(?:e[sd]?|ing)|trade[sd]?|moneti[sz]\w+)\b"
            ),
        ),
        (r"\bcookies?\b", r"\b(?:cookies?|pixels?|beacons?|tracking technolog\w+|local storage)\b"),
        (r"\bbreach(?:es)?\b", r"\b(?:breach\w*|incidents?|compromised?|leak\w*)\b"),
        (  # "I'm 15, can I join?"
            (
                rf"\b(?:i am|i['’]m|aged?|is|turn(?:s|ed|ing)?) (?:only |just )?{_AGE}\b(?![,.]\d| ?(?:%|[a-z]+s\b))"
                rf"|\b{_AGE}[ -]years?[ -]olds?\b"
            ),
            rf"\b(?:ages?|aged|older|minors?|child(?:ren)?|adults?|teen\w*)\b|\b{NUMBER} years old\b",
        ),
        (
            r"\btrain(?:s|ed|ing)?\b",
            r"\b(?:train\w*|machine[- ]learning|algorithms?|(?:AI|intelligence) (?:models?|services|systems?))\b",
        ),
    )
)
_TERM = re.compile(
    r"\b(?:what (?:is|are|does|do)|mean(?:s|t)? by|meaning of|defin\w+(?: of)?|understand by|counts? as)\b"
    r"[^“”\"]{0,60}[“\"](?:the )?([^“”\"]{2,40})[”\"]",
    re.IGNORECASE,
)
_AND = re.compile(
    rf",?\s+and\s+(?={AUXILIARY}\s|(?:how|what|when|where|who|whom|which|why)\s+(?:\w+\s+){{0,2}}{AUXILIARY}\b)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"(?<=\?)\s+")
MOST_PARTS = 3  # each costs as much as a question; a sentence that puts more is taken as one
LEAST_PART = 3  # words: "who and where?" is one question


def is_yes_no(question: str) -> bool:
    """Say whether the question asks for yes or no: it puts a verb first, or behind a case, and no question word before.

    Only the first sentence that ends in a question mark is looked at; the rest is context.
    """
    asked = next((sentence for sentence in _SENTENCE.split(question) if sentence.endswith("?")), question)
    case = _CASE.match(asked)
    asked = asked[case.end() :] if case and not _OPEN.search(case["case"]) else asked
    verb = _YES_NO.search(asked)
    return bool(verb) and not _OPEN.search(asked[: verb.end()] if verb else "")


def form(question: str) -> re.Pattern[str] | None:
    """Return what the words that answer must hold: a span of time, a number, a year, a deed by name; None for most."""
    forms = (*_FORMS, *_DEEDS) if is_yes_no(question) else _FORMS
    return next((holds for asks, holds in forms if asks.search(question)), None)


def term(question: str) -> str:
    """Return the quoted term whose meaning is asked for: “what is "the Platform"?” → "Platform"; "" where none is."""
    match = _TERM.search(question)
    return match[1].strip(" .,?") if match else ""


def parts(question: str) -> tuple[str, ...]:
    """Return the questions that a text puts: "How long …, and how …?" is two, "How long …? Who …?" too.

    None is shorter than LEAST_PART words.
    """
    sentences = [sentence for sentence in _ASKED.split(question) if sentence]
    if len(sentences) > 1 and all(sentence.endswith("?") for sentence in sentences):
        pieces = sentences
    else:
        pieces = [piece.strip() for piece in _AND.split(question)]
    whole = len(pieces) <= MOST_PARTS and all(len(piece.split()) >= LEAST_PART for piece in pieces)
    return tuple(pieces) if whole and (_OPEN.search(pieces[0]) or is_yes_no(pieces[0])) else (question,)
