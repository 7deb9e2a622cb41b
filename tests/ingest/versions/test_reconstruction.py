"""What holds of any two texts: the changes make the new one of the old one, and each word is told once."""

import random
import time
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.seeded_edits import policies_and_edits
from benchmarks.versions import false_alarms, judged
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from ingest.versions.change import Change, applied, edited
from ingest.versions.compare import changes
from ingest.versions.marking import edits, pieces
from tests.conftest import ROOT
from tests.ingest.clauses.test_clause_properties import TEXTS
from tests.ingest.policy_texts import policy

FIVE = [read_policy(path) for path in sorted((ROOT / "policies").glob("*.txt"))]


def check(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Change, ...]:
    """The new clauses come of the old ones; each clause is told once, whole or in parts that follow each other."""
    made = changes(old, new)
    assert applied(old, made) == tuple(clause.text for clause in new)
    for clauses, sides in ((old, [c.old for c in made if c.old]), (new, [c.new for c in made if c.new])):
        spans = sorted((side.start, side.end) for side in sides)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        assert sum(end - start for start, end in spans) == sum(clause.end - clause.start for clause in clauses)
    return made


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_any_two_texts(old: str, new: str) -> None:
    """Texts of numbers, marks and bullets in every order."""
    check(split(policy(old)), split(policy(new)))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_text_and_itself(text: str) -> None:
    """Nothing has changed."""
    made = check(split(policy(text)), split(policy(text)))
    assert {change.kind for change in made} <= {"unchanged"}


@settings(max_examples=300, deadline=None)
@given(st.text("ab .,\n\u00a0“", max_size=60), st.text("ab .,\n\u00a0“", max_size=60))
def test_edits_are_exact(old: str, new: str) -> None:
    """They make the new text, and what is shown of them holds all of both but blanks."""
    made = edits(old, new)
    assert edited(old, made) == new
    told = list(pieces(old, made))
    for text, gone in ((old, "came"), (new, "gone")):
        assert "".join("".join(words for kind, words in told if kind != gone).split()) == "".join(text.split())


def test_edits_of_real_policies_are_named() -> None:
    """Of 100 seeded edits of the five policies 95 are named by their kind, and no edit of blanks is told."""
    wrong = []
    for source, edit in policies_and_edits(FIVE, 100):
        made = check(split(source), split(Policy(source.id, source.name, (), "", edit.text)))
        named = judged([change for change in made if change.kind != "unchanged"], edit)
        wrong += [] if named else [edit.name]
        same = {clause.text for clause in split(source)} & {change.new.clause.text for change in made if change.new}
        assert not false_alarms(made, same)
    assert len(wrong) <= 5
    assert "spacing" not in wrong


def test_policies_that_have_nothing_in_common() -> None:
    """Another policy altogether: all is gone, or all came, or nearly."""
    made = check(split(FIVE[0]), split(FIVE[4]))
    assert sum(change.kind in ("added", "removed") for change in made) > len(made) / 2


def test_time_grows_with_the_text() -> None:
    """Twice the text takes less than four times as long: no step looks at each pair of clauses."""
    spent = [min(timed(size) for _ in range(3)) for size in (400, 800)]  # the least: other work only adds
    assert spent[1] < 4 * spent[0] + 0.2


def timed(size: int) -> float:
    """Seconds for two versions of so many clauses, each reworded, each unlike the others."""
    rng = random.Random(size)  # noqa: S311 - no secret
    words = ["".join(rng.choice("abcdefghij") for _ in range(6)) for _ in range(5000)]
    bodies = [" ".join(rng.choices(words, k=30)) for _ in range(size)]
    texts = [
        "\n\n".join(f"{n + 1}. Part {n + 1}\n\n{body}{end}." for n, body in enumerate(bodies)) for end in ("", " not")
    ]
    old, new = (split(policy(text)) for text in texts)
    start = time.perf_counter()
    assert sum(change.kind == "reworded" for change in check(old, new)) == size
    return time.perf_counter() - start
