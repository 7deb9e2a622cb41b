"""Verify a reader's reply against the passages that it was shown. Pure.

Each quote must stand in the clause of the passage it names, and is widened to whole sentences, so that no "not" is cut
off. A sentence whose quotes do not all stand there is thrown away. One that says more, less or other than its quotes
gives way to the clauses' own words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer.answer import Citation, Parts, Verdict
from assistant.answer.checks import refuted
from assistant.answer.cite import LEAST_TERMS, citation, without_yes_no
from assistant.answer.phrases import says
from assistant.answer.quotes import locate, units
from assistant.english.terms import covered, terms
from assistant.reader.numbered import Numbered
from assistant.reader.reply import Reply, ReplySentence, Support
from ingest.clauses.clause import Clause, heading
from ingest.spans import Span

Polarity = Callable[[Citation], str]  # what words say to a yes/no question: "yes", "no", or "" where that is not sure


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reply is verified with, besides the passages."""

    question: str
    names: Mapping[str, str]  # each policy's name by its id
    known: Callable[[str], str]  # a policy's id → words that an answer may use besides its quotes: its names
    polarity: Polarity | None = None  # None: the question does not ask for yes or no


def verified(reply: Reply, passages: Sequence[Numbered], asked: Asked) -> tuple[Verdict, Parts]:
    """Return the sentences that hold, each with what it stands on, and the verdict that they allow.

    No sentence: nothing of the reply could be verified, or it is silent.
    """
    if reply.verdict == "silent":
        return "silent", []
    parts: list[tuple[str, Sequence[Citation]]] = []
    for sentence in reply.sentences:
        citations = _located(sentence, passages)
        if citations:
            parts += _sentence_or_quotes(sentence.text, citations, asked)
    parts = list({text: (text, cited) for text, cited in parts}.values())
    return _allowed(reply.verdict, parts, asked), parts


def _located(sentence: ReplySentence, passages: Sequence[Numbered]) -> list[Citation]:
    """The quotes of a sentence as they stand in their clauses, each once; none where one does not."""
    citations = [_quote(support, passages) for support in sentence.stands_on]
    if None in citations:
        return []
    return list(dict.fromkeys(quote for quote in citations if quote))


def _quote(support: Support, passages: Sequence[Numbered]) -> Citation | None:
    """The words in the passage that they are said to be from; None where they do not stand there."""
    if not 1 <= support.passage <= len(passages) or len(terms(support.words)) < LEAST_TERMS:
        return None
    passage = passages[support.passage - 1]
    span = locate(support.words, passage.text)
    if span is None:
        return None
    start = passage.span[0]
    return citation(passage.clause, _whole_sentences(passage.clause, (start + span[0], start + span[1])))


def _whole_sentences(clause: Clause, span: Span) -> Span:
    """The sentences of the clause that a span touches: "sell data" of "We do not sell data." is all of it."""
    touched = [unit for unit in units(clause) if unit[0] < span[1] and span[0] < unit[1]]
    if not touched:
        return span
    return min(span[0], touched[0][0]), max(span[1], touched[-1][1])


def _sentence_or_quotes(text: str, citations: Sequence[Citation], asked: Asked) -> Parts:
    """The sentence where its quotes carry it, else the quotes themselves."""
    sentence = " ".join(without_yes_no(text).split())
    policies = {quote.clause.policy_id for quote in citations}
    if len(policies) == 1 and _carried(sentence, citations, asked):
        return [(sentence, citations)]
    return [(says(asked.names[quote.clause.policy_id], quote), [quote]) for quote in citations]


def _carried(sentence: str, citations: Sequence[Citation], asked: Asked) -> bool:
    words = terms(sentence)
    if len(words) < LEAST_TERMS or not covered(words, terms(" ".join(quote.quote for quote in citations))):
        return False
    headings = " ".join(heading(quote.clause) for quote in citations)
    known = f"{headings} {asked.known(citations[0].clause.policy_id)}"
    if refuted(sentence, [quote.quote for quote in citations], known):
        return False
    if asked.polarity is None:
        return True
    poles = {asked.polarity(quote) for quote in (*citations, replace(citations[0], quote=sentence))} - {""}
    return len(poles) < len(("yes", "no"))


def _allowed(verdict: Verdict, parts: Parts, asked: Asked) -> Verdict:
    """The verdict, unless the quotes speak against it. No verdict is made of nothing."""
    cited = [quote for _, citations in parts for quote in citations]
    if not cited:
        return "silent"
    if verdict == "conflict":
        return "conflict" if len(set(cited)) > 1 else "answer"
    if asked.polarity is None:
        return "answer"
    poles = {asked.polarity(quote) for quote in cited} - {""}
    if len(poles) > 1:
        return "conflict"
    if verdict in {"yes", "no"}:
        return verdict if poles <= {verdict} else "unsure"
    return "answer"
