"""The parts for LlamaIndex, used as LlamaIndex's users use theirs."""

import asyncio
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from llama_index.core import SimpleDirectoryReader
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import Document, MetadataMode, TextNode

from assistant.chain import Assistant
from assistant.llamaindex import ClauseNodeParser, ClauseRetriever, ClausewiseQueryEngine, ClausewiseReader
from benchmarks.retriever_evaluator import scores
from eval.cases import read_cases, read_policies
from ingest.errors import ModelError, PolicyError, UsageError
from tests.conftest import ROOT, HashingEmbedder
from tests.scripted import ScriptedModel

KEPT = "How long does Segments.ai keep my data?"


@pytest.fixture
def texts(policies_dir: Path) -> dict[str, str]:
    """The text of each policy."""
    return {id_: policy.text for id_, policy in read_policies(policies_dir).items()}


def free_meanwhile(work: Coroutine[Any, Any, Any]) -> tuple[Any, int]:
    """What the work gives, and how often the event loop was free while it ran."""

    async def both() -> tuple[Any, int]:
        task, free = asyncio.ensure_future(work), 0
        while not task.done():
            await asyncio.sleep(0.01)
            free += 1
        return task.result(), free

    return asyncio.run(both())


def test_a_document_is_a_policy_s_text(policies_dir: Path, texts: dict[str, str]) -> None:
    """The reader gives every policy of a folder, alone or as an extractor of theirs, and raises for what is none."""
    documents = ClausewiseReader().load_data(policies_dir)
    assert {document.id_: document.text for document in documents} == texts
    assert next(d for d in documents if d.id_ == "segments-ai").metadata["policy_name"] == "Segments.ai"
    file = policies_dir / "segments-ai.txt"
    (theirs,) = SimpleDirectoryReader(input_files=[file], file_extractor={file.suffix: ClausewiseReader()}).load_data()
    assert theirs.text == texts["segments-ai"]
    assert theirs.metadata["file_name"] == file.name
    assert len(asyncio.run(ClausewiseReader().aload_data(policies_dir))) == len(texts)
    with pytest.raises(UsageError):
        ClausewiseReader().load_data("nowhere.md")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A damaged file is an error, and no empty document."""
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(PolicyError):
        ClausewiseReader().load_data(tmp_path)


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_node_is_a_clause_at_its_place(
    policies_dir: Path, texts: dict[str, str], index: Path, in_pieces: bool
) -> None:
    """Every node's text is verbatim at its offsets; nodes and ids are those of our own index; async gives the same."""
    documents = ClausewiseReader().load_data(policies_dir)
    parser = ClauseNodeParser(in_pieces=in_pieces)
    nodes = parser.get_nodes_from_documents(documents)
    for node in nodes:
        assert isinstance(node, TextNode)
        assert texts[node.metadata["policy"]][node.start_char_idx : node.end_char_idx] == node.text
        assert node.ref_doc_id == node.metadata["policy"]
        assert "sha256" not in node.get_content(MetadataMode.EMBED)
    record = Assistant(index, None, HashingEmbedder()).opened()[0].record
    assert {node.node_id for node in nodes} == {own.id for own in (record.pieces if in_pieces else record.clauses)}
    again = asyncio.run(parser.aget_nodes_from_documents(documents))
    assert [node.node_id for node in again] == [node.node_id for node in nodes]


def test_offsets_are_ours_where_a_clause_stands_in_the_one_before() -> None:
    """LlamaIndex looks for the second item anew, and would find it in the first one."""
    first = "- Account data: We collect your name. See below: - Usage data: We keep logs of all that you do."
    text = f"# Terms\n\n## Data\n\n{first}\n- Usage data: We keep logs"
    _, last = ClauseNodeParser().get_nodes_from_documents([Document(text=text, id_="terms")])
    assert isinstance(last, TextNode)
    assert (last.text, last.start_char_idx, last.end_char_idx) == ("- Usage data: We keep logs", 114, 140)


def test_the_retriever_finds_what_the_chain_finds(assistant: Assistant, texts: dict[str, str]) -> None:
    """Clauses of the policy that is named, best first, verbatim; of the policies that are given, if any are."""
    nodes = ClauseRetriever(assistant, similarity_top_k=5).retrieve(KEPT)
    assert [node.node.node_id for node in nodes] == [hit.clause.id for hit in assistant.ask(KEPT).searched[:5]]
    assert [node.score for node in nodes] == sorted((node.score for node in nodes), key=lambda score: -(score or 0))
    for node in nodes:
        assert isinstance(node.node, TextNode)
        assert texts["segments-ai"][node.node.start_char_idx : node.node.end_char_idx] == node.node.text
        assert node.node.metadata["policy_name"] == "Segments.ai"
    (only,) = {
        node.node.metadata["policy"]
        for node in ClauseRetriever(assistant, policies=["ai-planet"]).retrieve("kept data")
    }
    assert only == "ai-planet"
    with pytest.raises(UsageError, match="no policy 'nope' in the index"):
        ClauseRetriever(assistant, policies=["nope"]).retrieve(KEPT)


