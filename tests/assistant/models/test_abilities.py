"""What a model can do is found out, remembered, and used: thinking models and servers without probabilities."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.answer import Answer
from assistant.chain import Assistant
from assistant.models.abilities import Abilities, remember, remembered
from assistant.models.calls import retry
from assistant.models.cards.card import reads
from assistant.models.choose import choose
from assistant.models.model import Model
from assistant.models.ollama import OllamaModel
from assistant.models.openai_like import OpenAIModel
from assistant.models.served import SURE
from assistant.terminal import ability_lines
from ingest.errors import ModelError
from ingest.places import cache
from tests.assistant.models.small_servers import THOUGHTS, SmallServer, serving
from tests.conftest import HashingEmbedder, as_judge

QUESTION = "How long does Segments.ai keep my personal data after I close my account?"
KINDS = {
    "plain": SmallServer(),
    "thinks unless told not to": SmallServer(thinks="off"),
    "thinks unless told, marked": SmallServer(thinks="off", inside="marked"),
    "knows levels only": SmallServer(thinks="low"),
    "always thinks": SmallServer(thinks="always"),
    "always thinks, marked": SmallServer(thinks="always", inside="marked"),
    "always thinks, opened": SmallServer(thinks="always", inside="opened"),
    "no probabilities": SmallServer(logprobs="no"),
    "no probabilities, no schema": SmallServer(logprobs="no", schema="ignored"),
    "refuses both": SmallServer(logprobs="refused", schema="refused"),
    "strict": SmallServer(strict=True),
    "strict, refuses both": SmallServer(strict=True, logprobs="refused", schema="refused"),
    "strict, always thinks": SmallServer(strict=True, thinks="always", inside="marked"),
}
# Their first words cannot be told from an answer: `choose` has always tried a model before it is asked a question.
MUST_BE_TRIED = {"knows levels only", "always thinks, opened"}
FOUND = {  # thinking, probabilities, schema; of Ollama and of the other protocol alike, but for what is strict
    "plain": ("never", True, True),
    "thinks unless told not to": ("switchable", True, True),
    "thinks unless told, marked": ("switchable", True, True),
    "always thinks": ("always", False, True),
    "always thinks, opened": ("always", False, True),
    "no probabilities": ("never", False, True),
    "no probabilities, no schema": ("never", False, False),
}


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is remembered; a second try comes soon."""
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path))
    monkeypatch.setattr(retry, "PAUSES", (0.01, 0.01))


@pytest.fixture(params=["ollama", "openai"])
def protocol(request: pytest.FixtureRequest) -> str:
    """Both protocols."""
    return str(request.param)


def opened(protocol: str, url: str, monkeypatch: pytest.MonkeyPatch) -> Model:
    """The model as a user's setting opens it."""
    monkeypatch.setenv("OLLAMA_HOST", url)
    model = choose("ollama" if protocol == "ollama" else url)
    assert model is not None
    return judging(model)


def judging(model: Model) -> Model:
    """The model, asked about passages where it does not read them all."""
    return model if reads(model) else as_judge(model)


@pytest.fixture(params=[1_500_000_000, 3_100_000_000], ids=["judge", "reader"])
def size(request: pytest.FixtureRequest) -> int:
    """Parameters: too few for a reader, and enough."""
    return int(request.param)


@pytest.fixture
def small(request: pytest.FixtureRequest, size: int) -> Iterator[tuple[SmallServer, str]]:
    """A fresh server of a kind."""
    server = replace(KINDS[request.param], asked=[], paths=[], size=size)
    with serving(server) as url:
        yield server, url


