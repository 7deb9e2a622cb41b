"""Build Gradio's HTML component without its style and script, and events that are no API and show no spinner."""

from typing import Any

import gradio as gr

Shown = dict[Any, Any]  # what an event shows: a new value or gr.update for each component


def html(value: str, name: str) -> gr.HTML:
    """Build a component that holds markup of ours, under an id."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def quiet() -> dict[str, Any]:
    """Return the settings of an event that is not for programs and draws nothing over its outputs."""
    return {"show_progress": "hidden", "api_visibility": "private"}
