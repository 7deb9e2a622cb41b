"""Report what is odd in a policy's words: lost addresses and links, terms, names and dates that do not hold.

    "To object, fill out this form."    →    lost-link: "“fill out this form” was a link; its target is lost."

How the policy is built is looked at in structure.py.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from ingest.findings.finding import Oddity
from ingest.naming.policy_names import drift
from ingest.policy import DOCUMENT_KINDS, Policy


def wording(policy: Policy) -> Iterator[Oddity]:
    """Report all that is odd in the words of a policy, in no order."""
    yield from _redacted(policy.text)
    yield from _lost_links(policy.text)
    yield from _dates(policy.text)
    yield from _unused_terms(policy)
    yield from _undefined_terms(policy)
    yield from _drifting_names(policy)
    yield from _foreign_addresses(policy)
    yield from _drifting_documents(policy.text)


_REDACTED = re.compile(
    r"\[email(?:\s|\xa0)protected\]|\[(?:redacted|removed|insert[^\[\]\n]{0,60}|your company[^\[\]\n]{0,30}"
    r"|company name|e-?mail|address|date|link|todo[^\[\]\n]{0,60}|tb[cd])\](?!\()|[█▇■]{3,}|\bxxx+@|_{6,}"
    r"|(?-i:\b(?:TODO|TBD|TBC|XX+)\b)|\{\{[^{}\n]{1,60}\}\}|\blorem ipsum\b",
    re.IGNORECASE,
)


def _redacted(text: str) -> Iterator[Oddity]:
    for match in _REDACTED.finditer(text):
        yield Oddity(
            "redacted", match.start(), match.end(), "An address or a name was taken out here or never filled in."
        )


_LOST = re.compile(
    r"(?:\b(?:found|available|available at|click|see|read|section [–-])\s|[–-]\s)here(?=\s?[.,;)]|\s?$)"
    r"|\b(?:fill (?:out|in)|visit|using|via|at|following) this (?:form|link|page|webpage|website)\b(?!\s?\()"
    r"|\battached (?:for reference )?below\b|\bclicking (?:on )?the [A-Z][\w ]{1,40} link\b"
    r"|(?<=[a-z])Opt[- ]Out\b|\bthis link\b(?!\s?\()",
    re.MULTILINE,
)
TARGET_REACH: Final = 80  # characters behind the words of a link in which its address is looked for
PHRASE_REACH: Final = 120  # characters before them in which their sentence may begin
_TARGET = re.compile(r"https?://|www\.|\]\(|@|<http")


def _lost_links(text: str) -> Iterator[Oddity]:
    """Report words that were a link, with no address in the rest of their sentence or line."""
    for match in _LOST.finditer(text):
        line_end = text.find("\n", match.end())
        rest = text[match.end() : line_end if line_end >= 0 else len(text)][:TARGET_REACH]
        if not _TARGET.search(rest) and text[match.start() - 1 : match.start()] != "[":
            says = f"“{match[0].strip()}” was a link; its target is lost."
            yield Oddity("lost-link", _phrase_start(text, match.start()), match.end(), says)


def _phrase_start(text: str, offset: int) -> int:
    """Find where the sentence around an offset begins, or a word of it where it is long."""
    earliest = max(0, offset - PHRASE_REACH)
    start = max(text.rfind(mark, earliest, offset) for mark in (". ", "\n", ": "))
    start = start + 1 if start >= 0 else text.find(" ", earliest, offset) + 1 or earliest
    return start + len(text[start:offset]) - len(text[start:offset].lstrip(" \xa0,;:–—-*"))


_DATE = re.compile(r"(?<![\d/.])(\d{1,2})([/.-])(\d{1,2})\2(?:20)?\d{2}(?![\d/])")
MONTHS: Final = 12
_PROMISED_DATE = re.compile(r"[“\"‘']?last (updated|revised|modified)[”\"’']? (?:legend|date)", re.IGNORECASE)


def _dates(text: str) -> Iterator[Oddity]:
    """Report dates that are read in two ways, and dates of the last change that are promised and not printed."""
    for match in _DATE.finditer(text):
        day, month = int(match[1]), int(match[3])
        if 0 < day <= MONTHS and 0 < month <= MONTHS and day != month:
            here, there = f"day {day} of month {month} in one country", f"month {day} and day {month} in another"
            yield Oddity("ambiguous-date", match.start(), match.end(), f"{match.group()} is {here}, {there}.")
    for match in _PROMISED_DATE.finditer(text):
        if not re.search(rf"^\W{{0,4}}(?:last )?{match[1]}\b[^\n]{{0,20}}\d", text, re.IGNORECASE | re.MULTILINE):
            says = "The text points to a date of its last change; none is printed."
            yield Oddity("missing-date", match.start(), match.end(), says)


_TERM = r"[A-Z][\w’'/-]*(?:\s[A-Z][\w’'/-]*){0,3}"
_DEFINED = re.compile(
    r"[(,]\s?(?:(?:the|each an?|an?|collectively|together|hereinafter|our|or|and|as|referred to)[,\s]{1,3}){0,4}"
    rf"[“\"‘]({_TERM}),?[”\"’]",
)
_QUOTED = re.compile(rf"[“”\"‘]\s?({_TERM}),?[”\"’]")
_MEANS = re.compile(
    r"^.{0,200}?[”\"’],?\s(?:means|mean|refers to|refer to|is the|are the|has the meaning|includes)\b", re.MULTILINE
)
_PRONOUNS = frozenset("we us our ours you your yours i me company".split())
# Nouns that a policy makes into a term by a capital letter; other capitalised words are names of things.
_NOUNS: Final = (
    "Data|Information|Services?|Providers?|Users?|Customers?|Company|Platform|Site|Website|Applications?|App|Owner|Controller"
    "|Processors?|Accounts?|Agreement|Content|Partners?|Tokens?|Devices?|Products?|Affiliates?|Part(?:y|ies)|Members?|Clients?|Software|Cookies?"
)
_USED = re.compile(
    rf"\b(?:[a-z][\w’'-]*[,’”)]?|The|This|Our|Your|Each) ((?:[A-Z][A-Za-z]+\s){{0,2}}(?:{_NOUNS}))(?![\w-])(?!\s[A-Z])"
)
MAX_LINE: Final = 100  # characters of a line that may be a heading
MIN_USES: Final = 3  # of an undefined term: once or twice is a slip of the pen
MAX_TERM: Final = 4  # words
MIN_WORD: Final = 4  # letters of a word that a heading writes with a capital


def _definitions(text: str) -> dict[str, int]:
    """Find each term that a text defines, and where: "its owners (the “Owners”)" → {"Owners": 17}."""
    defined: dict[str, int] = {}
    for match in _DEFINED.finditer(text):
        defined.setdefault(match[1].strip(), match.start(1))
    for line in _MEANS.finditer(text):
        for match in _QUOTED.finditer(line[0]):
            defined.setdefault(match[1].strip(), line.start() + match.start(1))
    return defined


def _unused_terms(policy: Policy) -> Iterator[Oddity]:
    """Report terms that stand nowhere but in their own definition."""
    names = {name.lower() for name in (policy.name, *policy.aliases)}
    terms = _definitions(policy.text)
    uses = _uses(policy.text, {_singular(term) for term in terms})
    for term, start in terms.items():
        if term.lower() not in _PRONOUNS | names and uses[_singular(term)] == 1:
            yield Oddity("term-never-used", start, start + len(term), f"“{term}” is defined here and never used again.")


def _uses(text: str, terms: set[str]) -> Counter[str]:
    """Count how often each term of at most four words stands in a text with a capital, in one pass."""
    words = re.findall(r"[\w’'/-]+", text)
    firsts = {term.split(" ", 1)[0] for term in terms}
    uses: Counter[str] = Counter()
    for n, word in enumerate(words):
        if word[0].isupper() and (word.lower() in firsts or _as_term(word) in terms):
            phrases = (" ".join(words[n : n + length]) for length in range(1, MAX_TERM + 1))
            uses.update({_as_term(phrase) for phrase in phrases} & terms)
    return uses


def _as_term(phrase: str) -> str:
    """Take the genitive off a phrase, and its plural: "Third Party’s" → "third party"."""
    return _singular(re.sub(r"[’']s$", "", phrase))


def _undefined_terms(policy: Policy) -> Iterator[Oddity]:
    """Report nouns with a capital in mid-sentence that are used as if they were defined."""
    names = {_singular(name) for name in (policy.name, *policy.aliases)}
    known = names | _short_lines(policy.text) | {_singular(term) for term in _definitions(policy.text)}
    for term, uses in _terms_in_use(policy.text).items():
        named = term in known or any(term.startswith(f"{name} ") for name in names)
        if len(uses) >= MIN_USES and not named:
            says = f"“{uses[0][1]}” is written like a defined term ({len(uses)} times) and defined nowhere."
            yield Oddity("term-never-defined", uses[0].start(1), uses[0].end(1), says)


def _short_lines(text: str) -> set[str]:
    """Return the lines that may be headings, in the singular and without marks and numbers."""
    lines = (line for line in text.split("\n") if len(line) < MAX_LINE)
    return {_singular(line.strip("#*_ \t\xa0:0123456789.")) for line in lines}


def _terms_in_use(text: str) -> dict[str, list[re.Match[str]]]:
    """Find what is written like a defined term, and all its places; headings are left out."""
    uses: dict[str, list[re.Match[str]]] = {}
    for match in _USED.finditer(text):
        if not _in_capitals(text, match):
            term = re.sub(r"^(?:The|This|Our|Your|Each|Any|All|These|Such|Other)\s", "", match[1])
            uses.setdefault(_singular(term), []).append(match)
    return uses


def _singular(term: str) -> str:
    """Fold a term's plural and case: "Third Parties" → "third party"."""
    term = " ".join(term.lower().split())
    return re.sub(r"ies$", "y", term) if term.endswith("ies") else term.removesuffix("s")


