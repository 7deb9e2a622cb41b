"""What a heading looks like: marked, numbered, plain or run into its paragraph. Pure tests on one line's words.

Refuses to know where the line stands: ingest/blocks.py weighs that.
"""

import re
from typing import Final

from ingest.policy import DOCUMENT

DOCUMENT_NAME: Final = re.compile(rf"(?:[A-Z][\w’'-]*[ \t\xa0](?:(?:and|of|&)[ \t\xa0])?){{0,4}}{DOCUMENT}\b")
MINOR = frozenset(
    "a an and as at but by for from how if in into is it of on or our over per so that the their to under via vs what"
    " when which who why with your you we us do does are not its about be can may us i.e. e.g. & / - – —".split(),
)
# What a sentence has and a heading has not: a subject with its verb.
_SENTENCE = re.compile(
    r"^(?:we|you|they|it|this|these|that|there|users|customers) (?:may|will|can|are|is|have|has|must|shall|should"
    r"|do not|cannot|also|only|might|agree|acknowledge)\b|\bplease\b|\bthank you\b|\bclick here\b",
    re.IGNORECASE,
)
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
MAX_TITLE = 160  # characters; the longest heading of the five policies has 68, of the 150 real ones 99 % have fewer
_ABBREVIATED = re.compile(r"\b(?:Art|No|vs|Inc|Ltd|Co|Corp|St|Sec|U\.S|U\.K|e\.g|i\.e|etc|[A-Z])\.(?= )|^Q: ")


def shown(text: str) -> str:
    """A heading as a reader sees it: without Markdown's marks, on one line."""
    text = text.split("\n", 1)[0] if re.search(r"\n\s*(=+|-+)$", text) else text
    text = re.sub(r"^#{1,6}[ \t\xa0]+|[ \t]+#+$", "", text)
    text = _EMPHASIS.sub("", _LINKS.sub(r"\1", text))
    return " ".join(_ESCAPE.sub(r"\1", text).split())


def only_links(text: str) -> bool:
    """Whether a line holds links or pictures alone: navigation. One link to a place in a page may be its heading."""
    if "](" not in text or _LINKS.sub("", text).strip(" *_|·•-–—>"):
        return False
    return not re.fullmatch(r"\W{0,4}\[[^\[\]]{1,200}\]\([^()\s]{0,300}#[^()\s]{1,200}\)\W{0,4}", text)


def title_case(text: str) -> bool:
    """Whether each word that matters begins with a capital: "Disclosures Required by Law"."""
    words = [w.strip("“”\"'‘’()[],/&–—-") for w in text.split()]
    words = [w for w in words if w]
    if not words or not words[0][0].isupper():
        return False
    return all(w[0].isupper() or w[0].isdigit() or w.lower() in MINOR for w in words)


def all_caps(text: str) -> bool:
    """Whether a line is printed in capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and text.upper() == text  # noqa: PLR2004 - "EU" is a word, no style


def bold_line(text: str) -> bool:
    """Whether a whole line is set in bold."""
    return bool(_BOLD_LINE.match(text))


def title_like(text: str) -> bool:
    """Whether a line could be a heading by its words alone: short, no sentence, no address, no date."""
    if (
        not text
        or len(text) > MAX_TITLE
        or "\n" in text
        or only_links(text)
        or "|" in text
        or "![" in text
        or text[-1] in ".;,:"
    ):
        return False
    words = text.split()
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "“\"'‘(§" or text[0].isalpha() > text[0].islower()):
        return False
    if text[0].isdigit() and re.match(r"[\d.,]+\s+[a-z]", text):
        return False  # "10 years after"
    if text.endswith("?"):
        return len(words) <= 24 and (bool(_QUESTION.match(text)) or len(words) < 14)  # noqa: PLR2004
    if len(words) > 16 or (text[-1] == "!" and len(words) > 3):  # noqa: PLR2004
        return False
    return not (
        _SENTENCE.search(text) or _NOT_HEADING.search(text) or re.search(r"[.!?:] ", _ABBREVIATED.sub("", text))
    )


def stopped_title(text: str) -> bool:
    """A numbered heading that its author ended like a sentence: "2.5 Research.", "4. International Data Transfers."."""
    return text.endswith(".") and len(text.split()) <= 8 and title_like(text[:-1])  # noqa: PLR2004


def label(text: str) -> tuple[str, int] | None:
    """The heading run into a paragraph ("Aggregated Data. We may...") and where the text goes on; None without one."""
    if match := _BOLD_LABEL.match(text):
        title = match.group(1).strip(" .:")
        stopped = text[match.end(1) : match.end()].strip("*_ \n") or match.group(1).rstrip()[-1] in ".:?"
        return (title, match.end()) if title and stopped and len(title.split()) <= 12 else None  # noqa: PLR2004
    match = _LABEL.match(text)
    if not match:
        return None
    title = match["title"]
    words = len(title.split())
    goes_on = match["end"] == "." and (text[match.end()].islower() or _ABBREVIATED.search(f"{title}. "))
    if goes_on or words > 10 or _SENTENCE.search(title) or _NOT_HEADING.search(title):  # noqa: PLR2004
        return None
    lone = words == 1 and (match["end"] != "." or len(title) < 4 or title.lower() in _OPENERS)  # noqa: PLR2004
    return None if lone or (not title_case(title) and not all_caps(title)) else (title, match.end())


def item_label(text: str) -> str:
    """The label of a list item ("Account data: We collect..."), "" without one. Looser than a paragraph's."""
    plain = _EMPHASIS.sub("", text[:200]).lstrip()
    match = re.match(r"([^.:;!?\n]{2,80}):\s+\S", plain)
    return match.group(1).strip(' “”"') if match and len(match.group(1).split()) <= 10 else ""  # noqa: PLR2004


_OPENERS = frozenset(("however", "note", "therefore", "example", "important", "moreover", "thus", "yes", "please"))
