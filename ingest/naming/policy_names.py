"""Find the names of whoever wrote a policy: from its title, its definitions of "we", its company line, its domains.

    "Welcome to Acme! Acme Tools Ltd. (“we”) runs acme.example."    →    "Acme", and also "Acme Tools Ltd.", …

A name is taken from the text as printed; the id (a file's stem) only breaks ties. Third parties that a text defines,
as in "Google Inc. (“Google”)", are known by what the brackets lack: a "we" or a "Company".
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from ingest.naming import patterns
from ingest.naming.evidence import best_name, capitalized, dotted, fold, may_be_name, titled_names, without_marks

REACH: Final = 60_000  # characters in which a policy introduces itself; domains are looked for in all of it
ENTITY_REACH: Final = 120  # characters before a definition in which its company's name begins
MEANS_REACH: Final = 300  # characters of a line in which "means" is looked for
MIN_ALIKE: Final = 6  # letters of two names that may be the same with a slip of the pen
_QUOTED = re.compile(r"[“”\"'‘’]{1,2}\s?([^“”\"‘’()\n]{1,60}?),?[“”\"'’]{1,2}(?![\w])")
# Stricter than _SELF: from "Company Board" no alias is taken.
_SELF = re.compile(
    r"[“”\"'‘]\s?(?:we|us|our|ours|(?:the )?(?:company|controller|provider|organi[sz]ation)),?[“”\"'’]", re.IGNORECASE
)
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w.&’'+-]*|\d\w+"
_ENTITY_BEFORE = re.compile(rf"(?:{_WORD})(?:,? (?:and |of |& )?(?:{_WORD})){{0,7}}\s?$")
_WELCOME = re.compile(
    rf"\b(?:Welcome to (?:the )?((?:{_WORD})(?: (?:{_WORD})){{0,3}})(?=[!,.:(\s])"
    rf"|At ((?:{_WORD})(?: (?:{_WORD})){{0,3}}),? (?:we|our|your|privacy)\b)",
)
_COMPANY_LINE = re.compile(
    r"^\W{0,6}(?:Company(?: name)?|Legal (?:entity|name)):\s*(\S[^\n]{1,120})$", re.MULTILINE | re.IGNORECASE
)
_REGISTERED = re.compile(
    r"\b(?:registered as|operated by|owned by|owned and operated by|provided by|a product of)\s"
    rf"((?:{_WORD})(?:,? (?:{_WORD})){{0,5}})",
)
_SUFFIX = re.compile(
    r",?\s(?:B\.?V\.?|N\.?V\.?|Ltd\.?|LTD\.?|Limited|LLC|L\.L\.C\.|LLP|Inc\.?|Incorporated|Corp\.?|Corporation|GmbH|AG"
    r"|S\.?A\.?S?|S\.?r\.?l\.?|EOOD|OOD|AB|AS|A/S|Oy|PLC|plc|Pty|Pte|Co\.|S\.?A\.?R\.?L\.?|OÜ|UG|KG|SE|Sp\. z o\.o\."
    r"|e\.\s?V\.|Verein|Stiftung)"
    r"(?:,?\s(?:Ltd\.?|LLC|Inc\.?))?$",
)
_DOMAIN = re.compile(
    r"(?:@|\bwww\.|\bhttps?://(?:www\.)?|(?<![\w@./-]))((?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,12})\b", re.IGNORECASE
)
_DOCUMENT_WORDS = frozenset(
    "privacy policy cookie cookies statement notice terms service of use tos and the data agreement processing trackers"
    " general law enforcement guidelines addendum global shop hub protection".split(),
)
_LEADING = re.compile(r"^(?:(?:the|at|by|with|welcome|we|in|and|or|to|that|our|how)\s)+", re.IGNORECASE)
_OPENERS = frozenset(
    "the our your these if will when may does how what as at by for in to with all each any and or but".split()
)


def names(text: str, policy_id: str, stated: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Find the name that people use, and the other names of whoever wrote the text, as printed.

    `stated` are the names that the file gives its author beside its text.
    """
    head = re.sub(r"[*_`]{1,3}", "", text[:REACH])
    defined = list(_defined(head))
    printed = _clean([*titled_names(without_marks(head)), *stated, *defined, *_welcomed(head), *_companies(head)])
    name = best_name(text, policy_id, [*stated, *defined]) or _name(printed, policy_id)
    known = {fold(named) for named in (name, *printed, _core(policy_id))}
    short = [_SUFFIX.sub("", long) for long in printed]
    others = _clean([*printed, *short, *_drifted(text, name), *_domains(text, known)])
    return name, tuple(other for other in others if other.casefold() != name.casefold())


