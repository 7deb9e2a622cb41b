"""Re-check saved answers for the command line: `python -m assistant --still ANSWERS.jsonl`."""

import json
from collections import Counter
from pathlib import Path

from assistant.answer.answer import Answer, Failed
from assistant.chain import Assistant
from assistant.saved.new_text import NewText
from assistant.saved.saved_answer import SavedAnswer, read_saved
from assistant.saved.still import AnswerNow, lines, still, to_json
from ingest.clauses.split import split
from ingest.index.record import Record
from ingest.policy import Policy


def still_command(path: Path, assistant: Assistant, *, as_json: bool) -> int:
    """Print which saved answers do not hold, or all of them as JSON, a line each. 0: all hold; 1: some do not."""
    answers, failed = read_saved(path)
    counts: Counter[str] = Counter()
    for told in checked(answers, assistant):
        counts[told.state] += 1
        if as_json:
            print(json.dumps(to_json(told, assistant.names), ensure_ascii=False))
        elif told.state != "holds":
            print("\n".join(lines(told)))
    if not as_json:
        print(_summary(counts, failed))
    return 0 if set(counts) == {"holds"} else 1


def checked(answers: list[SavedAnswer], assistant: Assistant) -> list[AnswerNow]:
    """Put saved answers against the index of an assistant; it asks again only where a policy was silent."""
    record = assistant.opened()[0].record
    texts = {policy.id: _text(policy, record) for policy in record.policies}

    def ask(saved: SavedAnswer) -> Answer | Failed:
        policies = [policy for policy in saved.policies if policy in texts]
        return next(assistant.ask_many([{"question": saved.question, "policies": policies}]))

    return list(still(answers, texts, ask))


def _text(policy: Policy, record: Record) -> NewText:
    """A policy with its clauses and those of its earlier versions, the newest first."""
    earlier = [version.policy for version in reversed(record.versions) if version.policy.id == policy.id]
    now = [clause for clause in record.clauses if clause.policy_id == policy.id]
    return NewText(policy, now, [split(older) for older in earlier])


def _summary(counts: Counter[str], failed: int) -> str:
    told = [f"{counts[state]} {word}" for state, word in (("holds", "hold"), ("changed", "changed"), ("lost", "lost"))]
    beside = [f"{failed} lines of the file are no answers: their questions failed"] if failed else []
    return "; ".join([", ".join([*told, f"{counts['new']} new"]), *beside])
