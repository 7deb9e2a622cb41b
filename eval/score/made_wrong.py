"""Right answers, and the same answers made wrong in known ways: what the checks are themselves checked with. Pure.

`perfect` builds from a case's gold the answer that passes; each corruption breaks it in one way, or gives None where a
case has nothing to break so. Refuses to know how answers are scored.
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer.answer import Answer, Citation, Sentence, Usage
from assistant.search.retrieved import Retrieved
from eval.cases import Case, Gold
from ingest.clauses.clause import Clause
from ingest.spans import overlaps

Clauses = Mapping[str, Sequence[Clause]]  # by policy
_FREE = Usage(0.0, 0.0, 0.0, 0, 0)
_SILENCE = Sentence("The policy does not say.", ())
_NUMBER = re.compile(r"\d+")
_VERB = re.compile(r"\b(?:is|are|was|were|do|does|may|can|will|must|should|shall|have|has)\b(?! not\b)")
_OTHER = {"yes": "no", "no": "yes", "answer": "no", "conflict": "answer", "ambiguous": "answer"}


def perfect(case: Case, clauses: Clauses) -> Answer:
    """Build the answer that says and cites exactly what the case wants, or is rightly silent."""
    citations = [citation for gold in case.gold for citation in cite(gold, clauses[gold.policy])]
    searched = found([citation.clause for citation in citations] or _some(case, clauses))
    if case.verdict == "silent":
        return Answer(case.question, "silent", (_SILENCE,), (), searched, "perfect", _FREE)
    sentences = [Sentence(" ".join(citation.quote.split()), (n,)) for n, citation in enumerate(citations, 1)]
    sentences += [Sentence(f"In short: {point[0]}.", tuple(range(1, len(citations) + 1))) for point in case.points]
    return Answer(case.question, case.verdict, tuple(sentences), tuple(citations), searched, "perfect", _FREE)


def cite(gold: Gold, clauses: Iterable[Clause]) -> list[Citation]:
    """Cite a gold quote from the clauses it lies in, one citation for each."""
    citations = []
    for clause in clauses:
        start, end = max(clause.start, gold.span[0]), min(clause.end, gold.span[1])
        if start < end:
            citations.append(Citation(clause, clause.text[start - clause.start : end - clause.start], start, end))
    return citations


def found(clauses: Iterable[Clause]) -> tuple[Retrieved, ...]:
    """Make it look as if these clauses had been retrieved, in this order."""
    unique = dict.fromkeys(clauses)
    return tuple(Retrieved(clause, 1 / rank, rank) for rank, clause in enumerate(unique, 1))


@dataclass(frozen=True, slots=True)
class Broken:
    """What a corruption works on."""

    case: Case
    answer: Answer  # right
    clauses: Clauses
    rng: random.Random

    def other(self, n: int, *, inside: bool = True) -> tuple[Citation, ...]:
        """Cite n clauses that are neither gold nor fine, of the case's policies or of others."""
        scope = self.case.policies or tuple(self.clauses)
        pool = [
            clause
            for policy, some in self.clauses.items()
            for clause in some
            if (policy in scope) is inside and not _fine(self.case, clause)
        ]
        return tuple(map(_whole, self.rng.sample(pool, min(n, len(pool)))))

    def citing(self, citations: Sequence[Citation]) -> Answer | None:
        """Give the answer with other citations under its sentences, which keep their words."""
        if not citations:
            return None
        numbers = tuple(range(1, len(citations) + 1))
        sentences = tuple(replace(one, citations=numbers) for one in self.answer.sentences)
        return replace(self.answer, citations=tuple(citations), sentences=sentences)


def negation(broken: Broken) -> Answer | None:
    """Deny what was affirmed, or affirm what was denied, in the first sentence."""
    text = broken.answer.sentences[0].text
    if re.search(r"\bnot ", text):
        return _reworded(broken, re.sub(r"\bnot ", "", text, count=1))
    turned, times = _VERB.subn(lambda verb: f"{verb[0]} not", text, count=1)
    return _reworded(broken, turned if times else f"It is not so that {text}")


def number(broken: Broken) -> Answer | None:
    """Say another number than the clause, everywhere in the sentences."""
    said = sorted({number for sentence in broken.answer.sentences for number in _NUMBER.findall(sentence.text)})
    if not said:
        return None
    old = broken.rng.choice(said)
    new = str(int(old) + broken.rng.randint(1, 9))
    pattern = re.compile(rf"(?<!\d){old}(?!\d)")
    sentences = tuple(replace(one, text=pattern.sub(new, one.text)) for one in broken.answer.sentences)
    return replace(broken.answer, sentences=sentences)


