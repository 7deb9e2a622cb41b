"""Join what each of a few policies answers to one question: who is sure first, who is silent last. Pure."""

from collections.abc import Sequence

from assistant.answer import phrases
from assistant.answer.answer import Parts
from assistant.answer.comparison import compared, sides
from assistant.answer.parts import PartAnswer
from assistant.answer.yes_no.verdict import Ruling
from assistant.question.names.mentions import mentions
from assistant.question.scope import FEW
from ingest.policy import Policy

_YES_NO = frozenset({"yes", "no"})
_IN_GROUPS = {"yes": 0, "no": 1}
_DOUBT = {"unsure": 1, "silent": 2}  # the later an answer is told; all others are sure


def joined(each: Sequence[PartAnswer], question: str, policies: Sequence[Policy]) -> PartAnswer:
    """Join the answers of the policies that a question names; one of which nothing is found is told as silent.

    Yes or no is what all of them say. Where they differ, or not all say one, each is told with its own: "Alder: no.
    Alder says: … Birch: yes. Birch says: …". Where one name bears them all (two documents of one company), those that
    are sure decide; which of two versions is meant is not clear. `policies` are all that the index has.
    """
    if len(each) == 1:
        return each[0]
    asked = [name for answer in each for name in answer.asked]
    in_order = sorted(each, key=lambda answer: _DOUBT.get(answer.ruling.verdict, 0))
    if not in_order[0].sentences:
        return PartAnswer(Ruling("silent"), (), max(answer.confidence for answer in each), asked)
    if len(each) > FEW:  # so many are asked one by one only where it is asked which of them do something
        return _grouped(in_order, asked)
    deciding = _sure(each) if _have_one_name(question, policies) else each
    ruling = _compared(each, question, policies) or _common([answer.ruling for answer in deciding])
    if ruling.verdict == "answer" and _are_versions(deciding):
        ruling = Ruling("ambiguous")
    sentences = [sentence for answer in in_order for sentence in _told(answer, ruling)]
    return PartAnswer(ruling, sentences, in_order[0].confidence, asked)


def _grouped(in_order: Sequence[PartAnswer], asked: Sequence[str]) -> PartAnswer:
    """Which of many do what is asked: those that say yes, those that say no, then who is not sure and who is silent.

    Where none is sure, what is nearest in the one that is nearest.
    """
    sure = [answer for answer in in_order if answer.ruling.verdict not in _DOUBT]
    if not sure:
        return max(in_order, key=lambda answer: (bool(answer.sentences), answer.confidence))
    by_verdict = sorted(sure, key=lambda answer: _IN_GROUPS.get(answer.ruling.verdict, len(_IN_GROUPS)))
    sentences = [sentence for answer in by_verdict for sentence in _told(answer, Ruling("answer"))[: _most(answer)]]
    unsure, silent = (
        [name for answer in in_order if answer.ruling.verdict == verdict for name in answer.asked] for verdict in _DOUBT
    )
    sentences += [(phrases.others_unsure(unsure), [])] if unsure else []
    sentences += [(phrases.others_silent(silent), [])] if silent else []
    return PartAnswer(Ruling("answer"), sentences, sure[0].confidence, asked)


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
