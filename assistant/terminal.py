"""Print an answer as text in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answer.answer import Answer
    from assistant.search.retrieved import Retrieved


def _looked_at(searched: "Sequence[Retrieved]", names: dict[str, str]) -> list[str]:
    from ingest.clauses.clause import label

    return ["Looked at:", *(f"    {label(one.clause, names)}" for one in searched[:5])]


def lines(answer: "Answer", names: dict[str, str]) -> list[str]:
    """An answer for a terminal: the sentences, what they stand on, and what it cost."""
    from ingest.clauses.clause import label

    shown = [answer.text, ""]
    for number, one in enumerate(answer.citations, 1):
        shown += [f"[{number}] {label(one.clause, names)}", f"    “{' '.join(one.quote.split())}”"]
    if answer.verdict == "silent":
        shown += _looked_at(answer.searched, names)
    usage = answer.usage
    tokens = f"{usage.prompt_tokens} prompt and {usage.answer_tokens} answer tokens"
    return [*shown, "", f"{answer.verdict} · {answer.model} · {usage.total_ms / 1000:.1f} s · {tokens}"]