def clause(broken: Broken) -> Answer | None:
    """Cite other clauses of the same policy."""
    return broken.citing(broken.other(len(broken.answer.citations)))


def policy(broken: Broken) -> Answer | None:
    """Cite another policy."""
    return broken.citing(broken.other(len(broken.answer.citations), inside=False))


def invented_quote(broken: Broken) -> Answer | None:
    """Change one word of a quote."""
    [*others, last] = broken.answer.citations
    words = last.quote.split(" ")
    words[broken.rng.randrange(len(words))] = "always"
    quote = " ".join(words)
    return None if quote == last.quote else replace(broken.answer, citations=(*others, replace(last, quote=quote)))


def moved_quote(broken: Broken) -> Answer | None:
    """Shift a quote's offsets by one."""
    [*others, last] = broken.answer.citations
    return replace(broken.answer, citations=(*others, replace(last, start=last.start + 1, end=last.end + 1)))


def dangling_number(broken: Broken) -> Answer | None:
    """Refer to a citation that is not there."""
    [first, *rest] = broken.answer.sentences
    dangling = replace(first, citations=(*first.citations, len(broken.answer.citations) + 1))
    return replace(broken.answer, sentences=(dangling, *rest))


def over_citing(broken: Broken) -> Answer | None:
    """Add four clauses that do not bear on the question."""
    extra = broken.other(4)
    return broken.citing((*broken.answer.citations, *extra)) if extra else None


def dropped_clause(broken: Broken) -> Answer | None:
    """Leave out the last gold clause, and what was said from it."""
    kept = broken.answer.citations[: -len(cite(broken.case.gold[-1], broken.clauses[broken.case.gold[-1].policy]))]
    lost = broken.case.gold[-1]
    if any(
        overlaps(lost.span, (one.clause.start, one.clause.end)) for one in kept if one.clause.policy_id == lost.policy
    ):
        return None
    return replace(broken.answer, citations=kept, sentences=broken.answer.sentences[: len(kept)]) if kept else None


def wrong_verdict(broken: Broken) -> Answer | None:
    """Give the opposite verdict, or another one."""
    other = _OTHER[broken.answer.verdict]
    return None if other in broken.case.right_verdicts else replace(broken.answer, verdict=other)  # type: ignore[arg-type]


def false_refusal(broken: Broken) -> Answer | None:
    """Say that the policy is silent when it is not."""
    if "silent" in broken.case.right_verdicts:
        return None
    return replace(broken.answer, verdict="silent", sentences=(_SILENCE,), citations=())


def false_answer(broken: Broken) -> Answer | None:
    """Answer a question on which the policy is silent, from a clause that does not bear on it."""
    if "answer" in broken.case.right_verdicts or not (cited := broken.other(1)):
        return None
    sentence = Sentence(" ".join(cited[0].quote.split()), (1,))
    return replace(broken.answer, verdict="answer", sentences=(sentence,), citations=cited)


OF_ANSWERS: tuple[Callable[[Broken], Answer | None], ...] = (
    negation,
    number,
    clause,
    policy,
    invented_quote,
    moved_quote,
    dangling_number,
    over_citing,
    dropped_clause,
    wrong_verdict,
    false_refusal,
)
OF_SILENCE: tuple[Callable[[Broken], Answer | None], ...] = (false_answer,)


def corruptions(case: Case, clauses: Clauses, seed: int = 0) -> dict[str, Answer]:
    """Give every corruption that fits the case, by name; the same seed gives the same answers."""
    answer = perfect(case, clauses)
    kinds = OF_SILENCE if case.verdict == "silent" else OF_ANSWERS if answer.citations else ()
    spoilt = {}
    for kind in kinds:
        rng = random.Random(f"{seed} {case.id} {kind.__name__}")  # noqa: S311 - to be repeated, not to be secret
        made = kind(Broken(case, answer, clauses, rng))
        if made is not None:
            spoilt[kind.__name__.replace("_", " ")] = made
    return spoilt


def _some(case: Case, clauses: Clauses) -> list[Clause]:
    scope = case.policies or tuple(clauses)
    return [clause for policy in scope for clause in clauses[policy][:3]]


def _fine(case: Case, clause: Clause) -> bool:
    golds = (*case.gold, *case.also)
    return any(gold.policy == clause.policy_id and overlaps(gold.span, (clause.start, clause.end)) for gold in golds)


def _whole(clause: Clause) -> Citation:
    return Citation(clause, clause.text, clause.start, clause.end)


def _reworded(broken: Broken, text: str) -> Answer:
    [first, *rest] = broken.answer.sentences
    return replace(broken.answer, sentences=(replace(first, text=text), *rest))
