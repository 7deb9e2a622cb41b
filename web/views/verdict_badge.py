"""Draw a verdict: a word and a shape in a neutral colour, never a judgement by red and green. Pure."""

from markupsafe import Markup

from web.views.render import render
from web.words.table import say, words

SHAPES = {
    "answer": "❝",
    "yes": "◆",
    "no": "◇",
    "silent": "○",
    "conflict": "⇄",
    "ambiguous": "?",
    "unsure": "≈",
    "failed": "!",
    "present": "●",
    "partial": "◐",
    "denied": "⊘",
    "absent": "–",
    "not applicable": "⊖",
    "not read": "⚠",
}


def verdict_word(verdict: str) -> str:
    """Name a verdict: "silent" → "Does not say"."""
    return words()["verdict"].get(verdict, say("verdict.answer"))


def badge(verdict: str, confidence: float = 0.0) -> Markup:
    """Draw the verdict; with a confidence, one line explains it on hover and focus."""
    explained = say("means.confidence", percent=round(100 * confidence)) if confidence else ""
    return render(
        "badge",
        verdict=verdict,
        word=verdict_word(verdict),
        shape=SHAPES.get(verdict, SHAPES["answer"]),
        explained=explained,
    )