def _in_capitals(text: str, match: re.Match[str]) -> bool:
    """Whether a term stands in a heading, where each word has a capital."""
    around = text[max(0, match.start() - MAX_LINE) : match.end() + MAX_LINE]
    offset = min(match.start(), MAX_LINE)
    line = around[around.rfind("\n", 0, offset) + 1 :].split("\n", 1)[0]
    if "." in line or len(line) > MAX_LINE:
        return False
    words = [word for word in re.findall(r"[A-Za-z]+", line) if len(word) >= MIN_WORD]
    return bool(words) and sum(word[0].isupper() for word in words) * 3 > len(words) * 2


HOST_PREFIX: Final = 6  # letters of a name that its domain carries: "segmen" in "segments.ai"
MIN_NAME: Final = 3  # letters of a name that is looked for in a domain
_SUBJECTS: Final = frozenset(("Privacy", "Cookie", "Cookies"))
_OTHER_DOCUMENTS: Final = frozenset(("Terms", "Guidelines"))  # documents of their own beside a policy
_DOCUMENT = re.compile(rf"\b(?:[Tt]his|[Oo]ur|[Tt]he|following)\s((?:[A-Z][a-z]+\s){{1,2}}(?:{DOCUMENT_KINDS}))\b")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,60}\.){1,4}[a-z]{2,12})\b", re.IGNORECASE)


