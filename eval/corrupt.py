"""Right answers, and the same answers made wrong in known ways: what the checks are themselves checked with. Pure.

`perfect` builds from a case's gold the answer that passes; each corruption breaks it in one way, or gives None where a
case has nothing to break so. Refuses to know how answers are scored.
"""

from collections.abc import Iterable, Mapping, Sequence

from assistant.cite import Answer, Citation, Sentence, Usage
from assistant.retrieve import Retrieved
from eval.cases import Case, Gold
from ingest.clauses import Clause

Clauses = Mapping[str, Sequence[Clause]]  # by policy
_FREE = Usage(0.0, 0.0, 0.0, 0, 0)
_SILENCE = Sentence("The policy does not say.", ())


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


def _some(case: Case, clauses: Clauses) -> list[Clause]:
    scope = case.policies or tuple(clauses)
    return [clause for policy in scope for clause in clauses[policy][:3]]
