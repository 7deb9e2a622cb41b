"""Many questions at once: in order, lazily, and answered as one at a time."""

import json
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant
from assistant.models.ollama import slots
from assistant.ordered_pool import AHEAD, MOST, in_order
from ingest.errors import ModelError, UsageError
from tests.conftest import ROOT, HashingEmbedder
from tests.scripted import ScriptedModel

QUESTIONS = [
    "How long does Segments.ai keep my personal data after I close my account?",
    "",
    "Does AI Expert sell my data?",
    {"question": "Who?", "policies": ["acme"]},
    "Who gets my data?",
    {"question": "And how do I delete it?", "history": [{"role": "user", "content": "Does AIpicMarket keep photos?"}]},
    {"q": 1},
    "Does lightenup.ai share informtion with affiliates?",
    "How old must I be to use AI Planet?",
]


@settings(max_examples=60, deadline=None)
@given(delays=st.lists(st.integers(0, 4), max_size=20), parallel=st.integers(1, 8))
def test_order_and_bounds_hold_whatever_takes_how_long(delays: list[int], parallel: int) -> None:
    """Results come in the items' order, all of them, with at most `parallel` at work and little read ahead."""
    lock, at_work, most, read, taken = threading.Lock(), 0, 0, 0, 0

    def items() -> Iterator[int]:
        nonlocal read
        for n in range(len(delays)):
            read += 1
            assert read - taken <= (AHEAD * parallel if parallel > 1 else 1)
            yield n

    def do(n: int) -> int:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(delays[n] / 1000)
        with lock:
            at_work -= 1
        return n

    found = []
    for one in in_order(do, items(), parallel):
        taken += 1
        found.append(one)
    assert found == list(range(len(delays)))
    assert most <= parallel


def test_several_are_worked_on_at_once() -> None:
    """Three that wait for each other all finish: a pool of fewer would hang until the barrier breaks."""
    together = threading.Barrier(3, timeout=20)
    assert len(list(in_order(lambda _n: together.wait(), range(3), 3))) == 3


def test_nothing_is_begun_for_who_has_left() -> None:
    """Taking one of a thousand and closing ends it: the rest is neither read nor asked."""
    begun: list[int] = []
    results = in_order(begun.append, iter(range(1000)), 4)
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator, as parallel > 1
    assert len(begun) <= AHEAD * 4


def test_a_bug_is_raised_in_its_place() -> None:
    """What is no failure of ours is not swallowed: the results before it come first, then its own traceback."""
    taken: list[float] = []
    with pytest.raises(ZeroDivisionError):
        taken.extend(in_order(lambda n: 1 / n, [1, 2, 0, 4], 3))
    assert taken == [1.0, 0.5]


@pytest.mark.parametrize("parallel", [0, -1, MOST + 1])
def test_a_number_that_is_none_is_one_line(assistant: Assistant, parallel: int) -> None:
    """Refused before anything is asked."""
    with pytest.raises(UsageError, match="at once"):
        assistant.ask_many(["Who gets my data?"], parallel)


@pytest.mark.parametrize("said,expected", [("4", 4), ("", 1), ("0", 1), ("many", 1), ("9999", MOST)])
def test_ollama_says_how_many(monkeypatch: pytest.MonkeyPatch, said: str, expected: int) -> None:
    """OLLAMA_NUM_PARALLEL is the default; what is no number is 1."""
    monkeypatch.setenv("OLLAMA_NUM_PARALLEL", said)
    assert slots() == expected


def told(answer: Answer | Failed) -> object:
    """All of an answer but its times."""
    if isinstance(answer, Failed):
        return answer
    usage = (answer.usage.prompt_tokens, answer.usage.answer_tokens)
    return answer.question, answer.verdict, answer.sentences, answer.citations, answer.searched, usage


def model() -> ScriptedModel:
    """Says and weighs by the prompt alone, and fails for one policy."""

    def says(user: str) -> str:
        if "AI Planet" in user:
            raise ModelError("the model is gone")
        return f"The policy says {len(user) % 7 + 2} things about personal data."

    return ScriptedModel(says=says, weighs=lambda user: len(user) % 11 / 10, delay=0.002)


