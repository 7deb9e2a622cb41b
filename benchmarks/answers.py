"""Answers side by side: Clausewise and LlamaIndex's CitationQueryEngine, the same questions, model, machine and run.

    eval "$(python -m tools.ollama start)"
    python -m benchmarks.answers --questions 20 --out answers.jsonl

The engine is set up as its documentation does: SimpleDirectoryReader, VectorStoreIndex, CitationQueryEngine.from_args
with three chunks of 512 tokens, the same MiniLM and the same model of the same Ollama, at temperature 0. Questions are
a fixed sample of the hand-written ones that name one policy, half of them unanswerable. Where the two cannot be scored
alike, the engine is scored the more kindly: a chunk that it cites is right where it touches a gold quote, and any
sentence that sounds like a refusal refuses.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.answer.answer import Answer, Citation, Sentence, Usage, Verdict
from assistant.answer.quote.quotes import locate
from assistant.models.calls.address import ollama_url
from assistant.models.choose import choose
from assistant.models.installed import best_first, installed
from benchmarks.command_line import parser, run
from eval.cases import Case, read_cases, read_policies, sample
from eval.score.scoring import fold, hits, says, score_answer
from eval.score.stats import percentile, wilson
from ingest.clauses.clause import Clause
from ingest.embed import MiniLM
from ingest.errors import ClausewiseError, UsageError
from ingest.jsonlines import append
from ingest.pipeline import ingest
from ingest.places import ROOT
from ingest.policy import Policy
from ingest.weights.find import embedding_model

TIMEOUT = 1800.0  # seconds for one call: the engine's own 30 would end most of its answers on two cores
CONTEXT = 8192  # tokens: holds its three chunks of 1,024, the template and an answer
OURS, THEIRS = "Clausewise", "CitationQueryEngine"
_MARK = re.compile(r"\[(?:Source )?(\d+(?:, ?\d+)*)\]|\bSources? (\d+)", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\bnone of the (?:provided )?sources\b|\bno (?:specific |explicit |direct )?(?:information|mention|details?)\b"
    r"|\b(?:not|n['’]t) (?:\w+ )?(?:mention|specif|provide|state|contain|address|include|explicit|indicate|clear"
    r"|helpful|say|discuss|answer|available|given|found|enough)|\bcannot (?:be )?(?:determine|answer|say)|\bunable to\b"
    r"|\bsilent\b|\bunclear\b|\bnot sufficient\b|\binsufficient\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What one side answered to one question, and how it was scored."""

    side: str
    id: str
    answerable: bool
    text: str
    cited: int  # clauses or chunks
    refused: bool
    facts: bool  # every key point is in the text
    clause: bool  # a gold quote is in what is cited
    invented: bool
    prompt_tokens: int
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the facts and the clause are there, or the policy's silence is said."""
        return self.facts and self.clause and not self.invented if self.answerable else self.refused


Side = Callable[[Case], Answer]


def main() -> None:
    """Ask both sides and print the table."""
    options = _options()
    policies = read_policies(ROOT / "policies")
    cases = chosen(read_cases(ROOT / "eval" / "questions.jsonl", policies), options.questions)
    tag = best_first(installed(ollama_url()), 0)[0].tag
    with tempfile.TemporaryDirectory() as folder:
        sides = ((OURS, ours(Path(folder), tag)), (THEIRS, theirs(policies, tag)))
        results = list(kept((row for name, ask in sides for row in asked(name, ask, cases, policies)), options.out))
    for line in table(results):
        print(line)


def _options() -> argparse.Namespace:
    p = parser(__doc__)
    p.add_argument("--questions", type=int, default=20, metavar="N", help="how many, half of them unanswerable")
    p.add_argument("--out", type=Path, metavar="FILE", help="every answer and its score, a JSON object a line")
    return p.parse_args()


