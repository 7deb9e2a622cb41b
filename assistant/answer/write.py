"""Have a model say in its own words what some quotes say. What it writes is not verified here."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from assistant.answer.answer import Citation
from assistant.answer.parts import Clock
from assistant.models.model import Model
from ingest.clauses.clause import heading
from ingest.errors import PromptTooLong
from prompts import Inert, Prompt, passage, render

LONGEST_ANSWER = 120  # tokens: two sentences


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote, and what it cost."""

    text: str
    prompt_tokens: int = 0
    answer_tokens: int = 0


def writing(
    model: Model, question: str, cited: Sequence[Citation], name: str, clock: Clock
) -> Generator[str, None, Written]:
    """Yield the model's words as they come, and return all of them. `name`: what the policy is called.

    A prompt that does not fit is tried with fewer quotes. Raises ModelError.
    """
    words: list[str] = []
    prompt_tokens = answer_tokens = 0
    prompt = _prompt(question, cited, name)
    try:
        for chunk in model.write(prompt.system, prompt.user, LONGEST_ANSWER):
            prompt_tokens += chunk.prompt_tokens
            answer_tokens += chunk.answer_tokens
            if chunk.text:
                clock.mark("first word")
                words.append(chunk.text)
                yield chunk.text
    except PromptTooLong:
        if len(cited) == 1:
            raise
        return (yield from writing(model, question, cited[: len(cited) // 2], name, clock))
    return Written("".join(words), prompt_tokens, answer_tokens)


def _prompt(question: str, cited: Sequence[Citation], name: str) -> Prompt:
    shown = "\n\n".join(passage(heading(quote.clause), quote.quote) for quote in cited)
    return render("answer", policy=name, question=question, passages=Inert(shown))
