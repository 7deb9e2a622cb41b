"""Questions and their answers as HTML: badge, sentences with citation marks, evidence beside them. Pure.

Refuses to know gradio and models. Every string goes through Markup.format, which escapes it.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup

from assistant.answer.answer import Answer, Failed, Sentence
from assistant.search.retrieved import Retrieved
from web.views.evidence import Policies, cards, clipped, looked_at, named, visible

# what each verdict is called on the page
BADGES = {
    "answer": "Answered",
    "yes": "Yes",
    "no": "No",
    "silent": "Silent",
    "conflict": "Says two things",
    "ambiguous": "Which policy?",
}
_MEANS = {
    "silent": "The policy does not say. Silence is neither a yes nor a no: below is what was looked at.",
    "conflict": "The policy says two things; both are quoted.",
    "ambiguous": "The question names no policy, and the answer depends on which.",
}
_TURN = Markup(
    '<article class="turn {state}" aria-label="{label}" data-markdown="{markdown}">'
    '<div class="said"><h2 class="q">{question}</h2>{body}</div>'
    '<section class="evidence" aria-label="Evidence">{evidence}</section></article>'
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it."""

    question: str
    outcome: Answer | Failed
    found: tuple[Retrieved, ...] = ()  # for one that failed: what was found before it did, best first
    understood: str = ""  # what was searched for, where a follow-up or another language was filled in


def finished(turn: Turn, policies: Policies, note: str = "", kind: str = "") -> Markup:
    """A question with its answer, or with the line that says why there is none."""
    if isinstance(turn.outcome, Failed):
        return _failed(turn, turn.outcome.error, policies)
    answer = turn.outcome
    return _TURN.format(
        state=f"done {answer.verdict} {kind}".strip(),
        markdown=markdown(answer, policies, _otherwise(turn)),
        label=f"Question: {turn.question}",
        question=turn.question,
        body=Markup("{}{}").format(_understood(turn), _body(answer, policies, note)),
        evidence=_evidence(answer, policies),
    )


def _failed(turn: Turn, error: str, policies: Policies) -> Markup:
    """What went wrong, in one line, and what was found before it did: a person can read on in the clauses."""
    return _TURN.format(
        state="failed",
        markdown="",
        label=f"Question: {turn.question}",
        question=clipped(turn.question),
        body=Markup('{}<p class="problem" role="alert">{}</p>').format(_understood(turn), error),
        evidence=looked_at(turn.found, policies, opened=True) if turn.found else "",
    )


def _otherwise(turn: Turn) -> str:
    """How the question was understood, where words were filled in; "" where its own are all there is."""
    words, own = (set(re.findall(r"\w+", text.casefold())) for text in (turn.understood, turn.question))
    return "" if words <= own else turn.understood


def _understood(turn: Turn) -> Markup:
    """The words that were searched for, and a button that puts them into the box: a wrong guess can be mended."""
    if not (other := _otherwise(turn)):
        return Markup("")
    return Markup(
        '<p class="understood">Understood as: <bdi>{}</bdi> '
        '<button type="button" class="again" data-edit="{}">Edit this</button></p>'
    ).format(other, other)


def waiting(question: str, before: int) -> Markup:
    """A question that has not begun: `before` others are being answered first."""
    others = "1 question is" if before == 1 else f"{before} questions are"
    text = f"Waiting: {others} being answered first." if before else "Searching the policies …"
    return _under_way(question, _progress(text), "")


def reading(question: str, found: int, words: str, evidence: Markup) -> Markup:
    """A question whose `evidence`, so many clauses, is there; `words` are what the model has written so far."""
    if words:
        draft = Markup('<p class="a draft">{}</p>').format(words)
        body = Markup("{}{}").format(_progress("A draft: it is checked against the clauses next."), draft)
    else:
        body = _progress(f"Reading {found} clauses. A small model on this machine takes its time …")
    return _under_way(question, body, evidence)


def said(outcome: Answer | Failed) -> str:
    """What a screen reader announces when an answer has come."""
    if isinstance(outcome, Failed):
        return f"No answer: {outcome.error}"
    many = len(outcome.citations)
    cited = "1 citation" if many == 1 else f"{many} citations"
    return f"{BADGES[outcome.verdict]}: {' '.join(one.text for one in outcome.sentences)} {cited}."


