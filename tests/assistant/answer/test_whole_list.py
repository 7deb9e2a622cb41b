"""Who asks for a list gets all of it, in the policy's words."""

from pathlib import Path

import pytest

from assistant.answer.whole_list import called, listed, whole_list
from assistant.chain import Assistant
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.read.policy_file import read_policy
from tests.conftest import HashingEmbedder
from tests.scripted import ScriptedModel


@pytest.fixture
def clauses(policies_dir: Path) -> dict[str, Clause]:
    """The clauses of AIpicMarket by id."""
    return {clause.id: clause for clause in split(read_policy(policies_dir / "aipicmarket.txt"))}


def test_two_items_bring_the_others(clauses: dict[str, Clause]) -> None:
    """Found items of one list are completed, in text order."""
    found = [clauses["aipicmarket/7/other-third-parties"], clauses["aipicmarket/7/service-providers"]]
    items = whole_list("Who gets it?", found, list(clauses.values()))
    assert [item.id.rsplit("/", 1)[1] for item in items] == [
        "service-providers",
        "regulatory-legal-authorities",
        "other-third-parties",
    ]


def test_the_head_of_a_list_brings_its_items(clauses: dict[str, Clause]) -> None:
    """A lead-in that ends in a colon says nothing without them."""
    assert len(whole_list("Who gets it?", [clauses["aipicmarket/7"]], list(clauses.values()))) == 3


def test_one_item_stays_alone(clauses: dict[str, Clause]) -> None:
    """A question that one item answers is not given the list."""
    assert whole_list("Who gets it?", [clauses["aipicmarket/7/service-providers"]], list(clauses.values())) == ()
    assert whole_list("Who gets it?", [clauses["aipicmarket/8"]], list(clauses.values())) == ()


def test_an_item_that_is_asked_for_by_name_answers_alone(clauses: dict[str, Clause]) -> None:
    """Who asks about service providers is not told of authorities."""
    found = [clauses["aipicmarket/7/service-providers"], clauses["aipicmarket/7/other-third-parties"]]
    assert whole_list("What do service providers do?", found, list(clauses.values())) == ()


def test_a_list_is_told_in_its_own_words(clauses: dict[str, Clause]) -> None:
    """Lead-in, labels, and a verbatim citation for each item."""
    items = whole_list("Who gets it?", [clauses["aipicmarket/7"]], list(clauses.values()))
    sentence, cited = listed(items)
    assert "“Service Providers”; “Regulatory & Legal Authorities”; “Other Third Parties”." in sentence
    assert [citation.clause for citation in cited] == list(items)
    assert called(items[0]) == "Service Providers"


def test_a_short_list_is_told_whole() -> None:
    """An address is no use by its label."""
    items = [
        Clause(f"a/{n}", "a", "", ("Contact us at:",), text, 0, len(text), "Contact us at:")
        for n, text in enumerate(["Mail: 1 Main Street", "Phone: 555 1234"])
    ]
    assert listed(items)[0] == "“Contact us at:” “Mail: 1 Main Street”; “Phone: 555 1234”."


def test_the_chain_answers_with_the_whole_list(index: Path) -> None:
    """The model finds two items right; the answer has three, and nothing had to be written."""
    model = ScriptedModel(
        says=[],
        weighs=lambda user: 0.9 if "Service Providers: Third" in user or "Other Third Parties: In" in user else 0.1,
    )
    answer = Assistant(index, model, HashingEmbedder()).ask("With whom may AIpicMarket share my personal data?")
    assert "Regulatory & Legal Authorities" in answer.text
    assert len(answer.citations) == 3
    assert answer.sentences[0].citations == (1, 2, 3)
