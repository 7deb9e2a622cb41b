"""Write an answer as plain text and as Markdown, for the clipboard and for files. Pure."""

import json
import re
from collections.abc import Sequence

from assistant.answer.answer import Answer, Citation
from web.policies_shown import Policies
from web.views.clause_name import full_name
from web.views.verdict_badge import verdict_word
from web.words.dates import date_in, today
from web.words.table import say


def short_model(model: str) -> str:
    """Name a model without its digest: "qwen:latest@0123456789ab" → "qwen"; "" where no model wrote the answer."""
    return "" if model == "extractive" else re.sub(r"(:latest)?@[0-9a-f]{12}\b", "", model)


def plain_text(answer: Answer, policies: Policies, but_see: Sequence[Citation] = ()) -> str:
    """Write the answer with its citations, a line each, and the policies with their dates and fingerprints."""
    citations = (
        f"[{n}] {full_name(citation.clause, citation.start, policies)}: “{citation.on_one_line}”"
        for n, citation in enumerate((*answer.citations, *but_see), 1)
    )
    return "\n".join((answer.question, answer_text(answer, but_see), *citations, *sources(answer, policies)))


def answer_text(answer: Answer, but_see: Sequence[Citation]) -> str:
    """Write an answer's text, and the numbers of the quotes that undercut it: "No. … [1] But see [2]."."""
    numbers = " ".join(f"[{n}]" for n, _ in enumerate(but_see, len(answer.citations) + 1))
    return f"{answer.text} {say('ask.but_see')} {numbers}." if numbers else answer.text


def _after_verdict(answer: Answer, but_see: Sequence[Citation]) -> str:
    """Write an answer's text to stand behind its verdict, which it does not say again: "No. Acme says …" → "Acme …"."""
    text, word = answer_text(answer, but_see), verdict_word(answer.verdict)
    return re.sub(rf"^{re.escape(word)}[.:]\s+(?=\S)", "", text)


def markdown(answer: Answer, policies: Policies, understood: str = "", but_see: Sequence[Citation] = ()) -> str:
    """Write the question, its verdict, the answer and its quotes, as Markdown in which nothing else is markup."""
    quotes = (
        f"> {escaped(citation.quote)}\n>\n> \\[{n}\\] {escaped(full_name(citation.clause, citation.start, policies))}"
        for n, citation in enumerate((*answer.citations, *but_see), 1)
    )
    asked = f"## {escaped(answer.question)}" + (f"\n\nUnderstood as: {escaped(understood)}" if understood else "")
    head = f"{asked}\n\n**{verdict_word(answer.verdict)}.** {escaped(_after_verdict(answer, but_see))}"
    model = [f"_{escaped(name)}_"] if (name := short_model(answer.model)) else []
    return "\n\n".join((head, *quotes, *_searched(answer, policies), *map(escaped, sources(answer, policies)), *model))


def memo_json(
    answer: Answer, policies: Policies, understood: str = "", but_see: Sequence[Citation] = (), odd: Sequence[str] = ()
) -> str:
    """Write what a memo says of an answer, as JSON: the page's script sends it back when a memo is asked for."""
    cited = (*answer.citations, *but_see)
    looked = answer.searched if answer.verdict in {"silent", "unsure"} else ()
    noted = {
        "question": answer.question,
        "understood": understood,
        "verdict": verdict_word(answer.verdict),
        "condition": answer.condition,
        "text": _after_verdict(answer, but_see),
        "quotes": [(full_name(quote.clause, quote.start, policies), quote.quote) for quote in cited],
        "but_from": len(answer.citations) + 1 if but_see else 0,
        "looked_at": [full_name(retrieved.clause, retrieved.clause.start, policies) for retrieved in looked],
        "sources": sources(answer, policies),
        "odd": list(odd),
    }
    return json.dumps(noted, ensure_ascii=False)


def sources(answer: Answer, policies: Policies) -> list[str]:
    """Write a line for each policy that is cited or was searched: name, its date, its file's fingerprint, today."""
    clauses = [citation.clause for citation in answer.citations] or [retrieved.clause for retrieved in answer.searched]
    ids = dict.fromkeys(clause.policy_id for clause in clauses)
    return [source_line(policies, id_) for id_ in ids]


def source_line(policies: Policies, id_: str) -> str:
    """Write one policy with its date, its file's fingerprint and the day it was read."""
    policy = policies[id_]
    dated = f" of {date}" if (date := date_in(policy.text)) else ""
    return f"{policy.name}: policy{dated}, file SHA-256 {policy.sha256}, read {today()}"


def _searched(answer: Answer, policies: Policies) -> tuple[str, ...]:
    """For silence, list what was looked at."""
    if answer.verdict != "silent" or not answer.searched:
        return ()
    clauses = (retrieved.clause for retrieved in answer.searched)
    return ("Looked at:", "\n".join(f"- {escaped(full_name(clause, clause.start, policies))}" for clause in clauses))


def escaped(text: str) -> str:
    r"""Write text that Markdown shows as it is: "*b*" → "\*b\*"."""
    return re.sub(r"([\\`*_{}\[\]<>#!|&~])", r"\\\1", " ".join(text.split()))
