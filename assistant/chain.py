"""Question → Answer: scope, retrieve, judge, write, verify. The Python API.

Refuses to know how the stages work; each is a file of its own.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.cite import Answer, Citation, Failed, Parts, Usage, Verdict, assemble, citation, heading, supported
from assistant.conflict import Pair, contradiction
from assistant.followup import understood
from assistant.gloss import gloss
from assistant.judge import JUDGED, Judged, is_yes_no, judge, unit_for
from assistant.lists import listed, whole_list
from assistant.many import in_order
from assistant.model import Model
from assistant.retrieve import Retrieved, Retriever
from assistant.scope import Scope, scope, without_names
from assistant.verdict import verdict
from ingest import default_index
from ingest.clauses import Clause
from ingest.embed import Embedder, MiniLM
from ingest.errors import ClausewiseError, PromptTooLong, UsageError
from ingest.policy import Policy
from ingest.store import Index, current, open_index
from prompts import Inert, Prompt, passage, render

EXTRACTIVE = "extractive"  # what answers when no model does
LONGEST_QUESTION = 2_000  # characters: longer ones are documents
LONGEST_ANSWER = 120  # tokens: two sentences

History = Sequence[Mapping[str, str]]  # {"role": "user" or "assistant", "content": ...}, oldest first


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first thing that a stream gives: what was found, and for which policies, before any word is written."""

    scope: Scope
    searched: tuple[Retrieved, ...]
    understood: str = ""  # the question with what a follow-up leaves out, and English words for another language's


class Assistant:
    """Answers questions about the policies of one index. Safe to share between threads."""

    def __init__(self, index: Path, model: Model | None, embedder: Embedder) -> None:
        self.index = index
        self.model = model
        self._embedder = embedder
        self._opened: tuple[str, Index, Retriever] | None = None
        self._opening = threading.Lock()  # one opens a new generation, the others wait for it

    @classmethod
    def open(
        cls,
        index: Path | None = None,
        model: str | Model | None = None,
        notice: Callable[[str], None] = lambda line: print(line, file=sys.stderr),
    ) -> "Assistant":
        """Open an index and choose a model: a setting as in `--model`, or a Model. Default: the best at hand.

        Raises IndexFault when there is no index, UsageError or ModelMissing when the model asked for cannot be had.
        """
        from assistant.choose import choose

        index = index or default_index()
        current(index)  # no index is told before a model is looked for
        setting = model if model is not None else os.environ.get("CLAUSEWISE_MODEL") or "auto"
        return cls(index, choose(setting, notice) if isinstance(setting, str) else setting, MiniLM())

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of the index as it is now."""
        return self._current()[0].record.policies

    @property
    def names(self) -> dict[str, str]:
        """Each policy's name by its id."""
        return {policy.id: policy.name for policy in self.policies}

    @property
    def model_name(self) -> str:
        """What answers: a model and its digest, or "extractive"."""
        return self.model.name if self.model else EXTRACTIVE

    def ask(self, question: str, policies: Sequence[str] = (), history: History = ()) -> Answer:
        """The answer to one question, about `policies` (ids) if any are given.

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
        return in_order(self._answer_or_why, questions, parallel)

    def _answer_or_why(self, one: str | Mapping[str, Any]) -> Answer | Failed:
        asked = {"question": one} if isinstance(one, str) else one
        try:
            question, policies, history = _request(asked)
            return self.ask(question, policies, history)
        except ClausewiseError as error:
            return Failed(str(asked.get("question", "")), str(error))

    def stream(
        self, question: str, policies: Sequence[str] = (), history: History = ()
    ) -> Iterator[Evidence | str | Answer]:
        """Evidence first, then words as they are written, then the verified Answer. Raises as `ask` does."""
        question = checked(question)
        index, retriever = self._current()
        earlier = [turn["content"] for turn in history if turn.get("role") == "user"]
        within = scope(question, index.record.policies, policies, earlier)
        whole = understood(question, earlier, index.record.policies)
        english = gloss(whole)
        asked = f"{whole} ({english})" if english else whole
        asking = _Asking(question, asked, within, index, self.model, english)
        asking.searched = retriever.retrieve(
            without_names(asking.understood, index.record.policies) or question, within.policies
        )
        asking.clock.mark("retrieved")
        yield Evidence(within, asking.searched, asking.understood)
        yield from asking.answered()

    def _current(self) -> tuple[Index, Retriever]:
        """The generation that answers now: a new ingest is seen at the next question."""
        with self._opening:
            name = current(self.index)
            if self._opened is None or self._opened[0] != name:
                index = open_index(self.index)
                self._opened = (name, index, Retriever(index, self._embedder))
            return self._opened[1], self._opened[2]


class _Clock:
    """Milliseconds since a question came, at the first time each thing happened."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, what: str) -> float:
        return self._marks.setdefault(what, (time.perf_counter() - self._start) * 1000)


