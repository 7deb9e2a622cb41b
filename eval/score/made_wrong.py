"""Make right answers, and the same answers wrong in known ways: what the checks are themselves checked with. Pure.

`perfect` builds from a case's gold the answer that passes; each builder of a wrong answer breaks it in one way, or
returns None where the case has nothing to break so:

    "We keep it 10 years." citing the gold  →  change_number  →  "We keep it 13 years." citing the gold
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer.answer import Answer, Citation, Sentence, Usage
from assistant.answer.quote.cite import whole_clause
from assistant.search.retrieved import Retrieved
from eval.cases import Case, Gold
from eval.score.blame import Clauses
from ingest.clauses.clause import Clause
from ingest.spans import overlaps

_FREE = Usage(0.0, 0.0, 0.0, 0, 0)
_SILENCE = Sentence("The policy does not say.", ())
_NUMBER = re.compile(r"\d+")
_VERB = re.compile(r"\b(?:is|are|was|were|do|does|may|can|will|must|should|shall|have|has)\b(?! not\b)")
_OTHER = {"yes": "no", "no": "yes", "answer": "no", "conflict": "answer", "ambiguous": "answer"}


def perfect(case: Case, clauses: Clauses) -> Answer:
    """Build the answer that says and cites exactly what the case wants, or is rightly silent."""
    citations = [citation for gold in case.gold for citation in cite(gold, clauses[gold.policy])]
    searched = as_retrieved([citation.clause for citation in citations] or _first_clauses(case, clauses))
    if case.verdict == "silent":
        return Answer(case.question, "silent", (_SILENCE,), (), searched, "perfect", _FREE)
    sentences = [Sentence(citation.on_one_line, (n,)) for n, citation in enumerate(citations, 1)]
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


def as_retrieved(clauses: Iterable[Clause]) -> tuple[Retrieved, ...]:
    """Write clauses as if they had been retrieved in this order."""
    unique = dict.fromkeys(clauses)
    return tuple(Retrieved(clause, 1 / rank, rank) for rank, clause in enumerate(unique, 1))


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """A right answer, and what is needed to make it wrong."""

    case: Case
    answer: Answer
    clauses: Clauses
    rng: random.Random

    def other(self, n: int, *, inside: bool = True) -> tuple[Citation, ...]:
        """Cite n clauses that are neither gold nor fine, of the case's policies or of others."""
        scope = self.case.policies or tuple(self.clauses)
        pool = [
            clause
            for policy, clauses in self.clauses.items()
            for clause in clauses
            if (policy in scope) is inside and not _fine(self.case, clause)
        ]
        return tuple(map(whole_clause, self.rng.sample(pool, min(n, len(pool)))))

    def citing(self, citations: Sequence[Citation]) -> Answer | None:
        """Return the answer with other citations under its sentences, which keep their words."""
        if not citations:
            return None
        numbers = tuple(range(1, len(citations) + 1))
        sentences = tuple(replace(sentence, citations=numbers) for sentence in self.answer.sentences)
        return replace(self.answer, citations=tuple(citations), sentences=sentences)


def negate(right: RightAnswer) -> Answer | None:
    """Deny what was affirmed, or affirm what was denied, in the first sentence."""
    text = right.answer.sentences[0].text
    if re.search(r"\bnot ", text):
        return _reworded(right, re.sub(r"\bnot ", "", text, count=1))
    turned, times = _VERB.subn(lambda verb: f"{verb[0]} not", text, count=1)
    return _reworded(right, turned if times else f"It is not so that {text}")


def change_number(right: RightAnswer) -> Answer | None:
    """Say another number than the clause, everywhere in the sentences."""
    numbers = sorted({number for sentence in right.answer.sentences for number in _NUMBER.findall(sentence.text)})
    if not numbers:
        return None
    old = right.rng.choice(numbers)
    new = str(int(old) + right.rng.randint(1, 9))
    pattern = re.compile(rf"(?<!\d){old}(?!\d)")
    sentences = tuple(replace(sentence, text=pattern.sub(new, sentence.text)) for sentence in right.answer.sentences)
    return replace(right.answer, sentences=sentences)


def cite_other_clauses(right: RightAnswer) -> Answer | None:
    """Cite other clauses of the same policy."""
    return right.citing(right.other(len(right.answer.citations)))


def cite_other_policy(right: RightAnswer) -> Answer | None:
    """Cite another policy."""
    return right.citing(right.other(len(right.answer.citations), inside=False))


