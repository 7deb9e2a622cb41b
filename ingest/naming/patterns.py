"""Patterns that find names in a text: titles, definitions of "we", legal forms, verbs. Built from `words.toml`."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from ingest.policy import DOCUMENT

MOST_WORDS: Final = 5  # of a name

_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def _any(words: list[str]) -> str:
    return f"(?:{'|'.join(words)})"


def _set(name: str) -> frozenset[str]:
    return frozenset(str(_WORDS[name]).split())


NO_NAME, OPENERS, ADDRESSES = _set("no_name"), _set("openers"), _set("addresses")
EVERYWHERE, SECOND_LEVEL, UPPER = _set("everywhere"), _set("second_level"), _set("upper")

_WORD = r"(?<![\w.])(?:[^\W\d_a-zß-öø-ÿ](?:[\w&’'+-]|\.(?=\w)){0,40}|\d\w{0,9}[A-Z]\w{0,20})"
RUN: Final = rf"(?:{_WORD})(?: (?:(?:of|and|the|de|&) )?(?:{_WORD})){{0,{MOST_WORDS - 1}}}"

_FORM = (
    rf",?\s{_any(_WORDS['legal_forms'])}(?:,?\s(?:Ltd\.?|LLC|Inc\.?|& Co\. KG))?"
    r"(?=[\s,.;:()“”\"–—|]|$)"
)
FORM: Final = re.compile(_FORM)
LEGAL: Final = re.compile(rf"({RUN})(?={_FORM})")

_KIND = _any([DOCUMENT, *_WORDS["kinds"]])
_QUALIFIERS = rf"(?:{_any(_WORDS['qualifiers'].split())}\s){{0,5}}"
_BREAK = r"\s*(?:[|–—:·]|\s[-»]\s)\s*"
BREAK: Final = re.compile(r"\s[|–—·»-]\s")
KIND: Final = re.compile(rf"\b{_KIND}\b", re.IGNORECASE)
_OF = r"(?:of|by|from|de|du|des|von|van|der|på|spółki|firmy)(?:\s(?:the|der|des|la))?"
_TOPIC = rf"(?:\s(?:of|for)\s{_any(_WORDS['topics'].split())}(?:\sand\s{_any(_WORDS['topics'].split())})?)?"
_UNBROKEN = r"(?:(?!\s[|–—»-]\s|: ).)+?"
_TITLES = (
    rf"^.{{0,40}}?\b{_KIND}\b{_TOPIC}.{{0,30}}?\s{_OF}\s(?P<name>.+)$",  # "PRIVACY NOTICE OF KESTREL LTD"
    rf"^(?:The )?(?P<name>{_UNBROKEN})(?:['’]s?)?\s{_QUALIFIERS}{_KIND}\b.{{0,40}}$",  # "Acme's Privacy Policy"
    rf"^(?P<name>[^|–—:·]+?){_BREAK}.{{0,40}}{_KIND}\b.{{0,30}}$",  # "Nordlys AS – Personvern"
    rf"^.{{0,40}}{_KIND}\b.{{0,20}}?{_BREAK}(?P<name>[^|–—:·]+)$",  # "Privacy Policy | Acme"
)


_VERB, _OWN = _any(_WORDS["verbs"]), _any(_WORDS["belongings"])
_KIN = r"(?:,? (?:and|with) (?:its|our) (?:affiliates|subsidiaries|partners|group)[^.]{0,30})?"
_USES = "(?:collects?|uses?|processes|handles?|acts)"
_NAMED = r"(?: \([^()\n]{2,60}\))?"
_WITH = r"(?:,? and (?:its|our) \w+)?"
_AT = r"(?:[Ww]e at|[Hh]ere at|[Ww]elcome to|[Tt]hank you for (?:using|visiting)|[Aa]t|bei|chez)"
_BY = r"(?:also known as|offered by|operated by|provided by|services of|refers? to|controller is)"
_SAYS = (
    rf"(?:^|[.!?]\s|\n)({RUN}){_KIN} (?:\([^()\n]{{2,60}}\) )?{_VERB}\b",
    rf"\b{_AT} ({RUN})(?:[,!. \n]|$)",
    rf"\b{_BY} ({RUN})",
    rf"\b[Bb]etween:? ({RUN})(?:{_FORM})?,? \([^()\n]{{2,60}}\)",
    rf"\b(?:[Hh]ow|that|which|where|when) ({RUN})(?:{_FORM})?{_NAMED}{_WITH},? {_USES}\b",
    rf"\b(?:{_FORM})\s?\(({RUN})\)",
    rf"\b(?:the|our|supplements) ({RUN}) (?:Privacy Policy|Terms)\b",
    rf"\b({RUN})['’]s? {_OWN}\b",
)


DEFINED: Final = re.compile(rf"({RUN})?(?:{_FORM})?[^()\n]{{0,60}}\((?P<inside>[^()\n]{{2,200}})\)")
BRACKETS: Final = re.compile(r"\([^()\n]{2,300}\)")
SELF: Final = re.compile(r"[“”\"'‘]\s?(?:we|us|our|the company|company)\b", re.IGNORECASE)
QUOTED: Final = re.compile(rf"[“”\"'‘]{{1,2}}\s?({RUN}),?[“”\"'’]")
HOST: Final = re.compile(r"(?:@|\bwww\.|\bhttps?://)((?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12})\b", re.IGNORECASE)
SMALL: Final = re.compile(r"(?<![\w.@/-])[a-z]{3,}(?![\w@]|\.\w)")
LEADING: Final = re.compile(r"^(?:the|our|by|with|and|to|that|at|in|of)\s+(?=[A-Z])|^[^\w]+", re.IGNORECASE)


@cache  # compiled where a policy is read: who asks a question mostly needs none of them
def titles() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a title that has its author's name: "Acme's Privacy Policy"."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _TITLES)


@cache
def introductions() -> tuple[re.Pattern[str], ...]:
    """Return the patterns by which a text says who "we" are: "At Acme, we …"; the first group is the name."""
    return tuple(map(re.compile, _SAYS))
