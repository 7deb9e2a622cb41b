"""Print an answer as text in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.answer.answer import Answer
    from assistant.models.model import Model
    from assistant.search.retrieved import Retrieved

_YES_NO = {True: "yes", False: "no", None: "not known"}
_THINKING = {
    "never": "it answers at once",
    "switchable": "it is switched off: it answers at once",
    "always": "answers take minutes; its thoughts are not shown",
    None: "it is told not to",
}
_PROBABILITIES: dict[bool | None, str] = {
    True: "passages are weighed by them",
    False: "passages are judged by a written Yes or No, which is less sure",
}
_SCHEMA: dict[bool | None, str] = {
    True: "it can read many passages in one request",
    False: "its replies are read as they come",
}
IN_A_ROW = 3  # sentences that are told in one paragraph; of more, each has its own line
LOOKED_AT = 5  # clauses that are named where the policy does not say


def answer_lines(answer: "Answer", names: "Mapping[str, str]") -> list[str]:
    """Return an answer as lines: the sentences, the clauses and quotes they stand on, and what it cost.

    `names` gives each policy's name by its id.
    """
    from assistant.answer.answer import marked
    from ingest.clauses.clause import label

    told = map(marked, answer.sentences) if len(answer.sentences) > IN_A_ROW else [answer.text]
    shown = [*told, ""]
    for number, citation in enumerate(answer.citations, 1):
        shown += [f"[{number}] {label(citation.clause, names)}", f"    “{citation.on_one_line}”"]
    if answer.verdict == "silent" and answer.searched:
        shown += looked_at_lines(answer.searched, names)
    usage = answer.usage
    cost = [answer.verdict, answer.model, f"{usage.total_ms / 1000:.1f} s"]
    if usage.prompt_tokens:
        cost.append(f"{usage.prompt_tokens} prompt and {usage.answer_tokens} answer tokens")
    return [*shown, "", " · ".join(cost)]


def ability_lines(model: "Model") -> list[str]:
    """Return what is known of a model, and what it means for answers, a line each."""
    from assistant.models.abilities import Abilities
    from assistant.models.cards.card import measured, way
    from assistant.models.model import CONTEXT

    can = getattr(model, "abilities", Abilities())
    used = min(can.context or CONTEXT, CONTEXT)
    rows = [
        ("context", f"{can.context:,} tokens" if can.context else "not known", f"{used:,} are used for a question"),
        ("size", f"{can.parameters / 1e9:.1f} billion parameters" if can.parameters else "not known", ""),
        ("thinking", can.thinking or "not known", _THINKING.get(can.thinking, _THINKING[None])),
        ("probabilities", _YES_NO[can.logprobs], _PROBABILITIES.get(can.logprobs, "")),
        ("JSON by schema", _YES_NO[can.structured], _SCHEMA.get(can.structured, "")),
        ("way of reading", way(model), measured(model.name)),
    ]
    return [f"{name:16}{value:26}{meaning}".rstrip() for name, value, meaning in rows]


def looked_at_lines(searched: "Sequence[Retrieved]", names: "Mapping[str, str]") -> list[str]:
    """Return the first clauses that were searched, a line each."""
    from ingest.clauses.clause import label

    return ["Looked at:", *(f"    {label(retrieved.clause, names)}" for retrieved in searched[:LOOKED_AT])]
