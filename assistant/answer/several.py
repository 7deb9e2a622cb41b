"""Join what each of a few policies answers to one question: who is sure first, who is silent last. Pure."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from assistant.answer import phrases
from assistant.answer.answer import Citation, Parts, Verdict
from assistant.answer.comparison import compared, sides
from assistant.answer.parts import PartAnswer
from assistant.answer.yes_no.verdict import Ruling
from assistant.question.names.mentions import mentions
from assistant.question.proposition import proposition
from assistant.question.question_form import is_yes_no
from assistant.question.scope import FEW
from ingest.policy import Policy

_YES_NO = frozenset({"yes", "no"})
_DECIDED: tuple[Verdict, ...] = ("yes", "no", "conflict")  # in the order in which they are told
MOST_QUOTED: Final = 8  # of many policies that speak of a yes/no question and settle nothing; others are named
_DOUBT = {"unsure": 1, "silent": 2}  # the later an answer is told; all others are sure


def joined(each: Sequence[PartAnswer], question: str, policies: Sequence[Policy]) -> PartAnswer:
    """Join the answers of the policies that a question names; one of which nothing is found is told as silent.

    Yes or no is what all of them say. Where they differ, or not all say one, each is told with its own: "Alder: no.
    Alder says: … Birch: yes. Birch says: …". Where one name bears them all (two documents of one company), those that
    are sure decide; which of two versions is meant is not clear. `policies` are all that the index has.
    """
    if len(each) == 1:
        return each[0]
    asked = _asked_of(each)
    in_order = sorted(each, key=lambda answer: _DOUBT.get(answer.ruling.verdict, 0))
    if not in_order[0].sentences:
        return PartAnswer(Ruling("silent"), (), max(answer.confidence for answer in each), asked)
    if len(each) > FEW:  # so many are asked one by one only where it is asked which of them do something
        return _grouped(in_order, asked, question, policies)
    deciding = _sure(each) if _have_one_name(question, policies) else each
    ruling = _compared(each, question, policies) or _common([answer.ruling for answer in deciding])
    if ruling.verdict == "answer" and _are_versions(deciding):
        ruling = Ruling("ambiguous")
    sentences = [sentence for answer in in_order for sentence in _told(answer, ruling)]
    return PartAnswer(ruling, sentences, in_order[0].confidence, asked)


def _grouped(
    in_order: Sequence[PartAnswer], asked: Sequence[str], question: str, policies: Sequence[Policy]
) -> PartAnswer:
    """Which of many do what is asked: who says yes, who says no, who only speaks of it, who is not sure, who is silent.

    Of something that has a name ("Which transfer data to China?") only what names it is told. Where nothing is told,
    what is nearest in the one that is nearest.
    """
    names = proposition(question, "").names
    near = [answer for answer in in_order if answer.sentences and (not names or _has_one(answer, names))]
    told = _quoted(near, question, named=bool(names))
    nearly = [answer for answer in near if names and answer.ruling.verdict == "unsure"][:MOST_QUOTED]
    if not told and not nearly:
        absent = names and not any(_has_name(policy.text, names) for policy in policies if policy.name in asked)
        nearest = max(in_order, key=lambda answer: (bool(answer.sentences), answer.confidence))
        return PartAnswer(Ruling("silent"), (), nearest.confidence, asked) if absent else nearest
    counts = [answer.ruling.verdict for answer in told if answer.ruling.verdict in _YES_NO]
    sentences: Parts = [
        *([(phrases.counted(counts, len(asked)), [])] if counts else []),
        *(part for answer in told for part in _told(answer, Ruling("answer"))[: _most(answer)]),
        *(part for answer in nearly for part in _nearest(answer, names)),
        *_by_name([answer for answer in in_order if answer not in told and answer not in nearly], near, names),
    ]
    return PartAnswer(Ruling("answer" if told else "unsure"), sentences, (told or nearly)[0].confidence, asked)


def _quoted(near: Sequence[PartAnswer], question: str, *, named: bool) -> Sequence[PartAnswer]:
    """Those that are quoted: who says yes, no or both; else, and of what has a name, the surest that speak of it."""
    decided = [answer for verdict in _DECIDED for answer in near if answer.ruling.verdict == verdict]
    plain = [answer for answer in near if answer.ruling.verdict not in {*_DECIDED, *_DOUBT}]
    surest = sorted(plain, key=lambda answer: -answer.confidence)[: MOST_QUOTED if is_yes_no(question) else None]
    settled = any(answer.ruling.verdict in _YES_NO for answer in decided)
    return decided if settled and not named else [*decided, *(answer for answer in plain if answer in surest)]


def _has_name(text: str, names: AbstractSet[str]) -> bool:
    """Whether a text has one of these names, as words of their own: no "iso" in "isolated"."""
    text = text.casefold()
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in names if name in text)


def _by_name(
    others: Sequence[PartAnswer], near: Sequence[PartAnswer], names: AbstractSet[str]
) -> Iterator[tuple[str, list[Citation]]]:
    """Who else speaks of it, is not sure or is silent; of something that has a name, who does not name it."""
    plain = [answer for answer in others if answer in near and answer.ruling.verdict not in _DOUBT]
    if plain:
        yield phrases.others_speak(_asked_of(plain)), []
    left = [answer for answer in others if answer not in plain]
    if names and left:
        yield phrases.others_name_it_not(_asked_of(left)), []
        return
    for verdict, phrase in (("unsure", phrases.others_unsure), ("silent", phrases.others_silent)):
        if of_verdict := [answer for answer in left if answer.ruling.verdict == verdict]:
            yield phrase(_asked_of(of_verdict)), []


def _asked_of(answers: Sequence[PartAnswer]) -> list[str]:
    return [name for answer in answers for name in answer.asked]


def _has_one(answer: PartAnswer, names: AbstractSet[str]) -> bool:
    """Whether a quote of an answer has one of these names."""
    return any(_has_name(quote.on_one_line, names) for _, cited in answer.sentences for quote in cited)


def _nearest(answer: PartAnswer, names: AbstractSet[str]) -> Parts:
    """The passage of an answer that is not sure which has one of these names."""
    having = (part for part in answer.sentences if _has_one(replace(answer, sentences=[part]), names))
    return [(phrases.not_sure(text), cited) for text, cited in having][:1]


def _most(answer: PartAnswer) -> int:
    """How many sentences of one of many policies are told: both sides of a conflict, else the best."""
    return 2 if answer.ruling.verdict == "conflict" else 1


def _sure(each: Sequence[PartAnswer]) -> Sequence[PartAnswer]:
    """Those that are sure; all where none is."""
    return [answer for answer in each if answer.ruling.verdict not in _DOUBT] or each


def _are_versions(answers: Sequence[PartAnswer]) -> bool:
    """Whether several answers are of documents that only what stands in brackets tells apart: "Acme (acme_2023)"."""
    names = {name for answer in answers for name in answer.asked}
    plain = {name.rpartition(" (")[0] for name in names}
    return len(names) > 1 and len(plain) == 1 and plain != {""}


def _have_one_name(question: str, policies: Sequence[Policy]) -> bool:
    """Whether one name in the question bears all the policies that it names."""
    return len({mention.start for mention in mentions(question, policies)}) == 1


def _compared(each: Sequence[PartAnswer], question: str, policies: Sequence[Policy]) -> Ruling | None:
    """Yes or no to a comparison of two policies that both give a figure; else None."""
    said = [answer.sentences for answer in each if answer.ruling.verdict == "answer"]
    quotes = {quote.clause.policy_id: quote.quote for parts in said for _, cited in parts for quote in cited[:1]}
    order = sides(question, policies)
    if not order or not set(order) <= set(quotes):
        return None
    polarity = compared(question, *(quotes[id_] for id_ in order))
    return Ruling(polarity) if polarity else None


def _common(rulings: Sequence[Ruling]) -> Ruling:
    """The ruling of all policies together; a yes or no with a condition is its own policy's."""
    if len(rulings) == 1:
        return rulings[0]
    verdicts = {ruling.verdict for ruling in rulings}
    if len(verdicts) == 1 and verdicts <= _YES_NO and not any(ruling.condition for ruling in rulings):
        return rulings[0]
    return Ruling("unsure" if verdicts <= set(_DOUBT) else "answer")


def _told(answer: PartAnswer, common: Ruling) -> Parts:
    """The sentences of one policy, with its own yes or no where that is not what all say."""
    if not answer.sentences:
        return [(phrases.silent(answer.asked), [])]
    if common.verdict in _YES_NO:
        return answer.sentences
    (first, cited), *rest = answer.sentences
    rules = answer.ruling
    first = phrases.with_own_verdict(phrases.listed_names(answer.asked), rules.verdict, rules.condition, first)
    return [(first, cited), *rest]
