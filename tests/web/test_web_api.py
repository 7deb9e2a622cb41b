"""The page for programs: `/ask` through Gradio's client, and what the server refuses."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from assistant.chain import Assistant
from tests.scripted import ScriptedModel
from tests.web.conftest import served, until
from web.question_queue import CLOSED, FULL, LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gradio_client import Client

KEPT = "How long does Segments.ai keep my personal data after I close my account?"


@pytest.fixture
def client(address: str) -> "Iterator[Client]":
    """Gradio's own client, connected to the page."""
    from gradio_client import Client

    connected = Client(address, verbose=False, analytics_enabled=False)
    yield connected
    connected.close()


def test_ask_gives_the_designs_json(client: "Client", scripted: ScriptedModel) -> None:
    """All fields are there, and the quote stands at its offsets."""
    scripted.says = lambda _user: "Segments.ai keeps it for 10 years after you closed your account."
    scripted.weighs = lambda user: 0.9 if "10 years" in user else 0.1
    answer: dict[str, Any] = client.predict(KEPT, api_name="/ask")
    assert {"question", "verdict", "confidence", "condition", "text", "sentences"} <= answer.keys()
    assert {"citations", "searched", "model", "usage"} <= answer.keys()
    assert answer["verdict"] == "answer"
    assert answer["citations"][0]["policy"] == "segments-ai"
    assert "10 years" in answer["citations"][0]["quote"]
    assert answer["text"].endswith("[1]")


def test_ask_takes_policies(client: "Client") -> None:
    """Only the policies that were given are searched."""
    answer = client.predict("How long is data kept?", ["ai-planet"], api_name="/ask")
    assert {one["policy"] for one in answer["searched"]} == {"ai-planet"}


@pytest.mark.parametrize(
    "data,searched",
    [
        (["How long is data kept?"], 5),
        (["How long is data kept?", "ai-planet"], 1),
        (["How long is data kept?", None], 5),
    ],
)
def test_ask_takes_what_is_left_out(address: str, data: list[Any], searched: int) -> None:
    """Without a second value all policies are searched; a string is one id."""
    with httpx.Client(base_url=address, timeout=60) as http:
        event = http.post("/gradio_api/call/ask", json={"data": data}).raise_for_status().json()["event_id"]
        reply = http.get(f"/gradio_api/call/ask/{event}").raise_for_status().text
    answer = json.loads(reply.rsplit("data: ", 1)[1])[0]
    assert len({clause["policy"] for clause in answer["searched"]}) == searched


@pytest.mark.parametrize(
    "data,says",
    [([], "is text"), (["How long is data kept?", "nobody"], "no policy 'nobody'"), ([""], "empty"), ([7], "is text")],
)
def test_what_cannot_be_asked_is_one_line(address: str, data: list[Any], says: str) -> None:
    """No question, no such policy, no text: {"question", "error"}."""
    with httpx.Client(base_url=address, timeout=60) as http:
        event = http.post("/gradio_api/call/ask", json={"data": data}).raise_for_status().json()["event_id"]
        reply = http.get(f"/gradio_api/call/ask/{event}").raise_for_status().text
    failed = json.loads(reply.rsplit("data: ", 1)[1])[0]
    assert says in failed["error"]


@pytest.mark.parametrize(
    "question,policies,says",
    [("", [], "empty"), ("x" * 3_000, [], "2,000 at most"), (KEPT, ["nobody"], "no policy 'nobody'")],
)
def test_a_mistake_is_one_line(client: "Client", question: str, policies: list[str], says: str) -> None:
    """A question that cannot be asked gives {"question", "error"}, and the next is answered."""
    failed = client.predict(question, policies, api_name="/ask")
    assert failed.keys() == {"question", "error"}
    assert says in failed["error"]
    assert client.predict(KEPT, api_name="/ask")["citations"]


def put(client: httpx.Client, question: str) -> dict[str, Any]:
    """What `/ask` says, asked as Gradio's own clients do."""
    told = client.post("/gradio_api/call/ask", json={"data": [question, []]}).raise_for_status().json()["event_id"]
    reply = client.get(f"/gradio_api/call/ask/{told}").raise_for_status().text
    return dict(json.loads(reply.rsplit("data: ", 1)[1])[0])


def test_one_too_many_is_told_while_the_others_wait(address: str, scripted: ScriptedModel) -> None:
    """Who comes when the line is full hears it before anybody is answered; all others are answered then."""
    go = threading.Event()
    scripted.weighs = lambda _user: 0.9 if go.wait(90) else 0.1
    with httpx.Client(base_url=address, timeout=120) as http, ThreadPoolExecutor(LONGEST + 3) as crowd:
        asked = [crowd.submit(put, http, KEPT) for _ in range(LONGEST + 3)]
        try:
            until(lambda: sum(one.done() for one in asked) >= 3, 60)
            assert [one.result().get("error") for one in asked if one.done()] == [FULL] * 3
        finally:
            go.set()
        assert sum("verdict" in one.result() for one in asked) == LONGEST


def test_only_ask_is_offered(client: "Client") -> None:
    """The events of the page are no API."""
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/theme.css", "/config", "/nowhere"])
def test_every_response_has_its_headers(address: str, path: str) -> None:
    """Nothing inline runs but what is hashed, nothing frames the page, nothing is loaded from elsewhere."""
    headers = httpx.get(address + path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "headers,status",
    [
        ({"host": "evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_strangers_are_refused(address: str, headers: dict[str, str], status: int) -> None:
    """Another host name (DNS rebinding) and another site's page are turned away."""
    assert httpx.post(f"{address}/gradio_api/queue/join", headers=headers, content=b"{}").status_code == status
    assert httpx.get(f"{address}/").status_code == 200


def test_a_huge_body_is_refused(address: str) -> None:
    """21 MB are one too many, stated or not; the page answers on."""
    stated = httpx.post(f"{address}/gradio_api/queue/join", content=b"x" * 21_000_001)
    assert stated.status_code == 413
    with pytest.raises(httpx.HTTPError):
        httpx.post(
            f"{address}/gradio_api/upload", content=(b"x" * 1_000_000 for _ in range(30)), timeout=20
        ).raise_for_status()
    assert httpx.get(f"{address}/").status_code == 200


def test_only_our_two_files_are_served(address: str) -> None:
    """No path leads to another file."""
    for path in ("/page/page.py", "/page/..%2Fapp.py", "/gradio_api/file=app.py", "/gradio_api/file=/etc/passwd"):
        assert httpx.get(address + path).status_code in {403, 404}


def test_the_server_stops_quietly_and_tells_those_who_wait(
    assistant: Assistant, slow: ScriptedModel, capfd: pytest.CaptureFixture[str]
) -> None:
    """Told to stop while a question is answered and a page is open, it says so to who asked, and prints nothing."""
    with httpx.Client(timeout=20) as http:
        with served(assistant) as address:
            ask = f"{address}/gradio_api/call/ask"
            event = http.post(ask, json={"data": [KEPT]}).json()["event_id"]
            held = http.send(http.build_request("GET", f"{ask}/{event}"), stream=True)
            opened = http.send(http.build_request("GET", f"{address}/gradio_api/heartbeat/page"), stream=True)
            until(lambda: bool(slow.asked))
        given = held.read().decode()
        opened.close()
    assert CLOSED in given
    assert capfd.readouterr().err == ""
