"""What the program says in its own words, read as sentences."""

import pytest

from assistant.answer import phrases
from assistant.answer.answer import Citation
from ingest.clauses.clause import Clause


@pytest.mark.parametrize(
    "names,expected",
    [
        (["Acme"], "Acme does not say."),
        (["Acme", "Birch"], "Acme and Birch do not say."),
        (["Acme", "Birch", "Cedar"], "Acme, Birch and Cedar do not say."),
        (["A", "B", "C", "D"], "None of the 4 policies says this."),
    ],
)
def test_silence_is_one_correct_sentence(names: list[str], expected: str) -> None:
    """No double negation, whatever the number of policies."""
    assert phrases.silent(names) == expected


def test_which_policies_there_are_is_told() -> None:
    """By name, up to sixty; else what can be asked is shown."""
    assert phrases.invitation("List the policies", ["Acme"]) == "There is 1 policy here: Acme."
    assert (
        phrases.invitation("How many policies are there?", ["Acme", "Birch"])
        == "There are 2 policies here: Acme and Birch."
    )
    assert phrases.invitation("Which vendors are there?", ["A"] * 61).endswith("A and 1 others.")
    assert phrases.invitation("hello", ["Acme"]).startswith("Ask about a policy")


def test_a_yes_comes_with_its_condition() -> None:
    """The condition stands in the verdict's own sentence; other verdicts get no word before them."""
    assert (
        phrases.with_verdict("yes", "only if you agree", "Acme says: “x”") == "Yes, only if you agree. Acme says: “x”"
    )
    assert phrases.with_verdict("no", "", "x") == "No. x"
    assert phrases.with_verdict("answer", "", "x") == "x"


def test_a_row_is_told_with_its_columns() -> None:
    """A row of a table says what its cells are."""
    row = Clause("acme/1", "acme", "", (), "| CCTV | 30 days |", 0, 18, columns=("What", "Kept for"))
    assert phrases.says("Acme", Citation(row, "CCTV | 30 days", 2, 16)) == (
        "Acme says, in a table: What: CCTV · Kept for: 30 days."
    )


def test_a_name_that_no_policy_bears_is_told() -> None:
    """Who is there is named, or counted where they are many."""
    assert phrases.no_policy_of(["Spotify"], [], ["Acme", "Birch"]) == (
        "There is no policy of Spotify here, only of Acme and Birch."
    )
    assert phrases.no_policy_of(["A", "B"], [], list("CDEFGHIJK")) == (
        "There is no policy of A or B here, only of 9 others."
    )
    assert phrases.no_policy_of(["Hubspot"], ["Acme"], ["Acme", "Birch"]).endswith("said of it by Acme:")


def test_an_item_is_told_with_the_heading_that_denies_it() -> None:
    """Without "We never" the quote would say the opposite; a quote that has it, and a sentence, need it not."""
    item = Clause("acme/1", "acme", "", ("We never",), "- sell your address;", 0, 20)
    assert phrases.says("Acme", Citation(item, "sell your address;", 2, 20)) == (
        "Acme says: “We never”: “sell your address;”"
    )
    sentence = Clause("acme/2", "acme", "", ("We never",), "We sell none.", 0, 13)
    assert phrases.says("Acme", Citation(sentence, "We sell none.", 0, 13)) == "Acme says: “We sell none.”"
