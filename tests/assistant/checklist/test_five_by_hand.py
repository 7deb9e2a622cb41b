"""The five policies × 21 requirements: what was read before the program's verdicts were looked at, and the program."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.checklist.requirements import read_checklist
from ingest import ingest
from ingest.embed import MiniLM
from ingest.read.policy_file import read_policy
from tests.conftest import ROOT

BY_HAND = tomllib.loads(Path(__file__).with_name("five_by_hand.toml").read_text("utf-8"))
DISAGREEMENTS = {  # (policy, requirement): the program's verdict, and why it is wrong
    ("lightenup-ai", "Legal Basis for Processing"): (
        "present",
        "“subject to … our legitimate interests” limits a right and is no basis of processing; a phrase cannot tell",
    ),
}


def test_the_hand_read_every_requirement_of_every_policy() -> None:
    """105 verdicts; each but absent stands on words of the policy, and absent on none."""
    requirements = {requirement.id for requirement in read_checklist("gdpr-13-14").requirements}
    assert set(BY_HAND) == {path.stem for path in (ROOT / "policies").glob("*.txt")}
    for policy, rows in BY_HAND.items():
        text = read_policy(ROOT / "policies" / f"{policy}.txt").text
        assert set(rows) == requirements
        for verdict, *quotes in rows.values():
            assert bool(quotes) == (verdict in {"present", "partial", "denied"})
            assert all(quote in text for quote in quotes)
    verdicts = Counter(verdict for rows in BY_HAND.values() for verdict, *_ in rows.values())
    assert verdicts == {"present": 80, "partial": 9, "absent": 16}


@pytest.mark.real
def test_the_program_says_what_the_hand_says(tmp_path: Path) -> None:
    """But where the list above tells: a new error fails, and so does an improvement that the list does not know."""
    ingest([ROOT / "policies"], tmp_path, MiniLM())
    assistant = Assistant(tmp_path, None, MiniLM())
    texts = {policy.id: policy.text for policy in assistant.policies}
    other = {}
    for row in assistant.checklist("gdpr-13-14"):
        verdict, *quotes = BY_HAND[row.policy][row.requirement]
        spans = [(texts[row.policy].index(quote), len(quote)) for quote in quotes]
        same = any(quote.start < start + n and start < quote.end for quote in row.citations for start, n in spans)
        if row.verdict != verdict or bool(spans) != same:
            other[row.policy, row.requirement] = row.verdict
    assert other == {place: verdict for place, (verdict, _) in DISAGREEMENTS.items()}
