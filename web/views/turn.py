"""Draw a question and its answer: badge, sentences with citation marks, evidence beside them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from assistant.answer.answer import Answer, Citation, Failed, Sentence
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause
from web.policies_shown import Policies
from web.rest_of_list import Rest
from web.views.answer_text import markdown, memo_json, plain_text, short_model, sources
from web.views.clause_name import full_name, link
from web.views.evidence import cards, looked_at
from web.views.quoted_parts import lines_of, parts
from web.views.render import render
from web.views.verdict_badge import badge, verdict_word
from web.words.table import counted, say, words
from web.words.visible_text import clipped

SHORTEST = 1.0  # seconds that are worth telling


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it."""

    question: str
    outcome: Answer | Failed
    policies: Policies = field(default_factory=dict)  # as they were then: one that is removed can still be drawn
    searched: tuple[Retrieved, ...] = ()  # for one that failed: what was found before it did, best first
    understood: str = ""  # what was searched for, where a follow-up or another language was filled in
    mended: tuple[tuple[str, str], ...] = ()  # misspelt words: what was typed, and what it was taken for
    but_see: tuple[Citation, ...] = ()  # words of the policy that undercut a yes or a no
    rest: tuple[Rest, ...] = ()  # what the answer leaves out of lists that it quotes
    odd: tuple[str, ...] = ()  # what is odd in the policies that are cited, a line each
    carried: tuple[str, ...] = ()  # names of policies that an earlier question named and this one does not
    kept: str = ""  # the JSON of it that the visitor's browser keeps
    ends: bool = False  # the next question carries nothing over from this one and those before


def cited_policies(turn: Turn) -> Policies:
    """Return the policies that a turn shows: no other need be kept with it."""
    outcome = turn.outcome
    cited = [] if isinstance(outcome, Failed) else [quote.clause for quote in (*outcome.citations, *turn.but_see)]
    searched = turn.searched if isinstance(outcome, Failed) else outcome.searched
    ids = {clause.policy_id for clause in (*cited, *(retrieved.clause for retrieved in searched))}
    return {id_: policy for id_, policy in turn.policies.items() if id_ in ids}


def finished(turn: Turn, note: str = "", kind: str = "") -> Markup:
    """Draw a question with its answer, or with the line that says why there is none."""
    if isinstance(turn.outcome, Failed):
        return _failed(turn, turn.outcome.error)
    answer, understood = turn.outcome, understood_as(turn)
    return _turn(
        state=f"done {answer.verdict} {kind}".strip(),
        question=turn.question,
        markdown=markdown(answer, turn.policies, understood, turn.but_see),
        memo=memo_json(answer, turn.policies, understood, turn.but_see, turn.odd),
        kept=turn.kept,
        understood=understood,
        mended=turn.mended,
        carried=turn.carried,
        answer=_answer(turn, answer, note),
        evidence=evidence(answer, turn.policies, turn.but_see),
    )


def _failed(turn: Turn, error: str) -> Markup:
    """Draw what went wrong, in one line, and what was found before it did: a person can read on in the clauses."""
    return _turn(
        state="failed",
        question=clipped(turn.question),
        understood=understood_as(turn),
        problem=error[:1].upper() + error[1:],
        evidence=looked_at(_clauses(turn.searched), turn.policies, opened=True) if turn.searched else "",
    )


def clash(question: str, policies: Sequence[tuple[str, str]], ticked: int) -> Markup:
    """Draw a question that names other policies than are ticked: (id, name) of each, those that are ticked first."""
    names = [name for _, name in policies]
    text = say("ask.clash", ticked=", ".join(names[:ticked]), named=", ".join(names[ticked:]))
    return _turn(
        state="clash", question=question, answer=render("clash", text=text, question=question, choices=policies)
    )


def small_talk(question: str, offered: Sequence[str], text: str) -> Markup:
    """Draw a text that asks nothing of a policy: what can be asked instead."""
    answer = render("small_talk", text=text, questions=offered)
    return _turn(state="talk", question=question, answer=answer)


def waits(before: int, *, loading: bool = False) -> str:
    """Say what a question waits for: `before` others that are answered first, or weights that are being loaded."""
    return counted("ask.waiting", before) if before else say("ask.warming" if loading else "ask.loading")