def sentence(one: Sentence) -> Markup:
    """A sentence with a button for each of its citations."""
    marks = Markup("").join(
        Markup('<button type="button" class="cite" data-n="{n}" aria-label="Citation {n}">{n}</button>').format(n=n)
        for n in one.citations
    )
    return Markup("<span class=sentence>{} {}</span> ").format(visible(one.text), marks)


def badge(verdict: str) -> Markup:
    """The verdict in words, coloured; never by colour alone."""
    return Markup('<span class="badge {}">{}</span>').format(verdict, BADGES[verdict])


def _under_way(question: str, body: Markup, evidence: Markup | str) -> Markup:
    return _TURN.format(
        state="under-way", markdown="", label=f"Question: {question}", question=question, body=body, evidence=evidence
    )


def _progress(text: str) -> Markup:
    return Markup('<p class="progress"><span class="dots" aria-hidden="true"></span>{}</p>').format(text)


def _body(answer: Answer, policies: Policies, note: str) -> Markup:
    means = Markup('<p class="means">{}</p>').format(_MEANS[answer.verdict]) if answer.verdict in _MEANS else ""
    return Markup('<div class="verdict">{badge}{note}</div><p class="a">{sentences}</p>{means}{which}{foot}').format(
        badge=badge(answer.verdict),
        note=Markup('<span class="note">{}</span>').format(note) if note else "",
        sentences=Markup("").join(map(sentence, answer.sentences)),
        means=means,
        which=_which(answer, policies),
        foot=_foot(answer, policies),
    )


def _which(answer: Answer, policies: Policies) -> Markup:
    """For a question that fits several policies: a button for each."""
    if answer.verdict != "ambiguous":
        return Markup("")
    ids = list(dict.fromkeys(one.clause.policy_id for one in answer.citations))
    buttons = Markup("").join(
        Markup('<button type="button" class="again" data-ask="{ask}">Ask about {name}</button>').format(
            ask=f"{answer.question} ({policies[id_].name})", name=policies[id_].name
        )
        for id_ in ids
    )
    return Markup('<div class="which">{}</div>').format(buttons)


def _foot(answer: Answer, policies: Policies) -> Markup:
    seconds = f"{answer.usage.total_ms / 1000:.1f} s" if answer.usage.total_ms else ""
    wrote = "the clauses’ own words, no model" if answer.model == "extractive" else short(answer.model)
    facts = " · ".join(fact for fact in (wrote, seconds) if fact)
    return Markup(
        '<p class="foot"><span title="{model}">{facts}</span>'
        '<button type="button" class="copy" data-copy="{copy}">Copy answer</button></p>'
    ).format(model=answer.model, facts=facts, copy=copied(answer, policies))


def short(model: str) -> str:
    """A model's name without its digest."""
    return re.sub(r"(:latest)?@[0-9a-f]{12}\b", "", model)


def copied(answer: Answer, policies: Policies) -> str:
    """The answer with its citations, as plain text."""
    cites = (
        f"[{n}] {named(one.clause, one.start, policies)}: “{' '.join(one.quote.split())}”"
        for n, one in enumerate(answer.citations, 1)
    )
    return "\n".join((answer.question, answer.text, *cites))


def markdown(answer: Answer, policies: Policies, understood: str = "") -> str:
    """The question, its verdict, the answer and its quotes, as Markdown in which nothing else is markup."""
    quotes = (
        f"> {_plain(one.quote)}\n>\n> \\[{n}\\] {_plain(named(one.clause, one.start, policies))}"
        for n, one in enumerate(answer.citations, 1)
    )
    asked = f"## {_plain(answer.question)}" + (f"\n\nUnderstood as: {_plain(understood)}" if understood else "")
    head = f"{asked}\n\n**{BADGES[answer.verdict]}.** {_plain(answer.text)}"
    return "\n\n".join((head, *quotes, *_searched(answer, policies), f"_{_plain(answer.model)}_"))


def _searched(answer: Answer, policies: Policies) -> tuple[str, ...]:
    """For silence, what was looked at."""
    if answer.verdict != "silent" or not answer.searched:
        return ()
    clauses = (one.clause for one in answer.searched)
    return ("Looked at:", "\n".join(f"- {_plain(named(one, one.start, policies))}" for one in clauses))


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#!|&~])", r"\\\1", " ".join(text.split()))


def _evidence(answer: Answer, policies: Policies) -> Markup:
    silent = answer.verdict == "silent"
    shown = cards(answer.citations, policies) if answer.citations else ""
    return Markup("{}{}").format(shown, looked_at(answer.searched, policies, opened=silent) if answer.searched else "")
