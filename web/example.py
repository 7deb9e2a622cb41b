"""Offer questions to click, and one already answered out of the index's own words."""

from collections.abc import Mapping

from assistant.answer import phrases
from assistant.answer.answer import Answer, Citation, Usage
from assistant.answer.quote.cite import assemble, quoted
from web.policies_shown import ShownPolicy

QUESTIONS = (  # each is answered rightly by the clauses' own words, without a model
    "Does Segments.ai sell my personal data?",
    "How long does Segments.ai keep my data after I close my account?",
    "What personal data does AIpicMarket collect?",
    "How can I contact Lightenup AI?",
    "Does AI Planet use Google Analytics?",
    "How old must children be to use AI Expert?",
)
_POLICY = "segments-ai"
_SAYS = (
    "We do not sell your personal data. However, we may use your personal data to provide personalized or targeted"
    " advertising."
)
_ALSO = "Our use of online tracking technologies may be considered a “sale” / “sharing” under applicable law."


def example(shown: Mapping[str, ShownPolicy]) -> Answer | None:
    """Answer the first question as the chain does; None where the index does not hold its quotes."""
    says, also = _found(_SAYS, shown), _found(_ALSO, shown)
    if says is None or also is None:
        return None
    name = shown[_POLICY].policy.name
    sentences, citations = assemble([(phrases.says(name, says), [says]), (phrases.also_says(also), [also])])
    return Answer(QUESTIONS[0], "conflict", sentences, citations, (), "extractive", Usage(0, 0, 0, 0, 0))


def _found(quote: str, shown: Mapping[str, ShownPolicy]) -> Citation | None:
    clauses = shown[_POLICY].clauses if _POLICY in shown else ()
    return next((citation for clause in clauses if (citation := quoted(quote, clause))), None)


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
