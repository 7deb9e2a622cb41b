"""Build Gradio's HTML component without its style and script, and events that are no API and fail in plain view."""

import inspect
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from functools import wraps
from typing import Any

import gradio as gr

from ingest.errors import ClausewiseError
from web.words.table import say

Shown = dict[Any, Any]  # what an event shows: a new value or gr.update for each component
Handler = Callable[..., Any]

log = logging.getLogger(__name__)


def html(value: str, name: str) -> gr.HTML:
    """Build a component that holds markup of ours, under an id."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def picker(choices: Sequence[tuple[str, str]], label: str, name: str | None = None) -> gr.CheckboxGroup:
    """Build the boxes in which policies are ticked."""
    return gr.CheckboxGroup(choices=choices, label=label, elem_id=name, elem_classes="chosen")


def bridge() -> gr.Column:
    """Open a column of what the page's own script fills in, presses and reads; it is never seen."""
    return gr.Column(elem_classes="bridge")


def cell_opener(kind: str = "") -> tuple[gr.Textbox, gr.Button]:
    """Build what the page's script fills in and presses to open a cell of a matrix: its number, and "show"."""
    return gr.Textbox(elem_id=f"{kind}cell"), gr.Button(elem_id=f"show-{kind}cell")


def quiet() -> dict[str, Any]:
    """Return the settings of an event that is not for programs and draws nothing over its outputs."""
    return {"show_progress": "hidden", "api_visibility": "private"}


def guarded(handler: Handler, failure: Callable[[str], Shown]) -> Handler:
    """Wrap an event's handler: whatever fails in it is shown as a line by `failure`, and the page works on.

    What a person can mend is said as it is; a bug goes to the log with its traceback, and one plain line says so.
    """
    if inspect.isasyncgenfunction(handler):
        return _guarded_stream(handler, failure)

    @wraps(handler)
    async def answered(*arguments: Any) -> Shown:
        try:
            shown = handler(*arguments)
            return dict(await shown if inspect.isawaitable(shown) else shown)
        except Exception as error:  # noqa: BLE001 whatever it is, the person must see a line
            return failure(_line(error))

    return answered


def _guarded_stream(handler: Handler, failure: Callable[[str], Shown]) -> Handler:
    @wraps(handler)
    async def streamed(*arguments: Any) -> AsyncIterator[Shown]:
        try:
            async for shown in handler(*arguments):
                yield shown
        except Exception as error:  # noqa: BLE001 whatever it is, the person must see a line
            yield failure(_line(error))

    return streamed


def _line(error: Exception) -> str:
    if isinstance(error, ClausewiseError):
        return str(error)
    log.error("a handler of the page failed", exc_info=error)
    return say("ask.broken")
