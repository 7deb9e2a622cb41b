"""The date that a policy gives itself, and dates in the names of files."""

import pytest

from ingest.naming.policy_date import HEAD, dated_name, is_date, own_date


@pytest.mark.parametrize(
    "text,day",
    [
        ("Last updated: January 25, 2024", "2024-01-25"),
        ("Effective 5th May 2018.", "2018-05-05"),
        ("LAST REVISED ON SEPT. 3, 2021", "2021-09-03"),
        ("Version 3 of our terms, in force since 1 June 2020", "2020-06-01"),
        ("**Last modified:** 2024-02-01", "2024-02-01"),
        ("Last modification was on 1 december 2019", "2019-12-01"),
        ("Last updated on January 25,2024.", "2024-01-25"),
        ("Last updated: May 2024. Effective 1 June 2023.", "2024-05"),
        ("Updated 25/04/2024", "2024-04-25"),
    ],
)
def test_a_date_beside_words_that_say_so_is_the_policy_s(text: str, day: str) -> None:
    """In the forms that policies write it in, whatever their case."""
    assert own_date(f"# Acme Privacy Policy\n\n{text}\n\nWe keep your data.") == day


@pytest.mark.parametrize(
    "text",
    [
        "Acme was founded on January 25, 2024.",  # no word says what the date is of
        "Last updated: 02/04/2024",  # February or April: nobody can tell
        "Last updated: February 30, 2024",
        "Last updated: 31/31/2024",
        "Updated under Implementing Decision 2021/914",
        "This policy was updated. On January 25, 2024 we moved.",  # another sentence
        "Last updated" + " and so on" * 10 + " January 25, 2024",
        "",
    ],
)
def test_what_is_not_sure_is_no_date(text: str) -> None:
    """A wrong date would put versions into a wrong order."""
    assert own_date(text) == ""


def test_an_impossible_date_does_not_hide_the_right_one() -> None:
    """The next that is a day is taken."""
    assert own_date("Version 31 February 2024. Last updated: 1 March 2024.") == "2024-03-01"


def test_a_long_policy_tells_its_date_at_either_end() -> None:
    """What stands in its middle is about something else; the head goes before the foot."""
    middle, foot = "Effective May 1, 2020, we moved.", "Last updated: June 1, 2021"
    filler = "We keep your data. " * (HEAD // 10)
    assert own_date(f"{filler}{middle}{filler}") == ""
    assert own_date(f"{filler}{middle}{filler}{foot}") == "2021-06-01"
    assert own_date(f"Effective July 1, 2022\n{filler}{foot}") == "2022-07-01"


@pytest.mark.parametrize(
    "stem,named",
    [
        ("acme@2024-02-01", ("acme", "2024-02-01")),
        ("acme@2024-02", ("acme", "2024-02")),
        ("acme@2024", ("acme", "2024")),
        ("2024-02-01", ("", "2024-02-01")),
        ("2024-02-01--10-11-12", ("", "2024-02-01")),  # as archives name them, with the time
        ("a@b@2024", ("a@b", "2024")),
        ("acme", ("acme", "")),
        ("acme@2024-13", ("acme@2024-13", "")),
        ("acme-2024-02-01", ("acme-2024-02-01", "")),  # "iso-27001-2022" is a name
        ("@2024", ("@2024", "")),
    ],
)
def test_a_file_s_name_is_cut_into_id_and_date(stem: str, named: tuple[str, str]) -> None:
    """Only what stands behind an @, or alone, is a date; what is no day of a calendar stays part of the name."""
    assert dated_name(stem) == named


@pytest.mark.parametrize("words", ["2024", "2024-02", "2024-02-29"])
def test_a_day_a_month_and_a_year_are_dates(words: str) -> None:
    """As `--as-of` and the names of versions take them."""
    assert is_date(words)


@pytest.mark.parametrize("words", ["", "24", "2024-2", "2024-02-31", "2024-02-01x", "2024-02-01-05", "soon"])
def test_anything_else_is_no_date(words: str) -> None:
    """Also what only begins as one: it would be compared letter by letter."""
    assert not is_date(words)
