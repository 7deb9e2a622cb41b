"""The sentences that the program says in its own words; all else in an answer is a quote or a verified sentence."""

from collections.abc import Sequence

from assistant.answer.answer import Citation, Verdict
from assistant.answer.yes_no.stated import FORBIDS, is_item
from assistant.english.meanings import denies
from assistant.question.scope import FEW
from assistant.question.several_policies import asks_which_there_are
from ingest.clauses.clause import lead_in
from ingest.clauses.sentences import on_one_line, split_sentences
from ingest.clauses.tables import row_shown

MOST_NAMED = 60  # policies that are named where all are asked for
MANY = 8  # policies that are named one by one where the answer is that another is not there
ORDINALS = ("first", "second", "third")  # of question_form.MOST_PARTS


def quoted_line(quote: str) -> str:
    """Return a quote on one line between quote marks."""
    return f"“{on_one_line(quote)}”"


def says(name: str, citation: Citation) -> str:
    """Return a clause's own words as a sentence: Acme says: “We keep photographs.”.

    A row of a table is told with the names of its columns: Acme says, in a table: Item: photographs · Kept for: a year.
    """
    if citation.clause.columns:
        return f"{name} says, in a table: {row_shown(citation.clause.text, citation.clause.columns)}."
    return says_words(name, f"{_under(citation)}{quoted_line(citation.quote)}")


def _under(citation: Citation) -> str:
    """The words that deny an item, where the quote lacks them: “We never” before “sell your address”."""
    before = lead_in(citation.clause)
    if not (denies(before) or FORBIDS.search(before)) or before in citation.on_one_line:
        return ""
    first = next(iter(split_sentences(citation.quote)), "")
    return f"“{before}”: " if is_item(first) else ""


def says_words(name: str, words: str) -> str:
    """Return quoted words as a sentence: Acme says: “We keep photographs.”."""
    return f"{name} says: {words}"


def more(left: int, name: str, titles: Sequence[str]) -> str:
    """Say how much of a section is not shown, and its headings: "Acme says more in 1 further clause …: Appeals."."""
    clauses = "1 further clause" if left == 1 else f"{left} further clauses"
    under = f": {'; '.join(map(on_one_line, titles)).rstrip('.:')}" if titles else ""
    return f"{name} says more in {clauses} of this section{under}."


def also_says(citation: Citation) -> str:
    """Return the other side of a contradiction as a sentence."""
    return f"But it also says: {quoted_line(citation.quote)}"


def silent(names: Sequence[str]) -> str:
    """Say that no policy answers: "Acme does not say.", "Acme and Birch do not say."."""
    if len(names) == 1:
        return f"{names[0]} does not say."
    if len(names) <= FEW:
        return f"{listed_names(names)} do not say."
    return f"None of the {len(names)} policies says this."


def unsure(names: Sequence[str]) -> str:
    """Say that the nearest passages follow, and that they may not answer."""
    who = names[0] if len(names) == 1 else "no policy here"
    denies = "does not say this" if len(names) == 1 else "says this"
    return f"Not sure: {who} {denies} in so many words. Nearest:"


def not_sure(says: str) -> str:
    """Mark what is told of one of many policies as not sure."""
    return f"Not sure: {says}"


def counted(verdicts: Sequence[Verdict], asked: int) -> str:
    """Count what many policies say: "Of 45 policies 1 says yes and 14 say no."."""
    told = {verdict: verdicts.count(verdict) for verdict in ("yes", "no")}
    counts = [f"{number} {'says' if number == 1 else 'say'} {word}" for word, number in told.items() if number]
    return f"Of {asked} policies {' and '.join(counts)}."


def others_speak(names: Sequence[str]) -> str:
    """Say which of many policies speak of what is asked and settle nothing."""
    return f"Speak of it without a plain yes or no: {listed_names(names)}."


def others_name_it_not(names: Sequence[str]) -> str:
    """Say which of many policies have no passage near the question that names what it asks about by name."""
    return f"Nothing near the question names it in {_few_or_many(names)}."


def others_unsure(names: Sequence[str]) -> str:
    """Say which of many policies may answer, and not in so many words."""
    return f"Not sure, not in so many words: {listed_names(names)}."


def others_silent(names: Sequence[str]) -> str:
    """Say which of many policies do not answer: "Acme does not say."."""
    return f"{listed_names(names)} {'does' if len(names) == 1 else 'do'} not say."


def _few_or_many(names: Sequence[str]) -> str:
    return listed_names(names) if len(names) <= MANY else f"{len(names)} others"


def no_policy_of(absent: Sequence[str], speaking: Sequence[str], held: Sequence[str]) -> str:
    """Say that nobody here bears a name: "There is no policy of Spotify here: there are policies of A, B and C.".

    `speaking` are those whose policies speak of it, whose passages follow; `held` are all that there are.
    """
    lacking = f"There is no policy of {' or '.join(absent)} here"
    if speaking:
        return f"{lacking}. Nearest, in what is said of it by {listed_names(speaking[:FEW])}:"
    return f"{lacking}, only of {_few_or_many(held)}."


def invitation(question: str, held: Sequence[str]) -> str:
    """Say what can be asked, where nothing of a policy was: which policies there are, or, of "hello", an example."""
    if not asks_which_there_are(question):
        return f"Ask about a policy, for example: “How long does {held[0]} keep my data?”"
    more = len(held) - MOST_NAMED
    listed = listed_names(held) if more <= 0 else f"{', '.join(held[:MOST_NAMED])} and {more} others"
    return f"There {'is 1 policy' if len(held) == 1 else f'are {len(held)} policies'} here: {listed}."


def no_answer_to(names: Sequence[str], part: int) -> str:
    """Say that one part of a question got no answer; `part` counts from 0."""
    verb = "does" if len(names) == 1 else "do"
    who = listed_names(names) if len(names) <= FEW else f"the {len(names)} policies"
    return f"{_begun(who)} {verb} not answer the {ORDINALS[part]} question."


def with_verdict(verdict: Verdict, condition: str, sentence: str) -> str:
    """Put "Yes" or "No" before a sentence, with its condition: "Yes, only where you have opted in. Acme says: …"."""
    return f"{_begun(_yes_or_no(verdict, condition))}. {sentence}" if verdict in {"yes", "no"} else sentence


def with_own_verdict(name: str, verdict: Verdict, condition: str, sentence: str) -> str:
    """Put one policy's "yes" or "no" before its sentence: "Acme: yes, if you agree. Acme says: …"."""
    return f"{name}: {_yes_or_no(verdict, condition)}. {sentence}" if verdict in {"yes", "no"} else sentence


def _begun(words: str) -> str:
    """The words with a capital at their beginning."""
    return f"{words[:1].upper()}{words[1:]}"


def _yes_or_no(verdict: Verdict, condition: str) -> str:
    return f"{verdict}, {condition}" if condition else verdict


def listed_names(names: Sequence[str]) -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
