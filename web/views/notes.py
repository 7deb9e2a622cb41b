"""Draw what a stranger sees first: the header with its status line, the policies, an example; and small notes. Pure."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.answer.answer import Failed
from web.but_see import completed
from web.example import example as answered
from web.policies_shown import ShownPolicy
from web.views.answer_text import short_model
from web.views.render import render
from web.views.turn import Turn, finished
from web.words.table import say

LONGEST_SHOWN = 4_000  # characters of a question put back into the box


def header(model: str) -> Markup:
    """Draw the name, what it is in one line, and whether a language model writes the answers."""
    return render("header", model=short_model(model), name=model)


def choices(shown: Mapping[str, ShownPolicy]) -> list[tuple[str, str]]:
    """List (name, id) of each policy to tick."""
    return [(policy.policy.name, id_) for id_, policy in shown.items()]


def described(shown: Mapping[str, ShownPolicy]) -> list[tuple[str, str]]:
    """List (name with number of clauses and date, id) of each policy to read."""
    return [(f"{policy.policy.name} · {policy.facts}", id_) for id_, policy in shown.items()]


def offers(questions: Sequence[str]) -> Markup:
    """Draw questions to click."""
    return render("offers", questions=questions)


def example(shown: Mapping[str, ShownPolicy]) -> Markup:
    """Draw a question already answered, so that a stranger sees what an answer looks like."""
    answer = answered(shown)
    policies = {id_: policy.policy for id_, policy in shown.items()}
    if answer is None:
        return Markup("")
    return finished(completed(Turn(answer.question, answer, policies), shown), say("ask.example"), "example")


def skip() -> Markup:
    """Draw a button that is seen in focus only: from the box to the answer in two presses of Tab."""
    return render("skip")


def tools() -> Markup:
    """Draw the buttons of a conversation: a new one, earlier ones, files of it. The browser makes and keeps all."""
    return render("tools")


def follows(question: str) -> Markup:
    """Draw the question that the next one may lean on, with a button that lets it go; nothing for none."""
    return render("follows", question=question) if question else Markup("")


def failed(error: str) -> Markup:
    """Draw one line in place of what cannot be drawn."""
    return finished(Turn("", Failed("", error)))


def announcement(text: str) -> str:
    """Draw what a screen reader is told; page.js makes a live region of the component that holds it."""
    return str(render("announcement", text=text))


def alert(text: str) -> str:
    """Draw a line that says what went wrong, where it went wrong."""
    return str(render("alert", text=text[:1].upper() + text[1:]))


def progress(text: str, done: int, total: int, label: str) -> str:
    """Draw how far a long piece of work has come; a screen reader may look, but is not told at each step."""
    return str(render("progress", text=text, done=done, total=total, label=label))


def stopped() -> Markup:
    """Draw what stands in place of an answer that was stopped."""
    return render("stopped")


def token(visitor: str) -> str:
    """Draw, unseen, the key under which a visitor's own policies are found again after a reload of their tab."""
    return str(render("token", token=visitor))
