"""The line of questions: its order, its length, and what a failure or a stop leaves behind."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant, Evidence
from tests.scripted import ScriptedModel
from web.question_queue import CLOSED, FULL, Piece, QuestionQueue, Waiting

T = TypeVar("T")
KEPT = "How long does Segments.ai keep my data after I close my account?"


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run on an event loop for twenty seconds at most, in a thread: Playwright's loop may be running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asyncio.wait_for(work, 20)).result()


async def pieces(queue: QuestionQueue, assistant: Assistant) -> list[Piece]:
    """All that the queue gives for one question."""
    return [piece async for piece in queue.ask(assistant, KEPT)]


def test_a_question_goes_through_its_stages(assistant: Assistant) -> None:
    """Its turn, the evidence, words, the answer."""
    given = run(pieces(QuestionQueue(), assistant))
    assert [type(piece) for piece in (given[0], given[1], given[2], given[-1])] == [Waiting, Evidence, str, Answer]


def test_thirty_at_once_are_all_answered(assistant: Assistant) -> None:
    """Each is told within a second how many come first; none hangs, none is lost."""

    async def first_word(queue: QuestionQueue) -> tuple[Piece, float, Piece]:
        start = asyncio.get_running_loop().time()
        asked = queue.ask(assistant, KEPT)
        first = await anext(asked)
        waited = asyncio.get_running_loop().time() - start
        return first, waited, [piece async for piece in asked][-1]

    async def crowd() -> list[tuple[Piece, float, Piece]]:
        queue = QuestionQueue()
        return await asyncio.gather(*(first_word(queue) for _ in range(30)))

    seen = run(crowd())
    assert all(isinstance(last, Answer) for _, _, last in seen)
    assert [first.before for first, _, _ in seen if isinstance(first, Waiting)] == [0, 0, *range(1, 29)]
    assert max(waited for _, waited, _ in seen) < 1


def held_back(scripted: ScriptedModel) -> threading.Event:
    """Have the model write nothing before the event that is returned."""
    go = threading.Event()

    def says(_user: str) -> str:
        go.wait(10)
        return "It is so."

    scripted.says = says
    return go


def test_too_long_a_line_turns_people_away(assistant: Assistant, scripted: ScriptedModel) -> None:
    """The one too many is told so at once; when the line has moved there is room again."""
    go = held_back(scripted)

    async def crowd() -> tuple[list[Piece], list[Piece]]:
        queue = QuestionQueue(at_once=1, longest=2)
        held = [asyncio.create_task(pieces(queue, assistant)) for _ in range(2)]
        await asyncio.sleep(0.1)
        turned_away = await pieces(queue, assistant)
        go.set()
        await asyncio.gather(*held)
        await asyncio.sleep(0.1)
        return turned_away, await pieces(queue, assistant)

    turned_away, later = run(crowd())
    assert turned_away == [Failed(KEPT, FULL)]
    assert isinstance(later[-1], Answer)


def test_evidence_comes_before_its_turn(assistant: Assistant, scripted: ScriptedModel) -> None:
    """While one question is written, the next has its passages already, and is told of the one before it."""
    go = held_back(scripted)

    async def second() -> tuple[list[type], list[Piece]]:
        queue = QuestionQueue(at_once=1)
        held = asyncio.create_task(pieces(queue, assistant))
        await asyncio.sleep(0.3)
        asked = queue.ask(assistant, KEPT)
        before = [await anext(asked) for _ in range(3)]
        go.set()
        await held
        return [type(piece) for piece in before], [piece async for piece in asked]

    before, after = run(second())
    assert before == [Waiting, Evidence, Waiting]
    assert after[0] == Waiting(0)
    assert isinstance(after[-1], Answer)


def test_the_end_is_told(assistant: Assistant, scripted: ScriptedModel) -> None:
    """When the queue closes, those being answered, those who wait and those who come end with a line at once."""
    go = held_back(scripted)

    async def closed() -> tuple[bool, list[list[Piece]]]:
        queue = QuestionQueue(at_once=1)
        asked = [asyncio.create_task(pieces(queue, assistant)) for _ in range(3)]
        await asyncio.sleep(0.3)
        told = queue.close()
        given = await asyncio.wait_for(asyncio.gather(*asked, pieces(queue, assistant)), 2)
        return told, list(given)

    told, given = run(closed())
    go.set()
    assert told
    assert [pieces_[-1] for pieces_ in given] == [Failed(KEPT, CLOSED)] * 4


@pytest.mark.parametrize("when", [Waiting, Evidence, str])
def test_a_stopped_question_makes_room(assistant: Assistant, when: type) -> None:
    """Stopped at any stage, it leaves the line; the next one is answered."""

    async def stop() -> list[Piece]:
        queue = QuestionQueue(at_once=1, longest=1)
        asked = queue.ask(assistant, KEPT)
        async for piece in asked:
            if isinstance(piece, when):
                break
        await asked.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.3)
        return await pieces(queue, assistant)

    assert isinstance(run(stop())[-1], Answer)


def test_a_bug_is_logged_and_not_shown(
    assistant: Assistant, scripted: ScriptedModel, caplog: pytest.LogCaptureFixture
) -> None:
    """The traceback is in the log; the person gets one plain line without it."""

    def broken(_user: str) -> str:
        raise ZeroDivisionError("secret")

    scripted.says = broken
    last = run(pieces(QuestionQueue(), assistant))[-1]
    assert isinstance(last, Failed)
    assert "secret" not in last.error
    assert "ZeroDivisionError: secret" in caplog.text


def test_warming_up_holds_questions_back(assistant: Assistant, scripted: ScriptedModel) -> None:
    """A question that comes while weights load is answered after, and the model has been asked once before it."""

    async def warm() -> list[Piece]:
        queue = QuestionQueue()
        queue.warm(assistant)
        return await pieces(queue, assistant)

    assert isinstance(run(warm())[-1], Answer)
    assert scripted.asked[0] == ("Answer Yes or No.", "Are you there?")
