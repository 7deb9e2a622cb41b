"""Tell policies of one name apart by the kind of document: "TikTok" → "TikTok Law Enforcement Guidelines"."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from ingest.policy import DOCUMENT, Policy

HEAD: Final = 1_500  # characters in which a title stands
LINE: Final = 90  # characters of a title
_QUALIFIERS = (
    r"(?:(?:Privacy|Cookies?|Trackers?|Data|Law|Enforcement|Processing|Processor|Controller|Protection|Transfer|User"
    r"|Consent|Community|Business|Candidate|Employee|Staff|Acceptable|Use|Retention|Security|Terms|Service|Information"
    r"|Content|Media|Website|Mobile|Children['’]?s?|California|Copyright|Refund|Return|Returns|Shipping|Subscription"
    r"|License|Non-Disclosure|of|and|&)\s+)"
)
_ENDS = rf"(?:{DOCUMENT}(?: of (?:Service|Use|Sale|Business))?|Handbook|Manual|Code of Conduct|Rules)"
_KIND = re.compile(rf"\b{_QUALIFIERS}{{0,6}}{_ENDS}\b", re.IGNORECASE)
_SHORT_KINDS = "dpa aup tos sla nda eula gdpr terms cookie cookies refunds house company"
_KIND_WORDS = frozenset(re.findall(r"[a-z]+", f"{_QUALIFIERS} {_ENDS} {_SHORT_KINDS}".lower()))
# Times that a document must name the company whose it is taken to be; once is enough of the only company there is.
LEAST_NAMED: Final = 2
_EDGES = re.compile(r"^(?:(?:of|and|&)\s+)+|(?:\s+(?:of|and|&))+$", re.IGNORECASE)


def told_apart(policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """Give policies of one name the kind of document beside it, and those of one kind their id.

    Two versions of a policy must not speak with one voice. The name alone stays as another name of each.
    """
    policies = tuple(_owned(policies))
    bearers: dict[str, list[Policy]] = defaultdict(list)
    for policy in policies:
        bearers[policy.name.casefold()].append(policy)
    renamed = {
        policy.id: policy for same in bearers.values() if len(same) > 1 for policy in _renamed(same, map(_full, same))
    }
    return tuple(renamed.get(policy.id, policy) for policy in policies)


def _owned(policies: Sequence[Policy]) -> Iterator[Policy]:
    """Give a document that is called by its kind alone ("Cookie Policy") the company's name that others here bear.

    Where the text names one of them, and often enough. "Acme Refund" is Acme's where others are called Acme.
    """
    companies = {policy.name for policy in policies if not _is_kind(policy.name)}
    least = LEAST_NAMED if len(companies) > 1 else 1
    for policy in policies:
        company = _company_in(policy.name, companies)
        if not company and companies and _is_kind(policy.name):
            near = [name for name in companies if name in policy.text]  # told in no time, and mostly none
            speaks_of = [name for name in near if len(_named(name).findall(policy.text)) >= least]
            yield replace(policy, name=speaks_of[0]) if len(speaks_of) == 1 else _titled(policy)
        else:
            yield replace(policy, name=company, aliases=(*policy.aliases, policy.name)) if company else policy


def _titled(policy: Policy) -> Policy:
    """A document that is called by its kind alone and is nobody's, by its title: "Employee" → "Employee Handbook"."""
    title = document_kind(policy.text, policy.id)
    if not title or title == policy.name:
        return policy
    return replace(policy, name=title, aliases=(*policy.aliases, policy.name))


def _company_in(name: str, companies: AbstractSet[str]) -> str:
    """The company with whose name another begins, where the rest says what kind of document it is; "" where none."""
    words = name.split()
    for n in range(len(words) - 1, 0, -1):
        if (company := " ".join(words[:n])) in companies and _is_kind(" ".join(words[n:])):
            return company
    return ""


def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _is_kind(name: str) -> bool:
    """Whether a name only says what kind of document it is: "Dpa", "Acceptable" of an Acceptable Use Policy."""
    return all(word in _KIND_WORDS for word in re.findall(r"\w+", name.lower()))


def as_read(policy: Policy) -> Policy:
    """Undo `told_apart`: a policy that is kept may no longer have a namesake."""
    if not policy.aliases:
        return policy
    plain = replace(policy, name=policy.aliases[0], aliases=policy.aliases[1:])
    full = _full(plain)
    if policy.name in {full, f"{plain.name} ({policy.id})"} and policy.name != plain.name:
        return plain
    if policy.name == f"{full} ({policy.id})" and plain.aliases[:1] == (full,):
        return replace(plain, aliases=plain.aliases[1:])
    return policy


def _renamed(same: Sequence[Policy], full: Iterable[str]) -> Iterator[Policy]:
    """Policies of one name, each with its kind where the kinds differ, and with its id where that is not enough."""
    longer = list(full)
    counts = Counter(name.casefold() for name in longer)
    for policy, name in zip(same, longer, strict=True):
        if len(counts) == 1:
            yield replace(policy, name=f"{policy.name} ({policy.id})", aliases=(policy.name, *policy.aliases))
        elif counts[name.casefold()] == 1 and name != policy.name:
            yield replace(policy, name=name, aliases=(policy.name, *policy.aliases))
        elif name != policy.name:
            yield replace(policy, name=f"{name} ({policy.id})", aliases=(policy.name, name, *policy.aliases))
        else:
            yield replace(policy, name=f"{name} ({policy.id})", aliases=(name, *policy.aliases))


def _full(policy: Policy) -> str:
    """The policy's name with its kind: "Acme" → "Acme Privacy Policy"; as it is where no kind is known."""
    return f"{policy.name} {document_kind(policy.text, policy.id)}".strip()


def document_kind(text: str, policy_id: str) -> str:
    """Return the kind in the first title that has one of two words or more, else the file's; "" where neither has."""
    lines = (line.strip("#*_=-> \t.") for line in text[:HEAD].split("\n"))
    titles = [line for line in lines if line and len(line) <= LINE and not line.endswith((",", ";", ":"))]
    named = re.sub(r"[\W_]+", " ", policy_id)
    for title in (*titles, named):
        kinds = [_EDGES.sub("", match.group()) for match in _KIND.finditer(title)]
        longest = max(kinds, key=lambda kind: len(kind.split()), default="")
        if len(longest.split()) > 1:
            return _capitals(longest)
    return ""


def _capitals(kind: str) -> str:
    """The words of a kind as a title has them: "PRIVACY POLICY" → "Privacy Policy"."""
    small = {"of", "and", "&"}
    return " ".join(word.lower() if word.lower() in small else word.capitalize() for word in kind.split())
