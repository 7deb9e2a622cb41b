"""Offer questions to click, and one already answered out of the index's own words."""

from collections.abc import Mapping

from assistant.answer.answer import Answer, Usage
from assistant.answer.cite import assemble, quoted
from web.policies_shown import ShownPolicy

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


def example(shown: Mapping[str, ShownPolicy]) -> Answer | None:
    """Answer the first question from the index; None where the index does not hold the quote."""
    for clause in shown[_POLICY].clauses if _POLICY in shown else ():
        if citation := quoted(_QUOTE, clause):
            name = shown[_POLICY].policy.name
            sentences, citations = assemble([(f"No. {name} says: “{citation.quote}”", [citation])])
            return Answer(QUESTIONS[0], "no", sentences, citations, (), "extractive", Usage(0, 0, 0, 0, 0))
    return None


def questions(shown: Mapping[str, ShownPolicy]) -> tuple[str, ...]:
    """Return questions that fit the index: ours where it holds our policies, else plain ones for the first of them."""
    if _POLICY in shown:
        return QUESTIONS
    names = [policy.policy.name for policy in shown.values()][:3]
    return tuple(
        question
        for name in names
        for question in (f"Does {name} sell my personal data?", f"How long does {name} keep my data?")
    )
