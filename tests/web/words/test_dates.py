"""One form of date on the page, and the date that a policy gives itself."""

import re

import pytest

from ingest.naming.policy_date import own_date
from web.words.dates import date_in, one_form, today


@pytest.mark.parametrize(
    "text,date",
    [
        ("Last updated: January 25, 2024", "25 Jan 2024"),
        ("Effective 3rd March 2025.", "3 Mar 2025"),
        ("Version of 2025-02-12", "12 Feb 2025"),
        ("Revised Sept. 2023", "Sep 2023"),
        ("The last modification to this Privacy Policy occurred on 02/04/2024.", "02/04/2024 (day or month first?)"),
        ("Updated 25/04/2024", "25 Apr 2024"),
        ("Updated 04.04.2024", "4 Apr 2024"),
        ("Founded on 3 March 2025. We update nothing.", ""),
        ("", ""),
    ],
)
def test_a_policys_date(text: str, date: str) -> None:
    """Each way of writing becomes ours; one that may be read in two ways is left open."""
    assert date_in(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "These terms are current as of 3 May 2024.",
        "Last updated: May 2024. Effective 1 June 2023.",
        "Last updated: 02/04/2024. Effective 1 June 2023.",
        "Last updated on January 25,2024.",
        "We keep your data. " * 500 + "Effective May 1, 2020, we moved. " + "We keep your data. " * 500,
    ],
)
def test_the_page_and_the_version_give_a_policy_one_date(text: str) -> None:
    """A version "acme@2024-05" is not one of June 2023 on the page."""
    assert date_in(text) == one_form(own_date(text))


def test_today_is_in_the_same_form() -> None:
    """Such as "25 Nov 2026"."""
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} \d{4}", today())
