"""Find the date that a policy gives itself, and dates in files' names: "acme@2024-02-01.md" → "2024-02-01". Pure."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

HEAD: Final = 3_000  # characters at either end of a policy in which it tells its date
LONGEST_WAY: Final = 60  # characters between "last modification" and its date
DAY: Final = 10  # characters of "2024-02-01"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH: Final = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_SAYS = r"(?:updated|effective|revised|modified|modification|in force|version|as of)"
_DATES = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{MONTH}),?\s+(?P<year>\d{{4}})",
    rf"(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})",
    r"(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)",
)
_DATED = re.compile(rf"{_SAYS}\b[^.\n]{{0,{LONGEST_WAY}}}?(?:{'|'.join(_DATES)})", re.IGNORECASE)
_IN_NAME = re.compile(r"(?:(?P<id>.+)@)?(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:(?:--|T|_)[\d-]+)?")


def own_date(text: str) -> str:
    """Return when a policy says that it was last changed: "Last updated: January 25, 2024" → "2024-01-25"; or ""."""
    ends = (text,) if len(text) <= 2 * HEAD else (text[:HEAD], text[-HEAD:])
    return next((day for end in ends for match in _DATED.finditer(end) if (day := _iso(match))), "")


def dated_name(stem: str) -> tuple[str, str]:
    """Cut a file's stem into a policy's id and a date: "acme@2024-02" → ("acme", "2024-02"); ("acme", "") without."""
    match = _IN_NAME.fullmatch(stem)
    if match is None or not is_date(match["date"]):
        return stem, ""
    return match["id"] or "", match["date"]


def is_date(words: str) -> bool:
    """Say whether a text is a day, a month or a year as files are named by: "2024-02"."""
    try:
        date.fromisoformat((words + "-01-01")[:DAY])
    except ValueError:
        return False
    return len(words) <= DAY


def _iso(match: re.Match[str]) -> str:
    parts = {name: value for name, value in match.groupdict().items() if value}
    year, month, day = (next(_starting(parts, name)) for name in ("year", "month", "day"))
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].title()) + 1
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return ""


def _starting(parts: dict[str, str], name: str) -> Iterator[str]:
    return (value for key, value in parts.items() if key.startswith(name))