def _drifting_names(policy: Policy) -> Iterator[Oddity]:
    """Report names of the same party that differ by more than a legal form."""
    starts: set[int] = set()  # the longer of two names at one place says enough
    for alias in sorted(policy.aliases, key=len, reverse=True):
        how = drift(policy.name, alias)
        start = policy.text.find(alias)
        if how and start >= 0 and start not in starts:
            starts.add(start)
            yield Oddity("name-drifts", start, start + len(alias), f"“{alias}” {how} “{policy.name}”.")


def _foreign_addresses(policy: Policy) -> Iterator[Oddity]:
    """Report the first e-mail address at each domain that carries none of the policy's names."""
    names = {re.sub(r"\W", "", name).lower() for name in (policy.name, *policy.aliases)}
    firsts = {match[1].lower(): match for match in reversed(list(_ADDRESS.finditer(policy.text)))}
    for match in firsts.values():
        host = re.sub(r"\W", "", match[1].lower())
        if not any(name[:HOST_PREFIX] in host for name in names if len(name) >= MIN_NAME):
            says = f"The address is at {match[1]}, which carries none of the names."
            yield Oddity("name-drifts", match.start(), match.end(), says)


def _drifting_documents(text: str) -> Iterator[Oddity]:
    """Report one document under two names: "Privacy Policy" and "Privacy Notice"."""
    times: dict[str, Counter[str]] = {}  # "Privacy" → {"Policy": 3, "Notice": 1}
    firsts: dict[str, re.Match[str]] = {}
    for match in _DOCUMENT.finditer(text):
        subject, _, kind = match[1].rpartition(" ")
        times.setdefault(subject, Counter())[kind] += 1
        firsts.setdefault(match[1], match)
    for subject, kinds in times.items():
        usual = max(kinds, key=lambda kind: kinds[kind])
        for kind in sorted(set(kinds) - {usual}):
            match = firsts[f"{subject} {kind}"]
            if subject in _SUBJECTS and kind not in _OTHER_DOCUMENTS:
                says = f"The {subject} {usual} is called a {subject} {kind} here."
                yield Oddity("name-drifts", match.start(1), match.end(1), says)
