"""What is odd in a policy's words: addresses and links that were lost, terms, names and dates that do not hold. Pure.

Refuses to know how the policy is built: that is ingest/findings.py.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from ingest.findings.finding import Odd
from ingest.policy import DOCUMENT, Policy
from ingest.policy_names import kin


def wording(policy: Policy) -> Iterator[Odd]:
    """All that is odd in the words of a policy, in no order."""
    yield from _redacted(policy.text)
    yield from _lost_links(policy.text)
    yield from _dates(policy.text)
    yield from _unused_terms(policy)
    yield from _undefined_terms(policy)
    yield from _drifting_names(policy)
    yield from _drifting_documents(policy.text)


_REDACTED = re.compile(
    r"\[email(?:\s|\xa0)protected\]|\[(?:redacted|removed|insert[^\[\]\n]{0,60}|your company[^\[\]\n]{0,30}"
    r"|company name|e-?mail|address|date|link)\](?!\()|[█▇■]{3,}|\bxxx+@|_{6,}",
    re.IGNORECASE,
)


def _redacted(text: str) -> Iterator[Odd]:
    for match in _REDACTED.finditer(text):
        yield Odd("redacted", match.start(), match.end(), "An address or a name was taken out here or never filled in.")


_LOST = re.compile(
    r"(?:\b(?:found|available|available at|click|see|read|section [–-])\s|[–-]\s)here(?=\s?[.,;)]|\s?$)"
    r"|\b(?:fill (?:out|in)|visit|using|via|at|following) this (?:form|link|page|webpage|website)\b(?!\s?\()"
    r"|\battached (?:for reference )?below\b|\bclicking (?:on )?the [A-Z][\w ]{1,40} link\b"
    r"|(?<=[a-z])Opt[- ]Out\b|\bthis link\b(?!\s?\()",
    re.MULTILINE,
)
_TARGET = re.compile(r"https?://|www\.|\]\(|@|<http")


def _lost_links(text: str) -> Iterator[Odd]:
    """Words that were a link, with no address in the rest of their sentence or line."""
    for match in _LOST.finditer(text):
        line_end = text.find("\n", match.end())
        rest = text[match.end() : line_end if line_end >= 0 else len(text)][:80]
        if not _TARGET.search(rest) and text[match.start() - 1 : match.start()] != "[":
            yield Odd(
                "lost-link",
                _phrase(text, match.start()),
                match.end(),
                f"“{match[0].strip()}” was a link; its target is lost.",
            )


def _phrase(text: str, at: int) -> int:
    """Where the sentence around an offset begins, or a word of it where it is long."""
    early = max(0, at - 120)
    start = max(text.rfind(mark, early, at) for mark in (". ", "\n", ": "))
    start = start + 1 if start >= 0 else text.find(" ", early, at) + 1 or early
    return start + len(text[start:at]) - len(text[start:at].lstrip(" \xa0,;:–—-*"))


_DATE = re.compile(r"(?<![\d/.])(\d{1,2})([/.-])(\d{1,2})\2(?:20)?\d{2}(?![\d/])")
_PROMISED_DATE = re.compile(r"[“\"‘']?last (updated|revised|modified)[”\"’']? (?:legend|date)", re.IGNORECASE)


def _dates(text: str) -> Iterator[Odd]:
    for match in _DATE.finditer(text):
        day, month = int(match[1]), int(match[3])
        if 0 < day <= 12 and 0 < month <= 12 and day != month:  # noqa: PLR2004 - months
            says = (
                f"{match.group()} is day {day} of month {month} in one country, month {day} and day {month} in another."
            )
            yield Odd("ambiguous-date", match.start(), match.end(), says)
    for match in _PROMISED_DATE.finditer(text):
        if not re.search(rf"^\W{{0,4}}(?:last )?{match[1]}\b[^\n]{{0,20}}\d", text, re.IGNORECASE | re.MULTILINE):
            yield Odd(
                "missing-date",
                match.start(),
                match.end(),
                "The text points to a date of its last change; none is printed.",
            )


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
MAX_LINE = 100  # characters of a line that may be a heading
MIN_USES = 3  # of an undefined term: once or twice is a slip of the pen


def _definitions(text: str) -> dict[str, int]:
    """Each term that a text defines → where."""
    out: dict[str, int] = {}
    for match in _DEFINED.finditer(text):
        out.setdefault(match[1].strip(), match.start(1))
    for line in _MEANS.finditer(text):
        for match in _QUOTED.finditer(line[0]):
            out.setdefault(match[1].strip(), line.start() + match.start(1))
    return out


def _unused_terms(policy: Policy) -> Iterator[Odd]:
    """Terms that stand nowhere but in their own definition."""
    names = {n.lower() for n in (policy.name, *policy.aliases)}
    terms = _definitions(policy.text)
    uses = _uses(policy.text, {_singular(t) for t in terms})
    for term, start in terms.items():
        if term.lower() not in _PRONOUNS | names and uses[_singular(term)] == 1:
            yield Odd("term-never-used", start, start + len(term), f"“{term}” is defined here and never used again.")


def _uses(text: str, terms: set[str]) -> Counter[str]:
    """How often each term of at most four words stands in a text with a capital, in one pass."""
    words = re.findall(r"[\w’'/-]+", text)
    out: Counter[str] = Counter()
    for n, word in enumerate(words):
        if word[0].isupper():
            said = (_singular(re.sub(r"[’']s$", "", " ".join(words[n : n + k]))) for k in range(1, 5))
            out.update(set(said) & terms)
    return out


def _undefined_terms(policy: Policy) -> Iterator[Odd]:
    """Nouns with a capital in mid-sentence, used as if they were defined."""
    defined = {_singular(t) for t in _definitions(policy.text)}
    names = {_singular(n) for n in (policy.name, *policy.aliases)}
    titles = {
        _singular(line.strip("#*_ \t\xa0:0123456789.")) for line in policy.text.split("\n") if len(line) < MAX_LINE
    }
    uses: dict[str, list[re.Match[str]]] = {}
    for match in _USED.finditer(policy.text):
        if _shouted(policy.text, match):
            continue
        term = re.sub(r"^(?:The|This|Our|Your|Each|Any|All|These|Such|Other)\s", "", match[1])
        uses.setdefault(_singular(term), []).append(match)
    for term, found in uses.items():
        known = term in defined | names | titles or any(term.startswith(f"{n} ") for n in names)
        if len(found) >= MIN_USES and not known:
            says = f"“{found[0][1]}” is written like a defined term ({len(found)} times) and defined nowhere."
            yield Odd("term-never-defined", found[0].start(1), found[0].end(1), says)


def _singular(term: str) -> str:
    term = " ".join(term.lower().split())
    return re.sub(r"ies$", "y", term) if term.endswith("ies") else term.removesuffix("s")


def _shouted(text: str, match: re.Match[str]) -> bool:
    """Whether a term stands in a heading, where each word has a capital."""
    around = text[max(0, match.start() - MAX_LINE) : match.end() + MAX_LINE]
    at = min(match.start(), MAX_LINE)
    line = around[around.rfind("\n", 0, at) + 1 :].split("\n", 1)[0]
    if "." in line or len(line) > MAX_LINE:
        return False
    words = [w for w in re.findall(r"[A-Za-z]+", line) if len(w) > 3]  # noqa: PLR2004
    return bool(words) and sum(w[0].isupper() for w in words) * 3 > len(words) * 2


_ADDRESS = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,60}\.){1,4}[a-z]{2,12})\b", re.IGNORECASE)


def _drifting_names(policy: Policy) -> Iterator[Odd]:
    """Names of the same party that differ by more than a legal form, and addresses at somebody else's domain."""
    text, names = policy.text, (policy.name, *policy.aliases)
    at: set[int] = set()  # the longer of two names at one place says enough
    for alias in sorted(policy.aliases, key=len, reverse=True):
        how = kin(policy.name, alias)
        start = text.find(alias)
        if how and start >= 0 and start not in at:
            at.add(start)
            yield Odd("name-drifts", start, start + len(alias), f"“{alias}” {how} “{policy.name}”.")
    letters = {re.sub(r"\W", "", n).lower() for n in names}
    for match in {m[1].lower(): m for m in reversed(list(_ADDRESS.finditer(text)))}.values():
        host = re.sub(r"\W", "", match[1].lower())
        if not any(name[:6] in host for name in letters if len(name) > 2):  # noqa: PLR2004
            yield Odd(
                "name-drifts",
                match.start(),
                match.end(),
                f"The address is at {match[1]}, which carries none of the names.",
            )


_DOCUMENT = re.compile(rf"\b(?:[Tt]his|[Oo]ur|[Tt]he|following)\s((?:[A-Z][a-z]+\s){{1,2}}(?:{DOCUMENT[3:-1]}))\b")


def _drifting_documents(text: str) -> Iterator[Odd]:
    """One document under two names: "Privacy Policy" and "Privacy Notice"."""
    said: dict[str, Counter[str]] = {}
    first: dict[str, re.Match[str]] = {}
    for match in _DOCUMENT.finditer(text):
        subject, _, kind = match[1].rpartition(" ")
        said.setdefault(subject, Counter())[kind] += 1
        first.setdefault(match[1], match)
    for subject, kinds in said.items():
        usual = max(kinds, key=lambda kind: kinds[kind])
        for kind in sorted(set(kinds) - {usual}):
            match = first[f"{subject} {kind}"]
            if subject in ("Privacy", "Cookie", "Cookies") and kind not in ("Terms", "Guidelines"):
                says = f"The {subject} {usual} is called a {subject} {kind} here."
                yield Odd("name-drifts", match.start(1), match.end(1), says)
