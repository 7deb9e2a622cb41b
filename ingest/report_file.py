r"""Render a report from a room's templates, in which all text of policies is escaped, and write it whole or not at all.

"a|b <i>" → "a\|b &lt;i&gt;" in Markdown, "a|b &lt;i&gt;" in HTML; U+202E → "⟨U+202E⟩" in both.
"""

import re
from pathlib import Path
from typing import Any

_MARKDOWN = re.compile(r"([\\`*_{}\[\]#!|~$])")
# They reorder what is read, or cannot be seen.
_REORDERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def rendered(template: Path, **values: Any) -> str:
    """Fill in a template, `NAME.md.jinja` or `NAME.html.jinja`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    is_html = template.name.endswith(".html.jinja")
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=is_html,  # noqa: S701 Markdown has escapes of its own, in finalize
        finalize=seen if is_html else _escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template.name).render(values).strip() + "\n"


def write_whole(path: Path, written: str | bytes) -> None:
    """Write a file whole or not at all. Raises OSError."""
    partial = path.with_name(f"{path.name}.part")
    partial.write_bytes(written.encode() if isinstance(written, str) else written)
    partial.replace(path)


def seen(value: object) -> Any:
    """Show what reorders words or cannot be seen by its number: U+202E → "⟨U+202E⟩"."""
    if not isinstance(value, str) or not _REORDERING.search(value):
        return value
    return type(value)(_REORDERING.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", value))


def _escaped(value: object) -> Any:
    r"""Make a text stand as it is in Markdown, on one line: "a|b" → "a\|b"."""
    if not isinstance(value, str):
        return value
    text = " ".join(seen(value).split(" "))
    text = re.sub(r"\s*\n\s*", " ", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
    return _MARKDOWN.sub(r"\\\1", text)
