"""Say whether a statement tells of the deed that a yes/no question asks about: same verb, same doer, same object. Pure.

"Do you share my data?": “We share your data with partners.” tells of it; “Third parties may share your data.” and “You
can share it.” tell of other doers. What is no such statement earns no yes and no no.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.english.acts import Act, Doer, acts
from assistant.english.doers import doers, subjects
from assistant.english.meanings import DENIES, Reach, meanings, reach, worded
from assistant.english.statements import main_statement, without_signal_names
from assistant.english.word_lists import word_groups
from assistant.question.proposition import MAY_USE, USE, Proposition, as_statement

# A verb's meaning → those of verbs that say the same where somebody asks whether it is done.
_SAME_DEED = {next(iter(meanings(first))): meanings(" ".join(others)) for first, *others in word_groups("same_deed")}
_OBLIGES = re.compile(
    r"\b(?:must(?! not\b|n['’]t)|have to|has to|need(?:s|ed)? to|required?|requires|obliged|mandatory|necessary"
    r"|optional|voluntary)\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\b(?:is|are|be) (?:(?P<not>not )?(?:\w+ )?(?:forbidden|prohibited|banned|excluded)"
    r"|not (?:\w+ )?(?:allowed|permitted|covered))\b",
    re.IGNORECASE,
)
_NOT_WITHOUT = re.compile(
    r"(?:\b(?:not|cannot|never|nobody|no|nor)\b|n['’]t\b)[^.;,]*\bwithout\b([^.;]*)", re.IGNORECASE
)
_WITHOUT = re.compile(r"\bwithout\b", re.IGNORECASE)
_NEEDS = re.compile(r"\b(?:needs?|required?|have to|must)\b", re.IGNORECASE)
_NEEDED = meanings("need require")
_PLACED = re.compile(
    r"(?<![\w-])(?:in|on|at|inside|during|within|near) (?:(?:the|our|your|any|this|a|an) )?(\w+)", re.IGNORECASE
)
_ENTITLES = re.compile(r"\b(?:rights? (?:to|of)|request|ask us|instruct us)\b", re.IGNORECASE)
# Two kinds of statement that settle nothing, unless the question is on them: a sale of the company, and what a word
# means.
_OF_A_MERGER = re.compile(
    r"\b(?:merge[rs]?|merging|acquisitions?|bankruptcy|insolvency|reorgani[sz]ation|divestiture|dissolution"
    r"|(?:some|all|part|any) of (?:our|its|the) (?:assets|business|stock))\b",
    re.IGNORECASE,
)
_IS_SOLD = re.compile(
    r"\b(?:company|business|firm|you)\b[^?]*\b(?:sold|bought|acquired|merges?|bankrupt)\b", re.IGNORECASE
)
_YOU = re.compile(r"^\W*(?:you|they)\b", re.IGNORECASE)
_DOES = re.compile(r"\W*(?:do|does|did|can|could|may|must|will|would|shall|should)\b", re.IGNORECASE)
_DEFINES = re.compile(r"\b(?:we mean|means|(?:is|are) defined (?:broadly|as|to|very)|refers? to)\b", re.IGNORECASE)
_POINTED_AT = re.compile(r"(?:out )?of such (?!data|marketing|e-?mail|messages)")  # "opt out of such sharing"
_POINTS_BACK = frozenset({"it", "them"})
_DATA, _GOODS = meanings("data"), meanings("product service goods")
_NOT_FOR = re.compile(
    r"(?:\bnot|n['’]t) (?:\w+ ){0,2}(?:direct|intend|design|aim|offer|target|address|meant|open|allow|permit)",
    re.IGNORECASE,
)
_ADMITS = re.compile(  # who a service is for, and how old they have to be
    r"\b(?:direct(?:ed)?|intended|designed|aimed|offer(?:ed)?|targeted|address(?:ed)?|meant)\b[^.;]{0,60}"
    r"\b(?:to|for|at|anyone)\b|\b(?:must|have to|has to|need to|should) be (?:\w+ ){0,4}\d\d\b|\bminimum age\b",
    re.IGNORECASE,
)


def same_verbs(asked: Proposition) -> frozenset[str]:
    """Return the meanings of the verbs that say what is asked: of "do you share it", share and disclose."""
    return frozenset(same for verb, _ in asked.deeds for same in _same(verb))


def held_meanings(asked: Proposition, text: str) -> frozenset[str]:
    """Return the meanings of a text, with those of the question that it has in other words."""
    there = meanings(text)
    in_other_words = {verb for verb, _ in asked.deeds if _same(verb) & there}
    may_use = asked.ages and (there & MAY_USE or _ADMITS.search(text))
    needed = _NEEDED if _NOT_WITHOUT.search(text) else frozenset()
    return there | in_other_words | (USE if may_use else frozenset()) | needed


def same_deed(asked: Proposition, statement: str) -> bool:
    """Say whether a statement tells of the deed asked about: its verb, by its doer, done to its object."""
    if _IS_SOLD.search(asked.hypothesis) and not _OF_A_MERGER.search(statement):
        return False
    if not _IS_SOLD.search(asked.text):
        settles_nothing = (_OF_A_MERGER, _DEFINES)
        if any(kind.search(statement) and not kind.search(asked.text) for kind in settles_nothing):
            return False
    main = main_statement(statement)
    if asked.figures or not asked.deeds:  # "We may end it if you keep a dog" says nothing of keeping one
        there, in_main = (asked.wanted & held_meanings(asked, text) for text in (statement, main))
        return bool(in_main) if asked.figures else 2 * len(in_main) >= len(there)
    return any(_tells(asked, verb, doer, main) for verb, doer in asked.deeds)


def begins_with_deed(asked: Proposition, statement: str) -> bool:
    """Say whether the first thing that a statement tells is the deed: "We encrypt data, using …", at any length."""
    first = next(acts(main_statement(statement)), None)
    return bool(
        first and first.direct and any(first.verb in _same(verb) and first.doer == doer for verb, doer in asked.deeds)
    )


def by_another(asked: Proposition, statement: str) -> bool:
    """Say whether a statement tells of another party's deed: "you viewed" is no answer to "can anyone view"."""
    if asked.leave:  # what users may do
        return False
    text = _YOU.sub("we", asked.text)  # of "is it true that you sell it"
    asks = {who for verb, who in _doers(text) if verb in asked.wanted}
    does = {who for verb, who in _doers(statement) if verb in asked.wanted}
    if does and not asks & does and (asks or does == {"users"}):
        return True
    return not asks & does and _by_another_noun(asked, statement)


