"""Real parts: the real embedding model, llama.cpp in this process, and a real Ollama server."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.answer.answer import Answer
from assistant.chain import Assistant
from assistant.models.calls.address import ollama_url
from assistant.models.choose import choose
from assistant.models.installed import installed
from assistant.models.model import Model
from assistant.models.ollama import OllamaModel
from ingest.embed import MiniLM
from ingest.errors import ModelMissing, PromptTooLong
from ingest.pipeline import ingest
from tests.conftest import ROOT

KEPT = "How long does Segments.ai keep my personal data after I close my account?"
SILENT = "Does AIpicMarket use Google Analytics cookies?"

needs_ollama = [
    pytest.mark.ollama,
    pytest.mark.skipif(not os.environ.get("OLLAMA_HOST"), reason="no Ollama server: run make ollama, set OLLAMA_HOST"),
]


@pytest.fixture(scope="session")
def real_index(tmp_path_factory: pytest.TempPathFactory, policies_dir: Path) -> Path:
    """The five policies, embedded with the real model."""
    folder = tmp_path_factory.mktemp("real")
    ingest([policies_dir], folder, MiniLM())
    return folder


BACKENDS = [pytest.param("embedded", marks=pytest.mark.real), pytest.param("ollama", marks=needs_ollama)]


@pytest.fixture(scope="session", params=BACKENDS)
def model(request: pytest.FixtureRequest) -> Model:
    """Each real backend with the same weights."""
    found = choose(request.param)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def real(real_index: Path, model: Model) -> Assistant:
    """An assistant made of real parts only."""
    return Assistant(real_index, model, MiniLM())


def verbatim(answer: Answer) -> bool:
    """Every quote stands at its offsets in the file."""
    texts = {path.stem: path.read_bytes().decode() for path in (ROOT / "policies").glob("*.txt")}
    return all(texts[one.clause.policy_id][one.start : one.end] == one.quote for one in answer.citations)


@pytest.mark.real
def test_vectors_are_what_the_model_s_authors_give() -> None:
    """384 numbers, length 1, and a paraphrase is nearer than another topic."""
    rows = MiniLM().embed(["How long is data kept?", "The retention period of data", "Cookies and pixels"])
    assert rows.shape == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


@pytest.mark.real
def test_threads_may_ask_at_once() -> None:
    """The model is loaded once, whoever comes first."""
    shared = MiniLM()
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda _: shared.embed(["How long is data kept?"])[0], range(4)))
    assert all(np.allclose(row, rows[0], atol=1e-3) for row in rows)


def test_a_fact_is_answered_from_its_clause(real: Assistant) -> None:
    """Ten years, from section 2 of the Privacy Statement, quoted verbatim."""
    answer = real.ask(KEPT)
    assert answer.verdict == "answer"
    assert "10 years" in answer.text
    assert answer.citations[0].clause.id == "segments-ai/privacy-statement/2"
    assert verbatim(answer)
    assert answer.usage.prompt_tokens > 0
    assert answer.usage.answer_tokens > 0


def test_silence_is_told(real: Assistant) -> None:
    """The policy of AIpicMarket says nothing of Google Analytics: no yes, no no."""
    answer = real.ask(SILENT)
    assert answer.verdict in {"silent", "unsure"}
    assert answer.searched


def test_no_is_told(real: Assistant) -> None:
    """Segments.ai says that it does not disclose it for that."""
    answer = real.ask("Does Segments.ai disclose my personal data to third parties for direct marketing purposes?")
    assert answer.verdict == "no"
    assert verbatim(answer)


def test_the_same_question_has_the_same_answer(real: Assistant) -> None:
    """Temperature 0: asked twice, said once."""
    assert real.ask(KEPT).sentences == real.ask(KEPT).sentences


def test_a_prompt_that_does_not_fit_is_refused_not_cut(model: Model) -> None:
    """The server counts tokens; too many is an error of its own."""
    with pytest.raises(PromptTooLong):
        list(model.write("Answer.", "word " * 6000, 5))


@pytest.mark.ollama
@pytest.mark.skipif(not os.environ.get("OLLAMA_HOST"), reason="no Ollama server: run make ollama, set OLLAMA_HOST")
def test_an_unknown_model_is_told_with_the_command_that_gets_it() -> None:
    """The real server's 404 becomes one line."""
    with pytest.raises(ModelMissing, match="ollama pull nobody"):
        list(OllamaModel(ollama_url(), "nobody").write("s", "u", 5))
    with pytest.raises(ModelMissing, match="ollama pull nobody"):
        choose("ollama:nobody")
    assert installed(ollama_url())


@pytest.mark.real
@pytest.mark.parametrize("arguments", [["--model", "embedded"], ["--no-model"]])
def test_the_command_answers_as_json(real_index: Path, arguments: list[str]) -> None:
    """`python -m assistant … --json` prints the design's object, quote verbatim at its offsets."""
    command = [sys.executable, "-m", "assistant", KEPT, "--json", "--index", str(real_index), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert answer["verdict"] == "answer"
    (first, *_) = answer["citations"]
    assert (first["number"], first["clause"]) == ("2", "segments-ai/privacy-statement/2")
    text = (ROOT / "policies" / "segments-ai.txt").read_bytes().decode()
    assert text[first["start"] : first["end"]] == first["quote"]
    assert "10 years" in first["quote"]
