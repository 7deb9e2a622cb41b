"""Questions to click, and one already answered out of the index's own words. Refuses to know gradio and HTML."""

from collections.abc import Mapping

from assistant.answer.answer import Answer, Usage
from assistant.answer.cite import assemble, quoted
from web.policies_shown import Shelved

QUESTIONS = (
    "Does Segments.ai sell my personal data?",
    "How long does Segments.ai keep my data after I close my account?",
    "Which AI Expert cookies can I refuse?",
    "Does AIpicMarket use Google Analytics cookies?",
    "Who do I write to at Lightenup AI to have my data deleted?",
    "Does AI Planet transfer data outside the EEA?",
)
_POLICY = "segments-ai"
_QUOTE = "We do not sell your personal data."


def example(shelf: Mapping[str, Shelved]) -> Answer | None:
    """The first question's answer, found in the index now; None where the index does not hold it."""
    for clause in shelf[_POLICY].clauses if _POLICY in shelf else ():
        if cited := quoted(_QUOTE, clause):
            name = shelf[_POLICY].policy.name
            sentences, citations = assemble([(f"No. {name} says: “{cited.quote}”", [cited])])
            return Answer(QUESTIONS[0], "no", sentences, citations, (), "extractive", Usage(0, 0, 0, 0, 0))
    return None


def questions(shelf: Mapping[str, Shelved]) -> tuple[str, ...]:
    """Questions that fit the index: ours where it holds our policies, else plain ones for the first of them."""
    if _POLICY in shelf:
        return QUESTIONS
    names = [one.policy.name for one in shelf.values()][:3]
    return tuple(
        question
        for name in names
        for question in (f"Does {name} sell my personal data?", f"How long does {name} keep my data?")
    )