def _by_another_noun(asked: Proposition, statement: str) -> bool:
    """Whether another does it than is asked, none of them company or users: "Sellers pay it", not "do buyers pay it".

    Or one to whom it is to be done: "Sellers pay us" does not say that we pay sellers.
    """
    if asked.ages or not _DOES.match(asked.text):  # "my son" and "you"; "is liability for fraud limited"
        return False
    does = set(subjects(statement))
    done_to = {noun for verb, noun in does if any(verb == deed and doer for deed, doer in asked.deeds)}
    asks = None if asked.deeds else next(subjects(asked.text), None)
    told = {noun for verb, noun in does if asks and verb == asks[0] and asks[1] in asked.wanted}
    return bool(asks and told and asks[1] not in told) or bool(done_to & asked.wanted)


def needs(asked: Proposition, statement: str) -> bool:
    """Say whether a statement needs what is asked about: “may not join without consent”, of "Do I need consent?"."""
    needed = _NOT_WITHOUT.search(statement)
    return bool(needed and _NEEDS.search(asked.text) and asked.wanted & meanings(needed[1]))


def somewhere(asked: Proposition, statement: str) -> bool:
    """Say whether a statement is of a place or time that the question has not: "Dogs are welcome in the garden"."""
    return bool(meanings(" ".join(_PLACED.findall(statement))) - asked.wanted)