@dataclass
class _Asking:
    """One question on its way to an answer."""

    question: str
    understood: str  # with what a follow-up leaves out
    scope: Scope
    index: Index
    model: Model | None
    english: str = ""  # of a question in another language, the words that are known; without a model they judge alone
    searched: tuple[Retrieved, ...] = ()
    prompt_tokens: int = 0
    answer_tokens: int = 0
    clock: _Clock = field(default_factory=_Clock)

    def answered(self) -> Iterator[str | Answer]:
        """Words, then the answer."""
        asked = self.understood if self.model else self.english or self.understood
        judgement = judge(self.model, asked, self.searched, self._names)
        self.prompt_tokens += judgement.prompt_tokens
        kept = judgement.kept()
        own = [citation(one.found.clause, unit_for(self.understood, one)) for one in kept]
        parts: Parts = [(self._said(one), [one]) for one in own]
        if two := contradiction(self.understood, own):
            parts = self._both(two)
        elif items := self._list(kept):
            parts = [self._listed(items)]
        elif self.model and kept and not _several(kept):
            written = yield from self._write(self.model, kept)
            parts = supported(written, own, self._known(own[0].clause.policy_id), self._said)
        yield self._answer(self._verdict(parts), parts)

    def _answer(self, says: Verdict, parts: Parts) -> Answer:
        if says == "silent":
            parts = [(f"{self._whose()} does not say.", [])]
        elif says in {"yes", "no"}:
            (first, cited), *rest = parts
            parts = [(f"{says.capitalize()}. {first}", cited), *rest]
        sentences, citations = assemble(parts)
        total = self.clock.mark("answered")
        usage = Usage(
            self.clock.mark("retrieved"), self.clock.mark("first word"), total, self.prompt_tokens, self.answer_tokens
        )
        model = self.model.name if self.model else EXTRACTIVE
        return Answer(self.question, says, sentences, citations, self.searched, model, usage)

    def _list(self, kept: Sequence[Judged]) -> tuple[Clause, ...]:
        """The whole list where items of it, or its head, answer a question that wants more than yes or no."""
        if not kept or _several(kept) or is_yes_no(self.understood):
            return ()
        policy = kept[0].found.clause.policy_id
        mine = [clause for clause in self.index.record.clauses if clause.policy_id == policy]
        near = [one.clause for one in self.searched[:JUDGED]]
        return whole_list(self.question, [kept[0].found.clause, *near], mine)

    def _listed(self, items: Sequence[Clause]) -> tuple[str, Sequence[Citation]]:
        sentence, cited = listed(items)
        return f"{self._names[items[0].policy_id]} says: {sentence}", cited

    def _both(self, two: Pair) -> Parts:
        """Both sides in the policy's own words: no model is asked to settle what the policy leaves open."""
        one, other = two
        said = f"But it also says: “{' '.join(other.quote.split())}”"
        return [(self._said(one), [one]), (said, [other])]

    def _whose(self) -> str:
        """Who does not say: the policies in scope by name."""
        names = [self._names[id_] for id_ in self.scope.policies]
        return names[0] if len(names) == 1 else f"None of {', '.join(names)}"

    def _said(self, one: Citation) -> str:
        """A clause's own words as a sentence of the answer, attributed."""
        return f"{self._names[one.clause.policy_id]} says: “{' '.join(one.quote.split())}”"

    @property
    def _names(self) -> dict[str, str]:
        return {policy.id: policy.name for policy in self.index.record.policies}

    def _known(self, policy_id: str) -> str:
        """Words that an answer may use besides its quotes: the names of the policy that answers, of no other."""
        policy = self.index.policies[policy_id]
        return " ".join((policy.name, *policy.aliases))

    def _verdict(self, parts: Parts) -> Verdict:
        return verdict(self.understood, [one for _, cited in parts for one in cited], named=self.scope.named)

    def _write(self, model: Model, kept: Sequence[Judged]) -> Generator[str, None, str]:
        """The model's words, streamed and returned; a prompt that does not fit is tried with fewer passages."""
        words: list[str] = []
        prompt = self._prompt(kept)
        try:
            for chunk in model.write(prompt.system, prompt.user, LONGEST_ANSWER):
                self.prompt_tokens += chunk.prompt_tokens
                self.answer_tokens += chunk.answer_tokens
                if chunk.text:
                    self.clock.mark("first word")
                    words.append(chunk.text)
                    yield chunk.text
        except PromptTooLong:
            if len(kept) == 1:
                raise
            return (yield from self._write(model, kept[: len(kept) // 2]))
        return "".join(words)

    def _prompt(self, kept: Sequence[Judged]) -> Prompt:
        shown = "\n\n".join(passage(heading(one.found.clause), one.text) for one in kept)
        name = self._names[kept[0].found.clause.policy_id]
        return render("answer", policy=name, question=self.understood, passages=Inert(shown))


def _several(kept: Sequence[Judged]) -> bool:
    """Whether more than one policy answers: then each speaks for itself."""
    return len({one.found.clause.policy_id for one in kept}) > 1


def checked(question: str) -> str:
    """The question without blanks around it. Raises UsageError for one that cannot be asked."""
    if not isinstance(question, str):
        raise UsageError(f"a question is text, not {type(question).__name__}")
    plain = "".join(c for c in question if c.isprintable() or c.isspace()).strip()
    if not plain:
        raise UsageError("the question is empty: ask something, in a sentence")
    if len(plain) > LONGEST_QUESTION:
        raise UsageError(f"the question has {len(plain):,} characters: {LONGEST_QUESTION:,} at most, ask it shorter")
    return plain


def _request(asked: Mapping[str, Any]) -> tuple[str, Sequence[str], History]:
    """The fields of a batch line. Raises UsageError when one is missing or of the wrong kind."""
    policies, history = asked.get("policies") or (), asked.get("history") or ()
    if "question" not in asked:
        raise UsageError('no "question" in the line')
    if isinstance(policies, str) or not all(isinstance(id_, str) for id_ in policies):
        raise UsageError('"policies" must be a list of ids')
    if not all(isinstance(turn, Mapping) and isinstance(turn.get("content"), str) for turn in history):
        raise UsageError('"history" must be a list of {"role", "content"}')
    return asked["question"], policies, history
