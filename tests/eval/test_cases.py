"""A file of cases is read whole, or refused with its line number."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Case, choose, locate, read_cases, read_policies, sample
from ingest.errors import UsageError
from ingest.policy import Policy
from tests.conftest import ROOT
from tests.eval.eval_fakes import LINES, write


def test_every_gold_quote_is_located(cases: dict[str, Case], texts: dict[str, str]) -> None:
    """A gold span cuts its quote out of the policy."""
    gold = cases["a1"].gold[0]
    assert texts["alpha"][slice(*gold.span)] == "We keep your data for 10 years"


def test_a_sentence_said_twice_is_right_in_both_places(folder: Path) -> None:
    """A policy that repeats itself is no fault of the case: each copy may be cited, and no other words."""
    twice = "We share data with partners."
    policy = Policy("twice", "Twice", (), "", f"{twice}\nWe keep it for a year.\n{twice}\n")
    row = {"id": "t", "question": "Who?", "policies": ["twice"], "kind": "fact", "verdict": "answer"}
    path = write(folder, [row | {"gold": [{"policy": "twice", "quote": twice}]}])
    gold = read_cases(path, {"twice": policy})[0].gold[0]
    assert [gold.touches((start, start + 3)) for start in (0, 30, 53)] == [True, False, True]


def test_a_sample_is_spread_and_always_the_same(cases: dict[str, Case]) -> None:
    """As many as asked, in order, first and last parts of the set alike; all of a smaller set."""
    every = tuple(cases.values()) * 10
    assert sample(every, 5) == sample(every, 5) == tuple(every[n * len(every) // 5] for n in range(5))
    assert sample(every, None) == sample(every, len(every) + 1) == every


def test_what_a_line_leaves_out_is_empty(cases: dict[str, Case]) -> None:
    """Only id, question, policies, kind and verdict are required."""
    case = cases["a2"]
    assert (case.accept, case.also, case.points, case.history, case.hold, case.by) == ((), (), (), (), False, "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"gold": [{"policy": "alpha", "quote": "We sell all of it"}]}, "is not in alpha"),
        ({"gold": [{"policy": "alpha", "quote": "your data"}]}, "is 2 times in alpha"),
        ({"gold": [{"policy": "alpha", "quote": " "}]}, "is not in alpha"),
        ({"gold": [{"policy": "gamma", "quote": "x"}]}, "unknown policy 'gamma' (there are: alpha, beta)"),
        ({"gold": [{"policy": "beta", "quote": "We share data"}]}, "not among the case's policies"),
        ({"gold": []}, "verdict answer needs gold"),
        ({"verdict": "silent"}, "a silent case has no gold"),
        ({"verdict": "maybe"}, "verdict: unknown 'maybe'"),
        ({"accept": ["perhaps"]}, "accept: unknown 'perhaps'"),
        ({"policies": ["alfa"]}, "unknown policy 'alfa'"),
        ({"given": ["alfa"]}, "unknown policy 'alfa'"),
        ({"question": " "}, "must not be empty"),
        ({"hold": "yes"}, "hold must be true or false"),
        ({"points": ["10 years"]}, "points hold lists of alternatives"),
        ({"points": [[]]}, "points hold lists of alternatives"),
        ({"forbidden": [""]}, "forbidden must hold strings"),
        ({"history": [{"role": "user"}]}, "history holds objects"),
        ({"golds": []}, "unknown field 'golds'"),
        ({"id": "b1"}, "the id 'b1' is there twice"),
    ],
)
def test_a_line_that_is_no_case_refuses_the_file(
    folder: Path, policies: dict[str, Policy], change: dict[str, Any], says: str
) -> None:
    """The message names the file, the line and what is wrong with it."""
    path = write(folder, [LINES[3], LINES[0] | change])
    with pytest.raises(UsageError) as error:
        read_cases(path, policies)
    assert f"{path}, line 2: " in str(error.value)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not a JSON object"),
        ("{}", "id, question, policies, kind, verdict missing"),
        ("\n", "holds no cases"),
    ],
)
def test_what_is_no_json_object_is_refused(folder: Path, policies: dict[str, Policy], text: str, says: str) -> None:
    """A broken file is one line, not a traceback."""
    path = folder / "cases.jsonl"
    path.write_text(text)
    with pytest.raises(UsageError, match=says):
        read_cases(path, policies)


def test_a_missing_file_or_folder_is_refused(folder: Path, policies: dict[str, Policy]) -> None:
    """What is not there is named."""
    with pytest.raises(UsageError, match=r"nowhere\.jsonl"):
        read_cases(folder / "nowhere.jsonl", policies)
    with pytest.raises(UsageError, match="no such folder"):
        read_policies(folder / "nowhere")
    (folder / "empty").mkdir()
    with pytest.raises(UsageError, match="no policy in it"):
        read_policies(folder / "empty")


def test_only_chooses_by_id_kind_or_policy(cases: dict[str, Case]) -> None:
    """--only takes any of the three, and refuses what is none."""
    every = tuple(cases.values())
    assert [case.id for case in choose(every, "a1")] == ["a1"]
    assert [case.id for case in choose(every, "yesno")] == ["a2", "b1"]
    assert [case.id for case in choose(every, "beta")] == ["b1"]
    assert choose(every, None) == every
    with pytest.raises(UsageError, match="kinds: number, silent, yesno"):
        choose(every, "gamma")


WORD = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=5)
BLANK = st.text(st.sampled_from(" \n\t\u00a0"), min_size=1, max_size=3)


@given(st.lists(WORD, min_size=1, max_size=6), st.lists(BLANK, min_size=6, max_size=6))
def test_a_quote_is_found_whatever_blanks_part_its_words(words: list[str], blanks: list[str]) -> None:
    """Locating folds white space, NBSP included, and nothing else."""
    text = "".join(word + blank for word, blank in zip(words, blanks, strict=False)).rstrip()
    spans = locate(" ".join(words), f"«{text}»")
    assert (1, 1 + len(text)) in spans
    assert all(f"«{text}»"[start:end].split() == words for start, end in spans)


def test_the_shipped_set_is_valid() -> None:
    """Every gold quote of eval/questions.jsonl stands exactly once in its policy."""
    root = ROOT
    cases = read_cases(root / "eval" / "questions.jsonl", read_policies(root / "policies"))
    lines = (root / "eval" / "questions.jsonl").read_text().splitlines()
    assert [case.id for case in cases] == [json.loads(line)["id"] for line in lines if line.strip()]