def elsewhere_than(asked: Proposition, statement: str) -> bool:
    """Say whether a statement is of another place than the question: "in the cabin", not "in the hold"."""
    lacking = meanings(" ".join(_PLACED.findall(asked.text))) & asked.wanted - meanings(statement)
    return bool(lacking) and somewhere(asked, statement)


def is_forbidden(statement: str) -> bool:
    """Say whether a statement forbids by its verb: "is prohibited", "is not allowed"."""
    return _FORBIDS.search(statement) is not None


def is_denied(asked: Proposition, statement: str) -> bool:
    """Say whether a denial in the statement reaches what is asked: "is not shared", "is forbidden"; not both."""
    if asked.ages and _NOT_FOR.search(statement):
        return True
    forbids = _FORBIDS.search(statement)
    if forbids:
        return not forbids["not"]
    # "You may paint without asking" denies nothing of "May I paint without asking?"
    said = _WITHOUT.sub(" ", statement) if asked.without & meanings(statement) else statement
    return _is_negated(asked, _denials(said))


def _is_negated(asked: Proposition, said: Reach) -> bool:
    """Whether a "not" or a "no" reaches what is asked; of "need no receipt" the receipt."""
    if verbs := same_verbs(asked) & said.words:
        return bool(verbs & said.inside or said.heads & (asked.wanted - verbs))
    inside, outside = said.inside & asked.wanted, (said.outside - said.inside) & asked.wanted
    return bool(said.heads & asked.wanted) or len(inside) > len(outside)


def both_ways(asked: Proposition, statement: str) -> bool:
    """Say whether a statement denies the deed and tells it too: "not all is encrypted, but we encrypt messages"."""
    said = _denials(statement)
    return bool(same_verbs(asked) & said.inside & said.outside)


@lru_cache(maxsize=1024)
def _denials(statement: str) -> Reach:
    return reach(worded(without_signal_names(statement)), DENIES)


def _doers(text: str) -> Iterator[tuple[str, str]]:
    return doers(as_statement(text), frozenset())


def _same(verb: str) -> frozenset[str]:
    return _SAME_DEED.get(verb, frozenset()) | {verb}


def _tells(asked: Proposition, verb: str, doer: Doer, main: str) -> bool:
    """Whether a statement tells that a doer does it; what users may do, a right or a request tells as well."""
    if doer == "users" and bool(_OBLIGES.search(main)) != bool(_OBLIGES.search(asked.text)):
        return False
    if doer == "users" and _same(verb) & meanings(main) and (_ENTITLES.search(main) or is_forbidden(main)):
        return True
    denied = doer == "users" and is_denied(asked, main)  # "passwords must not be shared", by anybody
    return any(
        (_is_by(act, doer) or (denied and act.passive and not act.doer)) and _is_done_to(asked, act, main)
        for act in acts(main, _same(verb))
    )


def _is_by(act: Act, doer: Doer) -> bool:
    """Whether the doer fits: where nobody is named it is the company."""
    return act.doer == doer or (doer != "users" and act.doer == "") or (doer == "" and act.doer == "company")


def _is_done_to(asked: Proposition, act: Act, main: str) -> bool:
    """Whether it is done to what is asked about: "opt out of such sharing" is no opting out of e-mails."""
    if _POINTED_AT.match(" ".join(word.folded for word in act.beside)):
        return False
    there, beside = meanings(main), {word.meaning for word in act.beside}
    if _DATA & asked.wanted - there and _GOODS & beside - asked.wanted:  # "sell products to minors" sells no data
        return False
    objects = (asked.wanted - {act.verb}) & there
    said_before = bool(act.beside) and act.beside[0].folded in _POINTS_BACK  # "takes requests and answers them"
    return act.passive or not objects or said_before or bool(beside & objects)