def chosen(cases: Sequence[Case], count: int) -> tuple[Case, ...]:
    """`count` cases, the same each time: half answerable, half not, each naming its one policy."""
    plain = [case for case in cases if case.named and len(case.policies) == 1 and not (case.history or case.given)]
    plain = [case for case in plain if case.kind not in {"injection", "conflict"}]
    silent = tuple(case for case in plain if case.right_verdicts == ("silent",))
    spoken = tuple(case for case in plain if case.gold and "silent" not in case.right_verdicts)
    return (*sample(spoken, count - count // 2), *sample(silent, count // 2))


def kept(results: Iterable[Result], out: Path | None) -> Iterator[Result]:
    """The same results, each written to `out` as it comes: a run of hours that is stopped has said what it found."""
    if out is None:
        yield from results
        return
    try:
        file = out.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}. Name another file with --out") from error
    with file:
        for result in results:
            append(file, asdict(result) | {"right": result.right})
            yield result


def asked(name: str, ask: Side, cases: Sequence[Case], policies: dict[str, Policy]) -> Iterator[Result]:
    """Each case's result; one side is asked to its end before the other, so that neither empties the other's cache."""
    texts = {policy.id: policy.text for policy in policies.values()}
    for n, case in enumerate(cases, 1):
        begun = time.perf_counter()
        try:
            answer = ask(case)
            result = scored(name, case, answer, texts, time.perf_counter() - begun)
        except ClausewiseError as error:  # counted as not right, and not as refused
            took, says_why = time.perf_counter() - begun, f"failed: {error}"
            result = Result(name, case.id, case.verdict != "silent", says_why, 0, False, False, False, False, 0, took)
        outcome = (
            "right" if result.right else "refused" if result.refused else "invented" if result.invented else "wrong"
        )
        print(f"{name} {n}/{len(cases)} {case.id}: {outcome}, {result.seconds:.1f} s", file=sys.stderr)
        yield result


def scored(name: str, case: Case, answer: Answer, texts: dict[str, str], seconds: float) -> Result:
    """The eval's own checks: what is said, what is cited, and whether every number said is in what is cited."""
    checks = score_answer(case, answer, texts).checks
    text = fold(" ".join(sentence.text for sentence in answer.sentences))
    facts = all(says(point, text) for point in case.points)
    clause = any(hits(gold, citation) for gold in case.gold for citation in answer.citations)
    answerable = case.verdict != "silent"
    refused = answer.verdict == "silent" and not (answerable and facts and clause)
    invented = not refused and (not answerable or checks.get("numbers") is False)
    cited = len(answer.citations)
    tokens = answer.usage.prompt_tokens
    return Result(name, case.id, answerable, answer.text, cited, refused, facts, clause, invented, tokens, seconds)


def ours(folder: Path, tag: str) -> Side:
    """Clausewise over a fresh index, its first question asked."""
    ingest([ROOT / "policies"], folder, MiniLM())
    assistant = Assistant.open(folder, choose(f"ollama:{tag}"))
    assistant.ask("Which personal data does Segments.ai collect?")
    return lambda case: assistant.ask(case.question)


def theirs(policies: dict[str, Policy], tag: str) -> Side:
    """The engine over the same files, its model loaded."""
    from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
    from llama_index.core.query_engine import CitationQueryEngine
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.llms.ollama import Ollama

    client = _counting(ollama_url())
    llm = Ollama(tag, ollama_url(), temperature=0, context_window=CONTEXT, request_timeout=TIMEOUT, client=client)
    embedding = HuggingFaceEmbedding(str(embedding_model()), device="cpu", local_files_only=True)
    documents = SimpleDirectoryReader(str(ROOT / "policies")).load_data()
    index = VectorStoreIndex.from_documents(documents, embed_model=embedding)
    engine = CitationQueryEngine.from_args(index, llm=llm, similarity_top_k=3, citation_chunk_size=512)
    llm.complete("Say yes.")

    def ask(case: Case) -> Answer:
        client.prompt_tokens = 0
        return _as_answer(case, engine.query(case.question), policies, client.prompt_tokens)

    return ask


def _counting(where: str) -> Any:
    import ollama

    class Client(ollama.Client):
        """The official client; adds up what prompts cost."""

        prompt_tokens = 0

        def chat(self, *args: Any, **kwargs: Any) -> Any:
            reply = super().chat(*args, **kwargs)
            self.prompt_tokens += reply.prompt_eval_count or 0
            return reply

    return Client(where, timeout=TIMEOUT)


def _as_answer(case: Case, response: Any, policies: dict[str, Policy], prompt_tokens: int) -> Answer:
    """The engine's response as the eval reads one: each chunk it cites is a clause, quoted whole."""
    text = str(response).strip()
    numbers = {int(n) for found in _MARK.findall(text) for n in re.findall(r"\d+", " ".join(found))}
    sources = [node.node for n, node in enumerate(response.source_nodes, 1) if n in numbers]
    citations = tuple(_chunk(source, policies) for source in sources)
    sentences = (Sentence(_MARK.sub("", text), tuple(range(1, len(citations) + 1))),)
    verdict: Verdict = "silent" if _REFUSAL.search(text) else "answer"
    usage = Usage(0.0, 0.0, 0.0, prompt_tokens, 0)
    return Answer(case.question, verdict, sentences, citations, (), THEIRS, usage)


def _chunk(source: Any, policies: dict[str, Policy]) -> Citation:
    policy = policies[Path(source.metadata["file_name"]).stem]
    words = source.get_content().split("\n", 1)[1].strip()  # less "Source 3:"
    span = locate(words, policy.text)
    if span is None:
        raise AssertionError(f"a chunk of {policy.id} is not in it: {words[:80]!r}")
    start, end = span
    clause = Clause(f"{policy.id}/{start}", policy.id, "", (), policy.text[start:end], start, end)
    return Citation(clause, clause.text, start, end)


def table(results: Sequence[Result]) -> Iterator[str]:
    """Markdown: a row a figure, a column a side."""
    sides = {name: [row for row in results if row.side == name] for name in (OURS, THEIRS)}
    yield f"| | {OURS} | {THEIRS} |"
    yield "|---|---|---|"
    yield _row("right, of the answerable", sides, lambda row: row.right, lambda row: row.answerable)
    yield _row("refused, of the unanswerable", sides, lambda row: row.refused, lambda row: not row.answerable)
    yield _row("refused, of the answerable", sides, lambda row: row.refused, lambda row: row.answerable)
    yield _row("invented, of all", sides, lambda row: row.invented, lambda _: True)
    yield _row("answers that cite nothing", sides, lambda row: not (row.cited or row.refused), lambda _: True)
    for what, value in (("prompt tokens", lambda row: float(row.prompt_tokens)), ("seconds", lambda row: row.seconds)):
        for label, q in (("median", 50.0), ("p95", 95.0)):
            found = [percentile([value(row) for row in rows], q) or 0.0 for rows in sides.values()]
            ratio = f" ({found[1] / found[0]:.1f} times ours)" if found[0] else ""
            yield f"| {what}, {label} | {found[0]:,.1f} | {found[1]:,.1f}{ratio} |"


def _row(
    what: str,
    sides: dict[str, list[Result]],
    holds: Callable[[Result], bool],
    among: Callable[[Result], bool],
) -> str:
    cells = []
    for rows in sides.values():
        asked_of = [row for row in rows if among(row)]
        k, n = sum(map(holds, asked_of)), len(asked_of)
        low, high = wilson(k, n)
        cells.append(f"{k} of {n} [{100 * low:.0f}, {100 * high:.0f} %]")
    return f"| {what} | {' | '.join(cells)} |"


if __name__ == "__main__":
    run(main)
