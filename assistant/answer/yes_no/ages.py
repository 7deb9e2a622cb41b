"""Say what a statement leaves open of a question on somebody's age: "I'm 15, can I join?". Pure."""

import re

from assistant.answer.yes_no.figures_agree import figures_agree
from assistant.english.figures import ages_of, figures
from assistant.english.meanings import denies
from assistant.question.proposition import Proposition
from ingest.clauses.sentences import split_sentences

_PARENTS = re.compile(r"\b(?:parent|guardian|permission|consent)", re.IGNORECASE)
_MAY = re.compile(r"\b(?:may|can|could|able|allowed|permitted)\b", re.IGNORECASE)  # "a parent must agree" lets none in


def needs_parents(asked: Proposition, text: str) -> bool:
    """Say whether a text speaks of parents or consent, and the question on somebody's age does not."""
    return bool(asked.ages and _PARENTS.search(text) and not _PARENTS.search(asked.text))


def is_of_an_age(statement: str) -> bool:
    """Say whether a statement is on persons of an age only."""
    return bool(ages_of(figures(statement)))


def leaves_age_open(asked: Proposition, text: str, polarity: str) -> bool:
    """Say whether a text as a whole does not settle a question on somebody's age as one statement of it does.

    "You must be 18. If you are 13 to 17, you may join with your parents." of somebody of 15; a yes beside which the
    consent of parents is spoken of.
    """
    if not asked.ages:
        return False
    sentences = split_sentences(text)
    denied = any(denies(sentence) and _is_too_young(asked, sentence) for sentence in sentences)
    if polarity == "yes" and (denied or needs_parents(asked, text)):
        return True
    telling = [sentence for sentence in sentences if _MAY.search(sentence) or not _PARENTS.search(sentence)]
    by_age = [(figures_agree(asked, sentence), denies(sentence)) for sentence in telling]
    return len({agree != denied for agree, denied in by_age if agree is not None}) > 1


def _is_too_young(asked: Proposition, sentence: str) -> bool:
    """Whether the age asked about is under an age that a sentence gives: 12, and "children under 13"."""
    bounds = [age for age in ages_of(figures(sentence)) if not age.low]
    return any(bound.covers(age.value) for bound in bounds for age in asked.ages)
