"""Say how likely it is that a quote answers a question: one probability out of a few signals.

The weights are a logistic regression, fitted by `python -m tools.confidence` on the questions that are not held back:
of our five policies, of twelve by strangers, and of PrivacyQA's development half. docs/results.md has the figures of
each policy while it was left out of the fit.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a quote and its question before anybody judges."""

    score: float  # of the search: words and vectors together, 0 to about 3
    lead: float  # by how much it is above the next passage of its policy
    cosine: float  # of question and quote, -1 to 1
    held: float  # share of the question's meaning in the quote and its headings, weighed by rarity, 0 to 1
    synonyms: float = 0.0  # share of three that the quote has of the words that policies use for the question's, 0 to 1
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
    yes: float = 0.0


# The best quotes of 348 questions over 20 policies, 194 of them evidence.
WITHOUT_MODEL = Weights(constant=-5.65, score=1.20, lead=1.11, cosine=2.03, held=1.50, synonyms=0.52)
# The model was asked on the five policies only, so its weight is half of the fitted 1.2: it must not outweigh the rest.
WITH_MODEL = Weights(constant=-5.35, score=1.20, lead=1.11, cosine=2.03, held=1.50, synonyms=0.52, yes=0.6)

HOPELESS = 0.1  # confidence below which no model is asked: the policy is not near the question
CLEAR = 0.8  # confidence from which no model is asked: nothing is left to doubt
SAYS = 0.65  # confidence from which an answer is given as one
EARNED = 0.5  # confidence from which a yes or no that one statement settles is given
UNSURE = 0.15  # confidence from which the nearest passages are shown; below it the policy is silent


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
        + weights.yes * (signals.yes or 0.0)
    )
    return 1 / (1 + math.exp(-log_odds))
