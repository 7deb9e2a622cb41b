"""Write an answer as plain text and as Markdown, for the clipboard and for files. Pure."""

import re

from assistant.answer.answer import Answer
from web.policies_shown import Policies
from web.views.evidence import named

# what each verdict is called on the page
BADGES = {
    "answer": "Answered",
    "yes": "Yes",
    "no": "No",
    "silent": "Silent",
    "unsure": "Not sure",
    "conflict": "Says two things",
    "ambiguous": "Which policy?",
}


def short_name(model: str) -> str:
    """Name a model without its digest: "qwen:latest@0123456789ab" → "qwen"."""
    if model == "extractive":
        return "the clauses’ own words, no model"
    return re.sub(r"(:latest)?@[0-9a-f]{12}\b", "", model)


def plain_text(answer: Answer, policies: Policies) -> str:
    """Write the answer with its citations, a line each."""
    citations = (
        f"[{n}] {named(citation.clause, citation.start, policies)}: “{' '.join(citation.quote.split())}”"
        for n, citation in enumerate(answer.citations, 1)
    )
    return "\n".join((answer.question, answer.text, *citations))


def markdown(answer: Answer, policies: Policies, understood: str = "") -> str:
    """Write the question, its verdict, the answer and its quotes, as Markdown in which nothing else is markup."""
    quotes = (
        f"> {escaped(citation.quote)}\n>\n> \\[{n}\\] {escaped(named(citation.clause, citation.start, policies))}"
        for n, citation in enumerate(answer.citations, 1)
    )
    asked = f"## {escaped(answer.question)}" + (f"\n\nUnderstood as: {escaped(understood)}" if understood else "")
    head = f"{asked}\n\n**{BADGES[answer.verdict]}.** {escaped(answer.text)}"
    return "\n\n".join((head, *quotes, *_searched(answer, policies), f"_{escaped(answer.model)}_"))


def _searched(answer: Answer, policies: Policies) -> tuple[str, ...]:
    """For silence, list what was looked at."""
    if answer.verdict != "silent" or not answer.searched:
        return ()
    clauses = (retrieved.clause for retrieved in answer.searched)
    return ("Looked at:", "\n".join(f"- {escaped(named(clause, clause.start, policies))}" for clause in clauses))


def escaped(text: str) -> str:
    r"""Write text that Markdown shows as it is: "*b*" → "\*b\*"."""
    return re.sub(r"([\\`*_{}\[\]<>#!|&~])", r"\\\1", " ".join(text.split()))
