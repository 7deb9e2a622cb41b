"""Weigh what speaks for each name that a policy may be called by: "Privacy Notice of Kestrel Ltd" → "Kestrel".

Every way in which a text introduces its author gives a candidate some points; the file's name and the text's addresses
add to candidates that the text itself prints. The best one is the name.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ingest.english.dictionary import is_english
from ingest.naming import patterns

TITLE_LINES: Final = 12  # lines that are not blank, in which a title is looked for
TITLE_LENGTH: Final = 90  # characters of a title
INTRODUCTION: Final = 4_000  # characters in which a policy says who it is
SEVERAL: Final = 3  # times that a company must be named to be the author by that alone
ONCE: Final = 2  # times said, and one more: capitals that are said only there are the title's, not the name's
OFTEN: Final = 64  # times: from there on a name that is said more often is no likelier

# How much each way of saying a name counts; set by reading the names of 150 policies of a public archive.
TITLE, DEFINED, SAYS, ENTITY, HOST, FILE = 7.0, 5.0, 3.0, 2.0, 3.0, 5.0
FIRST_LINE = 1.0  # a first line that names no kind of document
UNPRINTED = -3.0  # an address that the text never prints as a name: taken where nothing else speaks
SHORTER = 1.0  # less than a longer name, for its beginning that is an address: "Hetzner" of "Hetzner Online"
CAPITAL: Final = 0.2  # share of capitals from which on small letters are a slip: "eharmony" has fewer
MOST_ADDRESSES: Final = 0.25  # share of a text's addresses: one that has more is its author's


@dataclass(slots=True)
class _Evidence:
    """What speaks for the names of one spelling."""

    points: float
    printed: Counter[str]  # as the text has it


def best_name(text: str, policy_id: str, also: Iterable[str] = ()) -> str:
    """Return the name that most speaks for, as the text prints it most often; "" where nothing speaks for any.

    `also` are names that were found in other ways, each as good as one in a definition.
    """
    addresses = _addresses(text)
    hosts, stem = _hosts(addresses), _stem_runs(policy_id)
    candidates = [(patterns.LEADING.sub("", without_form(name)), points) for name, points in _candidates(text, also)]
    candidates += [short for name, points in candidates for short in _beginnings(name, points, hosts, stem)]
    candidates += [*_addressed(text, addresses, hosts, stem), *_filed(text, stem)]
    evidence: dict[str, _Evidence] = {}
    for name, points in candidates:
        if may_be_name(name):
            entry = evidence.setdefault(fold(name), _Evidence(0.0, Counter()))
            entry.points = max(entry.points, points)
            entry.printed[name] += 1
    if not evidence:
        return ""
    scores = {folded: _score(folded, entry, text, hosts, stem) for folded, entry in evidence.items()}
    best = max(scores, key=lambda folded: (scores[folded], len(folded)))
    if scores[best] <= UNPRINTED:
        return ""
    return _spelling(evidence[best], text)


def without_form(name: str) -> str:
    """Take the legal form off a name: "Kestrel Ltd" → "Kestrel"."""
    return patterns.FORM.sub("", name.strip()).strip(" ,;:“”\"'‘’*_#|–—·-")


def _candidates(text: str, also: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Each name that the text introduces, with its points."""
    plain = without_marks(text[: 10 * INTRODUCTION])
    yield from ((name, SAYS if _times(name, plain) > 1 else FIRST_LINE) for name in _first_line(plain))
    yield from ((name, TITLE) for name in titled_names(plain))
    yield from ((name, DEFINED) for name in also)
    head = plain[:INTRODUCTION]
    speaks = any(map(patterns.SELF.search, patterns.BRACKETS.findall(head)))
    for match in patterns.DEFINED.finditer(head) if speaks else ():
        if patterns.SELF.search(match["inside"]):
            yield from ((name, DEFINED) for name in patterns.QUOTED.findall(match["inside"]))
            if match[1]:
                yield match[1], SAYS
    for pattern in patterns.introductions():
        yield from ((name, SAYS) for name in pattern.findall(head))
    yield from ((name, ENTITY) for name in patterns.LEGAL.findall(plain))


def _first_line(plain: str) -> Iterator[str]:
    """The first line, and what stands before a break in it: "Northbound: bags and refunds" → "Northbound"."""
    first = next((line.strip(" #=-") for line in plain.split("\n") if line.strip(" #=-")), "")
    if not first or len(first) > TITLE_LENGTH:
        return
    before = re.split(r":\s|\s[|–—·-]\s", first)[0]
    for name in dict.fromkeys((first, before)):
        topic = is_english(name.lower()) and is_written_small(name, plain)
        if _reads_as_name(name) and not topic and not patterns.KIND.search(name):
            yield _cased(name)


