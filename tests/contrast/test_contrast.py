"""Questions that differ in one thing are answered by that thing."""

from pathlib import Path

import pytest

from assistant import Assistant
from ingest import ingest
from ingest.embed import MiniLM
from ingest.policy import Policy
from tests.contrast.measure import chosen, is_right, is_wrong
from tests.contrast.pairs import NOBODY, Pair, pairs

ROOT = Path(__file__).parent.parent.parent
TEXT = "Acme Policy\n\n1. Data\nWe keep invoices for 7 years. We do not sell your data without your consent."
MOST_WRONG, LEAST_RIGHT = 0.03, 0.8


def test_pairs_differ_in_one_thing() -> None:
    """A sentence gives the question, its negation, another figure and another company, each with its label."""
    from ingest.clauses.split import split

    policy = Policy(id="acme", name="Acme", text=TEXT, aliases=(), sha256="")
    made = {(pair.question, pair.label) for pair in pairs(split(policy), "acme", "Acme")}
    assert made == {
        ("Does Acme keep invoices for 7 years?", "yes"),
        ("Is it true that Acme does not keep invoices for 7 years?", "no"),
        (f"Does {NOBODY} keep invoices for 7 years?", "neither"),
        ("Does Acme keep invoices for 21 years?", "no"),
        ("Does Acme sell my data?", "limited"),
        ("Does Acme sell my data without my consent?", "no"),
    }


@pytest.mark.slow
def test_the_five_policies_answer_their_pairs(tmp_path: Path) -> None:
    """Without a model: at most 3 % wrong, at least 80 % right."""
    embedder = MiniLM()
    ingest(sorted((ROOT / "policies").glob("*.txt")), tmp_path, embedder)
    assistant = Assistant(tmp_path, None, embedder)
    asked: list[Pair] = list(chosen(assistant))
    answers = [assistant.ask(pair.question, [] if pair.kind == "company" else [pair.policy]) for pair in asked]
    assert len(asked) >= 30
    assert sum(map(is_wrong, asked, answers)) <= MOST_WRONG * len(asked)
    assert sum(map(is_right, asked, answers)) >= LEAST_RIGHT * len(asked)
