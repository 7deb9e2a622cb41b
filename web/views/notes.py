"""What a stranger sees first: the header with its status line, the policies, an example; and small notes. Pure."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from web.example import example as answered
from web.policies_shown import Shelved
from web.views import turn as turns

LONGEST_SHOWN = 4_000  # characters of a question put back into the box
NO_MODEL = "python app.py --model embedded"  # fetches a 1 GB model once, checks it, and answers with it


def header(model: str) -> Markup:
    """Name, what it is in one line, and which model answers."""
    return Markup(
        '<header class="top"><div><h1>Clausewise</h1><p class="tagline">Ask policies questions. '
        "Every sentence of the answer stands on a clause, quoted word for word.</p></div>{status}</header>"
    ).format(status=status(model))


def status(model: str) -> Markup:
    """Which model answers; if none, the one command that gets one."""
    if model == "extractive":
        return Markup(
            '<p class="status none"><span class="dot" aria-hidden="true"></span><span>No model: the clauses’ own words '
            "are shown. <code>{}</code> gets one.</span></p>"
        ).format(NO_MODEL)
    return Markup(
        '<p class="status"><span class="dot" aria-hidden="true"></span><span title="{}">Answering: {}. '
        "Nothing leaves this machine.</span></p>"
    ).format(model, turns.short(model))


def choices(shelf: Mapping[str, Shelved]) -> list[tuple[str, str]]:
    """(label, id) of each policy to tick."""
    return [(f"{one.policy.name} · {one.facts}", id_) for id_, one in shelf.items()]


def tries(questions: Sequence[str]) -> Markup:
    """Questions to click."""
    buttons = Markup("").join(
        Markup('<button type="button" class="try" data-ask="{}">{}</button>').format(one, one) for one in questions
    )
    return Markup('<div role="group" aria-label="Questions to try" class="tries">{}</div>').format(buttons)


def example(shelf: Mapping[str, Shelved]) -> Markup:
    """A question already answered, so that a stranger sees what an answer looks like."""
    answer = answered(shelf)
    policies = {id_: one.policy for id_, one in shelf.items()}
    return (
        turns.finished(
            turns.Turn(answer.question, answer), policies, "an example: this is what an answer looks like", "example"
        )
        if answer
        else Markup("")
    )


def announcement(text: str) -> str:
    """What a screen reader is told; page.js makes a live region of the component that holds it."""
    return str(Markup("<p>{}</p>").format(text))


def progress(text: str, done: int, of: int) -> str:
    """How far a long piece of work has come; read by a screen reader that looks, but not told at each step."""
    bar = Markup('<progress max="{of}" value="{done}" aria-label="Questions answered"></progress>')
    return str(
        Markup('<div class="bar-of" aria-live="off">{}<p>{}</p></div>').format(bar.format(of=of, done=done), text)
    )


def stopped() -> Markup:
    """In place of an answer that was stopped."""
    return Markup('<p class="stopped">Stopped. Ask again, or ask something else.</p>')


def downloads() -> Markup:
    """Buttons that save the conversation; shown once there is one. The browser makes the files itself."""
    return Markup(
        '<div class="bar" hidden><span class="note">Save this conversation:</span>'
        '<button type="button" class="copy" data-save="markdown">Markdown</button>'
        '<button type="button" class="copy" data-save="page">Web page</button></div>'
    )
