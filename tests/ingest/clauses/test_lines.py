"""What a line is where a text is wrapped at a column, or has a blank line behind every line."""

from ingest.clauses.lines import split_lines

WRAPPED = [
    "The Client has the right to object to a change. The objection",
    "shall be told to Acme within fifteen days of the notice by Acme",
    "to the Client, with the reason for it. Acme need not give up its",
    "change.",
]
NEXT = "Acme is liable for its sub-processors."


def texts(text: str) -> list[str]:
    """The lines of a text, each with its words on one line."""
    return [" ".join(line.text.split()) for line in split_lines(text)]


def test_a_wrapped_text_is_read_by_paragraphs() -> None:
    """One line a paragraph, whether single- or double-spaced."""
    paragraphs = [" ".join(WRAPPED), NEXT]
    assert texts("\n".join(WRAPPED) + "\n\n" + NEXT) == paragraphs
    assert texts("\n\n".join(WRAPPED) + "\n\n\n\n" + NEXT) == paragraphs


def test_whole_paragraphs_stay_apart() -> None:
    """Paragraphs with a blank line between them, none of which breaks off, are not double-spaced lines."""
    paragraphs = [
        "We keep your data for as long as you have an account.",
        "We sell none of it, and share it with nobody.",
    ]
    assert texts("\n\n".join(paragraphs)) == paragraphs
