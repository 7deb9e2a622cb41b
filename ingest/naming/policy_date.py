"""Find the date that a policy gives itself, and dates in files' names: "acme@2024-02-01.md" → "2024-02-01". Pure."""

import re
from datetime import date
from typing import Final

HEAD: Final = 3_000  # characters at either end of a policy in which it tells its date
LONGEST_WAY: Final = 60  # characters between "last modification" and its date
DAY: Final = 10  # characters of "2024-02-01"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TWELVE: Final = 12  # months: a larger number is a day
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_MONTH_ALONE = (  # "Decision 2021/914" names no month
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SAYS = r"(?:updated|effective|revised|modified|modification|in force|version|as of)"
_THEN = r"(?:,\s*|\s+)"  # before the year: "January 25,2024"
_DATES = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}){_THEN}(?P<year>\d{{4}})",
    rf"(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?{_THEN}(?P<year2>\d{{4}})",
    r"(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)",
    r"(?P<either>\d{1,2})[./](?P<other>\d{1,2})[./](?P<year4>\d{4})",
    rf"(?P<month5>\b{_MONTH_ALONE})\s+(?P<year5>\d{{4}})",
)
_DATED = re.compile(rf"{_SAYS}\b[^.\n]{{0,{LONGEST_WAY}}}?(?P<date>{'|'.join(_DATES)})", re.IGNORECASE)
_IN_NAME = re.compile(r"(?:(?P<id>.+)@)?(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:(?:--|T|_)[\d-]+)?")


def stated_date(text: str) -> str:
    """Return when a policy says that it was last changed, as exactly as it says: "2024-01-25", "2024-05"; or "".

    Where only a date is told whose day and month are open, it stays as it is written: "02/04/2024".
    """
    ends = (text,) if len(text) <= 2 * HEAD else (text[:HEAD], text[-HEAD:])
    dates = [day for end in ends for match in _DATED.finditer(end) if (day := _iso(match))]
    return next(filter(is_date, dates), dates[0] if dates else "")


def own_date(text: str) -> str:
    """Return the date that a policy gives itself, where it is a sure one: "2024-01-25", "2024-05"; or ""."""
    date_told = stated_date(text)
    return date_told if is_date(date_told) else ""


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
    """A date as calendars sort it; as it is written where two days can be meant; "" where it is no day."""
    if match["either"]:
        return _of_numbers(match)
    parts = {name.rstrip("2345"): value for name, value in match.groupdict().items() if value}
    month = parts["month"]
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].title()) + 1
    return _day(parts["year"], number, parts["day"]) if "day" in parts else f"{parts['year']}-{number:02}"


def _of_numbers(match: re.Match[str]) -> str:
    """As `_iso`: "25/04/2024" → "2024-04-25", "02/04/2024" → "02/04/2024"."""
    either, other = int(match["either"]), int(match["other"])
    if max(either, other) <= TWELVE and either != other:
        return match["date"]
    return _day(match["year4"], min(either, other), max(either, other))


def _day(year: str, month: int, day: str | int) -> str:
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return ""
