"""One question on its way to an answer: judge what was found, write, verify, say the verdict.

A sentence that puts two questions is answered part by part. Refuses to know how passages are found
and what came before.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from assistant.answer.answer import Answer, Citation, Parts, Usage, Verdict
from assistant.answer.cite import assemble, citation, supported
from assistant.answer.conflict import Pair, contradiction
from assistant.answer.excerpt import excerpt
from assistant.answer.verdict import verdict
from assistant.answer.whole_list import listed, whole_list
from assistant.judge.passages import JUDGED, Judged, judging
from assistant.models.model import Model
from assistant.question.question_form import is_yes_no
from assistant.question.scope import Scope
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, heading
from ingest.errors import PromptTooLong
from ingest.index.open_index import Index
from prompts import Inert, Prompt, passage, render

EXTRACTIVE = "extractive"  # what answers when no model does
LONGEST_ANSWER = 120  # tokens: two sentences
_ORDINALS = ("first", "second", "third")  # of asks.MOST_PARTS; the words of a question are not said again
FEW = 3  # policies whose silence is told one by one


class Clock:
    """Milliseconds since a question came, at the first time each thing happened."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, what: str) -> float:
        """The time of its first mark."""
        return self._marks.setdefault(what, (time.perf_counter() - self._start) * 1000)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that were put, and what was found for it."""

    question: str  # as understood
    plain: str  # that, less the names of policies: what is searched for
    found: tuple[Retrieved, ...]
    english: str = ""  # of a question in another language, the words that are known: passages are compared with them


@dataclass
class Asking:
    """A question on its way to an answer."""

    question: str  # as it was put
    parts: Sequence[Part]
    scope: Scope
    index: Index
    model: Model | None
    clock: Clock
    prompt_tokens: int = 0
    answer_tokens: int = 0
    _spoke: set[str] = field(default_factory=set)  # policies that answered

    @property
    def searched(self) -> tuple[Retrieved, ...]:
        """What was found for all parts, each clause once, the first of each part first."""
        if len(self.parts) == 1:
            return self.parts[0].found
        turns = zip_longest(*(part.found for part in self.parts))
        once: dict[str, Retrieved] = {}
        for one in (one for turn in turns for one in turn if one):
            once.setdefault(one.clause.id, one)
        return tuple(replace(one, rank=rank) for rank, one in enumerate(once.values(), 1))

    def answered(self) -> Iterator[str | Answer]:
        """Words, then the answer; an empty string is a step at which it can be stopped."""
        told: list[Parts] = []
        for part in self.parts:
            told.append((yield from self._told(part)))  # noqa: PERF401 a comprehension cannot yield
        said = [(part, parts) for part, parts in zip(self.parts, told, strict=True) if parts]
        says = self._verdict(*said[0]) if said else "silent"
        yield self._answer(says, told)

    def _told(self, part: Part) -> Generator[str, None, Parts]:
        """The sentences that answer one part, each with what it stands on; none: the policies are silent."""
        names = {policy.id: policy.name for policy in self.index.record.policies}
        judgement = yield from judging(self.model, part.question, part.found, names, part.english)
        self.prompt_tokens += judgement.prompt_tokens
        kept = judgement.kept()
        own = [citation(one.found.clause, excerpt(part.plain, one.found.clause, one.span)) for one in kept]
        self._spoke |= {one.clause.policy_id for one in own}
        if two := contradiction(part.question, own):
            return self._both(two)
        if items := self._list(part, kept):
            return [self._listed(items)]
        if not self.model or not own or _several(own):
            return [(self._said(one), [one]) for one in own]
        written = yield from self._write(self.model, part.question, own)
        return supported(written, own, self._known(own[0].clause.policy_id), self._said)

    def _answer(self, says: Verdict, told: Sequence[Parts]) -> Answer:
        sentences, citations = assemble(self._said_in_all(says, told))
        total = self.clock.mark("answered")
        usage = Usage(
            self.clock.mark("retrieved"), self.clock.mark("first word"), total, self.prompt_tokens, self.answer_tokens
        )
        model = self.model.name if self.model else EXTRACTIVE
        return Answer(self.question, says, sentences, citations, self.searched, model, usage)

    def _said_in_all(self, says: Verdict, told: Sequence[Parts]) -> Parts:
        """The sentences of all parts, each once, and who does not say, and to what."""
        if says == "silent":
            return [(f"{self._whose()} does not say.", [])]
        parts = list({text: (text, cited) for one in told for text, cited in one}.values())
        if says in {"yes", "no"}:
            (first, cited), *rest = parts
            parts = [(f"{says.capitalize()}. {first}", cited), *rest]
        return [*parts, *self._silences(told)]

    def _silences(self, told: Sequence[Parts]) -> Iterator[tuple[str, Sequence[Citation]]]:
        """What got no answer: a part of the question, or one of a few policies that were named."""
        for which, parts in zip(_ORDINALS, told, strict=False):
            if not parts:
                yield f"{self._whose()} does not answer the {which} question.", []
        yield from ((f"{self._name(id_)} does not say.", []) for id_ in self._silent_ones())

    def _silent_ones(self) -> Iterator[str]:
        """Of a few policies that were named, those that do not answer: a yes or no is not theirs."""
        if self.scope.named and 1 < len(self.scope.policies) <= FEW:
            yield from (id_ for id_ in self.scope.policies if id_ not in self._spoke)

    def _list(self, part: Part, kept: Sequence[Judged]) -> tuple[Clause, ...]:
        """The whole list where items of it, or its head, answer a question that wants more than yes or no."""
        policies = {one.found.clause.policy_id for one in kept}
        if len(policies) != 1 or is_yes_no(part.question):
            return ()
        mine = [clause for clause in self.index.record.clauses if clause.policy_id in policies]
        near = [one.clause for one in part.found[:JUDGED]]
        return whole_list(part.question, [kept[0].found.clause, *near], mine)

    def _listed(self, items: Sequence[Clause]) -> tuple[str, Sequence[Citation]]:
        sentence, cited = listed(items)
        return f"{self._name(items[0].policy_id)} says: {sentence}", cited

    def _both(self, two: Pair) -> Parts:
        """Both sides in the policy's own words: no model is asked to settle what the policy leaves open."""
        one, other = two
        said = f"But it also says: “{' '.join(other.quote.split())}”"
        return [(self._said(one), [one]), (said, [other])]

    def _whose(self) -> str:
        """Who does not say: the policies in scope by name."""
        names = [self._name(id_) for id_ in self.scope.policies]
        return names[0] if len(names) == 1 else f"None of {', '.join(names)}"

    def _said(self, one: Citation) -> str:
        """A clause's own words as a sentence of the answer, attributed."""
        return f"{self._name(one.clause.policy_id)} says: “{' '.join(one.quote.split())}”"

    def _name(self, policy_id: str) -> str:
        return self.index.policies[policy_id].name

    def _known(self, policy_id: str) -> str:
        """Words that an answer may use besides its quotes: the names of the policy that answers, of no other."""
        policy = self.index.policies[policy_id]
        return " ".join((policy.name, *policy.aliases))

    def _verdict(self, part: Part, parts: Parts) -> Verdict:
        cited = [one for _, cited in parts for one in cited]
        says = verdict(part.question, cited, named=self.scope.named)
        return "answer" if says in {"yes", "no"} and any(self._silent_ones()) else says

    def _write(self, model: Model, question: str, own: Sequence[Citation]) -> Generator[str, None, str]:
        """The model's words, streamed and returned; a prompt that does not fit is tried with fewer passages."""
        words: list[str] = []
        prompt = self._prompt(question, own)
        try:
            for chunk in model.write(prompt.system, prompt.user, LONGEST_ANSWER):
                self.prompt_tokens += chunk.prompt_tokens
                self.answer_tokens += chunk.answer_tokens
                if chunk.text:
                    self.clock.mark("first word")
                    words.append(chunk.text)
                    yield chunk.text
        except PromptTooLong:
            if len(own) == 1:
                raise
            return (yield from self._write(model, question, own[: len(own) // 2]))
        return "".join(words)

    def _prompt(self, question: str, own: Sequence[Citation]) -> Prompt:
        shown = "\n\n".join(passage(heading(one.clause), one.quote) for one in own)
        name = self._name(own[0].clause.policy_id)
        return render("answer", policy=name, question=question, passages=Inert(shown))


def _several(own: Sequence[Citation]) -> bool:
    """Whether more than one policy answers: then each speaks for itself."""
    return len({one.clause.policy_id for one in own}) > 1
