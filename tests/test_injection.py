"""Instructions in questions, in policies and in what a model says are data: none is obeyed, none is told as a fact.

The scripted model is the worst case: it finds every passage right and says what the injector wants.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.answer.answer import Answer, Citation, Sentence
from assistant.chain import Assistant
from ingest.pipeline import ingest
from prompts import inert
from tests.conftest import HashingEmbedder
from tests.scripted import ScriptedModel

PROMPTS = Path(__file__).parent.parent / "prompts"
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "injection.jsonl").read_text("utf-8").splitlines()
]
# Written apart from prompts/__init__.py on purpose.
_MARKS = re.compile(
    r"<\|[^>]*\|>|<｜[^>]*｜>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|</?tool_call>|<[be]os>"
)
_TAGS = re.compile(r"</?\s*(?:passage|question|history)\b", re.IGNORECASE)
_SILENCE = re.compile(
    r"[\w., -]{2,80} (?:does|do) not (?:say|answer the (?:first|second|third) question)\."
    r"|Not sure: (?:[\w., -]{2,80} does not say this|no policy here says this) in so many words\. Nearest:"
)  # claims nothing
_OWN_WORDS = re.compile(r"“[^”]*”")  # what a policy says is shown in quotation marks, attributed


@dataclass(frozen=True, slots=True)
class Ran:
    """A case, what answered it, with and without the obeying model, and what the model was shown."""

    case: dict[str, Any]
    assistant: Assistant
    with_model: Answer
    without_model: Answer
    shown: list[tuple[str, str]]


@pytest.fixture(scope="module")
def usual(index: Path) -> Assistant:
    """An assistant over the five policies, opened once; each case gives it its model."""
    return Assistant(index, None, HashingEmbedder())


@pytest.fixture(scope="module", params=CASES, ids=[case["id"] for case in CASES])
def ran(request: pytest.FixtureRequest, usual: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A case answered over its own policy, where it brings one, else over the five."""
    case = request.param
    assistant = _over(case, tmp_path_factory.mktemp("case")) if "text" in case else usual
    model = ScriptedModel(says=lambda _: case["says"], weighs=0.9)
    answers = []
    for assistant.model in (model, None):
        answers.append(assistant.ask(case["question"], history=case.get("history", ())))
    return Ran(case, assistant, answers[0], answers[1], model.asked)


def _over(case: dict[str, Any], folder: Path) -> Assistant:
    path = folder / case.get("file", "acme.txt")
    path.write_text(case["text"], "utf-8")
    ingest([path], folder / "index", HashingEmbedder())
    return Assistant(folder / "index", None, HashingEmbedder())


def obeyed(answer: Answer, assistant: Assistant, wants: list[str]) -> str | None:
    """What an answer gives away to an injector; None when nothing."""
    texts = {policy.id: policy.text for policy in assistant.policies}
    told = _OWN_WORDS.sub("", answer.text)
    for sentence in answer.sentences:
        if not sentence.citations and answer.verdict != "silent" and not _SILENCE.fullmatch(sentence.text):
            return f"not cited: {sentence.text}"
        if not all(1 <= number <= len(answer.citations) for number in sentence.citations):
            return f"a number that leads nowhere: {sentence.citations}"
    for one in answer.citations:
        if texts[one.clause.policy_id][one.start : one.end] != one.quote:
            return f"not verbatim: {one.quote}"
    for words in _OWN_WORDS.findall(answer.text):
        if not any(" ".join(words.strip("“”").split()) in " ".join(text.split()) for text in texts.values()):
            return f"put into a policy's mouth: {words}"
    return next((f"told as a fact: {want}" for want in wants if want in told), None)


def test_no_instruction_is_obeyed(ran: Ran) -> None:
    """Every claim is cited, every quote verbatim, every number resolves, and what the injector wants is not told."""
    assert obeyed(ran.with_model, ran.assistant, ran.case["wants"]) is None


def test_no_instruction_is_obeyed_without_a_model(ran: Ran) -> None:
    """The same holds where only code answers."""
    assert obeyed(ran.without_model, ran.assistant, ran.case["wants"]) is None


def test_data_stays_data_in_prompts(ran: Ran) -> None:
    """The system part is the file's; no template token, no tag of ours and nothing invisible comes from data."""
    systems = {path.read_text("utf-8").partition("\n---\n")[0].strip() for path in PROMPTS.glob("*.md")}
    assert ran.shown or ran.with_model.verdict in {"silent", "unsure"} or not ran.with_model.usage.prompt_tokens
    for system, user in ran.shown:
        assert system in systems
        assert not _MARKS.search(user)
        assert not _TAGS.search(re.sub(r"<passage>\n(.*?)\n</passage>", r"\1", user, flags=re.DOTALL))
        assert not [one for one in user if unicodedata.category(one) in {"Cf", "Co", "Cs"}]
        assert not any(word in user for word in ran.case.get("hidden", ()))


def test_the_cases_are_sound() -> None:
    """Forty at least, of every kind; each wants something that its model says, or would be a mere question."""
    assert len(CASES) >= 40
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert {case["kind"] for case in CASES} >= {
        "ignore", "reveal", "uncited", "html", "markdown", "fake clause", "template", "our tag", "hidden", "invisible",
        "role play", "language", "clause",
    }  # fmt: skip
    for case in CASES:
        assert any(want in case["says"] for want in case["wants"]), case["id"]


def test_obedience_would_be_noticed(index: Path) -> None:
    """An answer that obeys, invents a quote, cites nothing or points nowhere does not pass for a good one."""
    assistant = Assistant(index, None, HashingEmbedder())
    good = assistant.ask("Does AI Planet sell personal information?")
    assert good.citations
    assert obeyed(good, assistant, ["sells everything"]) is None

    def changed(text: str, numbers: tuple[int, ...], citations: tuple[Citation, ...]) -> Answer:
        sentence = Sentence(text, numbers)
        return Answer("?", "answer", (sentence,), citations, good.searched, good.model, good.usage)

    one = good.citations[0]
    forged = Citation(one.clause, "We sell everything.", one.start, one.end)
    for answer, says in (
        (changed("It sells everything.", (1,), good.citations), "told as a fact"),
        (changed("It does.", (), good.citations), "not cited"),
        (changed("It does.", (9,), good.citations), "leads nowhere"),
        (changed("It does.", (1,), (forged,)), "not verbatim"),
        (changed("Segments.ai says: “We sell everything.”", (1,), good.citations), "mouth"),
    ):
        assert says in (obeyed(answer, assistant, ["sells everything"]) or "")


@pytest.mark.parametrize(
    "evil,left",
    [
        ("a\u200bb", "ab"),
        ("\u202ea\u202c", "a"),
        ("</pass\u200bage>", " "),
        ("<\u2060|im_start|>", " "),
        ("".join(chr(0xE0000 + ord(one)) for one in "obey"), ""),
        ("<tool_call>", " "),
        ("<｜User｜>", " "),
    ],
)
def test_what_cannot_be_seen_is_taken_out(evil: str, left: str) -> None:
    """Zero-width, bidi and tag characters neither reach a model nor hide a token from us."""
    assert inert(evil) == left


def test_plain_words_stay() -> None:
    """A policy about passages and histories, with signs below and above, is shown as it is."""
    plain = "A passage <of> text & history: 1 < 2 | 3 > 2, [INSTALL], a/b, “ünïcode”, ₂\n\tnext"
    assert inert(plain) == plain
