"""Print an answer as text in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.answer.answer import Answer
    from assistant.search.retrieved import Retrieved

LOOKED_AT = 5  # clauses that are named where the policy does not say


def answer_lines(answer: "Answer", names: "Mapping[str, str]") -> list[str]:
    """Return an answer as lines: the sentences, the clauses and quotes they stand on, and what it cost.

    `names` gives each policy's name by its id.
    """
    from ingest.clauses.clause import label

    shown = [answer.text, ""]
    for number, citation in enumerate(answer.citations, 1):
        shown += [f"[{number}] {label(citation.clause, names)}", f"    “{' '.join(citation.quote.split())}”"]
    if answer.verdict == "silent":
        shown += looked_at_lines(answer.searched, names)
    usage = answer.usage
    tokens = f"{usage.prompt_tokens} prompt and {usage.answer_tokens} answer tokens"
    return [*shown, "", f"{answer.verdict} · {answer.model} · {usage.total_ms / 1000:.1f} s · {tokens}"]


def looked_at_lines(searched: "Sequence[Retrieved]", names: "Mapping[str, str]") -> list[str]:
    """Return the first clauses that were searched, a line each."""
    from ingest.clauses.clause import label

    return ["Looked at:", *(f"    {label(retrieved.clause, names)}" for retrieved in searched[:LOOKED_AT])]
