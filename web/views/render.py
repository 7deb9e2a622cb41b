"""Render pieces of HTML from the templates in web/templates, in which every value is escaped."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from web.words.table import counted, say
from web.words.visible_text import clipped, readable, visible

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"clipped": clipped, "readable": readable, "visible": visible}
_TEMPLATES.globals |= {"say": say, "counted": counted}


def render(template: str, **values: Any) -> Markup:
    """Fill in one template: ("announcement", text="a < b") → "<p>a &lt; b</p>"."""
    html = _TEMPLATES.get_template(f"{template}.html.jinja").render(values)
    return Markup(html.strip())  # noqa: S704 the templates escape every value
