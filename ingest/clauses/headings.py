"""Test whether one line's words look like a heading, and read a heading that is run into its paragraph.

    "How long do we keep your data?"             looks like a heading
    "We keep your data for a year."              does not
    "Aggregated Data. We may publish it…"        has the heading "Aggregated Data" run in

Where the line stands is weighed in plain_headings.py and numbered_lists.py.
"""

import re
from typing import Final

# Counts of words and characters were fitted by eye on the policies in policies/ and on 150 real ones.
MAX_TITLE: Final = 160  # characters; the longest heading in policies/ has 68, of those in the 150 real ones 99 % fewer
MAX_WORDS: Final = 16  # of a heading
MAX_PLAIN_QUESTION_WORDS: Final = 13  # of one that begins with no question word: "Your data is gone?"
MAX_EXCLAIMED_WORDS: Final = 3  # of one that ends in "!": "Welcome!"
MAX_STOPPED_WORDS: Final = 8  # of one that ends in a full stop: "2.5 Research."
MAX_LABEL_WORDS: Final = 10  # of a heading run into its paragraph or item
MAX_RUN_IN_WORDS: Final = 5  # of one in small letters, behind a number
MAX_BOLD_LABEL_WORDS: Final = 12  # of the same in bold
MIN_ONE_WORD_LABEL: Final = 4  # characters of such a heading of one word: "Use." is too little, "Data." will do
MIN_CAPITALS: Final = 3  # letters of a text in capitals: "EU" is a word, no style
ITEM_LABEL_REACH: Final = 200  # characters of an item in which its label is looked for

MINOR: Final = frozenset(
    "a an and as at but by for from how if in into is it of on or our over per so that the their to under via vs what"
    " when which who why with your you we us do does are not its about be can may us i.e. e.g. & / - – —".split(),
)
NOTE_MARK: Final = re.compile(r"(?<=[\w)?.]) ?\[\d{1,2}\]$")  # behind a heading: "Support [1]" is "Support"
# What a sentence has and a heading has not: a subject with its verb.
_SENTENCE = re.compile(
    r"^(?:we|you|they|it|this|these|that|there|users|customers) (?:may|will|can|are|is|have|has|must|shall|should"
    r"|do not|cannot|also|only|might|agree|acknowledge)\b|\bplease\b|\bthank you\b|\bclick here\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|does|must|shall|may|can|cannot|will|has|have)\b")
_QUESTION = re.compile(
    r"(?:how|what|which|who|whom|whose|why|when|where|do|does|can|will|is|are|have|need|may)\b", re.IGNORECASE
)
_NOT_HEADING = re.compile(
    r"https?://|www\.|\S@\S|^\W*$|^(?:last |effective |date )?(?:updated|modified|revised|effective|version|date)\b"
    r"|^(?:tel|phone|fax|e-?mail|address|attn|copyright|©|back to top|top of page|read more|learn more|note|yes|no)\b",
    re.IGNORECASE,
)
_LINKS = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}[^()]{0,200}\)")
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|-])")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).){1,200})\1[:.]?$")
_BOLD_LABEL = re.compile(r"(?:\*\*\*?|__|_|\*)(?=\S)([^*_\n]{2,120})(?:\*\*\*?|__|_|\*)\s?[.:–—-]?\s{1,9}(?=\S)")
# Up to the first ". " or ": " of a paragraph, bounded so that a long line costs no more than a short one.
_LABEL = re.compile(r"(?P<title>[A-Z“\"][^.:;!?\n]{1,90}?)(?P<end>[.:?])[”\"]?\s{1,9}(?=[\w“‘\"'(*\[])")
_ABBREVIATED = re.compile(r"\b(?:Art|No|vs|Inc|Ltd|Co|Corp|St|Sec|U\.S|U\.K|e\.g|i\.e|etc|[A-Z])\.(?= )|^Q: ")


def shown(text: str) -> str:
    """Return a heading as a reader sees it, without Markdown's marks, on one line: "## **Data**" → "Data"."""
    text = text.split("\n", 1)[0] if re.search(r"\n\s*(=+|-+)$", text) else text
    text = re.sub(r"^#{1,6}[ \t\xa0]+|[ \t]+#+$", "", text)
    text = _EMPHASIS.sub("", _LINKS.sub(r"\1", text))
    return " ".join(_ESCAPE.sub(r"\1", text).split())


def only_links(text: str) -> bool:
    """Whether a line holds only links or pictures: a menu. One link to a place in the page may be a heading."""
    if "](" not in text or _LINKS.sub("", text).strip(" *_|·•-–—>"):
        return False
    return not re.fullmatch(r"\W{0,4}\[[^\[\]]{1,200}\]\([^()\s]{0,300}#[^()\s]{1,200}\)\W{0,4}", text)


