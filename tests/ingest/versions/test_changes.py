"""What became of each clause: its kind, what matters in it, and which change comes first."""

from pathlib import Path

import pytest

from ingest import changes
from ingest.versions.change import Change
from tests.ingest.policy_texts import policy

FIRST = """# Acme Policy

## 1. Collection

We collect your name and address when you order something from the shop.

## 2. Retention

We keep your data for 30 days. You may ask us to delete it sooner. We never sell it to anybody at all.

## 3. Sharing

We share data with these parties:

- Payment processors: they receive the number of your card.
- Couriers: they receive your address and your telephone number.
- Printers: they receive the pictures that you upload to us.

## 4. Contact

Write to privacy@acme.example if you have any question about this.
"""


def changed(old: str, new: str) -> list[Change]:
    """The changes of two texts but for what is unchanged."""
    return [change for change in changes(policy(old), policy(new)) if change.kind != "unchanged"]


def edit(before: str, after: str) -> list[Change]:
    """The changes that an edit of the policy above makes."""
    assert before in FIRST
    return changed(FIRST, FIRST.replace(before, after))


@pytest.mark.parametrize(
    "before,after,what",
    [
        ("30 days", "90 days", "period"),
        ("30 days", "30 months", "period"),
        ("You may ask", "You must ask", "modal"),
        ("We never sell it", "We sell it", "negation"),
        ("We share data", "We only share data", "bound"),
        ("privacy@acme.example", "help@acme.example", "address"),
        ("Payment processors", "Advertisers", "party"),
        ("your name and address", "your name, birthday and address", "item"),
        ("your telephone number", "your telefone number", "spelling"),
        ("We keep your data", "We keep your Data", "layout"),
    ],
)
def test_what_matters_is_named(before: str, after: str, what: str) -> None:
    """One word of a clause: it is reworded, and what the word is stands in `what`."""
    (change,) = edit(before, after)
    assert change.kind == "reworded"
    assert what in change.what


def test_blanks_are_no_change() -> None:
    """Line ends, no-break spaces and double blanks say nothing."""
    assert not edit("We keep your data", "We\u00a0keep  your data")
    assert not changed(FIRST, FIRST.replace("\n", "\r\n"))


def test_a_section_gets_another_number() -> None:
    """Its words are the same: it is quiet."""
    (change,) = edit("## 4. Contact", "## 5. Contact")
    assert (change.kind, change.what) == ("renumbered", ("numbering",))


def test_a_section_gets_another_name() -> None:
    """The heading is told, and no word of the text."""
    (change,) = edit("2. Retention", "2. How long we keep it")
    assert (change.kind, change.what) == ("renamed", ("heading",))


def test_a_heading_may_be_a_claim() -> None:
    """What a heading denies matters as much as in a sentence."""
    text = "# We do not sell your data\n\nWe run a shop for bolts, nuts and washers of every size.\n"
    (change,) = changed(text, text.replace("do not sell", "sell"))
    assert change.kind == "renamed"
    assert change.what[0] == "negation"
    assert change.weight > 0.8


def test_an_item_is_dropped_and_one_added() -> None:
    """The clause is removed, and that it was an item is told."""
    (gone,) = edit("- Couriers: they receive your address and your telephone number.\n", "")
    assert gone.kind == "removed"
    assert "item" in gone.what
    assert gone.new is None
    (came,) = edit("- Printers:", "- Banks: they receive the sum that you pay to us.\n- Printers:")
    assert came.kind == "added"
    assert came.old is None


def test_items_change_places() -> None:
    """One of the two moved; the other one stayed."""
    lines = FIRST.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("- Couriers"))
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    (change,) = changed(FIRST, "\n".join(lines))
    assert change.kind == "moved"


def test_a_sentence_moves_to_another_section() -> None:
    """Neither of the two clauses says anything else than before, so both are quiet."""
    sentence = " We never sell it to anybody at all."
    moved = FIRST.replace(sentence, "").replace("from the shop.", "from the shop." + sentence)
    assert [change.kind for change in changed(FIRST, moved)] == ["moved", "moved"]


def test_a_section_loses_its_heading() -> None:
    """Two clauses are one: each has its part of the new clause, and together they are all of it."""
    parts = edit("## 2. Retention\n\n", "")
    assert [change.kind for change in parts] == ["merged", "merged"]
    parts.sort(key=lambda change: change.new.start if change.new else 0)
    assert parts[0].new
    assert parts[1].new
    assert parts[0].new.clause == parts[1].new.clause
    assert parts[0].new.end == parts[1].new.start
    assert parts[1].new.text.startswith("We keep your data")


def test_a_section_is_cut_in_two() -> None:
    """The words behind the new heading came from the same clause."""
    old = FIRST.replace("at all.", "at all.\n\nYou can read every word of it in your account whenever you like to.")
    parts = changed(old, old.replace("You can read", "## 3. Access\n\nYou can read"))
    assert [change.kind for change in parts].count("split") == 2
    assert len({change.old.clause.id for change in parts if change.old and change.kind == "split"}) == 1


def test_the_date_of_a_policy_is_no_weighty_change() -> None:
    """A new version has a new date; that is all that this says."""
    text = "# Acme\n\nLast updated: 3 May 2024\n\nWe keep it.\n"
    (change,) = changed(text, text.replace("3 May 2024", "7 June 2025"))
    assert change.what == ("date",)
    assert change.weight < 0.15


def test_the_weightiest_change_is_first() -> None:
    """What reverses a promise, then a figure, then other words, then a number of a section, then layout."""
    new = (
        FIRST.replace("We never sell it", "We sell it")
        .replace("## 4.", "## 5.")
        .replace("the pictures that you upload", "the photographs that you upload")
        .replace("these parties:", "these parties, listed here:")
    )
    made = changed(FIRST, new)
    assert "negation" in made[0].what
    assert made[-1].kind == "renumbered"
    assert [change.weight for change in made] == sorted((change.weight for change in made), reverse=True)


def test_versions_may_be_files(tmp_path: Path) -> None:
    """Whatever the files are called: their clauses are paired by what they say."""
    for name, text in (("acme-2023.md", FIRST), ("acme-2024.md", FIRST.replace("30 days", "90 days"))):
        (tmp_path / name).write_text(text)
    made = changes(tmp_path / "acme-2023.md", tmp_path / "acme-2024.md")
    assert [change.kind for change in made[:2]] == ["reworded", "unchanged"]


def test_a_change_as_json() -> None:
    """The form that programs read; both sides, or null."""
    (change,) = edit("30 days", "90 days")
    told = change.to_json()
    assert set(told) == {"kind", "weight", "what", "old", "new"}
    assert set(told["old"]) == {"clause", "number", "start", "end", "text"}
    assert FIRST[told["old"]["start"] : told["old"]["end"]] == told["old"]["text"]
    assert told["new"]["number"] == "2"
