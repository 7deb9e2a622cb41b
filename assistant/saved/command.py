"""Re-check saved answers for the command line: `python -m assistant --still ANSWERS`."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from assistant.answer.answer import Answer, Failed, Sentence, Usage
from assistant.answer.phrases import quoted_line
from assistant.chain import Assistant
from assistant.checklist.row import Row
from assistant.saved.new_text import NewText
from assistant.saved.read_saved import ABSENT, read_saved
from assistant.saved.saved_answer import SavedAnswer
from assistant.saved.still import AnswerNow, lines, still, to_json
from ingest.clauses.split import split
from ingest.errors import UsageError
from ingest.index.record import Record, by_policy


def still_command(path: Path, assistant: Assistant, checklist: str = "", *, as_json: bool) -> int:
    """Print which saved answers do not hold, or all of them as JSON, a line each. 0: all hold; 1: some do not.

    `checklist`: the file of the checklist that a report is of, where it is none that ships.
    """
    answers, failed = read_saved(path)
    counts: Counter[str] = Counter()
    for answer in checked(answers, assistant, checklist):
        counts[answer.state] += 1
        if as_json:
            print(json.dumps(to_json(answer, assistant.names), ensure_ascii=False))
        elif answer.state != "holds":
            print("\n".join(lines(answer)))
    if not as_json:
        print(_summary(counts, failed))
    return 0 if set(counts) == {"holds"} else 1


def checked(answers: list[SavedAnswer], assistant: Assistant, checklist: str = "") -> list[AnswerNow]:
    """Put saved answers against the index of an assistant; it asks again only where a policy was silent."""
    record = assistant.opened()[0].record
    texts = _texts(record)

    @cache
    def rows(name: str, policy: str) -> Mapping[str, Row]:
        return {row.requirement: row for row in assistant.checklist(checklist or name, [policy])}

    def ask(saved: SavedAnswer) -> Answer | Failed:
        if saved.requirement:
            return _row_now(saved, rows) if set(saved.policies) <= set(texts) else Failed(saved.question, "gone")
        policies = [policy for policy in saved.policies if policy in texts]
        return next(assistant.ask_many([{"question": saved.question, "policies": policies}]))

    return list(still(answers, texts, ask))


def _row_now(saved: SavedAnswer, rows: Callable[[str, str], Mapping[str, Row]]) -> Answer:
    """What a policy says now to a requirement on which it was silent. Raises UsageError where there is none such."""
    row = rows(saved.checklist, *saved.policies).get(saved.requirement)
    if row is None:
        raise UsageError(f"the checklist {saved.checklist} has no requirement {saved.requirement!r} any more")
    if row.verdict in ABSENT:
        return Answer(saved.question, "silent", (), (), (), "extractive", Usage(0, 0, 0, 0, 0))
    says = tuple(Sentence(quoted_line(quote.quote), (n,)) for n, quote in enumerate(row.citations, 1))
    return Answer(saved.question, "answer", says, row.citations, (), "extractive", Usage(0, 0, 0, 0, 0))


def _texts(record: Record) -> dict[str, NewText]:
    """Each policy with its clauses and those of its earlier versions, the newest first."""
    earlier = by_policy(reversed(record.versions), lambda version: version.policy.id)
    now = by_policy(record.clauses, lambda clause: clause.policy_id)
    return {
        policy.id: NewText(policy, now[policy.id], [split(older.policy) for older in earlier[policy.id]])
        for policy in record.policies
    }


def _summary(counts: Counter[str], failed: int) -> str:
    states = [
        f"{counts[state]} {word}" for state, word in (("holds", "hold"), ("changed", "changed"), ("lost", "lost"))
    ]
    beside = [f"{failed} lines of the file are no answers: their questions failed"] if failed else []
    return "; ".join([", ".join([*states, f"{counts['new']} new"]), *beside])
