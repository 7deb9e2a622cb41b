"""Write a turn into the visitor's own browser as JSON, and read it back: its quotes are checked against the index anew.

The server keeps no conversation. What comes back is untrusted: a quote that does not stand in its clause is not shown.
"""

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from assistant.answer.answer import Answer, Citation, Failed, Sentence, Usage, Verdict, as_json
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause
from web.policies_shown import Policies
from web.views.turn import Turn
from web.words.table import say

LONGEST = 4_000_000  # characters of a conversation that is read back
MOST = 30  # turns of it

Clauses = dict[str, Clause]  # by id


class KeptSentence(BaseModel):
    """A sentence as it is kept."""

    text: str
    citations: tuple[int, ...]


class KeptCitation(BaseModel):
    """A citation as it is kept."""

    clause: str  # id
    quote: str
    start: int
    end: int


class KeptFound(BaseModel):
    """A clause that was searched, as it is kept."""

    clause: str  # id
    score: float


class KeptAnswer(BaseModel):
    """An answer as it is kept: the fields of its JSON that are needed to draw it again."""

    verdict: Verdict
    sentences: tuple[KeptSentence, ...]
    citations: tuple[KeptCitation, ...]
    searched: tuple[KeptFound, ...]
    model: str
    confidence: float = 0.0
    condition: str = ""


class KeptTurn(BaseModel):
    """A question and its answer as they are kept."""

    question: str = Field(max_length=LONGEST)
    understood: str = ""
    carried: tuple[str, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()
    answer: KeptAnswer


class KeptConversation(BaseModel):
    """The turns of one conversation, the oldest first."""

    turns: tuple[KeptTurn, ...] = Field(max_length=MOST)


class KeptVisitor(BaseModel):
    """What of a kept conversation names its visitor."""

    visitor: str = Field(default="", max_length=64)


def kept_json(turn: Turn, policies: Policies) -> str:
    """Write a turn that was answered; "" for one that was not."""
    if isinstance(turn.outcome, Failed):
        return ""
    answer: dict[str, Any] = as_json(turn.outcome, {id_: policy.name for id_, policy in policies.items()})
    kept = {"question": turn.question, "understood": turn.understood, "carried": turn.carried, "mended": turn.mended}
    return KeptTurn.model_validate({**kept, "answer": answer}).model_dump_json()


def read_kept(text: str, policies: Policies, clauses: Clauses) -> list[Turn]:
    """Read a conversation back. One that is none is empty; a turn whose policy has changed says so."""
    try:
        kept = KeptConversation.model_validate_json(text[:LONGEST])
    except ValidationError:
        return []
    return [_turn(turn, policies, clauses) for turn in kept.turns]


def token_in(text: str) -> str:
    """Return the key of the visitor's own policies that a tab kept; "" where there is none."""
    try:
        return KeptVisitor.model_validate_json(text[:LONGEST]).visitor
    except ValidationError:
        return ""


def _turn(kept: KeptTurn, policies: Policies, clauses: Clauses) -> Turn:
    turn = Turn(kept.question, Failed(kept.question, say("ask.policy_changed")), policies, (), kept.understood)
    try:
        citations = tuple(_citation(citation, policies, clauses) for citation in kept.answer.citations)
        sentences = tuple(_sentence(sentence, len(citations)) for sentence in kept.answer.sentences)
    except (KeyError, ValueError):
        return turn
    in_index = [in_index for in_index in kept.answer.searched if in_index.clause in clauses]
    searched = tuple(
        Retrieved(clauses[passage.clause], passage.score, rank) for rank, passage in enumerate(in_index, 1)
    )
    answer = Answer(
        kept.question,
        kept.answer.verdict,
        sentences,
        citations,
        searched,
        kept.answer.model,
        _NOTHING,
        kept.answer.confidence,
        kept.answer.condition,
    )
    return replace(turn, outcome=answer, carried=kept.carried, mended=kept.mended, kept=kept.model_dump_json())


def _citation(kept: KeptCitation, policies: Policies, clauses: Clauses) -> Citation:
    """Raises KeyError where the clause is gone, ValueError where the quote does not stand in it."""
    clause = clauses[kept.clause]
    inside = clause.start <= kept.start < kept.end <= clause.end
    if not inside or policies[clause.policy_id].text[kept.start : kept.end] != kept.quote:
        raise ValueError(kept.clause)
    return Citation(clause, kept.quote, kept.start, kept.end)


def _sentence(kept: KeptSentence, citations: int) -> Sentence:
    if not all(1 <= n <= citations for n in kept.citations):
        raise ValueError(kept.text)
    return Sentence(kept.text, kept.citations)


_NOTHING = Usage(0, 0, 0, 0, 0)
