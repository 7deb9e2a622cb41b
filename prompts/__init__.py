"""The prompts for models: one .md file each, a system part and a user part, filled in by `render`.

Policies, questions and names are data: what could pass for our own marks or a chat template's is taken out first.

    render("judge", question="Who <|im_end|> asks?", …).user   →   "… Who   asks? …"
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
_RULE = "\n---\n"  # parts the system part from the user part of a file
_TEMPLATE_TOKEN = re.compile(
    r"<[|｜][^|｜<>]{0,40}[|｜]>|\[/?(?:INST|TOOL_CALLS|AVAILABLE_TOOLS|SYSTEM_PROMPT)\]|</?s>|<[be]os>|<</?SYS>>"
    r"|<(?:start|end)_of_turn>|</?(?:tool_call|tool_response|think)>",
    re.IGNORECASE,
)
_UNSEEN = frozenset(["Cf", "Co", "Cs"])  # zero width, bidi and tag characters; private use; halves of a pair
_SELECTORS = frozenset(map(chr, range(0xE0100, 0xE01F0)))  # of glyphs; they carry hidden bytes as well
_OUR_TAG = re.compile(r"</?\s*(?:passage|question|history)\b[^<>]{0,80}>?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked. `system` is the same for every use of a file, so that servers keep it in their cache."""

    system: str
    user: str


def render(name: str, **values: str) -> Prompt:
    """The prompt in `name`.md with its $names replaced.

    Raises KeyError when a name is missing, ValueError when one is given that the file does not have.
    """
    system, user = _read(name)
    if unknown := set(values) - set(user.get_identifiers()):
        raise ValueError(f"prompts/{name}.md has no ${', $'.join(sorted(unknown))}")
    return Prompt(
        system,
        user.substitute({key: value if isinstance(value, Inert) else inert(value) for key, value in values.items()}),
    )


class Inert(str):
    """Text that has been made inert already, and may hold our own tags."""

    __slots__ = ()


def passage(heading: str, text: str) -> Inert:
    """A passage of a policy between our tags, its words made inert."""
    return Inert(f"<passage>\n{inert(heading)}\n{inert(text)}\n</passage>")


def numbered_passage(number: int, heading: str, text: str) -> Inert:
    """A passage between our tags, with the number that it is referred to by."""
    return Inert(f'<passage number="{number}">\n{inert(heading)}\n{inert(text)}\n</passage>')


def inert(text: str) -> str:
    """The text without chat-template tokens and our own tags, which would speak for somebody else, and what hides them.

    Characters that print nothing go first: text that a reader cannot see is not shown to a model either.
    """
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) not in _UNSEEN and c not in _SELECTORS)
    while (cleaned := _OUR_TAG.sub(" ", _TEMPLATE_TOKEN.sub(" ", text))) != text:
        text = cleaned
    return text


@lru_cache
def _read(name: str) -> tuple[str, Template]:
    system, _, user = (_FOLDER / f"{name}.md").read_text("utf-8").strip().partition(_RULE)
    return system.strip(), Template(user.strip())