def reading(question: str, progress: str, words_so_far: str, found: Markup) -> Markup:
    """Draw a question whose passages are found (`found`, drawn once), and what the model has written so far."""
    return _turn(
        state="under-way",
        question=question,
        progress=say("ask.draft") if words_so_far else progress,
        draft=words_so_far,
        evidence=found,
    )


def summary(outcome: Answer | Failed) -> str:
    """Say in one line what a screen reader announces when an answer has come."""
    if isinstance(outcome, Failed):
        return say("ask.no_answer", error=outcome.error)
    answer_words = " ".join(sentence.text for sentence in outcome.sentences)
    return f"{verdict_word(outcome.verdict)}: {answer_words} {counted('ask.citations', len(outcome.citations))}."


def drawn_sentences(sentences: Sequence[Sentence], citations: Sequence[Citation]) -> Markup:
    """Draw sentences, each with a button for each of its citations; quotes of one sentence are a list."""
    quotes = [citation.quote for citation in citations]
    return render("sentences", sentences=[parts(sentence, citations) for sentence in sentences], quotes=quotes)


def evidence(answer: Answer, policies: Policies, but_see: Sequence[Citation] = ()) -> Markup:
    """Draw the cited clauses, those that undercut them, and what was looked at."""
    cited = cards([*answer.citations, *but_see], policies) if answer.citations else Markup("")
    searched = _clauses(answer.searched)
    return cited + (looked_at(searched, policies, opened=not answer.citations) if searched else "")


def understood_as(turn: Turn) -> str:
    """Say how the question was understood, where words were filled in; "" where its own are all there is."""
    filled_in, asked = (set(re.findall(r"\w+", text.casefold())) for text in (turn.understood, turn.question))
    return "" if filled_in <= asked else turn.understood


def _clauses(passages: Sequence[Retrieved]) -> list[Clause]:
    return [retrieved.clause for retrieved in passages]


def _turn(**values: Any) -> Markup:
    texts = (
        "markdown",
        "memo",
        "kept",
        "understood",
        "mended",
        "carried",
        "problem",
        "progress",
        "draft",
        "answer",
        "evidence",
    )
    return render("turn", **(dict.fromkeys(texts, "") | values))


def _answer(turn: Turn, answer: Answer, note: str) -> Markup:
    seconds = answer.usage.total_ms / 1000
    facts = (short_model(answer.model), say("ask.seconds", seconds=f"{seconds:.1f}") if seconds >= SHORTEST else "")
    return render(
        "answer",
        badge=badge(answer.verdict, answer.confidence),
        note=note,
        sentences=drawn_sentences(answer.sentences, answer.citations),
        rest=_rest(turn),
        but_see=_numbered(turn.but_see, len(answer.citations)),
        condition=answer.condition,
        means=words()["means"].get(answer.verdict, "") if answer.searched or answer.citations else "",
        choices=_choices(answer, turn.policies),
        question=answer.question,
        model=answer.model,
        facts=" · ".join(fact for fact in facts if fact),
        sources=sources(answer, turn.policies),
        copy=plain_text(answer, turn.policies, turn.but_see),
        scope=list(dict.fromkeys(retrieved.clause.policy_id for retrieved in answer.searched)),
    )


def _numbered(but_see: Sequence[Citation], cited: int) -> list[tuple[int, str]]:
    """List (number, words) of the quotes that undercut an answer: their numbers go on from its own."""
    return [(n, " ".join(lines_of(quote))) for n, quote in enumerate(but_see, cited + 1)]


def _rest(turn: Turn) -> list[dict[str, str]]:
    """Say how many items of a list are left out, and link to the first of them."""
    return [
        {
            "text": counted("ask.rest", rest.number, name=full_name(rest.first, rest.first.start, turn.policies)),
            "link": link(rest.first),
        }
        for rest in turn.rest
        if rest.first.policy_id in turn.policies
    ]


def _choices(answer: Answer, policies: Policies) -> list[tuple[str, str]]:
    """List (id, name) of each policy that an ambiguous question fits."""
    if answer.verdict != "ambiguous":
        return []
    ids = dict.fromkeys(citation.clause.policy_id for citation in answer.citations)
    return [(id_, policies[id_].name) for id_ in ids]
