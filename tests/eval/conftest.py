"""The fixtures of the eval's tests."""

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.__main__ import parser
from eval.cases import Case, read_cases, read_policies
from ingest.clauses.clause import Clause
from ingest.policy import Policy
from tests.eval.eval_fakes import ALPHA, BETA, LINES, Fake, lines, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with policies/ and cases.jsonl."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "alpha.txt").write_text(ALPHA)
    (tmp_path / "policies" / "beta.txt").write_text(BETA)
    write(tmp_path, LINES)
    return tmp_path


@pytest.fixture
def policies(folder: Path) -> dict[str, Policy]:
    """Read the two policies."""
    return read_policies(folder / "policies")


@pytest.fixture
def texts(policies: dict[str, Policy]) -> dict[str, str]:
    """Give their texts."""
    return {policy.id: policy.text for policy in policies.values()}


@pytest.fixture
def cases(folder: Path, policies: dict[str, Policy]) -> dict[str, Case]:
    """Read the four cases, by id."""
    return {case.id: case for case in read_cases(folder / "cases.jsonl", policies)}


@pytest.fixture
def clauses(policies: dict[str, Policy]) -> dict[str, list[Clause]]:
    """Make each line a clause: these tests do not depend on the splitter."""
    return {policy.id: list(lines(policy)) for policy in policies.values()}


@pytest.fixture
def fake(policies: dict[str, Policy], cases: dict[str, Case], clauses: dict[str, list[Clause]]) -> Fake:
    """Make an assistant that is always right."""
    return Fake(tuple(policies.values()), list(cases.values()), clauses)


@pytest.fixture
def args(folder: Path) -> Callable[..., argparse.Namespace]:
    """Parse flags, with the folder's files as their defaults."""

    def parse(*flags: str) -> argparse.Namespace:
        mine = ["--cases", str(folder / "cases.jsonl"), "--policies", str(folder / "policies")]
        return parser().parse_args([*mine, "--out", str(folder / "out"), *flags])

    return parse
