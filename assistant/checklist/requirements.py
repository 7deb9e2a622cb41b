"""Read a checklist: what a policy must say. One that ships by its name, or a user's own file.

read_checklist("gdpr-13-14")          21 requirements
read_checklist("our-checklist.toml")  a file of one's own, of the same form
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Final

from assistant.checklist.phrases import PLACEHOLDERS
from ingest.errors import UsageError

SHIPPED: Final = Path(__file__).with_name("lists")
LARGEST_FILE: Final = 1_000_000  # bytes
MOST_SENTENCES: Final = 2_000  # of all requirements: each is embedded, some hundred a second
_PLACEHOLDER: Final = re.compile(r"<\w+>")
MOST_GAPS: Final = 3  # "…" in a phrase: each more takes 60 times as long where much is alike


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a policy must say."""

    id: str
    title: str
    words: tuple[str, ...]  # phrases that meet it (checklist/phrases.py)
    says: tuple[str, ...]  # sentences that meet it: what is near them in meaning is looked at
    partial: tuple[str, ...] = ()  # phrases that speak of it and leave out what it asks for
    unless: tuple[str, ...] = ()  # phrases that undo it: a sentence that has one of them does not count
    under: tuple[str, ...] = ()  # phrases of headings and lead-ins whose items meet it
    most: int = 0  # quotes that are shown at most; 0: all
    deniable: bool = False  # whether "we do not …" is an answer: denied
    applies: tuple[str, ...] = ()  # phrases without which it does not apply to a policy
    article: str = ""  # "13(2)(a)"
    counts: str = ""  # what meets it, for people
    excludes: str = ""  # what does not
    questions: tuple[str, ...] = ()  # that a person would ask


@dataclass(frozen=True, slots=True)
class Checklist:
    """Requirements under one name."""

    id: str  # the file's stem
    name: str
    source: str  # of law or practice
    requirements: tuple[Requirement, ...]


def shipped() -> tuple[str, ...]:
    """Return the names of the checklists that ship with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def read_checklist(name: str) -> Checklist:
    """Read a checklist by its name or its path. Raises UsageError, in one line with file, line and remedy."""
    path = SHIPPED / f"{name}.toml" if name in shipped() else Path(name)
    if not path.is_file():
        raise UsageError(f"no checklist {name!r}: there are {', '.join(shipped())}, or give the path of a .toml file")
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError(f"{path} is larger than {LARGEST_FILE:,} bytes: that is no checklist")
    try:
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the checklist {path}: {error}") from error
    return _Reader(path, text).checklist(data)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Checks what a file holds."""

    path: Path
    text: str

    def checklist(self, data: Mapping[str, Any]) -> Checklist:
        entries = data.get("requirement")
        if not isinstance(entries, list) or not entries:
            raise self._wrong("", "has no [[requirement]]: add one with id, title, words and says")
        if unknown := sorted(set(data) - {"name", "source", "requirement"}):
            raise self._wrong(unknown[0], f"has an unknown key {unknown[0]!r}: take it out")
        requirements = tuple(self._requirement(entry) for entry in entries)
        twins = [id_ for id_, n in Counter(requirement.id for requirement in requirements).items() if n > 1]
        if twins:
            raise self._wrong(
                f'"{twins[0]}"', f"has two requirements {twins[0]!r}: give each an id of its own", last=True
            )
        if len(texts_of(requirements)) > MOST_SENTENCES:
            raise self._wrong("says", f"has more than {MOST_SENTENCES:,} sentences in says: take some out")
        texts = [data.get(key, "") for key in ("name", "source")]
        if not all(isinstance(text, str) for text in texts):
            raise self._wrong("name", "has a name or source that is no text: put it in quotes")
        return Checklist(self.path.stem, texts[0] or self.path.stem, texts[1], requirements)

    def _requirement(self, entry: object) -> Requirement:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"].strip():
            raise self._wrong("[[requirement]]", 'has a requirement without an id: add id = "…"')
        id_ = entry["id"]
        known = {field.name: field for field in fields(Requirement)}
        if unknown := sorted(set(entry) - set(known)):
            raise self._wrong(unknown[0], f"{id_!r} has an unknown key {unknown[0]!r}: known are {', '.join(known)}")
        if missing := [name for name, field in known.items() if field.default is MISSING and name not in entry]:
            raise self._wrong(f'"{id_}"', f"{id_!r} has no {missing[0]}: add it")
        values = dict(self._values(id_, entry, {name: _type(field.type) for name, field in known.items()}))
        requirement = Requirement(**values)
        self._check_phrases(requirement)
        return requirement

    def _values(self, id_: str, entry: Mapping[str, Any], types: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
        for key, value in entry.items():
            kind = types[key]
            if "tuple" in kind:
                if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
                    raise self._wrong(key, f'{id_!r}: {key} must be a list of texts: ["…", "…"]', behind=id_)
                if not value and key in {"words", "says"}:
                    raise self._wrong(key, f"{id_!r}: {key} is empty: write one at least", behind=id_)
                yield key, tuple(value)
            elif type(value).__name__ != kind or (key == "most" and value < 0):
                raise self._wrong(key, f"{id_!r}: {key} must be of the type {kind}", behind=id_)
            else:
                yield key, value

    def _check_phrases(self, requirement: Requirement) -> None:
        for phrase in (
            *requirement.words,
            *requirement.partial,
            *requirement.unless,
            *requirement.under,
            *requirement.applies,
        ):
            if what := _fault(phrase):
                raise self._wrong(phrase, f"{requirement.id!r}: {what}")

    def _wrong(self, near: str, what: str, *, last: bool = False, behind: str = "") -> UsageError:
        """The error for something in the file, with the line where `near` stands."""
        start = max(0, self.text.find(behind)) if behind else 0
        place = self.text.rfind(near) if last else self.text.find(near, start)
        line = self.text.count("\n", 0, max(0, place)) + 1
        return UsageError(f"{self.path}, line {line}: {what}")


def _type(declared: object) -> str:
    """The name of a field's type."""
    return declared.__name__ if isinstance(declared, type) else str(declared)


def _fault(phrase: str) -> str:
    """What is wrong with a phrase, and what to do; nothing where it can be compiled."""
    if not all(choice.strip("*") for choice in _choices(phrase)):
        return f"a part of the phrase {phrase!r} is empty: write a word"
    if unknown := [name for name in _PLACEHOLDER.findall(phrase) if name not in PLACEHOLDERS]:
        return f"{phrase!r} has an unknown {unknown[0]}: known are {', '.join(PLACEHOLDERS)}"
    return f"{phrase!r} has more than {MOST_GAPS} “…”: make it shorter" if phrase.count("…") > MOST_GAPS else ""


def _choices(phrase: str) -> Iterator[str]:
    """Each of the words that a phrase is made of: "stop|end … it" → "stop", "end", "it"."""
    for run in phrase.split("…"):
        yield from (choice for word in run.split() or [""] for choice in word.split("|"))


def texts_of(requirements: Sequence[Requirement]) -> tuple[str, ...]:
    """Return the sentences of all requirements, in their order."""
    return tuple(sentence for requirement in requirements for sentence in requirement.says)
