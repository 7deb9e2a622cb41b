"""Find names that a question asks about and no policy bears: "Does Spotify sell my data?" → "Spotify".

A company that is only spoken of ("Do they share it with Facebook?") is no such name: it must stand where the one who
is asked about stands.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.english.word_lists import word_list
from assistant.english.words import STOP, raw
from assistant.question.names.mentions import mentions
from assistant.question.names.name_places import compared_places, name_places
from assistant.question.names.names_asked import NameBook, fold, name_book
from ingest.english.dictionary import is_english
from ingest.policy import Policy

_DOMAIN = re.compile(r"[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,10}", re.IGNORECASE)
SHORTEST = 3  # letters, of a name in small letters
MOSTLY = 0.6  # share of a question's longer words with a capital: from there on capitals tell nothing
LONGER = 4  # longer words at least, to tell so


def unknown_names(question: str, policies: Sequence[Policy], around: Sequence[Policy] = ()) -> tuple[str, ...]:
    """Return the names, as typed, each once.

    `around` are the policies that were given or asked about before: what their text speaks of is no unknown name.
    """
    names = name_book(policies)
    spoken_of = name_book(around).words if around else frozenset[str]()
    unknown = (name for name in _placed(question, policies) if _is_unknown(name, names))
    if _is_title(question):
        unknown = (name for name in unknown if not is_english(fold(name)))
    return tuple(dict.fromkeys(name for name in unknown if not set(raw(name)) <= spoken_of))


def _placed(question: str, policies: Sequence[Policy]) -> Iterator[str]:
    """What stands where a name stands, and names no policy; beside a policy's name only what is compared with it."""
    known = mentions(question, policies)
    for start, end in compared_places(question) if known else name_places(question):
        if not any(start < mention.end and mention.start < end for mention in known):
            yield question[start:end].strip(" .-")


def _is_unknown(name: str, names: NameBook) -> bool:
    """Say whether no policy speaks so: written with capitals it may be an English word, in small letters not."""
    words = [word for word in raw(name) if word not in STOP]
    if not words or set(words) <= _not_companies() or (name[0] in "Ii" and len(name) == 1):
        return False
    if _DOMAIN.fullmatch(name):
        return True
    if name[0].islower():
        listed = word_list("companies")
        return len(name) >= SHORTEST and not any(
            word in names.words or (is_english(word) and word not in listed) for word in words
        )
    return not all(names.is_ordinary(word) or (is_english(word) and word in names.words) for word in words)


def _is_title(question: str) -> bool:
    """Say whether a question is written in capitals so far that they mark no names."""
    longer = [word for word in question.split()[1:] if len(word) > SHORTEST and word[0].isalpha()]
    return len(longer) >= LONGER and sum(word[0].isupper() for word in longer) > MOSTLY * len(longer)


def _not_companies() -> frozenset[str]:
    return word_list("not_companies")
