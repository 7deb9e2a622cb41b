"""Read a question as people type it: "HI, HOW LONG U KEEP MY DATA" → "how long you keep my data?".

Capitals, greetings, polite openings, chat spellings and a missing question mark say nothing of what is asked. Which
words are misspelt depends on the policies: see understand.py.
"""

import re
import unicodedata
from collections.abc import Mapping

from assistant.english.word_lists import word_pairs
from assistant.question.question_form import AUXILIARY, QUESTION_WORDS

SHOUTED = 2  # words at least, all in capitals: a single one may be a name

_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)"
    r"|dear (?:sirs?|madam|team|all|sir or madam)|hallo|bonjour|hola)\b"
    r"(?:,? (?:there|all|everyone|team|guys|again|sir|madam))*[\s,!.:;–-]+)+",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"^(?:please|pls|plz|excuse me|sorry|(?:quick |one |a )?question)[\s,:;.–-]+", re.IGNORECASE)
_WORDS = rf"(?:{QUESTION_WORDS}|if|whether|about)"
_TELL = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|u|someone|anyone) (?:please |kindly )?)?"
    r"(?:(?:please )?(?:tell|show|inform|remind)(?: me| us)?|let me know|explain(?: to)?(?: me| us)?|do (?:you|u) know"
    r"|i(?:['’]d| would)? (?:like|want|need) to (?:know|understand|find out|ask)(?: you)?"
    r"|i (?:just )?wan(?:na|t to) know"
    rf"|i(?:['’]m| am| was) (?:just )?(?:curious|wondering)|i wonder|any idea)(?: please)?[\s,:;–-]+(?={_WORDS}\b)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^about\s+(?=\w)", re.IGNORECASE)
_IF = re.compile(r"^if\s+(?=\w)", re.IGNORECASE)
_THANKS = re.compile(
    r"(?:[\s,.!–-]+(?:please|pls|plz|thx|ty|cheers|many thanks|(?:thanks|thank you)(?: in advance)?))+[\s.!]*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"^(?:{QUESTION_WORDS}|whether|{AUXILIARY})\b", re.IGNORECASE)
_DOSE = re.compile(r"^dose\b|(?<=what )dose\b|(?<=how )dose\b|(?<=long )dose\b", re.IGNORECASE)
_HOW_LONG = re.compile(rf"\bhow (?:log|lon|lnog|ling|lang|longe|lomg)(?= {AUXILIARY}\b)", re.IGNORECASE)
_TYPED_WORD = re.compile(r"(?<![\w.@/'’-])[a-z]+(?![\w@/'’]|\.\w|-\w)", re.IGNORECASE)


def tidied(question: str) -> str:
    """Return the question without what says nothing; as it is where nothing would be left."""
    plain = " ".join(unicodedata.normalize("NFC", question).split())
    asked = _THANKS.sub("", _opened(_lowered(_without_pictures(plain)))).strip(" ,;")
    asked = _HOW_LONG.sub("how long", _DOSE.sub("does", _written_out(asked)))
    if not any(character.isalnum() for character in asked):
        return plain
    return f"{asked}?" if _BEGINS.match(asked) and asked[-1].isalnum() else asked


def _without_pictures(text: str) -> str:
    """Emoji stand for nothing that a policy says."""
    return "".join(c for c in text if unicodedata.category(c) != "So" or c in "©®™").strip()


def _lowered(text: str) -> str:
    """A text that is all in capitals, in small letters."""
    shouted = len(text.split()) >= SHOUTED and text.isupper()
    return text.lower() if shouted else text


def _opened(text: str) -> str:
    """The text from its question on: "Hello, can you tell me whether …" → "whether …"."""
    before = ""
    while text != before:
        before = text
        text = _PLEASE.sub("", _GREETING.sub("", text))
    asked = _TELL.sub("", text)
    if asked == text:
        return text
    return _IF.sub("whether ", _ABOUT.sub("what about ", asked))


def _written_out(text: str) -> str:
    """Chat spellings as words: "u" → "you"."""
    pairs = _pairs()
    return _TYPED_WORD.sub(lambda match: pairs.get(match.group().lower(), match.group()), text)


def _pairs() -> Mapping[str, str]:
    return word_pairs("typed")