def without_marks(text: str) -> str:
    """Take links and emphasis out of Markdown: "**[Acme](https://acme.example)**" → "Acme"."""
    return re.sub(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)", r"\1", re.sub(r"[*_`]{1,3}", "", text))


def titled_names(plain: str) -> Iterator[str]:
    """The name in the first title that has one: "Nordlys AS – Personvern", "Größen Verein" → "Nordlys AS", …."""
    lines = [line for line in (line.strip("#*_=-> \t.") for line in plain.split("\n")) if line]
    for line in lines[:TITLE_LINES]:
        for pattern in patterns.titles():
            match = pattern.match(line) if len(line) <= TITLE_LENGTH else None
            if match and _reads_as_name(match["name"]) and not is_written_small(match["name"], plain):
                yield _cased(match["name"]).strip(" –—|:·-")
                return
    if lines and without_form(lines[0]) != lines[0] and _reads_as_name(lines[0]):
        yield lines[0]


def _reads_as_name(words: str) -> bool:
    """Whether the words before or behind a document's kind are written as a name."""
    plain = without_form(words)
    parts = plain.split()
    small = [word for word in parts if word[:1].islower() and word not in {"of", "and", "the", "de", "for"}]
    return 1 <= len(parts) <= patterns.MOST_WORDS and (not small or len(parts) == 1) and may_be_name(plain)


def is_written_small(name: str, text: str) -> bool:
    """Whether the text has all words of a title's name in small letters, too: "Conduct" of "Code of Conduct"."""
    words = {word for word in re.findall(r"\w+", name.lower()) if not word.isdigit()}
    return words <= _small(text) | patterns.NO_NAME


@lru_cache(maxsize=2)
def _small(text: str) -> frozenset[str]:
    return frozenset(patterns.SMALL.findall(text))


def _cased(name: str) -> str:
    """A name in a title that is all in capitals, as a name is written: "KESTREL LTD" → "Kestrel Ltd"."""
    if not name.isupper():
        return name
    plain = without_form(name)
    words = plain.split()
    abbreviated = 4 if len(words) == 1 else 3  # "IKEA", "BBC Sounds", but "Tessaly Air"
    long = [word for word in words if len(word) > abbreviated or (len(word) > 2 and is_english(word.lower()))]  # noqa: PLR2004
    cased = " ".join(word.capitalize() if word in long else word for word in words)
    form = name[len(plain) :]
    return cased + (form.title() if patterns.FORM.search(form.title()) else form) if name.startswith(plain) else cased


def may_be_name(name: str) -> bool:
    """Say whether the words can be a name: they are not only words that policies are made of, and no address."""
    words = [word.strip(".") for word in re.findall(r"[\w.]+", name.lower()) if word.strip(".")]
    if not words or len(words) > patterns.MOST_WORDS or name[0].isdigit():
        return False
    if words[0] in patterns.OPENERS or words[-1] in patterns.ADDRESSES or patterns.FORM.fullmatch(f" {name}"):
        return False
    return not patterns.NO_NAME.issuperset(words)


@lru_cache(maxsize=1)
def dotted(text: str) -> Mapping[str, int]:
    """The words of a text with a dot in them, and how often each stands there: all addresses are among these few."""
    return Counter(word for word in text.split() if "." in word[1:-1])


def _addresses(text: str) -> Counter[str]:
    """The hosts of the addresses in the text, and how often each stands there."""
    hosts: Counter[str] = Counter()
    for word, times in dotted(text).items():
        for host in patterns.HOST.findall(word):
            hosts[host] += times
    return hosts


def _hosts(addresses: Mapping[str, int]) -> Mapping[str, float]:
    """The labels of some hosts, each with its share of all of them."""
    counts: Counter[str] = Counter()
    for host, times in addresses.items():
        counts[fold(_label(host))] += times
    whole = counts.total()
    return {label: count / whole for label, count in counts.items()}


def _label(host: str) -> str:
    """The label that an owner registers: "www.bbc.co.uk" → "bbc"."""
    *labels, _ = host.lower().split(".")
    return labels[-2] if len(labels) > 1 and labels[-1] in patterns.SECOND_LEVEL else labels[-1]


def _stem_runs(policy_id: str) -> Mapping[str, str]:
    """Runs of words of a file's stem by their letters: "new-york-times" → {"newyorktimes": "New York Times", …}."""
    words = [word for word in re.split(r"[\W_]+", policy_id) if word]
    runs = [words[n:m] for n in range(len(words)) for m in range(n + 1, min(n + patterns.MOST_WORDS, len(words)) + 1)]
    return {fold("".join(run)): " ".join(map(capitalized, run)) for run in runs if may_be_name(" ".join(run))}


def capitalized(word: str) -> str:
    """Write a word of a file's name as a name is printed: "expert" → "Expert", "ai" → "AI"."""
    return word.upper() if word.lower() in patterns.UPPER else word[:1].upper() + word[1:]


def _beginnings(
    name: str, points: float, hosts: Mapping[str, float], stem: Mapping[str, str]
) -> Iterator[tuple[str, float]]:
    """The first words of a name that an address or the file has: "Hetzner" of "Hetzner Online" and hetzner.com."""
    words = name.split()
    for n in range(1, len(words)):
        folded = fold("".join(words[:n]))
        if hosts.get(folded, 0.0) >= MOST_ADDRESSES or (folded in stem and not is_english(words[0].lower())):
            yield " ".join(words[:n]), points - SHORTER


def _addressed(
    text: str, addresses: Iterable[str], hosts: Mapping[str, float], stem: Mapping[str, str]
) -> Iterator[tuple[str, float]]:
    """What most addresses of the text are called, as the text prints it."""
    for label in (label for label, share in hosts.items() if share >= MOST_ADDRESSES and label):
        printed = Counter(re.findall(rf"(?<![\w.@/-]){re.escape(label)}(?![\w@-]|\.\w)", text, re.IGNORECASE))
        if printed and label not in patterns.EVERYWHERE:
            yield max(printed, key=lambda word: printed[word]), ENTITY
        elif label not in patterns.EVERYWHERE:
            yield stem.get(label, label.capitalize()), UNPRINTED
    whole = {fold(host.removeprefix("www.")) for host in addresses}
    yield from ((stem[run], ENTITY) for run in whole & set(stem))  # "lightenup-ai" and lightenup.ai


def _filed(text: str, stem: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """Words of the file's stem that the text prints more than once, as a name or, one alone, in small letters.

    English words that it mostly has in small letters are no name: "Baggage" of baggage-rules.md, as "happn" is.
    """
    head = text[: 10 * INTRODUCTION]
    printed = Counter(re.findall(rf"\b(?:{patterns.RUN})", head))
    printed += Counter(patterns.SMALL.findall(head))
    first = head[:TITLE_LENGTH]
    runs = (run for run, times in printed.items() if (times > 1 or run in first) and fold(run) in stem)
    named = (run for run in runs if not is_english(run.lower()) or printed[run.lower()] < printed[run])
    yield from ((run, 0.0) for run in named if not patterns.KIND.fullmatch(run))


def _score(folded: str, entry: _Evidence, text: str, hosts: Mapping[str, float], stem: Mapping[str, str]) -> float:
    times = sum(_times(printed, text) for printed in entry.printed)
    if entry.points < DEFINED and folded in patterns.EVERYWHERE and folded not in stem:
        return UNPRINTED  # a service that the policy speaks of
    titled = entry.points == FIRST_LINE and not all(map(is_english, max(entry.printed, key=len).lower().split()))
    if entry.points <= ENTITY and not titled and not hosts.get(folded) and folded not in stem and times < SEVERAL:
        return UNPRINTED  # a company that the policy speaks of
    points = entry.points + math.log2(1 + min(times, OFTEN)) / 2
    points += HOST * min(1.0, 2 * hosts.get(folded, 0.0))
    return points + (FILE + len(max(entry.printed, key=len).split()) - 1 if folded in stem else 0.0)


def _times(printed: str, text: str) -> int:
    """How often the text has these words, not as part of others: "Nord" is not in "NordVPN"."""
    words = re.escape(printed)
    return len(re.findall(rf"{words}(?!\w)(?<!\w{words})", text))  # the words first: so `re` looks for them alone


def _spelling(entry: _Evidence, text: str) -> str:
    """The way in which the text prints the name most often."""
    times = {printed: _times(printed, text) + 1 for printed in entry.printed}
    capital = {printed: count for printed, count in times.items() if printed[:1].isupper()}
    usual = capital if sum(capital.values()) >= CAPITAL * sum(times.values()) else times
    best = max(usual, key=lambda printed: (usual[printed], entry.printed[printed]))
    return _cased(best) if times[best] <= ONCE else best


# As files are named: "groessen" is "Größen".
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


@lru_cache(maxsize=10_000)
def fold(name: str) -> str:
    """Letters and digits alone: "AI Planet", "ai-planet" → "aiplanet"."""
    return "".join(character for character in name.casefold().translate(_SPELT) if character.isalnum())
