"""Draw sets of questions to compare policies by: the one that ships, and room for a visitor's own. Pure.

A visitor's own sets stay in their browser, or in a file of theirs: sets.js draws, keeps and opens them, and the server
sees their questions only when they are asked.
"""

from collections.abc import Sequence

from markupsafe import Markup

from web.views.render import render
from web.words.table import say

MOST = 20  # questions in one table, and in one set
LONGEST = 2_000  # characters of each
MOST_SETS = 30  # in one browser
LONGEST_NAME = 60  # characters


def sets(name: str, questions: str) -> Markup:
    """Draw buttons that fill in a set of questions, and a fold that keeps those in the box as another."""
    limits = {"most": MOST, "longest": LONGEST, "sets": MOST_SETS, "name": LONGEST_NAME}
    return render("question_sets", limits=limits, name=name, questions=questions)


def problem(questions: Sequence[str]) -> str:
    """Say why these questions cannot be compared; "" when they can."""
    if not questions:
        return say("compare.write_first")
    if len(questions) > MOST:
        return say("compare.too_many", number=len(questions), most=MOST)
    too_long = (question for question in questions if len(question) > LONGEST)
    return next((say("compare.too_long", length=len(question), most=LONGEST) for question in too_long), "")