def test_their_synthesizer_reads_our_clauses(assistant: Assistant) -> None:
    """A query engine of theirs over our retriever puts the clause's words, number and headings before its model."""
    engine = RetrieverQueryEngine.from_args(ClauseRetriever(assistant, similarity_top_k=2), llm=MockLLM())
    response = engine.query(KEPT)
    assert len(response.source_nodes) == 2
    for source in response.source_nodes:  # MockLLM gives its prompt back
        assert source.node.get_content() in str(response)
        assert f"heading: {source.node.metadata['heading']}" in str(response)


def test_a_response_s_sources_are_the_verified_quotations(assistant: Assistant, texts: dict[str, str]) -> None:
    """Text, verdict and quotations are the answer's own, each with place and score."""
    answer = assistant.ask(KEPT)
    response = ClausewiseQueryEngine(assistant).query(KEPT)
    assert response.response == answer.text  # type: ignore[union-attr]
    assert response.metadata
    assert response.metadata["verdict"] == answer.verdict
    assert [source.node.get_content() for source in response.source_nodes] == [c.quote for c in answer.citations]
    assert response.source_nodes
    for source in response.source_nodes:
        assert isinstance(source.node, TextNode)
        assert texts["segments-ai"][source.node.start_char_idx : source.node.end_char_idx] == source.node.text
        assert source.score
        assert source.score > 0


def test_silence_has_no_sources(assistant: Assistant) -> None:
    """Where the policy does not say, the response says so and has no source."""
    response = ClausewiseQueryEngine(assistant).query("Does Spotify sell my data?")
    assert response.metadata
    assert (response.metadata["verdict"], response.source_nodes) == ("silent", [])


def test_a_model_that_fails_is_an_error(index: Path) -> None:
    """It is raised, also from aquery, and never comes back as a response."""
    engine = ClausewiseQueryEngine(Assistant(index, ScriptedModel(says=[]), HashingEmbedder()))
    with pytest.raises(ModelError):
        engine.query(KEPT)
    with pytest.raises(ModelError):
        asyncio.run(engine.aquery(KEPT))


def test_the_event_loop_is_free_meanwhile(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """aretrieve and aquery work in a thread of their own."""
    places: set[int] = set()

    def slow(call: Any) -> Any:
        def slower(*arguments: Any) -> Any:
            places.add(threading.get_ident())
            time.sleep(0.3)
            return call(*arguments)

        return slower

    monkeypatch.setattr(assistant, "search", slow(assistant.search))
    monkeypatch.setattr(assistant, "ask", slow(assistant.ask))
    nodes, free = free_meanwhile(ClauseRetriever(assistant).aretrieve(KEPT))
    assert nodes
    assert free > 10
    response, free = free_meanwhile(ClausewiseQueryEngine(assistant).aquery(KEPT))
    assert response.source_nodes
    assert free > 10
    assert threading.get_ident() not in places


def test_their_evaluator_measures_our_retriever(assistant: Assistant, policies_dir: Path) -> None:
    """Real cases get a hit rate and an MRR; with words only, half are hit at least, and one that cannot be is not."""
    cases = read_cases(ROOT / "eval" / "questions.jsonl", read_policies(policies_dir))
    clauses = assistant.opened()[0].record.clauses
    values = scores(lambda case: ClauseRetriever(assistant, policies=case.given), cases[:40], clauses)
    assert len(values["hit_rate"]) == len(values["mrr"]) > 10
    assert 0.5 < sum(values["hit_rate"]) / len(values["hit_rate"]) < 1
    assert all(mrr <= hit for mrr, hit in zip(values["mrr"], values["hit_rate"], strict=True))


def blocks() -> str:
    """The Python of docs/llamaindex.md, as one program."""
    text = (ROOT / "docs" / "llamaindex.md").read_text("utf-8")
    found = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(found) == 4
    return "\n".join(found)


def test_the_blocks_of_the_docs_run(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of docs/llamaindex.md, with a mock in the place of Ollama and hashed words in that of MiniLM."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(Assistant, "open", lambda *_, **__: assistant)
    monkeypatch.setattr("llama_index.llms.ollama.Ollama", lambda **_: MockLLM())
    exec(compile(blocks(), "docs/llamaindex.md", "exec"), {})  # noqa: S102 # our own page
    printed = capsys.readouterr().out
    assert "5 policies," in printed
    assert "'hit_rate': 1.0" in printed


@pytest.mark.ollama
@pytest.mark.real
@pytest.mark.timeout(900)
def test_the_blocks_of_the_docs_run_for_real(tmp_path: Path) -> None:
    """The same with a real Ollama and real weights, in a folder as a user has it."""
    from assistant.models.calls.address import ollama_url
    from assistant.models.installed import installed

    (tmp_path / "policies").symlink_to(ROOT / "policies")
    model = installed(ollama_url())[0].tag
    program = blocks().replace('model="llama3.2"', f'model="{model}", base_url="{ollama_url()}"')
    for command in (["-m", "ingest"], ["-c", program]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert "10 years" in done.stdout
    assert "'hit_rate': 1.0" in done.stdout


def test_the_door_is_light() -> None:
    """Importing the door loads nothing of LlamaIndex; an unknown name is told."""
    code = "import sys, assistant.llamaindex; print([m for m in ('numpy', 'llama_index') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    with pytest.raises(ImportError):
        from assistant.llamaindex import ClauseReader  # type: ignore[attr-defined] # noqa: F401
