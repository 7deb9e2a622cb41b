"""Put each requirement of a checklist to each policy: by its phrases, and by likeness to its sentences. No model.

Phrases decide. Likeness shows where to look: what is near in meaning and has none of the phrases is unsure.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from assistant.answer.answer import Citation
from assistant.answer.quote.cite import citation
from assistant.answer.quote.quotes import units
from assistant.checklist.phrases import Words, phrases
from assistant.checklist.requirements import Checklist, Requirement, texts_of
from assistant.checklist.row import Row, Verdict
from assistant.english.meanings import denies
from assistant.english.translation.languages import ENGLISH, language_of
from ingest.clauses.clause import Clause
from ingest.embed import Embedder, Vectors
from ingest.index.index import Index, refuse_other_embedder
from ingest.naming.policy_ids import ids_here
from ingest.policy import Policy
from ingest.spans import Span

# Chosen on half of the development policies of a labelled set; figures of the other half: docs/results.md.
NEAR: Final = 0.7  # likeness from which a passage without any of the phrases is shown as unsure
_EXCEPTIONS: Final = phrases(["unless|except|excepting", "other than", "only when|where|if|with|for"])
LOOKED_AT: Final = 3  # clauses that are named as the nearest


def check(
    index: Index, embedder: Embedder, checklist: Checklist, policies: Sequence[str] = ()
) -> tuple[Sequence[str], Iterator[list[Row]]]:
    """Return the policies (ids) and, as they are taken, the rows of each in the checklist's order.

    `policies`: ids or names; none: all.
    Raises UsageError for a policy that is not there, IndexFault, WeightsError.
    """
    ids = ids_here(policies, index.listed) or tuple(index.policies)
    refuse_other_embedder(index, embedder)
    return ids, (_checked(index, embedder, checklist, policy) for policy in ids)


def _checked(index: Index, embedder: Embedder, checklist: Checklist, policy: str) -> list[Row]:
    sentences = _sentences(embedder, texts_of(checklist.requirements))  # type: ignore[arg-type] # by identity
    pieces = index.pieces_of[policy]
    vectors = index.vectors([piece.id for piece in pieces]) if pieces else np.zeros((0, 1), np.float32)
    clause_ids = [piece.clause_id for piece in pieces]
    return _Checked(index.policies[policy], index.clauses_of[policy], clause_ids, vectors).rows(
        checklist.requirements, sentences
    )


@lru_cache(maxsize=8)
def _sentences(embedder: Embedder, texts: tuple[str, ...]) -> Vectors:
    """The vectors of a checklist's sentences: embedded once, as they take longer than a policy."""
    return embedder.embed(texts)


@dataclass(frozen=True)
class _Checked:
    """One policy on its way through a checklist."""

    policy: Policy
    clauses: Sequence[Clause]
    piece_clauses: Sequence[str]  # the clause's id of each piece
    vectors: Vectors  # [pieces, dim]

    @cached_property
    def units(self) -> list[tuple[Clause, Span]]:
        """What can be quoted: the sentences, items and rows of each clause, without headings."""
        return [(clause, span) for clause in self.clauses for span in units(clause)]

    def rows(self, requirements: Sequence[Requirement], sentences: Vectors) -> list[Row]:
        """One row a requirement; `sentences` [n, dim] are those of all requirements, in their order."""
        if why := self._why_not_read():
            return [Row(self.policy.id, wanted.id, "not read", 0.0, (), (), why) for wanted in requirements]
        rows, start = [], 0
        for wanted in requirements:
            likeness = (self.vectors @ sentences[start : start + len(wanted.says)].T).max(axis=1)
            rows.append(self._row(wanted, likeness))
            start += len(wanted.says)
        return rows

    def _why_not_read(self) -> str:
        if not self.units:
            return "the policy is empty"
        language = language_of(self.policy.text)
        return "" if language == ENGLISH else f"the policy is in another language ({language})"

    def _row(self, wanted: Requirement, likeness: Vectors) -> Row:
        order = np.argsort(-likeness, kind="stable")
        ranked = list(dict.fromkeys(self.piece_clauses[n] for n in order))
        nearest = tuple(ranked[:LOOKED_AT])
        verdict, cited = self._decided(wanted)
        confidence = float(likeness.max())
        rank = {clause_id: n for n, clause_id in enumerate(ranked)}
        cited.sort(key=lambda quote: rank.get(quote.clause.id, len(rank)))  # a person reads the first: the likest
        if verdict == "absent" and wanted.applies and not any(True for _ in self._numbers(wanted.applies)):
            return Row(self.policy.id, wanted.id, "not applicable", confidence, (), nearest, "nothing speaks of it")
        if verdict == "absent" and confidence >= NEAR:
            near = next(clause for clause in self.clauses if clause.id == nearest[0])
            verdict, cited = "unsure", [citation(near, span) for span in units(near)[:1]]
        return Row(self.policy.id, wanted.id, verdict, confidence, tuple(cited), nearest)

    def _decided(self, requirement: Requirement) -> tuple[Verdict, list[Citation]]:
        """What the phrases say: those that meet it, else those that meet it in part."""
        full: Verdict = "present"
        quotes = self._matching(requirement, requirement.words, requirement.under)
        if not quotes:
            full, quotes = "partial", self._matching(requirement, requirement.partial)
        affirmed = [quote for quote in quotes if not (requirement.deniable and _denied(quote.quote))]
        if quotes and not affirmed:
            return "denied", quotes
        return (full, affirmed) if affirmed else ("absent", [])

    def _matching(self, wanted: Requirement, written: Sequence[str], under: Sequence[str] = ()) -> list[Citation]:
        """The quotes that have a phrase, or are items under one; where few are shown, those of the first phrases."""
        undone = set(self._numbers(wanted.unless))
        numbers = [number for number in self._numbers(written) if number not in undone]
        leads = phrases(under)
        led = {lead for lead, words in self._leads.items() if words.find(leads)} if leads else set()
        items = [n for n, (clause, _) in enumerate(self.units) if _lead(clause) in led and n not in undone]
        shown = list(dict.fromkeys((*numbers, *items)))
        return [citation(*self.units[number]) for number in (shown[: wanted.most] if wanted.most else sorted(shown))]

    def _numbers(self, written: Sequence[str]) -> Iterator[int]:
        """The numbers of the units that have one of the phrases, phrase by phrase."""
        for phrase in phrases(written, (self.policy.name, *self.policy.aliases)):
            yield from (self._number(place) for place in self.words.find([phrase]))

    def _number(self, place: int) -> int:
        """The number of the unit at a place of the text; of a heading, the one that begins below it."""
        number = bisect_right(self._starts, place) - 1
        clause, (_, end) = self.units[number] if number >= 0 else (self.clauses[0], (0, 0))
        return number if number >= 0 and place < clause.start + end else number + 1

    @cached_property
    def words(self) -> Words:
        """The policy's words."""
        return Words(self.policy.text)

    @cached_property
    def _leads(self) -> Mapping[str, Words]:
        """The words of what stands over items."""
        return {lead: Words(lead) for lead in {_lead(clause) for clause, _ in self.units} if lead}

    @cached_property
    def _starts(self) -> list[int]:
        """Where each unit begins in the policy's text."""
        return [clause.start + span[0] for clause, span in self.units]


def _denied(quote: str) -> bool:
    """Whether it says that something is not done; not where it says when it is: "no transfer … unless …"."""
    return denies(quote) and not Words(quote).find(_EXCEPTIONS)


def _lead(clause: Clause) -> str:
    """What stands over an item, "" for other text."""
    return f"{' '.join(clause.path)} {clause.lead}" if clause.lead else ""