def title_case(text: str) -> bool:
    """Whether each word that matters begins with a capital: "Disclosures Required by Law"."""
    words = [word for part in text.split() if (word := part.strip("“”\"'‘’()[],/&–—-"))]
    if not words or not words[0][0].isupper():
        return False
    return all(word[0].isupper() or word[0].isdigit() or word.lower() in MINOR for word in words)


def all_caps(text: str) -> bool:
    """Whether a line is printed in capitals."""
    letters = sum(1 for character in text if character.isalpha())
    return letters >= MIN_CAPITALS and text.upper() == text


def bold_line(text: str) -> bool:
    """Whether a whole line is set in bold."""
    return bool(_BOLD_LINE.match(text))


def title_like(text: str) -> bool:
    """Whether a line could be a heading by its words alone: short, no sentence, no address, no date."""
    if (
        not text
        or len(text) > MAX_TITLE
        or text[-1] in ".;,:。；，："
        or any(mark in text for mark in ("\n", "|", "!["))
    ):
        return False
    if only_links(text) or not _begins_like_heading(text):
        return False
    words = len(text.split())
    if text.endswith("?"):
        return words <= MAX_PLAIN_QUESTION_WORDS or _QUESTION.match(text) is not None
    if words > (MAX_EXCLAIMED_WORDS if text[-1] == "!" else MAX_WORDS):
        return False
    return not (
        _SENTENCE.search(text) or _NOT_HEADING.search(text) or re.search(r"[.!?:] ", _ABBREVIATED.sub("", text))
    )


def _begins_like_heading(text: str) -> bool:
    """Whether a text begins with a capital, a quote mark, or a letter of a script without capitals; no "10 years"."""
    first = text[0]
    if first.isdigit():
        return not re.match(r"[\d.,]+\s+[a-z]", text)
    return first.isupper() or first in "“\"'‘(§（【「" or (first.isalpha() and not first.islower())


def has_verb(text: str) -> bool:
    """Whether a short text has a verb that makes it a sentence: "The cap does not apply."."""
    return _VERB.search(text) is not None


def stopped_title(text: str) -> bool:
    """Whether a line is a heading that its author ended like a sentence: "International Data Transfers."."""
    return text.endswith(".") and len(text.split()) <= MAX_STOPPED_WORDS and title_like(text[:-1])


def label(text: str) -> tuple[str, int] | None:
    """Read the heading run into a paragraph and where the text goes on: "Data Use. We may…" → ("Data Use", 10)."""
    if match := _BOLD_LABEL.match(text):
        return _bold_label(text, match)
    match = _LABEL.match(text)
    if not match:
        return None
    title = match["title"]
    words = len(title.split())
    goes_on = match["end"] == "." and (text[match.end()].islower() or _ABBREVIATED.search(f"{title}. "))
    if goes_on or words > MAX_LABEL_WORDS or _SENTENCE.search(title) or _NOT_HEADING.search(title):
        return None
    lone = words == 1 and (match["end"] != "." or len(title) < MIN_ONE_WORD_LABEL)
    return None if lone or (not title_case(title) and not all_caps(title)) else (title, match.end())


def run_in(text: str) -> tuple[str, int] | None:
    """Read a heading in small letters run into a numbered paragraph: "Minimum term. The …" → ("Minimum term", 14)."""
    match = _LABEL.match(text)
    if not match or match["end"] == ":" or len(match["title"].split()) > MAX_RUN_IN_WORDS:
        return None
    title, goes_on = match["title"], text[match.end()].islower()
    sentence = _SENTENCE.search(title) or _NOT_HEADING.search(title) or has_verb(title)
    return None if goes_on or sentence or _ABBREVIATED.search(f"{title}. ") else (title, match.end())


def _bold_label(text: str, match: re.Match[str]) -> tuple[str, int] | None:
    title = match.group(1).strip(" .:")
    stopped = text[match.end(1) : match.end()].strip("*_ \n") or match.group(1).rstrip()[-1] in ".:?"
    return (title, match.end()) if title and stopped and len(title.split()) <= MAX_BOLD_LABEL_WORDS else None


def item_label(text: str) -> str:
    """Read the label of a list item: "Account data: We collect…" → "Account data"; "" without one."""
    plain = _EMPHASIS.sub("", text[:ITEM_LABEL_REACH]).lstrip()
    match = re.match(r"([^.:;!?\n]{2,80}):\s+\S", plain)
    return match.group(1).strip(' “”"') if match and len(match.group(1).split()) <= MAX_LABEL_WORDS else ""
