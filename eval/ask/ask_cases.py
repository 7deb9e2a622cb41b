"""Ask every case and score every answer, in the cases' order.

A ClausewiseError leaves its case unscored, with the message; a missing model ends the run; a bug keeps its traceback.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from assistant.answer.answer import Answer
from eval.ask.answers_file import AnswersFile
from eval.cases import Case
from eval.score.outcome import Outcome
from eval.score.scoring import score_answer, unscored
from ingest.errors import ClausewiseError, ModelMissing


class Asks(Protocol):
    """What is evaluated: assistant.Assistant, or anything that answers like it."""

    def ask(self, question: str, policies: Sequence[str] = ..., history: Sequence[Mapping[str, str]] = ...) -> Answer:
        """Answer one question."""


def ask_cases(  # noqa: PLR0913 - one call, the rest by name
    assistant: Asks,
    cases: Sequence[Case],
    texts: Mapping[str, str],
    *,
    answers: AnswersFile,
    jobs: int = 1,
    done: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """Ask and score all cases, `jobs` at a time; `done` is called after each."""

    def ask_one(case: Case) -> Outcome:
        outcome = _outcome(assistant, case, texts, answers)
        done()
        return outcome

    pool = ThreadPoolExecutor(jobs)
    try:
        return list(pool.map(ask_one, cases))
    finally:  # after an error or Ctrl-C, what has not begun is not asked any more
        pool.shutdown(cancel_futures=True)


def _outcome(assistant: Asks, case: Case, texts: Mapping[str, str], answers: AnswersFile) -> Outcome:
    if kept := answers.get(case):
        answer, seconds = kept
        return Outcome(case, answer, "", score_answer(case, answer, texts), seconds)
    begun = time.perf_counter()
    try:
        answer = assistant.ask(case.question, policies=case.given, history=case.history)
    except ModelMissing:
        raise
    except ClausewiseError as error:
        return Outcome(case, None, f"{type(error).__name__}: {error}", unscored(case), time.perf_counter() - begun)
    seconds = time.perf_counter() - begun
    answers.put(case, answer, seconds)
    return Outcome(case, answer, "", score_answer(case, answer, texts), seconds)
