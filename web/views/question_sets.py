"""Sets of questions to compare policies by, as HTML: the one that ships, and room for a visitor's own. Pure.

A visitor's own sets stay in their browser, or in a file of theirs: sets.js draws, keeps and opens them, and the server
sees their questions only when they are asked. Refuses to know gradio.
"""

from markupsafe import Markup

MOST = 20  # questions in one table, and in one set
LONGEST = 2_000  # characters of each
MOST_SETS = 30  # in one browser
LONGEST_NAME = 60  # characters


def sets(name: str, questions: str) -> Markup:
    """Buttons that fill in a set of questions, and a fold that keeps those in the box as another."""
    return Markup(
        '<div class="sets" data-most="{most}" data-longest="{longest}" data-sets="{sets}">'
        '<div class="tries" role="group" aria-label="Sets of questions">{shipped}</div>'
        '<details class="keep"><summary>Keep these questions as a set, or open a file of questions</summary>'
        '<div class="bar"><label class="named">Name '
        '<input class="set-name" maxlength="{name}" autocomplete="off"></label>'
        '<button type="button" class="copy" data-set="keep">Keep in this browser</button>'
        '<button type="button" class="copy" data-set="file">Save as a file</button>'
        '<label class="copy pickfile">Open a file<input type="file" class="set-file" accept=".txt,text/plain"></label>'
        '</div></details><p class="note set-said" role="status"></p></div>'
    ).format(most=MOST, longest=LONGEST, sets=MOST_SETS, name=LONGEST_NAME, shipped=_shipped(name, questions))


def _shipped(name: str, questions: str) -> Markup:
    many = len(questions.splitlines())
    return Markup('<button type="button" class="try set" data-questions="{}">{} · {} questions</button>').format(
        questions, name, many
    )


def problem(asked: list[str]) -> str:
    """Why these questions cannot be compared; "" when they can."""
    if not asked:
        return "Write a question first, one a line."
    if len(asked) > MOST:
        return f"{len(asked)} questions: {MOST} at most in one table."
    return next(
        (f"A question has {len(one):,} characters: {LONGEST:,} at most." for one in asked if len(one) > LONGEST), ""
    )
