"""Say whether a text asks nothing of a policy: "hello", "thanks a lot", "asdf"."""

import re

from assistant.english.word_lists import word_list
from assistant.english.words import raw
from assistant.question.question_form import AUXILIARY
from ingest.english.dictionary import is_english

MOST_NOISE = 2  # words: a longer text of unknown words is in another language
_ABOUT_US = re.compile(
    r"(?:please )?help(?: me)?(?: please)?|start|stop|quit|exit|menu|how are you(?: doing)?(?: today)?"
    r"|how(?:['’]?s| is) it going|what(?:['’]s| is) up|what can (?:you do|i ask)(?: you)?(?: here)?"
    r"|what (?:do|are) you(?: do)?|how does this work|who made you|are you (?:an? )?(?:ai|bot|robot|human|there)",
    re.IGNORECASE,
)
# Rows of a keyboard, and one letter again and again.
_MASHED = re.compile(r"^(?:[asdfghjkl]{3,}|[qwertzuiopy]{4,}|[zxcvbnm]{3,}|(\w)\1{2,}|[^aeiouyäöüéèаеиоуъюя]{4,})$")


def is_small_talk(question: str, known: frozenset[str] = frozenset()) -> bool:
    """Say whether the text is a greeting, thanks, talk about the program, or noise.

    `known` are words that policies and their names have: none of them is noise.
    """
    words = raw(question)
    if not words:
        return True
    if _ABOUT_US.fullmatch(question.strip(" ?!.,")):
        return True
    greetings = word_list("greetings")
    asks = re.match(rf"(?:{AUXILIARY}|what|who|when|where|why|how)\b", words[0])
    if not asks and greetings & set(words) and set(words) <= greetings | word_list("small_talk"):
        return True
    if question.isupper() or known & set(words):  # "GDPR", "CCTV"
        return False
    return len(words) <= MOST_NOISE and all(map(_is_noise, words))


def _is_noise(word: str) -> bool:
    return word.isdigit() or (not is_english(word) and bool(_MASHED.match(word)))
