"""Two small policies, cases about them, and an assistant that answers as it is told: what the fixtures are made of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.answer.answer import Answer
from assistant.models.model import Model
from eval.ask.subject import Subject
from eval.cases import Case
from eval.score.made_wrong import perfect
from ingest.clauses.clause import Clause
from ingest.policy import Policy

ALPHA = """Alpha privacy

1. Retention
We keep your data for 10 years after you close your account.

2. Sale
We do not sell your data.

3. Contact
Write to privacy@alpha.example with questions.
"""
BETA = """Beta privacy
We keep your data for 3 months.
We share data with partners.
"""
LINES: list[dict[str, Any]] = [
    {
        "id": "a1",
        "question": "How long does Alpha keep my data?",
        "policies": ["alpha"],
        "kind": "number",
        "verdict": "answer",
        "gold": [{"policy": "alpha", "quote": "We keep your data for 10 years"}],
        "points": [["10 years", "ten years"]],
        "forbidden": ["3 months"],
    },
    {
        "id": "a2",
        "question": "Does Alpha sell my data?",
        "policies": ["alpha"],
        "kind": "yesno",
        "verdict": "no",
        "gold": [{"policy": "alpha", "quote": "We do not sell your data."}],
    },
    {
        "id": "a3",
        "question": "Does Alpha use cookies?",
        "policies": ["alpha"],
        "kind": "silent",
        "verdict": "silent",
        "forbidden": ["uses cookies"],
        "hold": True,
    },
    {
        "id": "b1",
        "question": "Does Beta share data?",
        "policies": ["beta"],
        "kind": "yesno",
        "verdict": "yes",
        "gold": [{"policy": "beta", "quote": "We share data with partners."}],
        "also": [{"policy": "beta", "quote": "We keep your data for 3 months."}],
    },
]


@dataclass
class Fake:
    """Answers perfectly, but where `says` has something else for a question: an Answer, or an error to raise."""

    policies: tuple[Policy, ...]
    cases: Sequence[Case]
    clauses: Mapping[str, Sequence[Clause]]
    says: dict[str, Answer | Exception] = field(default_factory=dict)  # by case id
    model_name: str = "fake"
    judge: Model | None = None
    asked: list[str] = field(default_factory=list)

    def opened(self, *_: object) -> Subject:
        """Stand where the real assistant is opened."""
        return Subject(self, None, self.judge)

    def ask(self, question: str, policies: Sequence[str] = (), history: Sequence[Mapping[str, str]] = ()) -> Answer:
        """Answer."""
        del policies, history
        case = next(case for case in self.cases if case.question == question)
        self.asked.append(case.id)
        said = self.says.get(case.id)
        if isinstance(said, Exception):
            raise said
        return said or perfect(case, self.clauses)


def write(folder: Path, rows: list[dict[str, Any]]) -> Path:
    """Write cases."""
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def lines(policy: Policy) -> list[Clause]:
    """Split a policy into its lines."""
    clauses, at = [], 0
    for n, line in enumerate(policy.text.splitlines(keepends=True)):
        if body := line.strip():
            clauses.append(Clause(f"{policy.id}/{n}", policy.id, "", (), body, at, at + len(body)))
        at += len(line)
    return clauses


def wrong(answer: Answer, **changes: Any) -> Answer:
    """Change an answer."""
    return replace(answer, **changes)
