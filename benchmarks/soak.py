"""Many clients for many minutes against the real page's `/ask`, with the scripted model: hangs, errors, memory.

    python -m benchmarks.soak [--clients 100] [--seconds 600] [--index .clausewise]

The server is a process of its own, as `python app.py` is: real index, real embedding, real line of questions; only the
words are scripted. A client asks, waits for the whole answer and asks again; who is told that the line is full is
counted apart and comes back after a second. Exit 1 for a hang, an error, or memory that grows by 50 MB after warm-up.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.command_line import parser, run
from benchmarks.server_process import resident_bytes, served
from ingest.places import default_index

if TYPE_CHECKING:
    import httpx


HANG = 120.0  # seconds after which a question counts as never answered
GROWTH = 50e6  # bytes that may come after warm-up
WARM = 0.2  # of the time
QUESTIONS = (
    "How long does Segments.ai keep my personal data after I close my account?",
    "Does AIpicMarket use Google Analytics cookies?",
    "Does AI Planet sell its customers' personal information?",
    "How old must children be before AI Expert lets them use its service?",
    "Which e-mail address should I write to about the lightenup.ai privacy policy?",
    "Who gets my data?",
    "",  # a mistake: told in one line
)


@dataclass
class Seen:
    """What the clients saw."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)  # of questions answered
    odd: Counter[str] = field(default_factory=Counter)  # what errors said


def serve(index: Path) -> None:
    """Serve the page over the index with a model that says always the same; print its address."""
    from assistant.chain import Assistant
    from assistant.loopback import HOST, bound
    from tests.scripted import ScriptedModel
    from web.page import build
    from web.server import serve as answer

    model = ScriptedModel(says=lambda _user: "The policy says so, and no more.", weighs=0.7, delay=0.02)
    model.asked = deque(maxlen=10)  # type: ignore[assignment]  # what it remembers would be taken for a leak of ours
    with bound(0) as listening:
        app = build(Assistant.open(index, model), warm=True)
        print(f"http://{HOST}:{listening.getsockname()[1]}", flush=True)
        answer(app, listening)


async def client(address: str, until: float, seen: Seen, rng: random.Random) -> None:
    """One person, asking until the time is over."""
    import httpx

    async with httpx.AsyncClient(base_url=address, timeout=HANG, trust_env=False) as http:
        while time.monotonic() < until:
            start = time.monotonic()
            try:
                kind = await asyncio.wait_for(_ask(http, rng.choice(QUESTIONS), seen), HANG)
            except TimeoutError:
                kind = "hang"
            except httpx.HTTPError as error:
                kind = "error"
                seen.odd[repr(error)[:120]] += 1
            seen.outcomes[kind] += 1
            if kind == "answered":
                seen.seconds.append(time.monotonic() - start)
            else:
                await asyncio.sleep(1 + rng.random())


async def _ask(http: "httpx.AsyncClient", question: str, seen: Seen) -> str:
    """Put one question as Gradio's own clients do; what came of it."""
    begun = await http.post("/gradio_api/call/ask", json={"data": [question, []]})
    told = begun.raise_for_status().json()["event_id"]
    event = ""
    async with http.stream("GET", f"/gradio_api/call/ask/{told}") as reply:
        async for line in reply.aiter_lines():
            event = line.removeprefix("event: ") if line.startswith("event: ") else event
            if line.startswith("data: ") and event in {"complete", "error"}:
                return _kind(event, line.removeprefix("data: "), question, seen)
    seen.odd["the stream ended without an answer"] += 1
    return "error"


def _kind(event: str, data: str, question: str, seen: Seen) -> str:
    answer = json.loads(data)[0] if event == "complete" else {"error": data}
    says = answer.get("error")
    if says is None:
        return "answered"
    if "Too many people" in says:
        return "told to wait"
    if "is empty" in says and not question:
        return "told of their mistake"
    seen.odd[says[:120]] += 1
    return "error"


async def watched(pid: int, until: float, sizes: list[tuple[float, int]]) -> None:
    """The server's memory, every second."""
    start = time.monotonic()
    while time.monotonic() < until:
        sizes.append((time.monotonic() - start, resident_bytes(pid)))
        await asyncio.sleep(1)


async def crowd(address: str, pid: int, clients: int, seconds: float) -> tuple[Seen, list[tuple[float, int]]]:
    """All clients at once, for so long; before and after them one question that must be answered."""
    import httpx

    seen, sizes = Seen(), list[tuple[float, int]]()
    async with httpx.AsyncClient(base_url=address, timeout=5 * HANG, trust_env=False) as http:
        seen.outcomes[f"before all, one: {await _ask(http, QUESTIONS[0], seen)}"] += 1  # loads weights
    until = time.monotonic() + seconds
    people = (client(address, until, seen, random.Random(n)) for n in range(clients))  # noqa: S311 who asks what
    await asyncio.gather(watched(pid, until, sizes), *people)
    async with httpx.AsyncClient(base_url=address, timeout=HANG, trust_env=False) as http:
        seen.outcomes[f"after all, one more: {await _ask(http, QUESTIONS[0], seen)}"] += 1
    return seen, sizes


def report(seen: Seen, sizes: Sequence[tuple[float, int]], seconds: float) -> int:
    """Print what was seen; 1 when it must not be."""
    warm = [size for at, size in sizes if at >= seconds * WARM]
    third = max(1, len(warm) // 3)
    grown = max(warm[-third:]) - max(warm[:third])
    print(", ".join(f"{kind}: {count}" for kind, count in seen.outcomes.most_common()))
    if seen.seconds:
        cut = statistics.quantiles(seen.seconds, n=20, method="inclusive") if len(seen.seconds) > 1 else seen.seconds
        print(f"seconds to an answer: p50 {cut[len(cut) // 2]:.1f}, p95 {cut[-1]:.1f}, max {max(seen.seconds):.1f}")
    print(f"memory of the server: {sizes[0][1] / 1e6:.0f} MB at first, {warm[0] / 1e6:.0f} after warm-up, at most")
    print(
        f"{max(warm) / 1e6:.0f} since, {warm[-1] / 1e6:.0f} at the end: last third {grown / 1e6:+.1f} MB over the first"
    )
    for says, count in seen.odd.most_common(5):
        print(f"  {count} x {says}")
    bad = seen.outcomes["hang"] + seen.outcomes["error"]
    return int(bad > 0 or grown >= GROWTH or not seen.seconds)


def main() -> int:
    """Start the server, let the crowd in, tell."""
    p = parser(__doc__)
    p.add_argument("--clients", type=int, default=100)
    p.add_argument("--seconds", type=float, default=600)
    p.add_argument("--index", type=Path, default=default_index())
    p.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = p.parse_args()
    if options.serve:
        serve(options.index)
        return 0
    with served("benchmarks.soak", ["--index", str(options.index)]) as (address, pid):
        seen, sizes = asyncio.run(crowd(address, pid, options.clients, options.seconds))
    return report(seen, sizes, options.seconds)


if __name__ == "__main__":
    run(main)
