"""What a policy calls whoever wrote it: its title, its definitions of "we", its company line, its domains. Pure.

Refuses to know files: the id (a file's stem) only breaks ties. A name is taken from the text as printed; third parties
that a text defines ("Google Inc. (“Google”)") are told by what the brackets lack: a "we" or a "Company".
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from ingest.policy import DOCUMENT

REACH: Final = 60_000  # characters in which a policy introduces itself; domains are looked for in all of it
_QUOTED = re.compile(r"[“”\"'‘’]{1,2}\s?([^“”\"‘’()\n]{1,60}?),?[“”\"'’]{1,2}(?![\w])")
_BRACKETS = re.compile(r"\((?=[^()\n]{0,200}[“”\"'‘])([^()\n]{2,300})\)")
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
_TITLE = re.compile(
    r"^[#*_\s]{0,6}(?:The )?([^\W\d][^\n]{0,60}?)(?:['’]s?)?\s"
    r"(?:(?:Global|Online|General|Data|Privacy|Cookies?|Website|User)\s|(?:and|&)\s){0,4}"
    rf"{DOCUMENT}\b[^\n]{{0,40}}$",
    re.MULTILINE,
)
_SUFFIX = re.compile(
    r",?\s(?:B\.?V\.?|N\.?V\.?|Ltd\.?|LTD\.?|Limited|LLC|L\.L\.C\.|LLP|Inc\.?|Incorporated|Corp\.?|Corporation|GmbH|AG"
    r"|S\.?A\.?S?|S\.?r\.?l\.?|EOOD|OOD|AB|AS|A/S|Oy|PLC|plc|Pty|Pte|Co\.|S\.?A\.?R\.?L\.?|OÜ|UG|KG|SE|Sp\. z o\.o\.)"
    r"(?:,?\s(?:Ltd\.?|LLC|Inc\.?))?$",
)
_DOMAIN = re.compile(
    r"(?:@|\bwww\.|\bhttps?://(?:www\.)?|(?<![\w@./-]))((?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,12})\b", re.IGNORECASE
)
# What a definition may put in quotes beside a name.
_ROLES = frozenset(
    "we us our ours you your yours user users customer customers company platform website site sites app apps"
    " application applications service services product products software policy privacy notice statement terms"
    " agreement party parties data personal information controller processor provider cookies content account"
    " member members client clients visitor visitors i me my this these here it they eu eea uk us usa gdpr ccpa"
    " dpa the affiliates group subsidiary".split(),
)
_DOCUMENT_WORDS = frozenset(
    "privacy policy cookie cookies statement notice terms service of use tos and the data agreement processing trackers"
    " general law enforcement guidelines addendum global shop hub".split(),
)
_OPENERS = frozenset(
    "the our your these if will when may does how what as at by for in to with all each any and or but".split()
)


def names(text: str, policy_id: str) -> tuple[str, tuple[str, ...]]:
    """The name that people use and the other names of whoever wrote the text, as printed."""
    head = re.sub(r"[*_`]{1,3}", "", text[:REACH])
    titled = [n for n in _titled(head) if n]
    defined = list(_defined(head))
    found = _clean([*titled, *defined, *_welcomed(head), *_companies(head)])
    name = _name(found, policy_id)
    known = {_fold(n) for n in [name, *found]} | {_fold(_core(policy_id))}
    others = [*found, *(_SUFFIX.sub("", n) for n in found), *_drifted(text, name), *_domains(text, known)]
    return name, tuple(n for n in _clean(others) if n != name)


def _titled(head: str) -> Iterator[str]:
    """Of "AI Expert Privacy Policy" gives "AI Expert", when it stands in the first lines."""
    if match := _TITLE.search(head[:400]):
        words = match.group(1).split()
        while words and (words[-1].lower() in _DOCUMENT_WORDS or words[-1] == "&"):
            words.pop()
        if words and len(words) <= 4 and words[0].lower() not in _OPENERS | {"this", "welcome"}:  # noqa: PLR2004
            yield re.sub(r"['’]s?$", "", " ".join(words))


def _defined(head: str) -> Iterator[str]:
    """Names that a text sets beside "we": in brackets behind the company, or in a list of definitions."""
    for match in _BRACKETS.finditer(head):
        if _SELF.search(match.group(1)):
            yield from _QUOTED.findall(match.group(1))
            entity = _ENTITY_BEFORE.search(head[max(0, match.start() - 120) : match.start()])
            if entity and not re.search(r"\b\d+\w* ", entity.group()):  # an address is no name
                yield from re.split(r" and ", entity.group().strip())
    for line in head.split("\n"):
        start, means, rest = line[:300].partition(" means ")
        if means and _SELF.search(start):
            yield from _QUOTED.findall(start)
            yield from _REGISTERED.findall(rest)


def _welcomed(head: str) -> Iterator[str]:
    yield from (welcomed or at for welcomed, at in _WELCOME.findall(head))


def _companies(head: str) -> Iterator[str]:
    """Of "Company name: ИНРО ЕКСПОРТ EOOD/ INRO EXPORT Ltd" gives both."""
    for line in _COMPANY_LINE.findall(head):
        yield from (re.split(r", (?=.*\d)", part)[0].strip() for part in re.split(r"\s?/\s|;", line))


def _clean(found: Iterable[str]) -> list[str]:
    """Each name once, without quotes and leading articles; roles and pronouns are no names."""
    out: dict[str, str] = {}
    for raw in found:
        name = re.sub(
            r"^(?:(?:the|at|by|with|welcome|we|in|and|or|to|that|our|how)\s)+",
            "",
            raw.strip(" ,;:“”\"'‘’"),
            flags=re.IGNORECASE,
        )
        name = name if _SUFFIX.search(name) else name.rstrip(".")
        words = re.findall(r"\w+", name.lower())
        if (
            words
            and len(name) > 1
            and not set(words) <= _ROLES | _DOCUMENT_WORDS
            and (name[0].isupper() or "." in name or name[0].isdigit())
        ):
            out.setdefault(_exact(name), name)
    return list(out.values())


def _exact(name: str) -> str:
    return name.casefold().rstrip(".")


def _fold(name: str) -> str:
    """Letters and digits alone: "AI Planet", "ai-planet" and "aiplanet" are one."""
    return "".join(c for c in name.casefold() if c.isalnum())


def _core(policy_id: str) -> str:
    """A file's stem without the words that say what it is: "segments-ai-privacy-policy" is "segments-ai"."""
    words = [w for w in re.split(r"[\W_]+", policy_id) if w.lower() not in _DOCUMENT_WORDS and not w.isdigit()]
    return "-".join(words) or policy_id


