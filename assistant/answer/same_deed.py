"""Say whether a statement tells of the deed that a yes/no question asks about, and of no narrower thing. Pure.

"Do you share my data?": “We share your data with partners.” does; “Third parties may share your data.” and “You can
share it.” tell of other doers, “We do not share this information.” of less. What is no such statement earns no answer.
"""

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise, takewhile

from assistant.english.acts import Act, Doer, acts
from assistant.english.meanings import Word, meanings
from assistant.english.word_lists import word_groups
from assistant.question.proposition import Proposition

# What stands beside the statement: its case, its occasion, what it grants. "If you wish to delete it" names the deed.
_BESIDE = re.compile(
    r"\b(?:even )?(?:if(?! you (?:wish|want|would like|choose|decide) to)|when|where|whenever|unless|although|though"
    r"|while|because|once|until|whether|before|after)\b[^,.;:]*,?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()]*\)")
_OBLIGES = re.compile(
    r"\b(?:must|have to|has to|need(?:s|ed)? to|required?|requires|obliged|mandatory|necessary|optional|voluntary)\b",
    re.IGNORECASE,
)
_ENTITLES = re.compile(r"\b(?:rights? (?:to|of)|request|ask us|instruct us)\b", re.IGNORECASE)
_OF_A_MERGER = re.compile(
    r"\b(?:merge[rs]?|merging|acquisitions?|bankruptcy|insolvency|reorgani[sz]ation|divestiture|dissolution"
    r"|(?:some|all|part|any) of (?:our|its|the) (?:assets|business|stock))\b",
    re.IGNORECASE,
)
_IS_SOLD = re.compile(r"\b(?:company|business|firm|you)\b[^?]*\b(?:sold|bought|acquired|merges?|bankrupt)\b", re.IGNORECASE)
_DEFINES = re.compile(r"\b(?:we mean|means|(?:is|are) defined (?:broadly|as|to|very)|refers? to)\b", re.IGNORECASE)
_DISGUISED = re.compile(
    r"\b(?:aggregated?|anonymi[sz]ed|anonymous|de-?identified|non-?personal(?:ly)?|pseudonymi[sz]ed)\b", re.IGNORECASE
)
_POINTS = re.compile(r"\b(?:such|this|these|that|those) (?:personal |private )?(?:data|info(?:rmation)?|details)\b", re.I)
DATA = meanings("data")
_JOINS = frozenset({"or", "nor", "and", ","})
_OF = frozenset("of about from concerning regarding".split())
_ENDS = frozenset("to with for as or and unless , who which that we you".split())
_READERS = frozenset("we you they".split())
_NO_WORD = Word("", "", capital=False)
_SELLS = meanings("sell")
_ANY_PURPOSE = meanings("purpose purposes reason")
PLAIN = meanings("data personal personally private identifiable identifying customer collect own individual")


_POINTED = re.compile(r"(?:out )?of such (?!data|marketing|e-?mail|messages)")  # "opt out of such sharing"
# A verb's meaning → those that say the same where somebody asks whether it is done.
SAME_DEED = {
    next(iter(meanings(first))): meanings(" ".join(others)) for first, *others in word_groups("same_deed")
}


def main_statement(statement: str) -> str:
    """Return a statement without what stands beside it: "If you like, we keep it" → " we keep it"."""
    return _BESIDE.sub(" ", _BRACKETED.sub(" ", statement))


def same_verbs(asked: Proposition) -> frozenset[str]:
    """Return the meanings of the verbs that say what is asked: of "do you share it", share and disclose."""
    return frozenset(same for verb, _ in asked.deeds for same in {verb} | SAME_DEED.get(verb, frozenset()))


def same_deed(asked: Proposition, statement: str) -> bool:
    """Say whether a statement tells of the deed asked about: its verb, by its doer, done to its object."""
    main = main_statement(statement)
    if _IS_SOLD.search(asked.hypothesis) and not _OF_A_MERGER.search(statement):
        return False
    for aside in (_OF_A_MERGER, _DISGUISED, _DEFINES):
        if aside.search(statement) and not (aside.search(asked.text) or _IS_SOLD.search(asked.text)):
            return False
    return not asked.deeds or any(_tells(asked, verb, doer, main) for verb, doer in asked.deeds)


def narrower(asked: Proposition, statement: str) -> bool:
    """Say whether what is denied is less than what is asked: "student data", "this data", "data of EU residents"."""
    main = main_statement(statement)
    if _POINTS.search(main) and not _POINTS.search(asked.text):
        return True
    verbs = {verb for verb, _ in asked.deeds}
    told = [act for act in acts(main) if act.verb in verbs]
    return any(_of_less(asked, act.beside) or (act.verb not in _SELLS and _for_less(asked, act.beside)) for act in told)


def _for_less(asked: Proposition, beside: Sequence[Word]) -> bool:
    """Whether a purpose is told that the question has not: "for their own marketing"."""
    purpose = dropwhile(lambda word: word.folded != "for", beside)
    return bool({word.meaning for word in purpose} - asked.wanted - PLAIN - _ANY_PURPOSE - {""})


def _of_less(asked: Proposition, behind: Sequence[Word]) -> bool:
    """Whether the object behind a verb is told apart by words that the question has not, before it or after "of"."""
    thing = next((n for n, word in enumerate(behind) if word.meaning in DATA), len(behind))
    if thing == len(behind):
        return False
    before = {word.meaning for joint, word in pairwise([_NO_WORD, *behind[:thing]]) if joint.folded not in _JOINS}
    after = behind[thing + 1 :]
    if len(after) > 1 and after[0].folded in {"that", "which"} and after[1].folded not in _READERS:
        return True  # "data that qualifies as sensitive", not "data that we collect"
    of = takewhile(lambda word: word.folded not in _ENDS, after[1:]) if after and after[0].folded in _OF else ()
    return bool((before | {word.meaning for word in of}) - asked.wanted - PLAIN - {""})


def _tells(asked: Proposition, verb: str, doer: Doer, main: str) -> bool:
    same = {verb} | SAME_DEED.get(verb, frozenset())
    if doer == "users" and bool(_OBLIGES.search(main)) != bool(_OBLIGES.search(asked.text)):
        return False
    if doer == "users" and same & meanings(main) and _ENTITLES.search(main):
        return True
    return any(act.verb in same and _by(act, doer) and _done_to(asked, act, main) for act in acts(main))


def _by(act: Act, doer: Doer) -> bool:
    return act.doer == doer or (doer != "users" and act.doer == "") or (doer == "" and act.doer == "company")


def _done_to(asked: Proposition, act: Act, main: str) -> bool:
    objects = (asked.wanted - {act.verb}) & meanings(main)
    if _POINTED.match(" ".join(word.folded for word in act.beside)):
        return False
    return act.passive or not objects or any(word.meaning in objects for word in act.beside)
