"""Find what limits a statement: its conditions and exceptions, what stands beside it, a narrower thing. Pure.

"If you agree, we share it." → the statement " we share it." under the condition "if you agree"; "We do not share this
data." denies less than "Do you share my data?" asks.
"""

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise, takewhile

from assistant.answer.yes_no.same_deed import same_verbs
from assistant.english.acts import acts
from assistant.english.doers import COMPANY, USERS
from assistant.english.meanings import JOINS, Word, meanings
from assistant.english.statements import main_statement
from assistant.question.proposition import FRAME, PERSON, QUANTITY, Proposition

DATA = meanings("data")
PLAIN = meanings("data personal personally private identifiable identifying customer collect own individual")

_CONSENT = r"(?:with|without) (?:your|the|a|an) (?:\w+ ){0,2}(?:consent|permission|approval)\b"
_NO_CASE = r"(?!you (?:wish|want|would like|think|believe|have (?:any )?questions)\b|we do\b)"
_EXCEPTION = (
    r"(?:except|excluding|other than|apart from|save (?:for|to|in|on|that|where)|with the exception of|unless)\b"
)
_CONDITION = re.compile(
    rf"\b(?:only (?:if|when|where|with|after|to|for|in|on)\b|{_EXCEPTION}|provided that\b|subject to\b"
    rf"|(?<!even )if {_NO_CASE}(?:you|we|the)\b|{_CONSENT}|where (?:you|required|permitted|we)\b"
    r"|in (?:some|certain|limited) (?:cases|circumstances|countries|states|jurisdictions)\b|when you\b"
    r"|to the extent\b|until\b)(?:[^.;]|\.(?=\d))*",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(rf"\b(?:{_EXCEPTION}|but not\b|(?<=where )but\b|(?<=all )\w+ but\b)[^.;]*", re.IGNORECASE)
# The exception is not told here: "except as described below".
_TOLD_ELSEWHERE = re.compile(
    r"\b(?:except|unless|other than)(?: as)?(?: expressly| otherwise| explicitly| specifically){0,2} "
    r"(?:set (?:forth|out)|described|provided|stated|specified|permitted|allowed|disclosed|explained|outlined|noted"
    r"|indicated)\b",
    re.IGNORECASE,
)
_PREDICATE = re.compile(r"\s(?:is|are|was|were|may|can|cannot|must|will|shall)\b.*", re.IGNORECASE | re.DOTALL)
_CONTRASTS = re.compile(r"\b(?:but|however|although|though|while),?\s*$", re.IGNORECASE)  # a rule of its own follows
_BUT_OR = re.compile(r",? \b(?:but|however|although|though)\b| or $", re.IGNORECASE)
_SOME_CASES = re.compile(r"^(in (?:some|certain|limited) \w+)\b.*", re.IGNORECASE | re.DOTALL)  # "… we share it"
_OPEN_END = re.compile(r"\s*(?:\([^()]*|\b(?:which|that|who))$")
_RULE_BEHIND = re.compile(r",\s+(?=(?:we|you|they|it|your|our)\b)", re.IGNORECASE)  # "…, if you agree, we share it"
_POINTS = re.compile(
    r"\b(?:such|this|these|that|those) (?:personal |private )?(?:data|info(?:rmation)?|details)\b", re.IGNORECASE
)
_SUCH_AS = re.compile(r"\b(?:such as|including|for example|e\.g\.)(?=\W)[^.;]*", re.IGNORECASE)
_OF_NOBODY = re.compile(r"\b(?:non-?personal|aggregated?|anonym\w+|de-?identified|statistics)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"(?<!non-)(?<!non)(?<!not )(?<!not constitute )\bpersonal\b", re.IGNORECASE)
_OF = frozenset("of about from concerning regarding".split())
_ENDS = frozenset("to with for as or and unless , who which that we you".split())
_READERS = frozenset("we you they".split())
_PARTIES = meanings(" ".join(COMPANY | USERS))  # "when you leave the firm" excepts no firm
_NO_WORD = Word("", "", capital=False)
_SELLS = meanings("sell")  # "for their own marketing" makes no smaller sale
_ANYONE = meanings("anyone anybody person persons people individual individuals user users")
_ANY_PURPOSE = meanings("purpose purposes reason")


def told_elsewhere(statement: str) -> bool:
    """Say whether a statement has an exception that another clause tells: "except as set forth below"."""
    return _TOLD_ELSEWHERE.search(statement) is not None


def condition(asked: Proposition, statement: str) -> str:
    """Return the words that limit the statement, where the question does not name that limit itself; "" where none."""
    match = _CONDITION.search(statement)
    if not match or not meanings(match[0]) - asked.wanted or _limits_another(asked, statement[: match.start()]):
        return ""
    words = match[0].split(",")[0] if not statement[: match.start()].strip() else _RULE_BEHIND.split(match[0])[0]
    if re.match(_EXCEPTION, words, re.IGNORECASE) and not words.casefold().startswith("unless"):
        words = _PREDICATE.sub("", words)  # "pets other than guide dogs are not allowed"
    words = _SOME_CASES.sub(r"\1", words)
    plain = _OPEN_END.sub("", " ".join(words.split()).rstrip(" ,"))
    return plain[:1].lower() + plain[1:]


def _limits_another(asked: Proposition, before: str) -> bool:
    """Whether the words before a limit show that it is another rule's: "…, but", "… or"; "… but you can refuse ".

    "We scan faces, but you can refuse if you want" scans them in any case.
    """
    if _CONTRASTS.search(before):
        return True
    told, *others = _BUT_OR.split(before)
    deed = same_verbs(asked)
    return bool(others and deed & meanings(told)) and not deed & meanings(others[-1])


def exception(asked: Proposition, statement: str) -> str:
    """Return the rule whose exception names the thing asked: of "refunds, except gift cards", "refunds, "; else ""."""
    match = _EXCEPTS.search(statement)
    if not match or not statement[: match.start()].strip():
        return ""
    inside, rule = meanings(match[0]) - DATA - _PARTIES, statement[: match.start()]
    is_case = match[0].casefold().startswith("unless")  # a case, and no thing that is left out
    named = (asked.despite if is_case else asked.wanted | asked.despite) & inside - meanings(rule)
    return rule if named else ""


def without_exceptions(statement: str) -> str:
    """Return a statement without what it excepts: "overtime is not paid, save to grades A to C" → "… is not paid, "."""
    return _EXCEPTS.sub(" ", statement)


def narrower(asked: Proposition, statement: str) -> bool:
    """Say whether what is denied is less than what is asked: "student data", "this data", "data of EU residents"."""
    main = main_statement(statement)
    if _POINTS.search(main) and not _POINTS.search(asked.text):
        return True
    kinds, objects = _SUCH_AS.search(statement), _objects(asked)
    if kinds and 2 * len(objects & meanings(kinds[0])) > len(objects):
        return False  # "no financial data of payments, such as card numbers" denies card numbers
    told = list(acts(main, same_verbs(asked)))
    return any(_of_less(asked, act.beside) or (act.verb not in _SELLS and _for_less(asked, act.beside)) for act in told)


def _objects(asked: Proposition) -> frozenset[str]:
    """What the deed is done to, but for words of data of any kind."""
    return asked.wanted - PLAIN - DATA - same_verbs(asked)


def of_nobody(asked: Proposition, statement: str) -> bool:
    """Say whether a statement is of data about nobody, and the question is not: "We share aggregate statistics"."""
    told = _OF_NOBODY.search(statement) and not _PERSONAL.search(statement)
    return bool(told) and not _OF_NOBODY.search(asked.text)


def _for_less(asked: Proposition, beside: Sequence[Word]) -> bool:
    """Whether a purpose is told that the question has not: "for their own marketing"."""
    purpose = tuple(dropwhile(lambda word: word.folded != "for", beside))
    if len(purpose) > 1 and purpose[1].folded == "how":
        return False
    return bool({word.meaning for word in purpose} - asked.wanted - PLAIN - _ANY_PURPOSE - QUANTITY - FRAME - {""})


def _of_less(asked: Proposition, beside: Sequence[Word]) -> bool:
    """Whether the data beside a verb is told apart by words that the question has not, before it or behind it."""
    place = next((n for n, word in enumerate(beside) if word.meaning in DATA), len(beside))
    before = {word.meaning for joint, word in pairwise([_NO_WORD, *beside[:place]]) if joint.folded not in JOINS}
    after = beside[place + 1 :]
    named = takewhile(lambda word: word.folded not in {"with", "to", "from"}, after)
    if _objects(asked) & {word.meaning for word in named}:
        return False  # "sensitive data such as health data" is told apart by what is asked about
    if len(after) > 1 and after[0].folded in {"that", "which"} and after[1].folded not in _READERS:
        return True  # "data that qualifies as sensitive", not "data that we collect"
    of = takewhile(lambda word: word.folded not in _ENDS, after[1:]) if after and after[0].folded in _OF else ()
    told_apart = (before | {word.meaning for word in of}) - asked.wanted - PLAIN - {""}
    if asked.ages:  # "from children under 13", of which the ages were compared
        told_apart -= PERSON | QUANTITY | _ANYONE
    return place < len(beside) and bool(told_apart)
