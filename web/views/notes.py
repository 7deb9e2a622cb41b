"""Draw what a stranger sees first: the header with its status line, the policies, an example; and small notes. Pure."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.answer.answer import Failed
from web.example import example as answered
from web.policies_shown import ShownPolicy
from web.views.answer_text import short_name
from web.views.render import render
from web.views.turn import Turn, finished

LONGEST_SHOWN = 4_000  # characters of a question put back into the box
NO_MODEL = "python app.py --model embedded"  # fetches a 1 GB model once, checks it, and answers with it
EXAMPLE_NOTE = "an example: this is what an answer looks like"


def header(model: str) -> Markup:
    """Draw the name, what it is in one line, and which model answers; if none, the one command that gets one."""
    return render("header", model="" if model == "extractive" else model, name=short_name(model), command=NO_MODEL)


def choices(shown: Mapping[str, ShownPolicy]) -> list[tuple[str, str]]:
    """List (label, id) of each policy to tick."""
    return [(f"{policy.policy.name} · {policy.facts}", id_) for id_, policy in shown.items()]


def offers(questions: Sequence[str]) -> Markup:
    """Draw questions to click."""
    return render("offers", questions=questions)


def example(shown: Mapping[str, ShownPolicy]) -> Markup:
    """Draw a question already answered, so that a stranger sees what an answer looks like."""
    answer = answered(shown)
    policies = {id_: policy.policy for id_, policy in shown.items()}
    return finished(Turn(answer.question, answer), policies, EXAMPLE_NOTE, "example") if answer else Markup("")


def failed(error: str) -> Markup:
    """Draw one line in place of a first screen that cannot be drawn."""
    return finished(Turn("", Failed("", error)), {})


def announcement(text: str) -> str:
    """Draw what a screen reader is told; page.js makes a live region of the component that holds it."""
    return str(render("announcement", text=text))


def progress(text: str, done: int, total: int) -> str:
    """Draw how far a long piece of work has come; a screen reader may look, but is not told at each step."""
    return str(render("progress", text=text, done=done, total=total))


def stopped() -> Markup:
    """Draw what stands in place of an answer that was stopped."""
    return render("stopped")


def downloads() -> Markup:
    """Draw buttons that save the conversation; shown once there is one. The browser makes the files itself."""
    return render("downloads")
