"""The form that a reader fills in, and how its reply is read.

'{"verdict": "yes", "sentences": [{"text": "It does.", "stands_on": [{"passage": 1, "words": "We do."}]}]}'
→  Reply("yes", [ReplySentence("It does.", [Support(1, "We do.")])])
anything else  →  None
"""

from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

LONGEST_TEXT = 600  # characters of a sentence
MOST_SENTENCES = 12  # a long list has as many items


class Support(BaseModel):
    """Words of a passage that a sentence stands on."""

    passage: int  # its number, from 1
    words: str = Field(max_length=2_000)


class ReplySentence(BaseModel):
    """One sentence of the reply."""

    text: str = Field(max_length=LONGEST_TEXT)
    stands_on: list[Support] = Field(max_length=8)


class Reply(BaseModel):
    """What a reader says. Nothing of it is shown before it is verified."""

    verdict: Literal["answer", "yes", "no", "silent", "conflict"]
    sentences: list[ReplySentence] = Field(max_length=MOST_SENTENCES)


def schema() -> dict[str, Any]:
    """Return the JSON schema that a server holds the reply to."""
    return Reply.model_json_schema()


def parsed(text: str) -> Reply | None:
    """Return the reply in a text, also where words or a code fence stand around the JSON; None where there is none."""
    start, end = text.find("{"), text.rfind("}")
    try:
        return Reply.model_validate_json(text[start : end + 1])
    except ValidationError:
        return None