def invent_quote(right: RightAnswer) -> Answer | None:
    """Change one word of a quote."""
    [*others, last] = right.answer.citations
    words = last.quote.split(" ")
    words[right.rng.randrange(len(words))] = "always"
    quote = " ".join(words)
    return None if quote == last.quote else replace(right.answer, citations=(*others, replace(last, quote=quote)))


def move_quote(right: RightAnswer) -> Answer | None:
    """Shift a quote's offsets by one."""
    [*others, last] = right.answer.citations
    return replace(right.answer, citations=(*others, replace(last, start=last.start + 1, end=last.end + 1)))


def add_dangling_number(right: RightAnswer) -> Answer | None:
    """Refer to a citation that is not there."""
    [first, *rest] = right.answer.sentences
    dangling = replace(first, citations=(*first.citations, len(right.answer.citations) + 1))
    return replace(right.answer, sentences=(dangling, *rest))


def cite_too_much(right: RightAnswer) -> Answer | None:
    """Add four clauses that do not bear on the question."""
    extra = right.other(4)
    return right.citing((*right.answer.citations, *extra)) if extra else None


def drop_clause(right: RightAnswer) -> Answer | None:
    """Leave out the last gold clause, and what was said from it."""
    lost = right.case.gold[-1]
    kept = right.answer.citations[: -len(cite(lost, right.clauses[lost.policy]))]
    clauses = [citation.clause for citation in kept if citation.clause.policy_id == lost.policy]
    if any(overlaps(lost.span, (clause.start, clause.end)) for clause in clauses):
        return None
    return replace(right.answer, citations=kept, sentences=right.answer.sentences[: len(kept)]) if kept else None


def turn_verdict(right: RightAnswer) -> Answer | None:
    """Give the opposite verdict, or another one."""
    other = _OTHER[right.answer.verdict]
    return None if other in right.case.right_verdicts else replace(right.answer, verdict=other)  # type: ignore[arg-type]


def refuse_wrongly(right: RightAnswer) -> Answer | None:
    """Say that the policy is silent when it is not."""
    if "silent" in right.case.right_verdicts:
        return None
    return replace(right.answer, verdict="silent", sentences=(_SILENCE,), citations=())


def answer_wrongly(right: RightAnswer) -> Answer | None:
    """Answer a question on which the policy is silent, from a clause that does not bear on it."""
    if "answer" in right.case.right_verdicts or not (cited := right.other(1)):
        return None
    sentence = Sentence(cited[0].on_one_line, (1,))
    return replace(right.answer, verdict="answer", sentences=(sentence,), citations=cited)


Builder = Callable[[RightAnswer], Answer | None]
OF_ANSWERS: Mapping[str, Builder] = {  # what is wrong → who makes it so
    "negation": negate,
    "number": change_number,
    "clause": cite_other_clauses,
    "policy": cite_other_policy,
    "invented quote": invent_quote,
    "moved quote": move_quote,
    "dangling number": add_dangling_number,
    "over citing": cite_too_much,
    "dropped clause": drop_clause,
    "wrong verdict": turn_verdict,
    "false refusal": refuse_wrongly,
}
OF_SILENCE: Mapping[str, Builder] = {"false answer": answer_wrongly}


def corruptions(case: Case, clauses: Clauses, seed: int = 0) -> dict[str, Answer]:
    """Make the case's right answer wrong in every way that fits, by name; the same seed makes the same answers."""
    answer = perfect(case, clauses)
    builders = OF_SILENCE if case.verdict == "silent" else OF_ANSWERS if answer.citations else {}
    wrong = {}
    for name, build in builders.items():
        rng = random.Random(f"{seed} {case.id} {name}")  # noqa: S311 - to be repeated, not to be secret
        made = build(RightAnswer(case, answer, clauses, rng))
        if made is not None:
            wrong[name] = made
    return wrong


def _first_clauses(case: Case, clauses: Clauses) -> list[Clause]:
    scope = case.policies or tuple(clauses)
    return [clause for policy in scope for clause in clauses[policy][:3]]


def _fine(case: Case, clause: Clause) -> bool:
    golds = (*case.gold, *case.also)
    return any(gold.is_in(clause) for gold in golds)


def _reworded(right: RightAnswer, text: str) -> Answer:
    [first, *rest] = right.answer.sentences
    return replace(right.answer, sentences=(replace(first, text=text), *rest))
