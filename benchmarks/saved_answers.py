"""Measure `--still`: `python -m benchmarks.saved_answers`. Answers to our 200 questions, put against edited policies.

The questions are answered without a model and saved. Then policies are edited, one seeded edit at a time, and what
must be told is known: a quote whose words were changed has changed, one whose clause is gone is lost, all others hold.
Policies that were silent get a sentence that answers: those answers are new. Then 1,000 answers are timed.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from assistant.answer.answer import as_json
from assistant.answer.quote.quotes import locate
from assistant.chain import Assistant
from assistant.saved.command import checked
from assistant.saved.new_text import NewText
from assistant.saved.read_saved import read_saved
from assistant.saved.saved_answer import SavedAnswer
from assistant.saved.still import State, still
from benchmarks.command_line import parser, run
from benchmarks.seeded_edits import Seeded, policies_and_edits
from ingest.clauses.split import split
from ingest.embed import MiniLM
from ingest.pipeline import ingest
from ingest.places import ROOT
from ingest.policy import Policy

# Policies of ours and sentences that they lack; each answers one of our questions on which its policy is silent.
ADDED = (
    (
        "aipicmarket",
        "We use Google Analytics cookies on our website.",
        "Does AIpicMarket use Google Analytics cookies?",
    ),
    ("aipicmarket", "We do not sell personal data to others.", "Does AIpicMarket sell personal data to others?"),
    ("segments-ai", "We inform our users if there has been a data breach.", "if there has been a data breach?"),
    ("lightenup-ai", "We do not sell the personal data of our customers.", "sell the personal data of its customers?"),
    ("ai-planet", "We will notify you if there is a breach of your Customer Data.", "breach of my Customer Data?"),
    ("ai-expert", "Our persistent cookies expire after 90 days.", "do AI Expert's persistent cookies expire?"),
    ("ai-expert", "We answer a request for access to your data within 30 days.", "Within how many days does AI Expert"),
)


def main() -> None:
    """Print what is measured."""
    options = parser(__doc__)
    options.add_argument("--edits", type=int, default=200, help="seeded edits (%(default)s)")
    options.add_argument("--show", action="store_true", help="print each answer that is told wrongly")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ingest([ROOT / "policies"], folder / "index", MiniLM())
        assistant = Assistant.open(folder / "index", "none")
        saved = _saved(assistant, folder / "answers.jsonl")
        for earlier in (True, False):
            edited(saved, assistant.policies, given.edits, earlier=earlier, show=given.show)
        new(saved, folder)
        timed(saved, assistant)


def _saved(assistant: Assistant, path: Path) -> list[SavedAnswer]:
    cases = [json.loads(line) for line in (ROOT / "eval" / "questions.jsonl").read_text("utf-8").splitlines()]
    asked = [{"question": case["question"], "policies": [] if case["named"] else case["policies"]} for case in cases]
    answers = assistant.ask_many(asked)
    path.write_text("\n".join(json.dumps(as_json(answer, assistant.names)) for answer in answers), "utf-8")
    return read_saved(path)[0]


def edited(saved: Sequence[SavedAnswer], policies: Sequence[Policy], size: int, *, earlier: bool, show: bool) -> None:
    """Count what is told rightly of the quotes of an edited policy: all of them, and those that the edit touched."""
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    spent = 0.0
    for policy, edit in policies_and_edits(policies, size):
        after = Policy(policy.id, policy.name, policy.aliases, "", edit.text)
        texts = {policy.id: NewText(after, split(after), [split(policy)] if earlier else [])}
        ours = [answer for answer in saved if {quote.policy for quote in answer.quotes} == {policy.id}]
        start = time.perf_counter()
        told = list(still(ours, texts, _nothing))
        spent += time.perf_counter() - start
        for answer in told:
            for quote in answer.quotes:
                want = expected(quote.quote.words, edit)
                all_[want] += 1
                right[want] += quote.state == want
                if show and quote.state != want:
                    print(f"{policy.id}, {edit.name}: {quote.state}, not {want}: {quote.quote.words[:90]!r}")
                    print(f"    {quote.now.quote[:90]!r}" if quote.now else "    None")
    print(f"the earlier version is {'' if earlier else 'not '}at hand:")
    print(f"{sum(right.values())} of {sum(all_.values())} quotes are told rightly after {size} seeded edits")
    print(", ".join(f"{state} {right[state]}/{count}" for state, count in all_.items()), f"in {spent:.1f} s")


def expected(words: str, edit: Seeded) -> State:
    """What must be told of a quote: it holds where its words stand in the edited text, blanks and the like folded.

    Else it is lost where nothing of its clause is left, and changed where it was edited.
    """
    if locate(words, edit.text):
        return "holds"
    first = edit.place.strip().split("\n")[0]
    gone = edit.name == "removed" or (edit.name == "item dropped" and locate(first, edit.text) is None)
    return "lost" if gone and locate(words, edit.place) else "changed"


def _nothing(saved: SavedAnswer) -> NoReturn:
    raise AssertionError(f"asked again: {saved.question}")


def new(saved: Sequence[SavedAnswer], folder: Path) -> None:
    """Count the silent answers that are told as new where the policies answer now, and the others told as new."""
    (folder / "policies").mkdir()
    for path in (ROOT / "policies").glob("*.txt"):
        lines = [words for policy, words, _ in ADDED if policy == path.stem]
        (folder / "policies" / path.name).write_text("\n\n".join([path.read_bytes().decode(), *lines]), "utf-8")
    for policies in (ROOT / "policies", folder / "policies"):  # so that the index has both versions
        ingest([policies], folder / "changed", MiniLM())
    silent = [answer for answer in saved if not answer.quotes]
    told = checked(silent, Assistant.open(folder / "changed", "none"))
    told_new = [answer.saved.question for answer in told if answer.state == "new"]
    wanted = [answer.question for answer in silent if any(part in answer.question for _, _, part in ADDED)]
    missed = [question for question in wanted if question not in told_new]
    others = [question for question in told_new if question not in wanted]
    print(f"{len(wanted) - len(missed)} of {len(wanted)} silent answers are told as new; missed: {missed}")
    print(f"of the other {len(silent) - len(wanted)} silent answers {len(others)} are told as new: {others}")


def timed(saved: Sequence[SavedAnswer], assistant: Assistant) -> None:
    """Time 1,000 answers, silent ones among them."""
    many = [saved[n % len(saved)] for n in range(1000)]
    start = time.perf_counter()
    told = checked(many, assistant)
    spent = time.perf_counter() - start
    print(f"1,000 answers in {spent:.1f} s: {dict(Counter(answer.state for answer in told))}")


if __name__ == "__main__":
    run(main)
