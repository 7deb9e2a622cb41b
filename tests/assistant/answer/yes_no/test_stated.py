"""Claims about the statements of a quote, and about who speaks in them."""

import pytest

from assistant.answer.yes_no.stated import in_first_person, statements


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Acme may keep it.", "we may keep it."),
        ("Data is kept by Acme, Inc. only.", "Data is kept by we only."),
        ("The Acme app is free.", "our app is free."),
        ("Acme’s officer", "our officer"),
        ("The Landlord may enter; the firm keeps keys.", "we may enter; we keeps keys."),
        ("Acme Pay keeps it.", "Acme Pay keeps it."),
        ("Your Acme account", "Your Acme account"),
        ("See acme.com or www.Acme.com/Acme.", "See acme.com or www.Acme.com/Acme."),
        ("A consulting firm helps us.", "A consulting firm helps us."),
    ],
)
def test_an_author_says_we(text: str, said: str) -> None:
    """An author's own name, or what it calls itself, is "we"; a longer name is another's."""
    assert in_first_person(text, ("Acme",), ("Landlord", "firm")) == said


def test_without_names_nothing_changes() -> None:
    """A policy whose names are empty is read as it stands."""
    assert in_first_person("Acme may keep it.", ()) == "Acme may keep it."


def test_what_is_named_only_to_be_set_aside_is_not_said() -> None:
    """Of "5 instead of 9.5" 5 is said."""
    assert statements("The fee is 5 instead of 9.5, yearly.", "") == ["The fee is 5, yearly."]


def test_a_verb_in_its_third_person_makes_a_sentence() -> None:
    """Only sentences are statements, where there is one: a verb in -s before an object makes one."""
    assert statements("Scales. A scale uploads each reading.", "") == ["A scale uploads each reading."]