def test_many_at_once_are_answered_as_one_at_a_time(index: Path) -> None:
    """The same answers and failures in the same order, from a fresh assistant whose caches are filled by 6 threads."""
    asked = QUESTIONS * 4
    alone = [told(one) for one in Assistant(index, model(), HashingEmbedder()).ask_many(asked)]
    for _ in range(3):
        together = Assistant(index, model(), HashingEmbedder()).ask_many(asked, 6)
        assert [told(one) for one in together] == alone
    assert {type(one) for one in alone} == {tuple, Failed}


def test_one_failure_ends_nothing(index: Path) -> None:
    """A model that fails at one question is a Failed in its place, at six at a time too."""
    kinds = [type(one) for one in Assistant(index, model(), HashingEmbedder()).ask_many(QUESTIONS, 6)]
    assert len(kinds) == len(QUESTIONS)
    assert [kinds[n] for n in (1, 3, 6)] == [Failed, Failed, Failed]


COMMAND = """
    import signal
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    import sys
    from pathlib import Path
    import assistant.__main__ as command
    from assistant.chain import Assistant
    from tests.scripted import ScriptedModel
    from tests.conftest import HashingEmbedder

    index, questions, answers, parallel, delay = sys.argv[1:]
    model = ScriptedModel(says=lambda user: f"It says {len(user)} things.", weighs=0.9, delay=float(delay))
    command._open = lambda options: Assistant(Path(index), model, HashingEmbedder())
    sys.exit(command.main(["--batch", questions, "--out", answers, "--parallel", parallel]))
"""


def command(index: Path, given: Path, out: Path, parallel: int, delay: float) -> list[str]:
    """The command line of a batch, with a scripted model behind it."""
    return [sys.executable, "-c", textwrap.dedent(COMMAND), *map(str, (index, given, out, parallel, delay))]


def written(out: Path, process: "subprocess.Popen[str]", some: int) -> None:
    """Wait until so many answers are written."""
    while not out.exists() or out.read_bytes().count(b"\n") < some:
        assert process.poll() is None
        time.sleep(0.02)


@pytest.mark.parametrize("parallel", [1, 3])
def test_ctrl_c_ends_a_batch_in_one_line(index: Path, tmp_path: Path, parallel: int) -> None:
    """No traceback: what is answered is kept, whole lines of it, and the line says how to go on."""
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text("".join(f'{{"question": "Does Segments.ai keep data {n}?"}}\n' for n in range(40)))
    asking = command(index, given, out, parallel, 0.1)
    process = subprocess.Popen(asking, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    written(out, process, 2)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert told.strip().endswith("the same command goes on")
    assert "Traceback" not in told
    assert 2 <= len(lines(out)) < 40


@pytest.mark.parametrize("parallel", [1, 3])
def test_a_killed_batch_loses_no_finished_line(index: Path, tmp_path: Path, parallel: int) -> None:
    """Killed in the middle and continued, the answers are those of a run without a kill: each once, in order."""
    questions = [{"id": n, "question": f"Does Segments.ai keep \u2028 data of kind {n}?"} for n in range(12)]
    given = tmp_path / "in.jsonl"
    given.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in questions), encoding="utf-8")

    killed, whole = tmp_path / "killed.jsonl", tmp_path / "whole.jsonl"
    process = subprocess.Popen(
        command(index, given, killed, parallel, 0.1), cwd=ROOT, stderr=subprocess.DEVNULL, text=True
    )
    written(killed, process, 3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = killed.read_bytes()
    with killed.open("ab") as out:
        out.write('{"question": "half \u2028'.encode()[:-1])
    subprocess.run(command(index, given, killed, parallel, 0), cwd=ROOT, check=True, capture_output=True)
    subprocess.run(command(index, given, whole, parallel, 0), cwd=ROOT, check=True, capture_output=True)
    assert killed.read_bytes().startswith(before[: before.rfind(b"\n") + 1])
    assert lines(killed) == lines(whole)
    assert [line["id"] for line in lines(killed)] == list(range(12))


def lines(path: Path) -> list[dict[str, object]]:
    """The lines of a batch's answers, their times left out."""
    return [json.loads(line) | {"usage": None} for line in path.read_text("utf-8").split("\n")[:-1]]
