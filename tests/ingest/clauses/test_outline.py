"""The outline: how deep headings stand, damaged numbers, the title and the documents of a file."""

from itertools import pairwise

import pytest

from ingest.clauses.outline import Level, Outline, Rank, outline_of


def levels(text: str) -> dict[str, Level]:
    """The level of each heading by its words."""
    outline = outline_of(text)
    return {outline.blocks[n].title: rank.level for n, rank in outline.ranks.items()}


def ranks(outline: Outline) -> list[Rank]:
    """The ranks of an outline in text order."""
    return [outline.ranks[n] for n in sorted(outline.ranks)]


def test_ranks_are_ordered_from_the_outside_in() -> None:
    """The level counts first, then the family of numbers, then the depth."""
    order = [
        Rank(Level.DOCUMENT),
        Rank(Level.MARKED, depth=1),
        Rank(Level.MARKED, depth=6),
        Rank(Level.ABOVE_NUMBERS),
        Rank(Level.NUMBERED, 0, 1),
        Rank(Level.NUMBERED, 0, 3),
        Rank(Level.NUMBERED, 1, 1),
        Rank(Level.PLAIN),
        Rank(Level.CHILD),
        Rank(Level.LABEL),
    ]
    assert all(outer < inner for outer, inner in pairwise(order))


def test_numbers_rank_by_family_and_depth() -> None:
    """The family that a text uses first stands outside the others; "1.1" stands under "1."."""
    text = "1. Data\n\nWe collect it.\n\n1.1 Your Account\n\nWe keep it.\n\n(a) Your Name\n\nWe ask for it.\n"
    assert ranks(outline_of(text)) == [
        Rank(Level.NUMBERED, 0, 1),
        Rank(Level.NUMBERED, 0, 2),
        Rank(Level.NUMBERED, 1, 1),
    ]


def test_headings_in_capitals_stand_above_plain_ones() -> None:
    """Where a text has both, without numbers."""
    paragraph = "\n\nWe wrote this paragraph so that the heading above it heads something.\n\n"
    heads = ["YOUR DATA", "What we collect", "YOUR RIGHTS", "What you may do"]
    assert levels(paragraph.join(heads) + paragraph) == {
        "YOUR DATA": Level.ABOVE_NUMBERS,
        "What we collect": Level.PLAIN,
        "YOUR RIGHTS": Level.ABOVE_NUMBERS,
        "What you may do": Level.PLAIN,
    }


@pytest.mark.parametrize("damaged", [True, False])
def test_a_damaged_heading_is_mended_between_its_neighbours(damaged: bool) -> None:
    """Heading 9 reads like an item; between 8 and 10 it is a heading, between 8 and 9 it is none."""
    after = "10" if damaged else "9"
    text = (
        f"8. Rights\nYou have them.\n9. Data collected: your place.\nWe use it.\n{after}. Changes\nWe may change it.\n"
    )
    titles = [block.title for block in outline_of(text).blocks if block.kind == "heading"]
    assert ("Data collected: your place." in titles) == damaged


def test_two_documents_begin_where_the_count_does() -> None:
    """Each document is named by its own words; a file of one has a title and no documents."""
    first = "PRIVACY STATEMENT\n\n1. Data\n\nWe collect it.\n\n2. Changes\n\nWe may change this.\n\n"
    second = "The following Cookie Statement explains cookies.\n\n1. What are cookies?\n\nCookies are files.\n"
    assert list(outline_of(first + second).documents.values()) == ["PRIVACY STATEMENT", "Cookie Statement"]
    assert outline_of(first).documents == {}
    assert outline_of(first).title == 0
