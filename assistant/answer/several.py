"""Join what each of a few policies answers to one question: who is sure first, who is silent last. Pure."""

from collections.abc import Sequence

from assistant.answer import phrases
from assistant.answer.answer import Parts
from assistant.answer.comparison import compared, sides
from assistant.answer.parts import PartAnswer
from assistant.answer.yes_no.verdict import Ruling
from assistant.question.names.mentions import mentions
from ingest.policy import Policy

_YES_NO = frozenset({"yes", "no"})
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
    deciding = _sure(each) if _have_one_name(question, policies) else each
    ruling = _compared(each, question, policies) or _common([answer.ruling for answer in deciding])
    if ruling.verdict == "answer" and _are_versions(deciding):
        ruling = Ruling("ambiguous")
    sentences = [sentence for answer in in_order for sentence in _told(answer, ruling)]
    return PartAnswer(ruling, sentences, in_order[0].confidence, asked)


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
