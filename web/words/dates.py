"""Write dates in one form, "12 Feb 2025", and find the date that a policy gives itself. Pure."""

import re
from datetime import date
from functools import lru_cache

from ingest.naming.policy_date import LONGEST_WAY, MONTH, MONTHS

FIRST_YEAR = 1990  # earlier numbers are no dates of a policy
TWELVE = 12  # months: a larger number is a day

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_FORMS = "|".join((
    rf"{_DAY}\s+{MONTH}(?:,\s*|\s+)\d{{4}}",
    rf"{MONTH}\s+{_DAY}(?:,\s*|\s+)\d{{4}}",
    r"\d{4}-\d\d-\d\d",
    r"\d{1,2}[./]\d{1,2}[./]\d{4}",
    rf"{MONTH}\s+\d{{4}}",
))  # fmt: skip
_SAYS = r"(?:updated|effective|revised|modified|modification|in force|version)"
_DATED = re.compile(rf"{_SAYS}\b[^.\n]{{0,{LONGEST_WAY}}}?({_FORMS})", re.IGNORECASE)


def today() -> str:
    """Return today's date: "25 Nov 2026"."""
    return _written(date.today())  # noqa: DTZ011 the reader's own day, and the server is the reader's own machine


@lru_cache(maxsize=64)  # a page of search, an eighth of the time that an answer takes to draw; as many as are shown
def date_in(text: str) -> str:
    """Return when a policy says that it was last changed: "Last updated: January 25, 2024" → "25 Jan 2024"; or ""."""
    match = _DATED.search(text)
    return one_form(match.group(1)) if match else ""


def one_form(words: str) -> str:
    """Write a date in our form: "January 25, 2024" → "25 Jan 2024"; "02/04/2024" stays open."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if month := re.search(r"[A-Za-z]{3,}", words):
        named = MONTHS.index(month.group()[:3].title()) + 1
        *day, year = numbers
        return f"{day[0]} {MONTHS[named - 1]} {year}" if day else f"{MONTHS[named - 1]} {year}"
    if numbers[0] > FIRST_YEAR:
        return f"{numbers[2]} {MONTHS[min(numbers[1], TWELVE) - 1]} {numbers[0]}"
    first, second, year = numbers
    if first <= TWELVE and second <= TWELVE and first != second:
        return f"{words} (day or month first?)"
    day_of, month_of = (first, second) if second <= TWELVE else (second, first)
    return f"{day_of} {MONTHS[min(month_of, TWELVE) - 1]} {year}"


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
