"""Answer one question: judge what was found, write, verify, give the verdict.

A sentence that puts two questions is answered part by part.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.answer import phrases
from assistant.answer.answer import Answer, Citation, Parts, Usage
from assistant.answer.conflict import Pair, contradiction
from assistant.answer.named_clauses import limits, noted
from assistant.answer.overview import overview
from assistant.answer.parts import Clock, Part, PartAnswer, all_found
from assistant.answer.quote.cite import assemble, supported, whole_clause
from assistant.answer.quote.quoting import Likeness, Quoting, Rarity
from assistant.answer.reader.asked import asked_of, whole_policy
from assistant.answer.several import joined
from assistant.answer.whole_list import listed, whole_list
from assistant.answer.write import writing
from assistant.answer.yes_no.stance import Stance
from assistant.answer.yes_no.verdict import Ruling, despite, ruling
from assistant.judge.confidence import CLEAR, HOPELESS, SAYS, UNSURE
from assistant.judge.passages import JUDGED, Judged, Judgement, judging
from assistant.models.cards.card import described, figure, judges, reads
from assistant.models.model import Model, ReadingModel
from assistant.question.question_form import form, is_yes_no
from assistant.question.scope import Scope
from assistant.search.retrieved import Retrieved
from ingest.index.index import Index

EXTRACTIVE = "extractive"  # what answers when no model does
NEAREST = 4  # passages shown where nothing is sure
MOST_LIMITING = 2  # clauses that are quoted because a quote limits itself by them
MOST_ADDED = 3  # such clauses and notes, together
LEAST_NEAREST = 1  # for each of several policies that are named


def _of_one_policy(judged: Judged, other: Judged) -> bool:
    return judged.found.clause.policy_id == other.found.clause.policy_id


@dataclass
class Asking:
    """A question on its way to an answer."""

    question: str  # as it was put
    parts: Sequence[Part]
    scope: Scope
    index: Index
    model: Model | None
    clock: Clock
    rarities: Callable[[str], Rarity]  # of a policy's id
    likeness: Likeness
    prompt_tokens: int = 0
    answer_tokens: int = 0

    def __post_init__(self) -> None:
        named = self.scope.policies if self.scope.named else ()
        self.quotes = Quoting(self.index.policies, self.rarities, self.likeness, named)

    @property
    def searched(self) -> tuple[Retrieved, ...]:
        """What was found for all parts, each clause once, the first of each part first."""
        return all_found(self.parts)

    def answered(self) -> Iterator[str | Answer]:
        """Yield the model's words as they come, then the Answer; at an empty string it can be stopped."""
        answers: list[PartAnswer] = []
        for question, parts in groupby(self.parts, key=lambda part: part.question):
            each: list[PartAnswer] = []
            for part in parts:
                each.append((yield from self._answer_part(part)))  # noqa: PERF401 a comprehension cannot yield
            answers.append(joined(each, question, self.index.listed))
        yield self._answer(answers)

    def _answer_part(self, part: Part) -> Generator[str, None, PartAnswer]:
        """Have a model read what was found where it can; else, and where that comes to nothing, judge it."""
        if part.by_heading and not form(part.question):
            answer = self._overview(part)
        elif reads(self.model) and not self.scope.elsewhere:
            answer = yield from self._read_part(part, self.model)
        else:
            answer = yield from self._judge_part(part)
        if answer.ruling.verdict in {"answer", "yes", "no"}:
            answer = self._limited(part, answer)
        return replace(answer, asked=[self._name(id_) for id_ in part.policies])

    def _overview(self, part: Part) -> PartAnswer:
        """The sections whose heading asks what is asked, from their beginning."""
        named = [clause for id_ in part.policies for clause in self.index.clauses_of[id_] if clause.id in part.named]
        sentences = overview(named, self._name)
        cited = [quotes[0] for _, quotes in sentences if quotes]
        return PartAnswer(ruling(part.question, cited, [], named=self.scope.named), sentences, SAYS)

    def _limited(self, part: Part, answer: PartAnswer) -> PartAnswer:
        """The answer with the clauses by which its quotes limit themselves, and the notes to which they refer.

        "subject to clause 3" and clause 3, "9 euro [2]" and note 2. Where the question is whether something holds even
        in a case that such a clause is about, it does not.
        """
        cited = [quote for _, quotes in answer.sentences for quote in quotes]
        limiting = {clause.id: clause for quote in cited for clause in limits(quote, self.index.clauses_of)}
        ids = {quote.clause.id for quote in cited}
        apart = [clause for id_, clause in limiting.items() if id_ not in ids]
        quotes = [self.quotes.best_of(part, clause) for clause in apart[:MOST_LIMITING]]
        notes = {note.id: whole_clause(note) for quote in cited for note in noted(quote, self.index.clauses_of)}
        added = [*quotes, *(note for id_, note in notes.items() if id_ not in {*ids, *limiting})]
        sentences = [*answer.sentences, *((self._says(quote), [quote]) for quote in added[:MOST_ADDED])]
        return replace(answer, ruling=despite(answer.ruling, part.question, quotes), sentences=sentences)

    def _read_part(self, part: Part, model: ReadingModel) -> Generator[str, None, PartAnswer]:
        """Say what holds of a model's reply. What it leaves open, or the search doubts, never ends as silent."""
        # here: pydantic, which it needs, takes a third of all imports
        from assistant.answer.reader.reading import reading

        asked = asked_of(part, self.index, self.scope, lambda quote: self.quotes.stance_of(part, quote))
        read = yield from reading(model, asked, part.found, whole_policy(self.index, part.policies))
        self.prompt_tokens += read.prompt_tokens
        self.answer_tokens += read.answer_tokens
        if read.ruling and read.parts:
            return PartAnswer(read.ruling, read.parts, figure(model))
        judgement: Judgement = yield from judging(None, part.question, part.found, self.index.names, part.english)
        if read.ruling and self._surest(part, judgement) < SAYS:
            return PartAnswer(Ruling("silent"))
        answer = PartAnswer(Ruling("silent")) if read.ruling else (yield from self._judge_part(part))
        return answer if answer.sentences else PartAnswer(Ruling("unsure"), self._nearest(part, judgement))

    def _judge_part(self, part: Part) -> Generator[str, None, PartAnswer]:
        """Decide how sure the best passages are, and say what they allow."""
        judgement, sure = yield from self._judged(part)
        kept = [
            judged for judged in judgement.kept() if self.quotes.sure(part, judged) >= UNSURE
        ] or judgement.passages[:1]
        if part.named and not is_yes_no(part.question):  # a clause that is asked for by its number is what is asked
            sure = max(sure, SAYS)
        if is_yes_no(part.question) and (exact := self.quotes.exact(part, judgement)):
            others = [judged for judged in kept if not _of_one_policy(judged, exact)]  # they may say the opposite
            kept, sure = [exact, *others], max(sure, self.quotes.sure(part, exact), SAYS)
        if not kept or sure < UNSURE:
            return PartAnswer(Ruling("silent"), (), sure)
        if self.scope.elsewhere:
            return PartAnswer(Ruling("unsure"), self._nearest(part, judgement)[1:], sure)
        if sure < SAYS and not self.quotes.earned(part, kept[0], sure):
            return PartAnswer(Ruling("unsure"), self._nearest(part, judgement), sure)
        cited = [self.quotes.cited(part, judged.found, judged.span) for judged in kept]
        nearby = [self.quotes.cited(part, judged.found, judged.span) for judged in judgement.passages]
        return (yield from self._say(part, kept, cited, sure, contradiction(part.question, [*cited, *nearby])))

    def _judged(self, part: Part) -> Generator[str, None, tuple[Judgement, float]]:
        """Judge by rank and words; a model that judges is asked where that leaves a doubt."""
        names = self.index.names
        judgement: Judgement = yield from judging(None, part.question, part.found, names, part.english)
        sure = self._surest(part, judgement)
        if not judges(self.model) or not HOPELESS <= sure < CLEAR:
            return judgement, sure
        judgement = yield from judging(self.model, part.question, part.found, names, part.english)
        self.prompt_tokens += judgement.prompt_tokens
        return judgement, self._surest(part, judgement)

    def _surest(self, part: Part, judgement: Judgement) -> float:
        """The confidence of the passage that is judged best."""
        return max((self.quotes.sure(part, judged) for judged in judgement.passages[:1]), default=0.0)

    def _nearest(self, part: Part, judgement: Judgement) -> Parts:
        """The nearest passages, one a clause, as quotes."""
        quotes = [self.quotes.cited(part, judged.found, judged.span) for judged in judgement.passages]
        for found in part.found:
            start, end = found.spans[0] if found.spans else (found.clause.start, found.clause.end)
            quotes.append(self.quotes.cited(part, found, (start - found.clause.start, end - found.clause.start)))
        by_clause: dict[str, Citation] = {}
        for quote in quotes:
            by_clause.setdefault(quote.clause.id, self.quotes.shown(quote))
        few = max(LEAST_NEAREST, NEAREST // len(self.scope.policies)) if self.scope.named else NEAREST
        shown = list(by_clause.values())[:few]
        names = list(dict.fromkeys(self._name(quote.clause.policy_id) for quote in shown))
        return [(phrases.unsure(names), []), *((phrases.says(self._name(q.clause.policy_id), q), [q]) for q in shown)]

    def _say(
        self, part: Part, kept: Sequence[Judged], cited: Sequence[Citation], sure: float, opposed: Pair | None
    ) -> Generator[str, None, PartAnswer]:
        """The sentences of a sure answer, with their verdict."""
        stances = [self.quotes.stance_of(part, quote) for quote in cited] if is_yes_no(part.question) else []
        pair = opposed if opposed and cited[0] in opposed else self._opposed(part, cited, stances)
        if pair:
            return PartAnswer(Ruling("conflict"), self._both(pair), sure)
        rules = ruling(part.question, cited, stances, named=self.scope.named)
        if whole := self._list(part, kept):
            return PartAnswer(rules, whole, sure)
        cited = [self.quotes.shown(quote) for quote in cited]
        if not self.model or len({quote.clause.policy_id for quote in cited}) > 1:  # each policy speaks for itself
            return PartAnswer(rules, [(self._says(quote), [quote]) for quote in cited], sure)
        written = yield from writing(
            self.model, part.question, cited, self._name(cited[0].clause.policy_id), self.clock
        )
        self.prompt_tokens += written.prompt_tokens
        self.answer_tokens += written.answer_tokens
        sentences = supported(written.text, cited, self._known(cited[0].clause.policy_id), self._says)
        return PartAnswer(rules, self._agreeing(part, rules, sentences), sure)

    def _opposed(self, part: Part, cited: Sequence[Citation], stances: Sequence[Stance]) -> Pair | None:
        """The first quote and words of the same policy that say the opposite, if there are any."""
        if not stances or not (stances[0].polarity and stances[0].opposes):
            return None
        clauses = self.index.clauses_of[cited[0].clause.policy_id]
        opposite = self.quotes.opposite(part, cited[0], stances[0].polarity, clauses)
        return (cited[0], opposite) if opposite else None

    def _agreeing(self, part: Part, rules: Ruling, sentences: Parts) -> Parts:
        """The sentences; one that contradicts the verdict gives way to the words that it stands on."""
        if rules.verdict not in {"yes", "no"}:
            return sentences
        opposite = "no" if rules.verdict == "yes" else "yes"
        return [
            (self._says(cited[0]), cited)
            if cited and self.quotes.stance_of(part, replace(cited[0], quote=text)).polarity == opposite
            else (text, cited)
            for text, cited in sentences
        ]

    def _answer(self, answers: Sequence[PartAnswer]) -> Answer:
        speaking = [answer for answer in answers if answer.sentences]
        first = next((answer for answer in speaking if answer.ruling.verdict != "unsure"), (speaking or answers)[0])
        sentences, citations = assemble(self._all_sentences(first.ruling, answers))
        total = self.clock.mark("answered")
        usage = Usage(
            self.clock.mark("retrieved"), self.clock.mark("first word"), total, self.prompt_tokens, self.answer_tokens
        )
        model = described(self.model) if self.model else EXTRACTIVE
        rules = first.ruling
        return Answer(
            self.question,
            rules.verdict,
            sentences,
            citations,
            self.searched,
            model,
            usage,
            first.confidence,
            rules.condition,
        )

    def _all_sentences(self, rules: Ruling, answers: Sequence[PartAnswer]) -> Parts:
        """The sentences of all parts, each once, then who does not say, and to what."""
        if self.scope.elsewhere:
            parts = [part for answer in answers for part in answer.sentences]
            return [(self._no_policy(speaking=bool(parts)), []), *parts]
        if rules.verdict == "silent":
            return [(phrases.silent(self._names()), []), *self._unknown()]
        parts = list({text: (text, cited) for answer in answers for text, cited in answer.sentences}.values())
        (sentence, cited), *rest = parts
        parts = [(phrases.with_verdict(rules.verdict, rules.condition, sentence), cited), *rest]
        return [*parts, *self._silences(answers), *self._unknown()]

    def _unknown(self) -> Parts:
        """Say which of the names that are compared no policy bears."""
        return [(self._no_policy(speaking=False), [])] if self.scope.unknown else []

    def _no_policy(self, *, speaking: bool) -> str:
        held = list(self.index.names.values())
        return phrases.no_policy_of(self.scope.unknown, self._names() if speaking else [], held)

    def _silences(self, answers: Sequence[PartAnswer]) -> Iterator[tuple[str, Sequence[Citation]]]:
        """Which parts of the question got no answer."""
        for number, answer in enumerate(answers[: len(phrases.ORDINALS)]):
            if not answer.sentences:
                yield phrases.no_answer_to(answer.asked, number), []

    def _list(self, part: Part, kept: Sequence[Judged]) -> Parts:
        """The whole list where items of it, or its head, answer a question that wants more than yes or no."""
        policy, *others = {judged.found.clause.policy_id for judged in kept}
        if others or is_yes_no(part.question):
            return ()
        near = [retrieved.clause for retrieved in part.found[:JUDGED]]
        items = whole_list(part.question, [kept[0].found.clause, *near], self.index.clauses_of[policy])
        words, cited = listed(items) if items else ("", [])
        return [(phrases.says_words(self._name(policy), words), cited)] if items else ()

    def _both(self, pair: Pair) -> Parts:
        """Both sides in the policy's own words: no model is asked to settle what the policy leaves open."""
        return [(self._says(pair[0]), [pair[0]]), (phrases.also_says(pair[1]), [pair[1]])]

    def _names(self) -> list[str]:
        return [self._name(id_) for id_ in self.scope.policies]

    def _says(self, quote: Citation) -> str:
        return phrases.says(self._name(quote.clause.policy_id), quote)

    def _name(self, policy_id: str) -> str:
        return self.index.names[policy_id]

    def _known(self, policy_id: str) -> str:
        """Words that an answer may use besides its quotes: the names of the policy that answers, of no other."""
        policy = self.index.policies[policy_id]
        return " ".join((policy.name, *policy.aliases))
