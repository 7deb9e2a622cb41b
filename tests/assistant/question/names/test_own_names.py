"""Claims about names that no policy bears and that are a policy's own all the same."""

import pytest

from assistant.question.names.own_names import MOST_HOLDING, called_itself, owning
from assistant.question.scope import scope
from ingest.policy import Policy, PolicyList, WordsKnown

BODY = "\n\nWe keep letters for 40 days. We share them with Mailhop.\n\nQuibblet sends our parcels."


def _policy(start: str, id_: str = "file7", about: tuple[tuple[str, str], ...] = ()) -> Policy:
    return Policy(id_, "File7", (), "", start + BODY, about=about)


@pytest.mark.parametrize(
    ("start", "about"),
    [
        ("HOUSE RULES OF THE VELMARRA BATHS", ()),
        ("# Your letters at Velmarra", ()),
        ("VELMARRA\nCONDITIONS OF HIRE", ()),
        ("# Letters\n\nAt Velmarra, we care for letters.", ()),
        ("# Letters\n\nVelmarra Post Ltd (“Velmarra”, “we” or “us”) carries letters.", ()),
        ("# Letters", (("title", "Letters | Velmarra"),)),
        ("# Letters", (("owner", "Velmarra"),)),
    ],
)
@pytest.mark.parametrize(
    "question", ["Does Velmarra keep letters?", "does velmarra keep it", "Who reads it at Velmarra?"]
)
def test_a_policy_is_found_by_the_name_it_gives_itself(
    start: str, about: tuple[tuple[str, str], ...], question: str
) -> None:
    """In its title, its file's title, or where it says who "we" are: nobody is told that there is no such policy."""
    other = Policy("birch", "Birch", (), "", "Birch keeps it. Velmarra carries it.")
    found = scope(question, (_policy(start, about=about), other))
    assert (found.policies, found.named, found.unknown) == (("file7",), True, ())


@pytest.mark.parametrize("name", ["Mailhop", "Quibblet"])
def test_a_name_that_a_policy_only_speaks_of_is_not_its_own(name: str) -> None:
    """Who carries a policy's letters did not write it."""
    found = scope(f"Does {name} keep letters?", (_policy("# Your letters at Velmarra"),))
    assert (found.unknown, found.elsewhere) == ((name,), True)


def test_a_sentence_is_no_title() -> None:
    """A text without a title begins with what it says of others."""
    assert owning("Mailhop", [_policy("Our letters go to Mailhop.")]) == ()
    assert owning("Mailhop", [_policy("# Mailhop Ltd.")]) == ("file7",)


def test_words_in_small_letters_are_no_name() -> None:
    """The name must be written as one in the policy's beginning."""
    assert owning("baths", [_policy("# Rules for our baths")]) == ()


def test_a_topic_in_a_heading_is_no_name() -> None:
    """What is asked about may stand where a name stands: "How long does delivery take?"."""
    policies = _policy("# Summit Code\n\n## 1. Delivery", "a"), _policy("# Letters at Velmarra", "b")
    assert scope("How long does delivery take at Velmarra?", policies).policies == ("b",)
    assert scope("Does Summit keep letters?", policies).policies == ("a",)


def test_two_policies_of_one_author_are_both_meant() -> None:
    """As where both bear the name, whether or not there are others; where many have it, it tells nothing apart."""
    two = _policy("# Letters at Velmarra", "a"), _policy("# Parcels at Velmarra", "b")
    birch = Policy("birch", "Birch", (), "", "Birch keeps it.")
    for policies in (two, (*two, birch)):
        assert scope("Does Velmarra keep letters?", policies).policies == ("a", "b")
    many = [_policy("# Letters at Velmarra", id_) for id_ in "abcd"]
    assert not scope("Does Velmarra keep letters?", (*many, birch)).named


def test_in_a_large_index_only_the_policies_that_have_the_words_are_read() -> None:
    """A name that very many speak of is looked for in none."""
    policies = PolicyList([_policy("# Letters of Velmarra", "a"), _policy("# Letters of Velmarra", "b")])
    policies.known = WordsKnown(frozenset(), frozenset(), lambda word: frozenset({"b"} if word == "velmarra" else ()))
    assert owning("Velmarra", policies) == ("b",)
    policies.known = WordsKnown(frozenset(), frozenset(), lambda _: frozenset(map(str, range(MOST_HOLDING + 1))))
    assert owning("Velmarra", policies) == ()


@pytest.mark.parametrize("question", ["Does Harbour Dental share files?", "Is Osier Dental open on Sundays?"])
def test_another_name_with_a_common_word_is_another_company(question: str) -> None:
    """Of "Harbour Dental" and "Velmarra Dental" only the common word is the same."""
    dental = Policy("v", "Velmarra", ("Velmarra Dental",), "", "Velmarra Dental shares files with nobody.")
    assert scope(question, (dental,)).unknown == (" ".join(question.split()[1:3]),)
    assert scope("Does Velmarra Dental share files?", (dental,)).named
    assert scope("Does the Dental policy share files?", (dental,)).named


@pytest.mark.parametrize(
    ("start", "called"),
    [
        ("File7 Lettings Ltd (the Landlord) lets flats.", ("Landlord",)),
        ("File7 & Dunne Surveyors LLP (the firm) works.", ("firm",)),
        ("Velmarra, Inc. (“MFC”, “we”, “us”) sells.", ("MFC",)),
        ('Velmarra Ltd ("Velmarra", "we", "us") sells.', ("Velmarra",)),
        ("Users (the “Customers”) buy.", ()),
        ("File7 Ltd (the Provider) and Birch Inc. (the Customer) agree.", ("Provider",)),
        ("File7 Ltd works for Birch Inc. (the Customer).", ()),
        ("Between File7 Ltd and Birch Inc. (the Customer)", ()),
    ],
)
def test_what_an_author_calls_itself(start: str, called: tuple[str, ...]) -> None:
    """The word in brackets behind a company's name and legal form; "we" is no such word."""
    assert called_itself(_policy(start)) == called
