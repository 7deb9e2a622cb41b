r"""Render a report from a room's templates, in which all text of policies is escaped.

"a|b <i>" → "a\|b &lt;i&gt;" in Markdown, "a|b &lt;i&gt;" in HTML; U+202E → "⟨U+202E⟩" in both.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_MARKDOWN = re.compile(r"([\\`*_{}\[\]#!|~$]|:(?=//|[\w+-]+:))")  # the colons: of "https://" and ":smile:"
# They reorder what is read, or cannot be seen.
_REORDERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def rendered(template: Path, **values: Any) -> str:
    """Fill in a template, `NAME.md.jinja` or `NAME.html.jinja`."""
    form = template.name.removesuffix(".jinja").rpartition(".")[-1]
    return environment(template.parent, form).get_template(template.name).render(values).strip() + "\n"


def environment(folder: Path, form: str) -> "Environment":
    """Return what fills in a folder's templates of a form, "html" or "md": every value but a macro's is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        finalize=seen if form == "html" else escape_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def seen(value: object) -> Any:
    """Show what reorders words or cannot be seen by its number: U+202E → "⟨U+202E⟩"."""
    if not isinstance(value, str) or not _REORDERING.search(value):
        return value
    return type(value)(_REORDERING.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", value))


def escape_markdown(value: object) -> "Markup":
    r"""Make a text stand as it is in Markdown, on one line: no link, mention, HTML or end of a cell; "a|b" → "a\|b"."""
    from markupsafe import Markup

    if isinstance(value, Markup):  # what a macro wrote, escaped already
        return value
    text = re.sub(r"\s*\n\s*", " ", seen(str(value)))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
    return Markup(_MARKDOWN.sub(r"\\\1", text))  # noqa: S704 - escaped just now
