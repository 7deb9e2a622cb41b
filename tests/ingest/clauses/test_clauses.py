"""The clause tree: the five policies as golden trees; ids, branches and lead-ins."""

import os
from pathlib import Path

import pytest

from ingest.clauses.split import split
from ingest.policy import Policy, line_of
from ingest.read.policy_file import read_policy
from tests.conftest import ROOT
from tests.ingest.policy_texts import policy

GOLDEN = ROOT / "tests" / "golden" / "clauses"
FIVE = sorted((ROOT / "policies").glob("*.txt"))


def tree(source: Policy) -> str:
    """A policy's clauses as a page to read: line, characters, number, id, headings; a lead-in in brackets."""
    rows = []
    for clause in split(source):
        path = [*clause.path[:-1], f"[{clause.lead}]"] if clause.lead else clause.path
        where = f"{line_of(source.text, clause.start):>3} {clause.end - clause.start:>5} {clause.number or '-':<5}"
        rows.append(f"{where} {clause.id.split('/', 1)[1]}\n" + " " * 16 + " > ".join(path))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("path", FIVE, ids=lambda p: p.stem)
def test_the_five_policies_have_the_trees_that_were_checked_by_eye(path: Path) -> None:
    """A change of any heading, number, id or length shows as a line of the golden tree."""
    golden = GOLDEN / f"{path.stem}.txt"
    found = tree(read_policy(path))
    if os.environ.get("CLAUSEWISE_WRITE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_section_2_of_the_privacy_statement_is_cited_by_its_branch_and_number() -> None:
    """Two documents in one file count their sections anew; the branch in the id keeps them apart."""
    found = {c.id: c for c in split(read_policy(ROOT / "policies" / "segments-ai.txt"))}
    clause = found["segments-ai/privacy-statement/2"]
    assert clause.number == "2"
    assert "10 years" in clause.text
    assert clause.path == ("PRIVACY STATEMENT", "For which purposes and for how long will we use your data?")
    assert "segments-ai/cookie-statement/2" in found


def test_twin_lists_stay_apart_by_their_lead_in() -> None:
    """The two lists of shared and of disclosed categories have the same words; their lead-ins and ids differ."""
    found = [c for c in split(read_policy(ROOT / "policies" / "segments-ai.txt")) if "Identifiers such as" in c.text]
    assert len(found) == 2
    assert found[0].lead != found[1].lead
    assert found[0].id != found[1].id
    assert all(c.lead == c.path[-1] for c in found)


def test_an_emphasised_sentence_before_a_list_is_no_lead_in() -> None:
    """It ends with a full stop like any other; one that stands alone in bold is a title and leads in."""
    items = "\n\n* Account data: your name and address.\n* Payment data: your card and its number.\n"
    text = f"# Acme\n\nWe collect data about you. _Please note that we do not sell it._{items}"
    assert {clause.lead for clause in split(Policy("a", "A", (), "", text))} == {""}
    title = f"# Acme\n\n**The frequency of the transfer.**{items}"
    assert "The frequency of the transfer." in {clause.lead for clause in split(Policy("a", "A", (), "", title))}


def test_editing_one_clause_leaves_the_ids_of_the_others_alone() -> None:
    """A clause edited, and one added in front, change no other id."""
    before = (ROOT / "policies" / "segments-ai.txt").read_text(encoding="utf-8")
    after = before.replace("for 10 years after", "for 2 years after").replace(
        "Aggregated Data. ", "New Matter. We may also do something entirely new with it.\n\nAggregated Data. "
    )
    old, new = ({c.id for c in split(policy(text))} for text in (before, after))
    assert old <= new
    assert len(new - old) == 1


def test_equal_clauses_get_different_ids() -> None:
    """Ids are unique even where a policy says the same twice under the same heading."""
    text = "# A\n\n" + "- Data: we collect it and keep it.\n" * 3
    assert [c.id for c in split(policy(text))] == ["p/a/data", "p/a/data~2", "p/a/data~3"]
