"""Question → Answer: scope, retrieve, judge, write, verify. The Python API.

It calls the stages in order; how each works stands in a file of its own.
"""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.answer import phrases
from assistant.answer.answer import Answer, Failed, Sentence, Usage
from assistant.answer.compose import EXTRACTIVE, Asking
from assistant.answer.named_clauses import headed, numbered
from assistant.answer.parts import MANY_PARTS, Clock, Part
from assistant.answer.quote.quotes import is_only_heading
from assistant.answer.reader.numbered import FOUND, FOUND_CLAUSES
from assistant.english.translation.translate_terms import gloss
from assistant.judge.passages import fits
from assistant.judge.rarity import Rarities
from assistant.models.cards.card import reads
from assistant.models.model import Model
from assistant.ordered_pool import in_order
from assistant.question.names.mentions import without_names
from assistant.question.question_form import form, is_yes_no, term
from assistant.question.request import History, checked, checked_fields, request
from assistant.question.scope import FEW, Scope, put_to, scope
from assistant.question.understand import Understood, understand
from assistant.question.versions_named import versions_asked
from assistant.search.retrieved import Retrieved
from assistant.search.retriever import BUDGET, MOST_CLAUSES, Retriever
from assistant.settings import model_setting
from ingest.embed import Embedder, MiniLM
from ingest.errors import ClausewiseError, UsageError
from ingest.index.index import Index, refuse_other_embedder
from ingest.places import default_index, index_at
from ingest.policy import Policy
from ingest.store.open_index import current, open_index

if TYPE_CHECKING:
    from assistant.checklist.row import Row
    from ingest.spans import Span

