"""Say how likely it is that a quote answers a question: one probability out of a few signals.

The weights are a logistic regression, fitted by `python -m tools.confidence` on the questions that are not held back:
of our five policies, of strangers' ones, of PrivacyQA's development half, and on 40 plain questions that were put to
any policies, most of which do not answer them. docs/results.md has the figures of what was left out of the fit.
"""

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a quote and its question before anybody judges."""

    score: float  # of the search: words and vectors together, 0 to about 3
    lead: float  # by how much it is above the next passage of its policy
    cosine: float  # of the question and the passage that was found, -1 to 1
    held: float  # share of the question's meaning in the quote and its headings, weighed by rarity, 0 to 1
    synonyms: float = 0.0  # share of three that the quote has of the words that policies use for the question's, 0 to 1
    likeness: float = 0.0  # cosine of the question and the quote itself, -1 to 1
    yes: float | None = None  # log odds of a model's "Yes"; None where no model was asked


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds that each signal adds."""

    constant: float
    score: float
    lead: float
    cosine: float
    held: float
    synonyms: float
    likeness: float
    yes: float = 0.0


# The best quotes of 892 questions put to 174 policies, 358 of them evidence.
WITHOUT_MODEL = Weights(constant=-5.90, score=0.55, lead=0.94, cosine=2.04, held=1.59, synonyms=0.84, likeness=3.59)
# The model was asked on the five policies only, so its weight is half of the fitted 1.2: it must not outweigh the rest.
WITH_MODEL = replace(WITHOUT_MODEL, constant=-5.60, yes=0.6)

HOPELESS = 0.04  # confidence below which no model is asked: the policy is not near the question
CLEAR = 0.8  # confidence from which no model is asked: nothing is left to doubt
SAYS = 0.5  # confidence from which an answer is given as one
EARNED = 0.37  # confidence from which a yes or no that one statement settles is given
DOUBTED = 0.36  # the most for a passage that is of another thing: it is shown, and nothing is said
UNSURE = 0.06  # confidence from which the nearest passages are shown; below it the policy is silent


def confidence(signals: Signals) -> float:
    """Return the probability, 0 to 1, that the quote states the answer."""
    weights = WITHOUT_MODEL if signals.yes is None else WITH_MODEL
    log_odds = (
        weights.constant
        + weights.score * signals.score
        + weights.lead * signals.lead
        + weights.cosine * signals.cosine
        + weights.held * signals.held
        + weights.synonyms * signals.synonyms
        + weights.likeness * signals.likeness
        + weights.yes * (signals.yes or 0.0)
    )
    return 1 / (1 + math.exp(-log_odds))
