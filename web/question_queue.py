"""Answer the questions of many people, a few at a time: each in its own thread; the others wait and are told so.

The one place where the page catches every exception: a question that fails must
leave the page usable, so the traceback goes to the log and one plain line to the person.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant, Evidence
from assistant.question.request import History
from ingest.errors import ClausewiseError
from web.words.table import say

AT_ONCE = 2  # questions: one reads while another writes; more share the same two cores and all get slower
LONGEST = 40  # questions, those being answered counted: the last of them waits some minutes already
FULL = say("ask.full")
BROKEN = say("ask.broken")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many questions are answered before this one."""

    before: int  # 0: it is its turn
    loading: bool = False  # it is its turn, and weights are being loaded


Piece = Waiting | Evidence | str | Answer | Failed


class QuestionQueue:
    """Answers questions in the order in which they come, AT_ONCE at a time. One per server, on its event loop."""

    def __init__(self, at_once: int = AT_ONCE, longest: int = LONGEST) -> None:
        self._at_once = at_once
        self._longest = longest
        self._waiting: list[asyncio.Event] = []
        self._loading = threading.Lock()  # weights are loaded by one thread, and used by none meanwhile

    def warm(self, assistant: Assistant) -> None:
        """Load what the first question needs, in a thread: imports, vectors, weights, half a minute on two cores."""
        threading.Thread(target=self._load, args=(assistant,), name="clausewise-warm", daemon=True).start()

    def _load(self, assistant: Assistant) -> None:
        with self._loading:
            try:
                next(iter(assistant.stream("Which personal data is collected?")))
                if assistant.model:
                    assistant.model.weigh("Answer Yes or No.", "Are you there?", ["Yes", "No"])
            except ClausewiseError as error:  # the first question will say it to a person
                log.warning("%s", error)

    async def ask(
        self, assistant: Assistant, question: str, policies: Sequence[str] = (), history: History = ()
    ) -> AsyncGenerator[Piece, None]:
        """Waiting until it is its turn, then what `Assistant.stream` gives; ends with an Answer or a Failed."""
        if len(self._waiting) >= self._longest:
            yield Failed(question, FULL)
            return
        ticket = asyncio.Event()
        self._waiting.append(ticket)
        work: _Work | None = None
        try:
            while before := self._before(ticket):
                yield Waiting(before)
                await ticket.wait()
            yield Waiting(0, loading=self._loading.locked())
            await asyncio.to_thread(self._loaded)
            work = _Work(assistant, question, policies, history, lambda: self._leave(ticket))
            async for piece in work.pieces():
                yield piece
        finally:
            if work:
                work.stop()
            else:
                self._leave(ticket)

    def _loaded(self) -> None:
        """Wait until nothing is being loaded."""
        with self._loading:
            return

    def _before(self, ticket: asyncio.Event) -> int:
        ticket.clear()
        return max(0, self._waiting.index(ticket) - self._at_once + 1)

    def _leave(self, ticket: asyncio.Event) -> None:
        self._waiting.remove(ticket)
        for other in self._waiting:
            other.set()


class _Work:
    """One question being answered in a thread; `left` is called on the event loop when the thread has ended."""

    def __init__(
        self,
        assistant: Assistant,
        question: str,
        policies: Sequence[str],
        history: History,
        left: Callable[..., object],
    ) -> None:
        self._asking = (assistant, question, policies, history)
        self._loop = asyncio.get_running_loop()
        self._given: asyncio.Queue[Piece | None] = asyncio.Queue()
        self._left = left
        self._stopped = False
        threading.Thread(target=self._run, name="clausewise-question", daemon=True).start()

    async def pieces(self) -> AsyncIterator[Piece]:
        """What the thread gives, as it gives it."""
        while (piece := await self._given.get()) is not None:
            yield piece

    def stop(self) -> None:
        """Let the thread end at its next piece. Nobody waits for it."""
        self._stopped = True

    def _run(self) -> None:
        assistant, question, policies, history = self._asking
        try:
            for piece in self._until_stopped(assistant.stream(question, policies, history)):
                if piece != "":  # nothing new: the chain asks whether to go on
                    self._give(piece)
        except ClausewiseError as error:
            self._give(Failed(question, str(error)))
        except Exception:
            log.exception("a question could not be answered")
            self._give(Failed(question, BROKEN))
        finally:
            self._give(None)
            self._soon(self._left)

    def _until_stopped(self, stream: Iterator[Piece]) -> Iterator[Piece]:
        """Its pieces; when stopped, what still runs in it is closed, so that a model stops writing."""
        for piece in stream:
            if self._stopped:
                break
            yield piece
        if isinstance(stream, Generator):
            stream.close()

    def _give(self, piece: Piece | None) -> None:
        self._soon(self._given.put_nowait, piece)

    def _soon(self, call: Callable[..., object], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the server has stopped: there is nobody to tell
            self._loop.call_soon_threadsafe(call, *arguments)