MOST_PAST: Final = 4  # sets of earlier versions that stay open, each a search of its own in memory


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first thing that a stream gives: what was found, and for which policies, before any word is written."""

    scope: Scope
    searched: tuple[Retrieved, ...]
    understood: str = ""  # the question with what a follow-up leaves out, and English words for another language's
    reading: Understood | None = None  # what was corrected, what a follow-up carries, whether it is small talk


Opened = tuple[Index, Retriever, Rarities]  # one generation of an index, with its search


class Assistant:
    """Answers questions about the policies of one index. Safe to share between threads; nothing has to be closed."""

    def __init__(self, index: Path, model: Model | None, embedder: Embedder, versions: Sequence[str] = ()) -> None:
        """`versions`: a day ("2025-03-01"), or versions of policies ("acme@2024-02"), instead of the newest ones."""
        self.index = index
        self._versions = tuple(versions)
        self._past: dict[tuple[str, ...], Assistant] = {}
        self._remembering = threading.Lock()
        self.model = model
        self.embedder = embedder
        self._opened: tuple[str, Index, Retriever, Rarities] | None = None
        self._opening = threading.Lock()  # one opens a new generation, the others wait for it

    @classmethod
    def open(
        cls,
        index: Path | str | None = None,
        model: str | Model | None = None,
        notice: Callable[[str], None] = lambda line: print(line, file=sys.stderr),
    ) -> "Assistant":
        """Open an index and choose a model: a setting as in `--model`, or a Model. Default: the best at hand.

        `index`: a folder, or the address of a Chroma server. Raises IndexFault when there is no index, StoreFault when
        its server does not answer, UsageError or ModelMissing when the model asked for cannot be had.
        """
        from assistant.models.choose import choose

        index = index_at(str(index)) if index else default_index()
        current(index)  # no index is told before a model is looked for
        setting = model if model is not None else model_setting()
        return cls(index, choose(setting, notice) if isinstance(setting, str) else setting, MiniLM())

    def at(self, versions: Sequence[str]) -> "Assistant":
        """Return an assistant that answers from earlier versions: of a day ("2025-03-01"), or named ("acme@2024-02").

        Raises UsageError where there is no such version.
        """
        key = (*self._versions, *versions)
        with self._remembering:
            earlier = self._past.pop(key, None) or Assistant(self.index, self.model, self.embedder, key)
            self._past[key] = earlier  # what was asked for last stands last
            if len(self._past) > MOST_PAST:
                del self._past[next(iter(self._past))]
        earlier.opened()
        return earlier

    @property
    def policies(self) -> Sequence[Policy]:
        """The policies of the index as it is now."""
        return self.opened()[0].listed

    @property
    def names(self) -> dict[str, str]:
        """Each policy's name by its id."""
        return dict(self.opened()[0].names)

    @property
    def model_name(self) -> str:
        """What answers: a model and its digest, or "extractive"."""
        return self.model.name if self.model else EXTRACTIVE

    def ask(self, question: str, policies: Sequence[str] = (), history: History = ()) -> Answer:
        """The answer to one question, about `policies` (ids or names) if any are given.

        `history`: the turns before it, oldest first, each {"role": "user" or "assistant", "content": "…"}: what "And
        Birch?" leans on. A version may stand in the question: "Does acme@2024-02 sell data?".
        Raises UsageError for a question that cannot be asked, ModelError when the model gives no whole answer.
        """
        for piece in self.stream(question, policies, history):
            if isinstance(piece, Answer):
                return piece
        raise AssertionError("a stream ends with its answer")

    def ask_many(self, questions: Iterable[str | Mapping[str, Any]], parallel: int = 1) -> Iterator[Answer | Failed]:
        """The answer to each question, in order, `parallel` at a time; where there is none, a Failed that says why.

        A question is a string, or a mapping with "question" and perhaps "policies" and "history". Questions are read
        as answers are taken, few ahead. More than one at a time gains only where the model's server has slots for it.
        """
        if isinstance(questions, str | Mapping):
            raise UsageError("one question is asked with ask(); ask_many() takes several, in a list")
        return in_order(self._answer_or_why, questions, parallel)

    def _answer_or_why(self, entry: str | Mapping[str, Any]) -> Answer | Failed:
        fields = entry if isinstance(entry, Mapping) else {"question": entry}
        try:
            question, policies, history = request(fields)
            return self.ask(question, policies, history)
        except ClausewiseError as error:
            return Failed(str(fields.get("question", "")), str(error))

    def stream(
        self, question: str, policies: Sequence[str] = (), history: History = ()
    ) -> Iterator[Evidence | str | Answer]:
        """Evidence first, then words as they are written, then the verified Answer. Raises as `ask` does."""
        question, clock = checked(question), Clock()
        checked_fields(policies, history)
        index, retriever, rarities = opened = self.opened()
        question, policies, versions = versions_asked(question, policies, index.listed)
        if versions:
            yield from self.at(versions).stream(question, policies, history)
            return
        earlier = [turn["content"] for turn in history if turn.get("role") == "user"]
        understood = understand(question, index.listed, policies, earlier, retriever.spelled)
        within = understood.scope
        if understood.small_talk:
            yield Evidence(within, (), understood.question, understood)
            yield self._invitation(question, index, clock)
            return
        refuse_other_embedder(index, self.embedder)
        asked = [
            self.part(each, replace(within, policies=alone), opened)
            for part in understood.parts
            for each, alone in put_to(part, within, index.listed)
        ]
        model = self.model if len(asked) <= MANY_PARTS else None  # forty policies have no forty sentences written
        asking = Asking(question, asked, within, index, model, clock, rarities, retriever.likeness)
        clock.mark("retrieved")
        whole = asked[0].question if len(asked) == 1 else understood.question
        yield Evidence(within, asking.searched, whole, understood)
        yield from asking.answered()

    def search(self, question: str, policies: Sequence[str] = ()) -> tuple[Retrieved, ...]:
        """Return the clauses most likely to answer, best first, as `ask` finds them. No model is asked.

        Of `policies` (ids or names), else of those that the question names, else of all. Raises as `ask` does.
        """
        question = checked(question)
        checked_fields(policies, ())
        index, _, _ = opened = self.opened()
        question, policies, versions = versions_asked(question, policies, index.listed)
        if versions:
            return self.at(versions).search(question, policies)
        within = scope(question, index.listed, policies)
        refuse_other_embedder(index, self.embedder)
        chosen = within.policies or tuple(index.policies)
        return self.part(question, replace(within, policies=chosen), opened).found

    def checklist(self, name: str, policies: Sequence[str] = ()) -> "list[Row]":
        """What each policy says to each requirement of a checklist: its name, or a file's path.

        `policies`: ids or names; none: all.
        Raises UsageError for a checklist that cannot be read or a policy that is not there.
        """
        from assistant.checklist.check import check  # who asks a question need not wait for it
        from assistant.checklist.requirements import read_checklist

        _, rows = check(self.opened()[0], self.embedder, read_checklist(name), policies)
        return [row for of_policy in rows for row in of_policy]

    def part(self, question: str, within: Scope, opened: Opened) -> Part:
        """Find what one question is answered from, within the policies that it is about."""
        index, _, rarities = opened
        english = gloss(question)
        with_english = f"{question} ({english})" if english else question
        plain = without_names(with_english, index.listed) or with_english
        policies = within.policies if len(within.policies) <= FEW else ()
        by_number = numbered(question, [clause for id_ in policies for clause in index.clauses_of[id_]])
        sections = () if by_number or is_yes_no(question) or term(question) else policies
        by_heading: dict[str, Span] = {}
        for id_ in sections:
            by_heading |= headed(plain, index.clauses_of[id_], rarities(id_))
        named = by_number or by_heading
        found = self._found(with_english, plain, within.policies, opened, named) if within.policies else ()
        return Part(with_english, plain, found, english, within.policies, named, bool(by_heading))

    def _found(
        self, question: str, plain: str, policies: Sequence[str], opened: Opened, named: Mapping[str, "Span"]
    ) -> tuple[Retrieved, ...]:
        """The clauses most likely to answer; where none has what an answer must hold, those of all that have it first.

        "Do you sell it?": a policy is not silent on selling because other words were nearer.
        """
        index, retriever, _ = opened
        budget, most = (FOUND, FOUND_CLAUSES) if reads(self.model) else (BUDGET, MOST_CLAUSES)
        found = retriever.retrieve(plain, policies, budget, most, named)
        found = tuple(retrieved for retrieved in found if not is_only_heading(retrieved.clause))  # it says nothing
        holds = form(question)
        if named or len(policies) > FEW or any(fits(holds, hit.clause, hit.language) for hit in found):
            return found
        clauses = [clause for id_ in policies for clause in index.clauses_of[id_]]
        holding = [clause.id for clause in clauses if fits(holds, clause) and not is_only_heading(clause)]
        first = retriever.retrieve(plain, policies, budget, most, holding) if holding else ()
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate((*first, *found)[:most], 1))

    def _invitation(self, question: str, index: Index, clock: Clock) -> Answer:
        """The answer to what asks nothing of a policy: what can be asked."""
        sentence = Sentence(phrases.invitation(question, [policy.name for policy in index.listed]), ())
        usage = Usage(clock.mark("retrieved"), clock.mark("first word"), clock.mark("answered"), 0, 0)
        return Answer(question, "silent", (sentence,), (), (), self.model_name, usage)

    def opened(self) -> Opened:
        """Return the generation that answers now, with its search: a new ingest is seen at the next question."""
        with self._opening:
            name = current(self.index)
            if self._opened is None or self._opened[0] != name:
                index = self._index()
                retriever = Retriever(index, self.embedder)
                retriever.tell_words()
                self._opened = (name, index, retriever, Rarities(index.clauses_of))
            return self._opened[1:]

    def _index(self) -> Index:
        """Open the index as it is now, or in the versions that were asked for."""
        index = open_index(self.index)
        if not self._versions:
            return index
        from ingest.past import past

        return past(index, self._versions, self.embedder)
