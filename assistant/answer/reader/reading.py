"""Have a model read the best passages of a question in one request, and verify its reply. At most two requests.

Which models are asked so is said by `way` of the model cards.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from assistant.answer.answer import Parts
from assistant.answer.reader.asked import Asked
from assistant.answer.reader.numbered import Numbered, numbered, prompt_text
from assistant.answer.reader.reply import parsed, schema
from assistant.answer.reader.verify import verified
from assistant.answer.yes_no.verdict import Ruling
from assistant.models.model import ReadingModel
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause
from ingest.errors import PromptTooLong
from prompts import render

LONGEST_REPLY = 800  # tokens: three sentences with their quotes take 300, a list of ten items 700


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found, verified."""

    ruling: Ruling | None  # None: nothing that it said could be verified; ask another way before saying "silent"
    parts: Parts = ()  # sentences, each with what it stands on; none where it is silent
    prompt_tokens: int = 0
    answer_tokens: int = 0


def reading(
    model: ReadingModel, asked: Asked, clauses_found: Sequence[Retrieved], clauses: Sequence[Clause] = ()
) -> Generator[str, None, Reading]:
    """Ask the model to read what was found, and return what of its reply holds. Raises ModelError.

    Yields an empty string before each request: there it can be stopped. `clauses`: all of the policy, where one is
    asked about. A second request is made where the first gives no answer: after "silent" with the passages that come
    next, else (nothing could be verified, or the prompt was too long) with half of the first ones.
    """
    passages = numbered(clauses_found, clauses)
    result = Reading(Ruling("silent"))
    for last in (False, True):
        if not passages:
            break
        yield ""
        half = passages[: len(passages) // 2]
        try:
            result = _read(model, asked, passages, result)
        except PromptTooLong:
            if last or not half:
                raise
            passages = half
            continue
        if result.parts:
            break
        passages = _after(passages, clauses_found) if result.ruling else half
    return result


def _read(model: ReadingModel, asked: Asked, passages: Sequence[Numbered], before: Reading) -> Reading:
    """One request, its reply verified; tokens are counted on from the request before."""
    filled = model.fill(*_prompt(asked, passages), schema(), LONGEST_REPLY)
    reply = parsed(filled.text)
    rules, parts = verified(reply, passages, asked) if reply else (None, ())
    if reply and reply.verdict != "silent" and not parts:
        rules = None
    return Reading(
        rules, parts, before.prompt_tokens + filled.prompt_tokens, before.answer_tokens + filled.answer_tokens
    )


def _after(passages: Sequence[Numbered], clauses_found: Sequence[Retrieved]) -> list[Numbered]:
    """The passages that were found and are not among these."""
    shown = {passage.clause.id for passage in passages}
    return numbered([retrieved for retrieved in clauses_found if retrieved.clause.id not in shown])


def _prompt(asked: Asked, passages: Sequence[Numbered]) -> tuple[str, str]:
    """The passages stand before the question: a server remembers the beginning of a prompt."""
    policies = list(dict.fromkeys(passage.clause.policy_id for passage in passages))
    names = ", ".join(asked.names[id_] for id_ in policies)
    prompt = render("reader", policy=names, question=asked.question, passages=prompt_text(passages, asked.names))
    return prompt.system, prompt.user
