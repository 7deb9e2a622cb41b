"""Quote the words of a passage that answer a question, and say how sure it is that they do.

"Does Alder sell data?" in “We use cookies. We do not sell data.” → the quote “We do not sell data.”, 0.9, "no".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer.answer import Citation
from assistant.answer.parts import Part
from assistant.answer.quote.cite import body, citation
from assistant.answer.quote.excerpt import LONG, excerpt, instead_words
from assistant.answer.quote.quotes import units
from assistant.answer.yes_no.ages import leaves_age_open
from assistant.answer.yes_no.stance import Stance, calls, stance
from assistant.answer.yes_no.stated import in_first_person, is_taken_back
from assistant.answer.yes_no.stated_rows import stated_row
from assistant.english.meanings import meanings
from assistant.english.translation.languages import ENGLISH, language_of
from assistant.english.translation.translate_terms import translated, with_english
from assistant.judge.confidence import DOUBTED, EARNED, Signals, confidence
from assistant.judge.passages import Judged, Judgement
from assistant.question.kept_thing import OF_ALL_KINDS, kept_thing
from assistant.question.names.own_names import called_itself
from assistant.question.proposition import Proposition, proposition
from assistant.question.question_form import form, is_yes_no
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, lead_in
from ingest.policy import Policy
from ingest.spans import Span

Rarity = Callable[[str], float]  # a word's meaning → nats that it counts in one policy
_ANSWERS = re.compile(r"\W*(yes|no)[.,!]", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
Likeness = Callable[[str, str], float]  # of a question and words: the cosine of their vectors, -1 to 1
BEHIND: Final = 300  # characters behind a quote that may take it back
WHOLE: Final = 400  # characters: a clause that is no longer is shown whole (LOG.md, "a short clause quoted whole")


@dataclass(frozen=True, slots=True)
class Quoting:
    """Quotes from the policies of one index."""

    policies: Mapping[str, Policy]
    rarities: Callable[[str], Rarity]  # of a policy's id
    likeness: Likeness
    named: Sequence[str] = ()  # ids of the policies that the question names: no statement must hold their names

    def exact(self, part: Part, judgement: Judgement) -> Judged | None:
        """The first passage that says just what a yes/no question asks: it needs no other sign that it is evidence."""
        for judged in judgement.passages:
            stance = self.stance_of(part, self.cited(part, judged.found, judged.span))
            if stance.polarity and stance.exact:
                return judged
        return None

    def earned(self, part: Part, judged: Judged, sure: float) -> bool:
        """Whether a statement settles a yes/no question by itself, in a passage that is not far from it."""
        quote = self.cited(part, judged.found, judged.span)
        return sure >= EARNED and is_yes_no(part.question) and bool(self.stance_of(part, quote).polarity)

    def sure(self, part: Part, judged: Judged) -> float:
        """Return the probability, 0 to 1, that the quote of a passage states the answer.

        How long another thing is kept than the one asked about is never sure: "Orders are kept for six years" says
        nothing of card details.
        """
        sure, thing = confidence(self.signals(part, judged)), kept_thing(part.plain)
        return min(sure, DOUBTED) if thing and not self._speaks_of(thing, part, judged) else sure

    def _speaks_of(self, thing: frozenset[str], part: Part, judged: Judged) -> bool:
        """Whether a passage, or the headings over it, has a thing or data of all kinds."""
        quote = self.shown(self.cited(part, judged.found, judged.span))
        text = f"{' '.join(quote.clause.path)} {quote.clause.lead} {quote.quote}"
        return bool((thing | OF_ALL_KINDS) & meanings(with_english(text, judged.found.language)))

    def signals(self, part: Part, judged: Judged) -> Signals:
        """Return what speaks for the quote of a passage."""
        retrieved, quote = judged.found, self.cited(part, judged.found, judged.span)
        scores = [hit.score for hit in part.found if hit.clause.policy_id == quote.clause.policy_id]
        lower = max((score for score in scores if score < retrieved.score), default=0.0)
        held = self.stance_of(part, quote).held
        english = with_english(quote.quote, retrieved.language)
        instead, likeness = instead_words(part.plain, english), self.likeness(part.plain, english)
        if retrieved.language != ENGLISH:  # words put one by one make no sentence: the passage is no less like it
            likeness = max(likeness, retrieved.cosine)
        return Signals(retrieved.score, retrieved.score - lower, retrieved.cosine, held, instead, likeness, judged.yes)

    def cited(self, part: Part, retrieved: Retrieved, span: Span) -> Citation:
        """Quote the words of a found clause, inside `span` (into its text) and near it, that answer best.

        Of a clause that the question names by number, what it names.
        """
        named = part.named.get(retrieved.clause.id)
        if named == (0, len(retrieved.clause.text)) and named[1] <= LONG:
            return body(retrieved.clause)
        within = span if named is None or named[0] == 0 else named
        return citation(retrieved.clause, excerpt(part.plain, retrieved.clause, within, retrieved.language))

    def shown(self, quote: Citation) -> Citation:
        """Return what is shown of a quote's clause: all of a short one, since what stands beside it may limit it.

        Not so where program code stands in it: its fences and comments are no words of the policy.
        """
        whole = body(quote.clause)
        return quote if len(whole.quote) > WHOLE or _FENCE.search(whole.quote) else whole

    def best_of(self, part: Part, clause: Clause) -> Citation:
        """Quote the words of a clause, wherever they stand in it, that answer best."""
        return citation(clause, excerpt(part.plain, clause, (0, len(clause.text)), self._language(clause)))

    def opposite(self, part: Part, quote: Citation, polarity: str, clauses: Sequence[Clause]) -> Citation | None:
        """Return words of a policy that answer the opposite of a quote: of what was found, then of all its clauses.

        There only words that call something by the deed's name: "may be considered a “sale”", beside "We sell none".
        """
        deed = form(part.question)  # "sale of assets" is no selling of data
        for hit in part.found:
            if hit.clause.policy_id == quote.clause.policy_id and hit.spans and hit.clause != quote.clause:
                start, end = hit.spans[0]
                other = self.cited(part, hit, (start - hit.clause.start, end - hit.clause.start))
                opposes = self.stance_of(part, other).opposes not in {"", polarity}
                if opposes and (not deed or deed.search(other.on_one_line)):
                    return other
        if not deed or polarity != "no":
            return None
        every = (citation(clause, span) for clause in clauses for span in units(clause))
        return next((other for other in every if calls(other.on_one_line, deed)), None)

    def stance_of(self, part: Part, quote: Citation) -> Stance:
        """Read what a quote says to a yes/no question; where it leaves it open, what its short clause says."""
        narrow, whole = self._read(part, quote), self.shown(quote)
        if narrow.polarity or whole == quote:
            return narrow
        wide = self._read(part, whole)
        return wide if wide.polarity else narrow

    def _read(self, part: Part, quote: Citation) -> Stance:
        """Read the words of a quote; those in another language by their English."""
        policy = self.policies[quote.clause.policy_id]
        named = [self.policies[id_] for id_ in {policy.id, *self.named}]
        names = " ".join(name for bearer in named for name in (bearer.name, *bearer.aliases))
        own, called = (policy.name, *policy.aliases), called_itself(policy)
        alone = own if len(named) == 1 else ()  # "Does Alder or Birch keep it?" asks of no "you"
        asked: Proposition = proposition(in_first_person(part.question, alone, called, asked=True), names)
        language = self._language(quote.clause)
        around = translated(f"{' '.join(quote.clause.path)} {quote.clause.lead}", language)
        before = translated(lead_in(quote.clause), language)
        words = stated_row(quote.quote, quote.clause.columns) or quote.quote
        words = translated(in_first_person(words, own, called), language)
        said = stance(asked, words, around, self.rarities(policy.id), before)
        if not (said.polarity or said.opposes):  # there is nothing that the words around could unsettle
            return said
        start = quote.start - quote.clause.start
        behind = quote.clause.text[start : start + len(quote.quote) + BEHIND]
        unsettled = (
            _answers_otherwise(quote.clause, said.polarity)
            or leaves_age_open(asked, quote.clause.text, said.polarity)
            or is_taken_back(behind)
        )
        return replace(said, polarity="", opposes="") if unsettled else said

    def _language(self, clause: Clause) -> str:
        """The language of a clause: its policy's, as a clause is too short to tell it by."""
        return language_of(self.policies[clause.policy_id].text)


def _answers_otherwise(clause: Clause, polarity: str) -> bool:
    """Whether a clause answers the question that its heading puts with the other word: "No. We only use our own."."""
    answers = _ANSWERS.match(body(clause).quote) if clause.path and clause.path[-1].rstrip().endswith("?") else None
    return answers is not None and answers[1].casefold() != polarity
