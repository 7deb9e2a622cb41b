"""What an answer leaves out of a list: counted where some items are quoted, and where it is a list at all."""

from pathlib import Path

import pytest

from assistant.answer.answer import Answer, Usage, Verdict
from assistant.answer.quote.cite import assemble, citation
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.read.policy_file import read_policy
from web.rest_of_list import rest_of_lists

LIST = """Acme Privacy Policy

1. Purposes
We use your data for these purposes:
- Billing: we send you the bills for what you bought from us.
- Service: we answer the questions that you put to our people.
- Safety: we look for those who would misuse what we offer.
- Law: we keep the records that the law of our country asks for.

2. Contact
Write to us at privacy@acme.example with whatever you would like to know.
"""


@pytest.fixture
def clauses(tmp_path: Path) -> tuple[Clause, ...]:
    """A policy with a list of four purposes."""
    file = tmp_path / "acme.txt"
    file.write_text(LIST, "utf-8")
    return tuple(split(read_policy(file)))


def answered(quoted: list[Clause], verdict: Verdict = "answer") -> Answer:
    """An answer that quotes these clauses whole."""
    sentences, citations = assemble([("Acme says.", [citation(one, (0, len(one.text))) for one in quoted])])
    return Answer("For what?", verdict, sentences, citations, (), "extractive", Usage(0, 0, 0, 0, 0))


def test_what_is_left_out_is_counted(clauses: tuple[Clause, ...]) -> None:
    """Two of four purposes: two more, from the third on. All four: nothing."""
    items = [clause for clause in clauses if clause.lead]
    assert len(items) == 4
    (rest,) = rest_of_lists(answered(items[:2]), clauses)
    assert (rest.number, rest.first) == (2, items[2])
    assert rest_of_lists(answered(items), clauses) == ()


def test_one_item_is_no_list(clauses: tuple[Clause, ...]) -> None:
    """One item alone, a yes, and running text leave nothing out."""
    items = [clause for clause in clauses if clause.lead]
    assert rest_of_lists(answered(items[:1]), clauses) == ()
    assert rest_of_lists(answered(items[:2], "yes"), clauses) == ()
    assert rest_of_lists(answered([clause for clause in clauses if not clause.lead]), clauses) == ()
