"""Take from a sentence what it states, without what stands beside it. Pure."""

import re
from functools import lru_cache

# Its case, its occasion, what it grants. "If you wish to delete it, …" stays: it names the deed.
_BESIDE = re.compile(
    r"\b(?:even )?(?:if(?! you (?:wish|want|would like|choose|decide) to)|when|where|whenever|unless|although|though"
    r"|while|because|once|until|whether|before|after)\b[^,.;:]*,?",
    re.IGNORECASE,
)
# The name of a signal or a link, and no denial: "Do Not Track", "do not track signals".
_DO_NOT = re.compile(
    r"(?<![Ww]e )(?<![Tt]hey )\b[Dd]o[ -][Nn]ot[ -]"
    r"(?=(?:Track|Sell|Share|Call)\b|track[”\"']? (?:signal|request|setting|header)|track\W*$)"
)
_MARK = re.compile(r"[^\w(]*(?:\(?\w{1,2}[.)] +)?")  # before an item: "- ", "1. ", "(a) "
# A case of several parts before what holds in it: "If you live in the EU, and think that we did not, you may complain".
_CASE_FIRST = re.compile(
    r"^\W*(?:even )?(?:if(?! you (?:wish|want|would like|choose|decide) to)|when|where)\b[^.;:]*?,\s+"
    r"(?=(?:you|we|they|it) (?:have|has|may|can|will|must|should|shall)\b)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=1024)
def main_statement(sentence: str) -> str:
    """Return a sentence without its asides and cases: "If you like, we keep it (here)" → " we keep it "."""
    return _BESIDE.sub(" ", _CASE_FIRST.sub(" ", _BRACKETED.sub(" ", sentence)))


def without_signal_names(text: str) -> str:
    """Return a text in which the name of a signal or link denies nothing: "use Do Not Track" → "use DoNot Track"."""
    return _DO_NOT.sub("DoNot ", text)


def is_fragment(text: str) -> bool:
    """Say whether a text begins in small letters, as an item does that goes on with what leads it in: "- sell it;"."""
    return unmarked(text)[:1].islower()


def unmarked(text: str) -> str:
    """Return an item without its bullet or number: "1. sell it;" → "sell it;"."""
    return _MARK.sub("", text, count=1)
