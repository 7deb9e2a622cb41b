"""Answer the questions of many people, a few at a time: each in its own thread; the others wait and are told so.

Passages are found for all at once, which takes milliseconds: a person reads them while others are being answered.

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
TOLD_EVERY = 1.0  # seconds: how many come first is told again, not at each step; drawing it costs as much as a search
FULL = say("ask.full")
BROKEN = say("ask.broken")
CLOSED = say("ask.closed")

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
        self._working: set[_Work] = set()
        self._searching = asyncio.Semaphore(at_once)
        self._closed = False
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

    def close(self) -> bool:
        """End all questions, each with a line that says why: the server stops. On its event loop. False: none waits."""
        self._closed = True
        for work in self._working:
            work.end(CLOSED)
        for ticket in self._waiting:
            ticket.set()
        return bool(self._waiting)

    async def ask(
        self, assistant: Assistant, question: str, policies: Sequence[str] = (), history: History = ()
    ) -> AsyncGenerator[Piece, None]:
        """Its place, then what `Assistant.stream` gives: the evidence at once, the rest when it is its turn.

        Ends with an Answer or a Failed.
        """
        if self._closed or len(self._waiting) >= self._longest:
            yield Failed(question, CLOSED if self._closed else FULL)
            return
        ticket = asyncio.Event()
        self._waiting.append(ticket)
        work: _Work | None = None
        try:
            yield Waiting(self._before(ticket), loading=self._loading.locked())
            async with self._searching:
                await self._loaded()
                if self._closed:
                    yield Failed(question, CLOSED)
                    return
                work = self._begun(_Work(assistant, question, policies, history), ticket)
                first = await work.next()
            if first is not None:
                yield first
            async for waiting in self._turn(ticket):
                yield waiting
            work.go_on()
            async for piece in work.pieces():
                yield piece
        finally:
            if work:
                work.stop()
            else:
                self._leave(ticket)

    def _begun(self, work: "_Work", ticket: asyncio.Event) -> "_Work":
        """Start a piece of work that leaves the queue when its thread ends."""

        def left() -> None:
            self._working.discard(work)
            self._leave(ticket)

        self._working.add(work)
        work.start(left)
        return work

    async def _loaded(self) -> None:
        """Wait until nothing is being loaded. In no thread: one that waits would hold up the end of the server."""
        while self._loading.locked() and not self._closed:  # noqa: ASYNC110 the lock is a thread's
            await asyncio.sleep(0.05)

    async def _turn(self, ticket: asyncio.Event) -> AsyncIterator[Waiting]:
        """Wait for its turn, or the end; tell now and then how many come first, and that none does any more."""
        waited = False
        while (before := self._before(ticket)) and not self._closed:
            yield Waiting(before)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ticket.wait(), TOLD_EVERY)
            waited = True
        if waited:
            yield Waiting(0)

    def _before(self, ticket: asyncio.Event) -> int:
        if ticket not in self._waiting:  # its thread has ended already, with a failure
            return 0
        return max(0, self._waiting.index(ticket) - self._at_once + 1)

    def _leave(self, ticket: asyncio.Event) -> None:
        if ticket in self._waiting:
            self._waiting.remove(ticket)
        for other in self._waiting[: self._at_once]:
            other.set()


class _Work:
    """One question in a thread, which finds passages, and writes once it is let go on."""

    def __init__(self, assistant: Assistant, question: str, policies: Sequence[str], history: History) -> None:
        self._asking = (assistant, question, policies, history)
        self._loop = asyncio.get_running_loop()
        self._given: asyncio.Queue[Piece | None] = asyncio.Queue()
        self._may_go_on = threading.Event()
        self._stopped = False

    def start(self, left: Callable[[], object]) -> None:
        """Start the thread; `left` is called on the event loop when it has ended."""
        threading.Thread(target=self._run, args=(left,), name="clausewise-question", daemon=True).start()

    async def next(self) -> Piece | None:
        """Return what the thread gives next; None: no more comes."""
        return await self._given.get()

    async def pieces(self) -> AsyncIterator[Piece]:
        """What the thread gives, as it gives it."""
        while (piece := await self.next()) is not None:
            yield piece

    def go_on(self) -> None:
        """Let the thread go on from its evidence."""
        self._may_go_on.set()

    def stop(self) -> None:
        """Let the thread end at its next piece. Nobody waits for it."""
        self._stopped = True
        self._may_go_on.set()

    def end(self, why: str) -> None:
        """Give a failure now, whatever the thread is doing. On the event loop."""
        self._given.put_nowait(Failed(self._asking[1], why))
        self._given.put_nowait(None)
        self.stop()

    def _run(self, left: Callable[[], object]) -> None:
        assistant, question, policies, history = self._asking
        try:
            for piece in self._until_stopped(assistant.stream(question, policies, history)):
                if piece != "":  # nothing new: the chain asks whether to go on
                    self._give(piece)
                if isinstance(piece, Evidence):
                    self._may_go_on.wait()
        except ClausewiseError as error:
            self._give(Failed(question, str(error)))
        except Exception:
            log.exception("a question could not be answered")
            self._give(Failed(question, BROKEN))
        finally:
            self._give(None)
            self._soon(left)

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
