"""Choose the passages that a reader is shown, and number them from 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, heading
from ingest.spans import Span
from prompts import Inert, numbered_passage

# Chosen on the 158 answerable questions of eval/questions.jsonl: all the evidence is shown for 156, with PASSAGE at 900
# and the budget of a judge for 149. With the headings these are about 2,300 tokens, and leave room for a reply.
MOST = 16  # passages
PASSAGE = 1_600  # characters of a clause that is shown whole
PIECES = 3  # of a longer one; each has 400 to 500 characters
TOGETHER = 8_000  # characters of all of them
FOUND = 14_000  # characters of pieces to search for: what is not shown at first is read where the first are silent
FOUND_CLAUSES = 30


@dataclass(frozen=True, slots=True)
class Numbered:
    """A passage as it is shown."""

    clause: Clause
    span: Span  # into the clause's text

    @property
    def text(self) -> str:
        """The passage's words."""
        return self.clause.text[slice(*self.span)]


def numbered(clauses_found: Sequence[Retrieved], clauses: Sequence[Clause] = ()) -> list[Numbered]:
    """Return the passages to show for what was found, best first.

    `clauses`: all clauses of the policy asked about. Where they fit together, they are shown whole and in their order:
    nothing is missed, and a server reads them once for all questions about the policy.
    """
    if clauses and sum(len(clause.text) for clause in clauses) <= TOGETHER:
        return [Numbered(clause, (0, len(clause.text))) for clause in clauses]
    passages = [Numbered(retrieved.clause, span) for retrieved in clauses_found for span in _spans(retrieved)]
    return _fitting(passages)


def _fitting(passages: Sequence[Numbered]) -> list[Numbered]:
    """Return the first passages that fit into one request."""
    shown: list[Numbered] = []
    left = TOGETHER
    for passage in passages[:MOST]:
        left -= len(passage.text)
        if shown and left < 0:
            break
        shown.append(passage)
    return shown


def prompt_text(passages: Sequence[Numbered], names: Mapping[str, str]) -> Inert:
    """Return the passages as a prompt has them; of several policies, each with its policy's name."""
    several = len({passage.clause.policy_id for passage in passages}) > 1
    blocks = []
    for number, passage in enumerate(passages, 1):
        above = heading(passage.clause)
        above = f"{names[passage.clause.policy_id]}: {above}" if several else above
        blocks.append(numbered_passage(number, above, passage.text))
    return Inert("\n\n".join(blocks))


def _spans(retrieved: Retrieved) -> list[Span]:
    """The clause where it is short, else its best pieces; its start where it came along."""
    clause = retrieved.clause
    if len(clause.text) <= PASSAGE or not retrieved.spans:
        return [(0, min(len(clause.text), PASSAGE))]
    return [(start - clause.start, end - clause.start) for start, end in retrieved.spans[:PIECES]]
