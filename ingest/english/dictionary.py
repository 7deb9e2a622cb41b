"""Say whether a word is an English one, by the word list of pyspellchecker. The only file that knows it.

The list has 160,000 words of everyday English, few terms of law and computing, and few spelling mistakes: of 80 common
ones it has four ("calender", "wen", "wat", "cud").
"""

import gzip
import json
import re
from functools import lru_cache
from importlib.resources import files

# British spellings are missing: "organise" is looked up as "organize".
_BRITISH = ((re.compile(r"is(?=e|ed|es|ing|ation|er)"), "iz"), (re.compile(r"our(?=$|s|ed|ing|able|ite)"), "or"))
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def is_english(word: str) -> bool:
    """Say whether every part of a lower-case word is English: "opt-out" yes, "acount" no; digits always are."""
    return all(_is_listed(part) for part in _NOT_LETTERS.split(word) if part)


def _is_listed(word: str) -> bool:
    if len(word) == 1:
        return True
    spellings = {word, *(pattern.sub(american, word) for pattern, american in _BRITISH)}
    return not spellings.isdisjoint(_listed())


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    """The words of the list; read at the first question that needs it, in a few tenths of a second."""
    packed = (files("spellchecker") / "resources" / "en.json.gz").read_bytes()
    return frozenset(json.loads(gzip.decompress(packed)))