@pytest.mark.parametrize("small", KINDS, indirect=True)
def test_the_flagship_is_answered_by_all_kinds(
    small: tuple[SmallServer, str],
    protocol: str,
    index: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """The same answer and no thought in it, whether the model was tried out before or is met for the first time."""
    _server, url = small
    fresh: Model = OllamaModel(url, "m") if protocol == "ollama" else OpenAIModel(f"{url}/v1", "m")
    tried = opened(protocol, url, monkeypatch)
    kind = request.node.callspec.params["small"]
    for model in [tried] if kind in MUST_BE_TRIED else [tried, fresh]:
        pieces = list(Assistant(index, judging(model), HashingEmbedder()).stream(QUESTION))
        answer = pieces[-1]
        assert isinstance(answer, Answer)
        assert answer.verdict == "answer"
        assert "10 years" in answer.text
        assert answer.citations[0].clause.id == "segments-ai/privacy-statement/2"
        words = "".join(piece for piece in pieces if isinstance(piece, str))
        assert "99" not in words + answer.text
        assert "think" not in words + answer.text


@pytest.mark.parametrize("small", [kind for kind in KINDS if kind != "strict, always thinks"], indirect=True)
def test_what_nobody_states_is_no_answer_for_all_kinds(
    small: tuple[SmallServer, str], protocol: str, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A No to every passage is a No, however it is read."""
    server, url = small
    server.right = "penguins"
    answer = Assistant(index, opened(protocol, url, monkeypatch), HashingEmbedder()).ask(QUESTION)
    assert answer.verdict in {"silent", "unsure"}


@pytest.mark.parametrize("word", ["Perhaps", "", "I cannot say. Yes and no."])
def test_neither_word_is_never_a_silence(word: str, protocol: str, index: Path) -> None:
    """A model that says neither Yes nor No could not judge: one plain line, no "does not say"."""
    with serving(SmallServer(word=word or " ")) as url:
        model = OllamaModel(url, "m") if protocol == "ollama" else OpenAIModel(f"{url}/v1", "m")
        with pytest.raises(ModelError, match=r"said neither Yes nor No.*: use another model"):
            Assistant(index, judging(model), HashingEmbedder()).ask(QUESTION)


@pytest.mark.parametrize("small", FOUND, indirect=True)
def test_abilities_are_found_out(
    small: tuple[SmallServer, str],
    size: int,
    protocol: str,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """Context and size are told; thinking, probabilities and schema are told or tried."""
    _server, url = small
    model = opened(protocol, url, monkeypatch)
    abilities: Abilities = model.abilities  # type: ignore[attr-defined]
    kind = request.node.callspec.params["small"]
    assert (abilities.thinking, abilities.logprobs, abilities.structured) == FOUND[kind]
    assert abilities.context == (40960 if protocol == "ollama" else 8192)
    assert abilities.parameters == size


@pytest.mark.parametrize("small", ["thinks unless told not to"], indirect=True)
def test_what_was_found_out_is_remembered(
    small: tuple[SmallServer, str], protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time nothing is asked, and the same is known; a damaged memory is found out anew."""
    server, url = small
    first = opened(protocol, url, monkeypatch)
    server.asked.clear()
    again = opened(protocol, url, monkeypatch)
    assert server.asked == []
    assert first.abilities == again.abilities  # type: ignore[attr-defined]
    for file in (cache() / "abilities").iterdir():
        file.write_text("{")
    opened(protocol, url, monkeypatch)
    assert server.asked


def test_no_request_lets_a_model_think(protocol: str, size: int, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request of a question says so: weighing and writing, and reading."""
    server = SmallServer(thinks="off", size=size)
    with serving(server) as url:
        model = opened(protocol, url, monkeypatch)
        server.asked.clear()
        Assistant(index, model, HashingEmbedder()).ask(QUESTION)
        server.right = "penguins"
        Assistant(index, model, HashingEmbedder()).ask(QUESTION)
    assert len(server.asked) >= 2
    if protocol == "ollama":
        assert {body["think"] for body in server.asked} == {False}
    else:
        assert {body["chat_template_kwargs"]["enable_thinking"] for body in server.asked} == {False}


def test_levels_are_sent_to_models_that_know_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switched off it would write nothing: "low", and tokens for the thoughts."""
    server = SmallServer(thinks="low")
    with serving(server) as url:
        model = opened("ollama", url, monkeypatch)
        server.asked.clear()
        assert "".join(chunk.text for chunk in model.write("s", "u", 120)) == server.says
    assert server.asked[0]["think"] == "low"
    assert server.asked[0]["options"]["num_predict"] > 120 + len(THOUGHTS.split())


def test_a_written_word_has_the_share_of_one(protocol: str) -> None:
    """Where no probabilities are told: it is nearly sure, and not wholly."""
    with serving(SmallServer(logprobs="no")) as url:
        model: Model = OllamaModel(url, "m") if protocol == "ollama" else OpenAIModel(f"{url}/v1", "m")
        weighed = model.weigh("s", "in 10 years", ("Yes", "No"))
    assert weighed.shares == (SURE, pytest.approx(1 - SURE))


def test_a_memory_is_kept_and_damage_is_none() -> None:
    """What was remembered comes back; another version or nonsense is nothing."""
    known = Abilities(4096, 7, "always", "low", False, True)
    remember("a", known)
    assert remembered("a") == known
    assert remembered("b") is None
    (file,) = (cache() / "abilities").iterdir()
    for text in ("[]", "{}", json.dumps({"version": 0}), file.read_text().replace("always", "often")):
        file.write_text(text)
        assert remembered("a") is None


def test_a_cache_that_cannot_be_written_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is found out anew the next time."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "file"))
    remember("a", Abilities())
    assert remembered("a") is None


def test_the_table_says_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row for each ability, and whether the model was measured."""
    with serving(SmallServer(thinks="always", logprobs="no")) as url:
        table = "\n".join(ability_lines(opened("ollama", url, monkeypatch)))
    assert "40,960 tokens" in table
    assert "3.1 billion parameters" in table
    assert "always" in table
    assert "a written Yes or No" in table
    assert "not measured on this machine" in table
