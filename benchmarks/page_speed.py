"""Measure the page with a scripted model: `python -m benchmarks.page_speed [--index DIR] [--only crowd|memory|ready]`.

One person alone, then a crowd: 30 people ask at once over HTTP as the page does; how soon each is served or told to
wait, sees the first passage and is answered, as multiples of the person alone in the same run. Memory of the server
after many questions of many visitors. How long the page takes until it can be used, in Debian's Chromium. The index is
the real one, the embedding model too; only the language model is a script that takes `--delay` seconds a word.
"""

import argparse
import json
import statistics
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

from benchmarks.command_line import parser, run
from benchmarks.server_process import resident_bytes, served
from ingest.places import default_index

QUESTION = "How long does Segments.ai keep my data after I close my account?"
PEOPLE = 30
ALONE = 5  # questions of one person, whose medians the crowd is compared with
EACH = 20  # questions of one visitor, in the measure of memory
TOLD = ("Waiting:", "Loading ", "Searching the policies", "Reading ")  # what a person sees who has been heard
SAID = {"told": "served or told to wait", "evidence": "first passage", "whole": "answered"}
PASSAGE = "card active nearest"  # the first passage, before there are words


def main() -> None:
    """Serve, measure, print."""
    options = _options()
    if options.serve:
        _serve(options)
        return
    flags = ["--index", str(options.index), "--delay", str(options.delay)]
    with served("benchmarks.page_speed", flags) as (address, pid):
        _Person(address).ask()  # what the first question loads is not measured
        if options.only in (None, "ready"):
            print("page usable after (s):", " ".join(f"{_ready(address):.2f}" for _ in range(3)), flush=True)
        if options.only in (None, "crowd"):
            _crowd(address)
        if options.only in (None, "memory"):
            _memory(address, pid, options.questions)


def _options() -> argparse.Namespace:
    p = parser(__doc__)
    p.add_argument("--index", type=Path, default=default_index())
    p.add_argument("--delay", type=float, default=0.01, help="seconds before each word of the scripted model")
    p.add_argument("--questions", type=int, default=1_000, help="in the measure of memory")
    p.add_argument("--only", choices=("crowd", "memory", "ready"))
    p.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return p.parse_args()


def _serve(options: argparse.Namespace) -> None:
    """The server, in a process of its own so that its memory is its own."""
    from assistant.chain import Assistant
    from assistant.loopback import HOST, bound
    from tests.scripted import ScriptedModel
    from web.page import build
    from web.server import serve

    model = ScriptedModel(says=lambda _user: "It is kept for 10 years.", weighs=0.9, delay=options.delay)
    with bound(0) as listening:
        app = build(Assistant.open(options.index, model))
        print(f"http://{HOST}:{listening.getsockname()[1]}", flush=True)
        serve(app, listening)


class _Person:
    """A visitor without a browser: the requests that the page makes."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=300)
        config = self._http.get("/config").json()
        self._session = uuid.uuid4().hex
        self._asking = _event(config, "box", "submit")
        self._load(config)
        self.told = 0.0  # seconds until this person saw that they were heard
        self.evidence = 0.0  # seconds until the first passage of a policy
        self.whole = 0.0  # seconds until the answer
        self.answered = False

    def _load(self, config: dict[str, Any]) -> None:
        """Have the page drawn, as every browser has before a question can be typed: Gradio makes the session then."""
        (number,) = (
            each["id"] for each in config["dependencies"] if any(event == "load" for _, event in each["targets"])
        )
        body = {"data": [""], "fn_index": number, "session_hash": self._session}
        self._http.post("/gradio_api/run/predict", json=body).raise_for_status()

    def ask(self) -> None:
        """One question, to its end."""
        begun = time.perf_counter()
        self.told, self.evidence, self.answered = 0.0, 0.0, False
        # the box, the ticked policies, and two states that the server holds
        body = {"data": [QUESTION, [], None, None], "fn_index": self._asking, "session_hash": self._session}
        self._http.post("/gradio_api/queue/join", json=body).raise_for_status()
        with self._http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as stream:
            for line in stream.iter_lines():
                if not self.told and any(words in line for words in TOLD):
                    self.told = time.perf_counter() - begun
                if not self.evidence and PASSAGE in line.replace("\\", ""):
                    self.evidence = time.perf_counter() - begun
                self.answered |= "turn done" in line
                if line.startswith("data:") and json.loads(line[5:])["msg"] == "process_completed":
                    break
        self.whole = time.perf_counter() - begun


def _event(config: dict[str, Any], element: str, event: str) -> int:
    """The number of the event that fires when a component is used."""
    (component,) = (each["id"] for each in config["components"] if each["props"].get("elem_id") == element)
    (number,) = (each["id"] for each in config["dependencies"] if [component, event] in each["targets"])
    return int(number)


def _crowd(address: str) -> None:
    evidence, whole = _alone(address)
    print(f"one person alone: first passage after {evidence:.2f} s, answered after {whole:.2f} s", flush=True)
    people = _at_once(address)
    print(f"{PEOPLE} people at once: {sum(person.answered for person in people)} answered", flush=True)
    for name, seconds in (("told", 0.0), ("evidence", evidence), ("whole", whole)):
        times = sorted(getattr(person, name) for person in people)
        alone = f"; {times[-1] / seconds:.1f} times alone" if seconds else ""
        print(f"  {SAID[name]} after {times[PEOPLE // 2]:.2f} s (median), {times[-1]:.2f} s (last){alone}", flush=True)


def _alone(address: str) -> tuple[float, float]:
    """Medians of one person's seconds until the first passage, and until the answer."""
    person = _Person(address)
    times = []
    for _ in range(ALONE):
        person.ask()
        times.append((person.evidence, person.whole))
    return statistics.median(first for first, _ in times), statistics.median(last for _, last in times)


def _at_once(address: str) -> list[_Person]:
    people = [_Person(address) for _ in range(PEOPLE)]
    threads = [threading.Thread(target=person.ask) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return people


def _memory(address: str, pid: int, questions: int) -> None:
    print(f"memory before: {resident_bytes(pid) // 2**20} MB", flush=True)
    answered = 0
    for visitor in range(questions // EACH):
        person = _Person(address)
        for _ in range(EACH):
            person.ask()
            answered += person.answered
        if visitor % 10 == 9:
            print(
                f"after {(visitor + 1) * EACH} questions, {answered} answered: {resident_bytes(pid) // 2**20} MB",
                flush=True,
            )


def _ready(address: str) -> float:
    """Seconds from asking for the page until its box takes text and the example is shown, in a fresh browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        begun = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#now mark")
        page.fill("#box textarea", QUESTION)
        seconds = time.perf_counter() - begun
        browser.close()
    return seconds


if __name__ == "__main__":
    run(main)
