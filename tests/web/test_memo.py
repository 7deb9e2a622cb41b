"""A memo for Word: what it says of an answer and of a comparison, and what it refuses."""

import io
from typing import TYPE_CHECKING

import docx
import pytest
from fastapi.testclient import TestClient

from assistant.chain import Assistant
from web.but_see import completed
from web.memo import Memo, Noted, memo
from web.policies_shown import policies_shown
from web.server import application
from web.views.answer_text import memo_json, sources
from web.views.turn import Turn
from web.words.dates import today

if TYPE_CHECKING:
    from docx.document import Document

KEPT = "How long does Segments.ai keep my data after I close my account?"


def read(content: Memo) -> "Document":
    """The memo, read back."""
    return docx.Document(io.BytesIO(memo(content)))


def words(content: Memo) -> str:
    """All its paragraphs."""
    return "\n".join(paragraph.text for paragraph in read(content).paragraphs)


def test_an_answer_is_told_whole(assistant: Assistant) -> None:
    """Today's date, question, verdict, each quote verbatim with clause and line, the policy's date and fingerprint."""
    shown = policies_shown(assistant)
    policies = {id_: policy.policy for id_, policy in shown.items()}
    answer = assistant.ask(KEPT)
    turn = completed(Turn(KEPT, answer, policies), shown)
    noted = Noted.model_validate_json(memo_json(answer, policies, "", turn.but_see, turn.odd))
    text = words(Memo(title="Memo", answers=[noted]))
    assert today() in text
    assert KEPT in text
    assert all(f"“{quote.quote}”" in text for quote in answer.citations)
    assert "Segments.ai § 2" in text
    assert all(line in text for line in sources(answer, policies))
    assert policies["segments-ai"].sha256 in text
    assert turn.odd
    assert all(line in text for line in turn.odd)


def test_a_comparison_is_a_table() -> None:
    """The matrix is a table on a page on its side; the quotes and the policies' dates follow."""
    rows = [["Question", "Acme"], ["Sold?", "No: We sell nothing."]]
    quotes = [["Question", "Policy", "Verdict"], ["Sold?", "Acme", "No", "No.", "[1] § 1", "[1] “We sell nothing.”"]]
    document = read(Memo(matrix=rows, quotes=quotes, sources=["Acme: policy of 1 Jan 2025"]))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == rows
    assert document.sections[0].page_width > document.sections[0].page_height  # type: ignore[operator]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "“We sell nothing.”" in text
    assert "Acme: policy of 1 Jan 2025" in text


@pytest.mark.parametrize("text,kept", [("a\x00b\x1bc", "abc"), ("<w:t>not markup</w:t>", "<w:t>not markup</w:t>")])
def test_words_that_word_cannot_hold(text: str, kept: str) -> None:
    """Control characters are left out, markup is text."""
    assert kept in words(Memo(answers=[Noted(question="Why?", verdict="No", text=text)]))


def test_the_server_gives_it() -> None:
    """A memo comes as a Word file; what is too long is refused."""
    client = TestClient(application(), base_url="http://127.0.0.1")
    made = client.post("/page/docx", json={"answers": [{"question": "Why?", "verdict": "No", "text": "No."}]})
    assert docx.Document(io.BytesIO(made.content)).paragraphs
    refused = client.post("/page/docx", json={"answers": [{"question": "x" * 50_000, "verdict": "No", "text": "No."}]})
    assert refused.status_code == 422