def _defined(head: str) -> Iterator[str]:
    """Take names that stand beside "we": "Acme Ltd. (“Acme” or “we”)" → "Acme", "Acme Ltd."."""
    for match in patterns.BRACKETS.finditer(head):
        if _SELF.search(match.group()):
            yield from _QUOTED.findall(match.group())
            entity = _ENTITY_BEFORE.search(head[max(0, match.start() - ENTITY_REACH) : match.start()])
            if entity and not re.search(r"\b\d+\w* ", entity.group()):  # an address is no name
                yield from re.split(r" and ", entity.group().strip())
    for line in head.split("\n"):
        start, means, rest = line[:MEANS_REACH].partition(" means ")
        if means and _SELF.search(start):
            yield from _QUOTED.findall(start)
            yield from _REGISTERED.findall(rest)


def _welcomed(head: str) -> Iterator[str]:
    """Take names out of greetings: "Welcome to Acme!", "At Acme, we care" → "Acme"."""
    yield from (welcomed or at for welcomed, at in _WELCOME.findall(head))


def _companies(head: str) -> Iterator[str]:
    """Take names out of a company line: "Company name: ИНРО ЕКСПОРТ EOOD/ INRO EXPORT Ltd" → both."""
    for line in _COMPANY_LINE.findall(head):
        yield from (re.split(r", (?=.*\d)", part)[0].strip() for part in re.split(r"\s?/\s|;", line))


def _clean(candidates: Iterable[str]) -> list[str]:
    """Give each name once, without quotes and leading articles; roles and pronouns are no names."""
    names: dict[str, str] = {}
    for candidate in candidates:
        name = _LEADING.sub("", candidate.strip(" ,;:“”\"'‘’"))
        name = name if _SUFFIX.search(name) else name.rstrip(".")
        if _is_name(name):
            names.setdefault(name.casefold().rstrip("."), name)
    return list(names.values())


def _is_name(text: str) -> bool:
    """Whether a text can be a name: it begins with a capital or a digit, or holds a dot; "our Company" is none."""
    begins = len(text) > 1 and (text[0].isupper() or "." in text or text[0].isdigit())
    return begins and may_be_name(_SUFFIX.sub("", text))


def _core(policy_id: str) -> str:
    """Take the words that say what a file is off its stem: "segments-ai-privacy-policy" → "segments-ai"."""
    words = re.split(r"[\W_]+", policy_id)
    return "-".join(word for word in words if word.lower() not in _DOCUMENT_WORDS and not word.isdigit()) or policy_id


def _name(printed: list[str], policy_id: str) -> str:
    """Choose the printed name that the file is called by; else the first that has no legal form; else the stem."""
    core = _core(policy_id)
    if same := next((name for name in printed if fold(name) == fold(core)), ""):
        return same
    if any(_alike(fold(core), fold(name)) for name in printed) or not printed:
        return " ".join(map(capitalized, core.split("-")))
    return next((name for name in printed if not _SUFFIX.search(name)), _SUFFIX.sub("", printed[0]))


def _alike(name: str, other: str) -> bool:
    """Whether names differ by the order of letters or by what follows: "lightenupai", "lightneupaiservices"."""
    return len(name) >= MIN_ALIKE and (other.startswith(name) or Counter(name) == Counter(other[: len(name)]))


def _drifted(text: str, name: str) -> Iterator[str]:
    """Find names of as many words with the same last one, used twice: "AI Expert" → "AI Experts", "Smart Experts"."""
    *before, last = name.split()
    if not before or not last.isalpha():
        return
    pattern = re.compile(rf"\b((?:[A-Z][\w-]*\s){{{len(before)}}}{re.escape(last.rstrip('s'))}s?)\b")
    times = Counter(match.group(1) for match in pattern.finditer(text))
    yield from (other for other, count in times.items() if count > 1 and other.split()[0].lower() not in _OPENERS)


def _domains(text: str, known: AbstractSet[str]) -> Iterator[str]:
    """Find domains whose name is one of the names: "aimarketplace.co" of "AI Marketplace"."""
    words = "\n".join(dotted(text))
    for domain in sorted({match.group(1).lower() for match in _DOMAIN.finditer(words)}):
        labels = domain.removeprefix("www.").split(".")
        if {fold("".join(part)) for part in (labels, labels[:-1], labels[-2:])} & known:
            yield ".".join(labels)


def drift(name: str, alias: str) -> str:
    """Say how an alias strays from a name: "AI Experts" from "AI Expert" → "is the plural of".

    "" when it is another name outright, or the same with a legal form.
    """
    plain, other = fold(name), fold(_SUFFIX.sub("", alias))
    if plain == other or (other.startswith(plain) and not alias[len(name) :].startswith("s")):
        return ""
    if plain.rstrip("s") == other.rstrip("s"):
        return "is the plural of" if other.endswith("s") else "is the singular of"
    if "." not in alias and _alike(plain, other) and not other.startswith(plain):
        return "is spelt unlike"
    last = name.rsplit(maxsplit=1)[-1].lower().rstrip("s")
    same = len(alias.split()) == len(name.split()) > 1 and alias.rsplit(maxsplit=1)[-1].lower().rstrip("s") == last
    return "stands for" if same else ""
