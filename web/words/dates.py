"""Write dates in one form, "12 Feb 2025", also the date that a policy gives itself. Pure."""

from datetime import date

from ingest.naming.policy_date import MONTHS, is_date, stated_date


def today() -> str:
    """Return today's date: "25 Nov 2026"."""
    day = date.today()  # noqa: DTZ011 the reader's own day, and the server is the reader's own machine
    return one_form(day.isoformat())


def date_in(text: str) -> str:
    """Return when a policy says that it was last changed: "Last updated: January 25, 2024" → "25 Jan 2024"; or ""."""
    return one_form(stated_date(text))


def one_form(day: str) -> str:
    """Write a date in our form: "2024-01-25" → "25 Jan 2024", "2024-01" → "Jan 2024"; "02/04/2024" stays open."""
    if not is_date(day):
        return day and f"{day} (day or month first?)"
    year, month, *day_of = map(int, day.split("-"))
    return " ".join(map(str, (*day_of, MONTHS[month - 1], year)))
