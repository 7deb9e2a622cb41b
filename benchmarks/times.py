"""Time to the first evidence, to the first word and in all, and how much of it is the model's own.

    eval "$(python -m tools.ollama start)"
    python -m benchmarks.times --questions 60

Hand-written questions, a fixed sample, one after the other, through `Assistant.stream` and a real Ollama; the first one
loads and is not counted. The model's own time is what the server says it spent on prompts and on answers: what is left
is ours, the protocol's and the server's own housekeeping. Run it on a quiet machine: seconds are of no use otherwise.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer.answer import Answer
from assistant.chain import Assistant, Evidence
from assistant.models.choose import choose
from assistant.models.ollama import OllamaModel
from benchmarks.command_line import parser, run
from eval.cases import Case, read_cases, read_policies, sample
from eval.score.stats import percentile
from ingest.embed import MiniLM
from ingest.errors import UsageError
from ingest.pipeline import ingest
from ingest.places import ROOT


@dataclass(frozen=True, slots=True)
class Times:
    """Of one question, in milliseconds."""

    evidence: float
    word: float | None  # none where nothing was written
    whole: float
    model: float  # the server's own


class Watched:
    """The official client; adds up what the server says that prompts and answers took."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.took = 0.0  # milliseconds

    def chat(self, *args: Any, **kwargs: Any) -> Any:
        """See ollama.Client."""
        reply = self._client.chat(*args, **kwargs)
        return self._streamed(reply) if kwargs.get("stream") else self._counted(reply)

    def _streamed(self, parts: Iterator[Any]) -> Iterator[Any]:
        for part in parts:
            yield self._counted(part)

    def _counted(self, part: Any) -> Any:
        self.took += ((part.prompt_eval_duration or 0) + (part.eval_duration or 0)) / 1e6
        return part


def main() -> None:
    """Ask, and print."""
    p = parser(__doc__)
    p.add_argument("--questions", type=int, default=60, metavar="N", help="how many (default: %(default)s)")
    for line in table(list(asked(p.parse_args().questions))):
        print(line)


def asked(count: int) -> Iterator[Times]:
    """Each question's times."""
    cases = sample(read_cases(ROOT / "eval" / "questions.jsonl", read_policies(ROOT / "policies")), count)
    model = choose("ollama")
    if not isinstance(model, OllamaModel):
        raise UsageError("no Ollama answers: start one, and set OLLAMA_HOST")
    model._client = client = Watched(model._client)  # noqa: SLF001 the server's own times reach nobody else
    with tempfile.TemporaryDirectory() as folder:
        ingest([ROOT / "policies"], Path(folder), MiniLM())
        assistant = Assistant.open(Path(folder), model)
        assistant.ask("Which personal data does Segments.ai collect?")
        for n, case in enumerate(cases, 1):
            client.took = 0.0
            times = timed(assistant, case, client)
            print(f"{n}/{len(cases)} {case.id}: {times.whole / 1000:.1f} s", file=sys.stderr)
            yield times


def timed(assistant: Assistant, case: Case, client: Watched) -> Times:
    """One question's times, as who asks sees them."""
    begun, evidence, answer = time.perf_counter(), 0.0, None
    for piece in assistant.stream(case.question, case.given or (), case.history):
        if isinstance(piece, Evidence) and not evidence:
            evidence = (time.perf_counter() - begun) * 1000
        if isinstance(piece, Answer):
            answer = piece
    whole = (time.perf_counter() - begun) * 1000
    if answer is None:
        raise AssertionError("a stream ends with its answer")
    return Times(evidence, answer.usage.first_word_ms if answer.usage.answer_tokens else None, whole, client.took)


def table(times: Sequence[Times]) -> Iterator[str]:
    """Markdown: a row a figure."""
    rows = {
        "first evidence": [row.evidence for row in times],
        "first word, where words were written": [row.word for row in times if row.word is not None],
        "in all": [row.whole for row in times],
        "the model's own": [row.model for row in times],
    }
    yield f"| milliseconds, {len(times)} questions | median | p95 |"
    yield "|---|---|---|"
    for what, values in rows.items():
        yield f"| {what} ({len(values)}) | {percentile(values, 50) or 0:,.0f} | {percentile(values, 95) or 0:,.0f} |"
    ratios = [row.whole / row.model for row in times if row.model]
    whole, model = sum(row.whole for row in times), sum(row.model for row in times)
    middle, high = (percentile(ratios, q) or 0 for q in (50, 95))
    yield f"| in all, times the model's own ({len(ratios)}) | {middle:.2f} | {high:.2f} |"
    yield f"| in all, times the model's own, summed | {whole / model:.2f} | |"


if __name__ == "__main__":
    run(main)
