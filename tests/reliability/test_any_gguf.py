"""Model files of a user's own, in this process: CLAUSEWISE_TEST_GGUFS names them, with ":" between.

They may answer badly. They never invent a quote, crash, or turn a fault into "does not say".
"""

import os
from pathlib import Path

import pytest

from assistant.answer.quote.checks import refuted
from assistant.chain import Assistant
from assistant.models.choose import choose
from assistant.models.model import Model
from ingest.embed import MiniLM
from ingest.errors import ModelError
from ingest.pipeline import ingest

FILES = [file for file in os.environ.get("CLAUSEWISE_TEST_GGUFS", "").split(":") if file]
pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not FILES, reason="no model files: set CLAUSEWISE_TEST_GGUFS"),
]
QUESTIONS = (  # the policy speaks of all but the last
    "How long does Segments.ai keep my personal data after I close my account?",
    "Does Segments.ai sell my personal data?",
    "Does lightenup.ai insure penguins?",
)


@pytest.fixture(scope="module")
def real_index(policies_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five policies with real vectors."""
    folder = tmp_path_factory.mktemp("index")
    ingest([policies_dir], folder, MiniLM())
    return folder


@pytest.fixture(scope="module", params=FILES, ids=lambda file: Path(file).stem)
def model(request: pytest.FixtureRequest) -> Model:
    """A model file as `--model embedded:PATH.gguf` opens it, its abilities found out."""
    opened = choose(f"embedded:{request.param}")
    assert opened is not None
    return opened


@pytest.mark.parametrize("way", ["writer", "judge", "reader"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_invented(way: str, question: str, model: Model, real_index: Path) -> None:
    """Every quote is verbatim, every sentence carried by its quotes; what the policy says is never "does not say"."""
    model.asked_as = way  # type: ignore[attr-defined]
    try:
        answer = Assistant(real_index, model, MiniLM()).ask(question)
    except ModelError as error:
        assert str(error).startswith("the model ")  # noqa: PT017 one plain line is as good as an answer
        return
    assistant = Assistant(real_index, None, MiniLM())
    texts = {policy.id: policy.text for policy in assistant.policies}
    names = " ".join(assistant.names.values())
    for citation in answer.citations:
        assert texts[citation.clause.policy_id][citation.start : citation.end] == citation.quote
    for sentence in answer.sentences:
        quotes = [answer.citations[number - 1].quote for number in sentence.citations]
        verbatim = any(" ".join(quote.split()) in sentence.text for quote in quotes)
        assert not quotes or verbatim or not refuted(sentence.text, quotes, names)
    assert answer.verdict != "silent" or question == QUESTIONS[-1]