def _name(found: list[str], policy_id: str) -> str:
    """The printed name that the file is called by; else the first that is no company's legal name; else the stem."""
    core = _core(policy_id)
    same = [n for n in found if _fold(n) == _fold(core)]
    if same:
        return same[0]
    if any(_alike(_fold(core), _fold(n)) for n in found) or not found:
        return " ".join(w.upper() if w.lower() in ("ai", "io") else w[:1].upper() + w[1:] for w in core.split("-"))
    return next((n for n in found if not _SUFFIX.search(n)), _SUFFIX.sub("", found[0]))


def _alike(a: str, b: str) -> bool:
    """Whether two names differ by a slip of the pen or by what follows: "lightenup ai", "LIGHTNEUP AI SERVICES"."""
    return len(a) > 5 and (b.startswith(a) or Counter(a) == Counter(b[: len(a)]))  # noqa: PLR2004


def _drifted(text: str, name: str) -> Iterator[str]:
    """For "AI Expert" gives "AI Experts" and "Smart Experts": as many words, the same last one, said repeatedly."""
    words = name.split()
    if len(words) < 2 or not words[-1].isalpha():  # noqa: PLR2004
        return
    stem = re.escape(words[-1].rstrip("s"))
    pattern = re.compile(rf"\b((?:[A-Z][\w-]*\s){{{len(words) - 1}}}{stem}s?)\b")
    said = Counter(m.group(1) for m in pattern.finditer(text))
    yield from (n for n, count in said.items() if count > 1 and n.split()[0].lower() not in _OPENERS)


def _domains(text: str, known: set[str]) -> Iterator[str]:
    """Domains whose name is one of the names: "aimarketplace.co" of "AI Marketplace"."""
    seen = Counter(m.group(1).lower() for m in _DOMAIN.finditer(text))
    for domain in sorted(seen):
        labels = domain.removeprefix("www.").split(".")
        whole, host = _fold("".join(labels)), _fold("".join(labels[:-1]))
        if whole in known or host in known or _fold("".join(labels[-2:])) in known:
            yield domain.removeprefix("www.")


def kin(name: str, alias: str) -> str:
    """How an alias strays from a name, in words; "" when it is another name outright or the same with a legal form."""
    plain, other = _fold(name), _fold(_SUFFIX.sub("", alias))
    if plain == other or (other.startswith(plain) and not alias[len(name) :].startswith("s")):
        return ""
    if plain.rstrip("s") == other.rstrip("s"):
        return "is the plural of" if other.endswith("s") else "is the singular of"
    if "." not in alias and _alike(plain, other) and not other.startswith(plain):
        return "is spelt unlike"
    last = name.rsplit(maxsplit=1)[-1].lower().rstrip("s")
    same = len(alias.split()) == len(name.split()) > 1 and alias.rsplit(maxsplit=1)[-1].lower().rstrip("s") == last
    return "stands for" if same else ""
