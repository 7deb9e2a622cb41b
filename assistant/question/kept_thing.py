"""Find the thing of which a question asks how long it is kept: "How long do you keep my card details?" → card. Pure."""

import re
from typing import Final

from assistant.english.meanings import meanings

# A quote that has one of these may be of all things: "We keep your data for as long as necessary."
OF_ALL_KINDS: Final = meanings("data information content everything anything")
_HOW_LONG = re.compile(
    r"\bhow (?:long|many (?:days|weeks|months|years))\b.*"
    r"\b(?:keep|kept|stored?|retain(?:ed)?|h[eo]ld|saved?|stay)\b",
    re.IGNORECASE,
)
# Words of such a question that name no thing.
_FRAME: Final = OF_ALL_KINDS | meanings(
    "keep store retain hold save stay how long many day week month year personal private own detail stuff thing account"
    " company policy app website service use customer user delete close leave cancel stop collect give after before"
)


def kept_thing(question: str) -> frozenset[str]:
    """Return the meanings of what is kept; none where it is data of all kinds, or the question asks something else.

    "How long do you keep my card details?" → {"card"}; "How long do you keep my data?" → {}.
    """
    return meanings(question) - _FRAME if _HOW_LONG.search(question) else frozenset()
