"""Gradio's HTML component, plain: no style and no script of its own; and events that are no API and show no spinner."""

from typing import Any

import gradio as gr


def html(value: str, name: str) -> gr.HTML:
    """Our own markup, under an id."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def quiet() -> dict[str, Any]:
    """Settings of an event: not for programs, nothing drawn over its outputs."""
    return {"show_progress": "hidden", "api_visibility": "private"}
