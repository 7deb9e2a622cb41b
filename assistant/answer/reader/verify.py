"""Verify a reader's reply against the passages that it was shown. Pure.

Each quote must stand in the clause of the passage it names, and is widened to whole sentences, so that no "not" is cut
off. A sentence whose quotes do not all stand there is thrown away. One that says more, less or other than its quotes
gives way to the clauses' own words.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.answer import Citation, Parts
from assistant.answer.phrases import says
from assistant.answer.quote.checks import refuted
from assistant.answer.quote.cite import LEAST_TERMS, citation, without_yes_no
from assistant.answer.quote.quotes import locate, units
from assistant.answer.reader.asked import Asked
from assistant.answer.reader.numbered import Numbered
from assistant.answer.reader.reply import Reply, ReplySentence, Support
from assistant.answer.yes_no.same_deed import is_forbidden
from assistant.answer.yes_no.stated import statements
from assistant.answer.yes_no.verdict import Ruling, ruling
from assistant.english.meanings import denies, meanings
from assistant.english.statements import main_statement
from assistant.english.terms import covered, terms
from assistant.question.proposition import proposition
from ingest.clauses.clause import Clause, heading, lead_in
from ingest.clauses.sentences import on_one_line
from ingest.spans import Span


def verified(reply: Reply, passages: Sequence[Numbered], asked: Asked) -> tuple[Ruling, Parts]:
    """Return the verdict that a reply may give, and the sentences that hold, each with what it stands on.

    No sentence: nothing of the reply could be verified, or it is silent.
    """
    if reply.verdict == "silent":
        return Ruling("silent"), []
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
    sentence = on_one_line(without_yes_no(text))
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
    quotes = [replace(citations[0], quote=sentence), *citations]
    return len(_polarities(quotes, asked)) < len(("yes", "no"))


def _allowed(verdict: str, parts: Parts, asked: Asked) -> Ruling:
    """The verdict, unless the quotes speak against it. No verdict is made of nothing."""
    cited = [quote for _, citations in parts for quote in citations]
    if len({quote.clause.policy_id for quote in cited}) > 1:
        return _over_policies(cited, asked)
    if verdict == "conflict" and len(set(cited)) > 1:
        return Ruling("conflict")
    if not cited or asked.stance_of is None or verdict not in {"yes", "no"}:
        return Ruling("answer" if cited else "silent")
    polarities = _polarities(cited[:1], asked)
    if not polarities <= {verdict}:
        return Ruling("unsure")
    if verdict == "yes" and not polarities and _speaks_against(cited[0], asked):
        return Ruling("answer")
    return Ruling("yes" if verdict == "yes" else "no", _condition(cited, verdict, asked))


def _speaks_against(quote: Citation, asked: Asked) -> bool:
    """Say whether the statement that is nearest to a question denies or forbids something, and the question does not.

    No rule can tell what, so no yes is said of it. What stands in a case denies nothing: "If you do not want it, …".
    """
    question = proposition(asked.question, asked.known(quote.clause.policy_id))
    told = [main_statement(sentence) for sentence in statements(quote.quote, lead_in(quote.clause))]
    nearest = max(told, key=lambda statement: len(question.wanted & meanings(statement)), default="")
    return (denies(nearest) or is_forbidden(nearest)) and not question.negated


def _over_policies(cited: Sequence[Citation], asked: Asked) -> Ruling:
    """What the first quotes of several policies come to: what each says, or that it is unclear which one is meant."""
    firsts = list({quote.clause.policy_id: quote for quote in reversed(cited)}.values())[::-1]
    stances = [asked.stance_of(quote) for quote in firsts] if asked.stance_of else []
    return ruling(asked.question, firsts, stances, named=asked.named)


def _polarities(quotes: Sequence[Citation], asked: Asked) -> set[str]:
    """What quotes say to a yes/no question, as far as a rule can tell."""
    if asked.stance_of is None:
        return set()
    return {polarity for quote in quotes if (polarity := asked.stance_of(quote).polarity)}


def _condition(cited: Sequence[Citation], verdict: str, asked: Asked) -> str:
    """The words that limit a yes or no, of the first quote that says it."""
    stances = [asked.stance_of(quote) for quote in cited] if asked.stance_of else []
    return next((stance.condition for stance in stances if stance.polarity == verdict), "")
