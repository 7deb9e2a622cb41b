"""Find whether a text defines a term, “Platform” means …, or counts one thing as another, “deemed a sale”."""

import re

# A string, as patterns are built on it: what comes next is what the thing is counted as ("may be considered a sale").
COUNTS_AS = (
    r"(?:considered|deemed|constitutes?|amounts? to|(?:qualif(?:y|ies)|counts?) as"
    r"|(?:regarded|treated|classified|construed)(?: as)?)"
)
# Behind a term that was asked for, more words may stand before the verb, and more verbs explain it.
_EXPLAINS = (
    r"(?:[^.\n]{0,60}?\b(?:means?|refers?|is defined|stands? for|includes?)\b"
    r"|[^()\n]{0,40}\))"  # the end of brackets: (the “Platform”)
)


def defines(text: str, term: str) -> bool:
    """Say whether a text tells what `term` means, as in: “X” includes every page."""
    quoted = rf"[“\"](?:the )?{re.escape(term)}[”\"]"
    return re.search(quoted + _EXPLAINS, text, re.IGNORECASE) is not None
