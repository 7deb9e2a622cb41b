"""Say whether saved answers still hold: holds, changed, lost, or new where nothing was said before.

Quotes decide. Only a question on which the policy was silent is asked again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from assistant.answer.answer import Answer, Citation, Failed, as_json, quote_json
from assistant.answer.phrases import quoted_line
from assistant.answer.quote.quotes import folded_text
from assistant.saved.new_text import NewText
from assistant.saved.saved_answer import Quote, SavedAnswer

State = Literal["holds", "changed", "lost", "new"]
NOTHING_SAID: Final = frozenset({"silent", "unsure", "ambiguous"})
_WORST: Final = ("lost", "changed", "holds")

Ask = Callable[[SavedAnswer], Answer | Failed]


@dataclass(frozen=True, slots=True)
class QuoteNow:
    """A quote, and what became of it."""

    quote: Quote
    state: State  # "lost": its clause is gone
    now: Citation | None  # the same words, or those that took their place; None where none are like them


@dataclass(frozen=True, slots=True)
class AnswerNow:
    """A saved answer, and whether it still holds."""

    saved: SavedAnswer
    state: State  # the worst of its quotes: one that is lost is worse than one that changed
    quotes: tuple[QuoteNow, ...]
    answer: Answer | None = None  # what the policy says now, of a question on which it was silent


def still(answers: Iterable[SavedAnswer], texts: Mapping[str, NewText], ask: Ask) -> Iterator[AnswerNow]:
    """Put each saved answer against the policies as they are now, in order. `ask` is called for silent ones only."""
    checked_quotes: dict[Quote, QuoteNow] = {}
    for saved in answers:
        if saved.quotes:
            for quote in saved.quotes:
                if quote not in checked_quotes:
                    checked_quotes[quote] = quote_now(quote, texts.get(quote.policy))
            quotes = tuple(checked_quotes[quote] for quote in saved.quotes)
            states = {quote.state for quote in quotes}
            yield AnswerNow(saved, next(state for state in _WORST if state in states), quotes)
        else:
            yield _silent_now(saved, texts, ask)


def quote_now(quote: Quote, text: NewText | None) -> QuoteNow:
    """Find what became of a quote; it is lost where its policy is no longer there."""
    if text is None:
        return QuoteNow(quote, "lost", None)
    if same := text.verbatim(quote):
        return QuoteNow(quote, "holds", same)
    other, stays = text.instead(quote)
    if other and folded_text(other.quote)[0] == folded_text(quote.words)[0]:  # few words, which stand elsewhere too
        return QuoteNow(quote, "holds", other)
    return QuoteNow(quote, "changed" if stays else "lost", other)


def _silent_now(saved: SavedAnswer, texts: Mapping[str, NewText], ask: Ask) -> AnswerNow:
    """An answer without a quote: new where the policy says something now, for sure or in words that it did not have."""
    if saved.verdict not in NOTHING_SAID:
        return AnswerNow(saved, "holds", ())
    answer = ask(saved)
    if isinstance(answer, Failed) or not answer.citations:
        return AnswerNow(saved, "holds", ())
    first = answer.citations[0]
    text = texts.get(first.clause.policy_id)
    says = answer.verdict not in NOTHING_SAID or (text is not None and text.came(first.quote))
    return AnswerNow(saved, "new", (), answer) if says else AnswerNow(saved, "holds", ())


def to_json(answer_now: AnswerNow, names: dict[str, str]) -> dict[str, Any]:
    """The object of a line of `--still --json`."""
    saved = answer_now.saved
    id_ = {"id": saved.id} if saved.id is not None else {}
    answer = {"answer": as_json(answer_now.answer, names)} if answer_now.answer else {}
    quotes = [_quote_json(quote) for quote in answer_now.quotes]
    return id_ | {"line": saved.line, "question": saved.question, "state": answer_now.state, "quotes": quotes} | answer


def _quote_json(quote_now: QuoteNow) -> dict[str, Any]:
    quote = quote_now.quote
    return {
        "state": quote_now.state,
        "old": {"policy": quote.policy, "clause": quote.clause, "quote": quote.words},
        "new": {"policy": quote_now.now.clause.policy_id} | quote_json(quote_now.now) if quote_now.now else None,
    }


def lines(answer_now: AnswerNow) -> Iterator[str]:
    """An answer that does not hold, for a terminal: its question, then what it stood on and what is there now."""
    yield f"{answer_now.state}: line {answer_now.saved.line}: {answer_now.saved.question}"
    for quote in answer_now.quotes:
        if quote.state != "holds":
            yield f"  was  {quote.quote.policy}: {quoted_line(quote.quote.words)}"
            yield f"  now  {_now(quote)}"
    if answer_now.answer:
        yield f"  now  {answer_now.answer.text}"


def _now(quote: QuoteNow) -> str:
    if quote.now is None:
        return "nothing like it"
    number = f" § {quote.now.clause.number}" if quote.now.clause.number else ""
    return f"{quote.now.clause.policy_id}{number}: {quoted_line(quote.now.quote)}"
