"""The reader in the real chain, over the five policies: good and bad replies, faults, and what comes after them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import compose
from assistant.answer.answer import Answer
from assistant.answer.quote.checks import refuted
from assistant.chain import Assistant
from assistant.models.abilities import Abilities
from ingest.errors import ModelError
from tests.conftest import HashingEmbedder
from tests.scripted import ScriptedModel

LONG = "How long does Segments.ai keep my personal data after I close my account?"
SELL = "Does Segments.ai sell my personal data?"
PENGUINS = "Does Segments.ai insure penguins?"
NUMBERED = re.compile(r'<passage number="(\d+)">\n[^\n]*\n(.*?)\n</passage>', re.DOTALL)

Passages = list[tuple[int, str]]


class Reader(ScriptedModel):
    """A script that is taken for a reader."""

    abilities = Abilities(parameters=3_000_000_000, thinking="never", logprobs=True, structured=True)


def reply(verdict: str, *sentences: tuple[str, int, str]) -> str:
    """A reply as JSON: of each sentence its text, the number of a passage, and words of it."""
    filled = [{"text": text, "stands_on": [{"passage": n, "words": words}]} for text, n, words in sentences]
    return json.dumps({"verdict": verdict, "sentences": filled})


def asked(
    index: Path, question: str, fills: Callable[[Passages], str], weighs: float | None = 0.0
) -> tuple[Answer, Reader]:
    """The answer to a question where a reader replies with what `fills` makes of the passages."""
    model = Reader(
        fills=lambda user: fills([(int(n), text) for n, text in NUMBERED.findall(user)]),
        weighs=lambda _user: weighs,
        says=lambda _user: "The policy says so.",
    )
    return Assistant(index, model, HashingEmbedder()).ask(question), model


def the(passages: Passages, words: str) -> int:
    """The number of the passage that holds the words; 0 where none does."""
    return next((n for n, text in passages if words in text), 0)


def test_a_reply_becomes_an_answer(index: Path) -> None:
    """One request, the reader's sentence, its clause, and a warning that this model was not measured."""
    ten = "keep your personal data for as long as your account exists and for 10 years after your closed your account"
    sentence = "Segments.ai keeps your personal data for as long as your account exists and for 10 years after."
    answer, model = asked(index, LONG, lambda passages: reply("answer", (sentence, the(passages, ten), ten)))
    assert answer.verdict == "answer"
    assert [text.text for text in answer.sentences] == [sentence]
    assert answer.citations[0].clause.id == "segments-ai/privacy-statement/2"
    assert answer.model == "scripted (not measured on this machine)"
    assert answer.confidence == 0
    assert len(model.asked) == 1
    assert answer.usage.prompt_tokens > 0


def test_a_no_is_said_with_its_quote(index: Path) -> None:
    """A reader's "no" on the policy's own denial."""
    no = "We do not sell your personal data."
    answer, _ = asked(index, SELL, lambda passages: reply("no", (no, the(passages, no), no)))
    assert answer.verdict == "no"
    assert answer.text.startswith("No. ")
    assert answer.citations[0].quote == no


BAD: dict[str, Callable[[Passages], str]] = {
    "invents a quote": lambda _p: reply("answer", ("Data goes after 2 years.", 1, "We keep data for 2 years.")),
    "quotes another clause": lambda p: reply("answer", ("Ten years.", 1 + the(p, "10 years"), "for 10 years after")),
    "drops a denial": lambda p: reply(
        "yes", ("Segments.ai sells your personal data.", the(p, "not sell"), "sell your personal data")
    ),
    "changes a number": lambda p: reply(
        "answer", ("It keeps data for 99 years.", the(p, "10 years"), "for 10 years after")
    ),
    "is silent on all": lambda _p: reply("silent"),
    "gives a verdict against its quote": lambda p: reply(
        "yes", ("We do not sell your personal data.", the(p, "not sell"), "We do not sell your personal data.")
    ),
    "gives a verdict alone": lambda _p: reply("yes"),
    "answers in prose": lambda _p: "Yes, of course it does.",
    "says nothing": lambda _p: "",
    "breaks off": lambda _p: '{"verdict": "answer", "sentences": [{"te',
    "gives other JSON": lambda _p: '{"answer": "Yes"}',
    "repeats blanks": lambda _p: "\n" * 3000,
    "gives marks": lambda p: reply("answer", (f"<b>{p[0][1][:80]}</b>", 1, p[0][1][:80])),
}


@pytest.mark.parametrize("question", [LONG, SELL, PENGUINS])
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_reader_gets_nothing_unverified_through(bad: str, question: str, index: Path) -> None:
    """Every sentence with a claim stands on quotes of the policy that carry it; no yes is said against a quote."""
    answer, model = asked(index, question, BAD[bad])
    texts = {policy.id: policy.text for policy in Assistant(index, None, HashingEmbedder()).policies}
    for citation in answer.citations:
        assert texts[citation.clause.policy_id][citation.start : citation.end] == citation.quote
    for sentence in answer.sentences:
        quotes = [answer.citations[number - 1].quote for number in sentence.citations]
        said = re.sub(r"^(?:Yes|No)[.,] ", "", sentence.text)
        of_a_clause = any(" ".join(quote.split()) in said for quote in quotes)
        fixed = not quotes and ("Nearest:" in said or "does not say" in said)
        assert fixed or of_a_clause or not refuted(said, quotes, "Segments.ai")
    assert "99" not in answer.text
    assert answer.verdict != "yes"
    assert sum(NUMBERED.search(user) is not None for _, user in model.asked) <= 2


@pytest.mark.parametrize("bad", sorted(set(BAD) - {"is silent on all"}))
def test_a_fault_of_a_reader_is_never_a_silence(bad: str, index: Path) -> None:
    """Where nothing could be verified, passages are judged, and where that finds nothing the nearest are shown."""
    answer, _ = asked(index, PENGUINS, BAD[bad])
    assert answer.verdict == "unsure" or any(word in bad for word in ("denial", "number", "marks", "against"))
    assert answer.verdict != "silent"
    assert answer.citations


def test_what_the_search_is_sure_of_is_not_silent(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that is silent where a clause plainly answers: the clause is shown, as not sure."""
    monkeypatch.setattr(compose, "SAYS", 0.3)  # of these tests' vectors: they are hashes
    assert asked(index, SELL, BAD["is silent on all"])[0].verdict == "unsure"
    assert asked(index, PENGUINS, BAD["is silent on all"])[0].verdict == "silent"


def test_a_reader_that_cannot_judge_either_is_told(index: Path) -> None:
    """Neither JSON nor Yes nor No: one plain line."""
    with pytest.raises(ModelError, match="said neither Yes nor No"):
        asked(index, LONG, BAD["answers in prose"], weighs=None)
