"""Measure how much likelier a passage makes a question: query likelihood, word by word.

"How long are photographs kept?" is likelier behind “Photographs are kept for a year.” than behind nothing. A passage
that answers a question makes it a likely question to ask, though they share no word (Sachan et al., "Improving Passage
Retrieval with Zero-Shot Question Generation", 2022). Servers do not say how likely a given text is, so each telling
word is looked for among the likeliest next tokens after the words before it, with the passage and without. Knows no
ranks, no other passages, and not what is made of the measure.
"""

from collections.abc import Generator
from typing import Final

from assistant.english.words import STOP, places, raw
from assistant.models.model import Model
from prompts import Inert, Prompt, inert, render

MOST_WORDS: Final = 12  # of a question: each is a call, a sixth of a second on 2 cores
# Nats of a word that is not among the likeliest next tokens. On the own seen questions 86 in 100 tokens are among them,
# and how much less likely the others are told nothing.
LEAST: Final = -8.0


class Likelier:
    """Measures passages by one question about one policy."""

    def __init__(self, model: Model, question: str, policy: str) -> None:
        self._model = model
        self._question = " ".join(inert(question).split())
        self._policy = policy
        self._unprompted: list[float] = []  # of each word without a passage; read once
        self.prompt_tokens = 0

    def gain(self, shown: Inert) -> Generator[str, None, float]:
        """Return the nats that a passage adds to the question's telling words. Raises ModelError.

        Yields an empty string before each word: there it can be stopped.
        """
        if not self._unprompted:
            self._unprompted = yield from self._read(render("question_alone", policy=self._policy))
        prompted = yield from self._read(render("question_given_passage", policy=self._policy, passage=shown))
        return sum(shown_it - alone for shown_it, alone in zip(prompted, self._unprompted, strict=True))

    def _read(self, prompt: Prompt) -> Generator[str, None, list[float]]:
        """Return the nats of each telling word behind a prompt and the words before it."""
        nats, tokens = [], 0
        for start in self._telling():
            yield ""
            likely = self._model.likely(prompt.system, prompt.user, self._question[:start].rstrip())
            nats.append(_nats(likely.tokens, self._question[start:]))
            tokens = max(tokens, likely.prompt_tokens)  # the words before are in the server's cache
        self.prompt_tokens += tokens
        return nats

    def _telling(self) -> list[int]:
        """Return where the words begin that are not said in every question about this policy."""
        usual = STOP.union(raw(self._policy))
        return [start for word, (start, _) in places(self._question) if word not in usual][:MOST_WORDS]


def _nats(likely: tuple[tuple[str, float], ...], text: str) -> float:
    """Return the log probability of the longest token that begins the text, LEAST at least; LEAST where none does.

    [(" ph", -1.0), (" photo", -2.0)] for "photographs" → -2.0.
    """
    tokens = ((token.strip(), logprob) for token, logprob in likely)
    beginnings = [(len(token), logprob) for token, logprob in tokens if token and text.startswith(token)]
    return max(max(beginnings, default=(0, LEAST))[1], LEAST)
