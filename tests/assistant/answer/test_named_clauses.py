"""Clauses that a text names by number or by heading."""

import pytest

from assistant.answer.named_clauses import headed, limits, noted, numbered
from assistant.answer.quote.cite import body, quoted
from assistant.judge.rarity import rarity
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.policy import Policy


def clause(number: str, text: str, *path: str, lead: str = "") -> Clause:
    """A clause of one policy, with its number as it is printed."""
    return Clause(f"a/{number}/{len(text)}", "a", number, path, text, 0, len(text), lead)


CLAUSES = [
    clause("4", "We share it.", "Sharing"),
    clause("4.1", "With partners.", "Sharing", "Partners"),
    clause("41", "Nothing else.", "Other"),
    clause("Clause 8.9", "Documentation.", "Documents"),
    clause("ANNEX II", "Measures.", "Measures"),
    clause("", "You must not:\n(i) resell it;\n(ii) send bulk mail.", "Duties"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What does section 4 say?", ["4", "4.1"]),
        ("what is in § 4.1", ["4.1"]),
        ("Explain clause 8.9", ["Clause 8.9"]),
        ("What is in Annex II?", ["ANNEX II"]),
        ("What is in section II?", []),  # the annex is not called a section
        ("What does item (ii) forbid?", [""]),
        ("Which Article 6 GDPR basis do you use?", []),
        ("Does it comply with section 4 of the GDPR?", []),
        ("Does section 4 of this policy hold?", ["4", "4.1"]),
        ("What does section 99 say?", []),
        ("Is there a 4 % fee?", []),
        ("", []),
    ],
)
def test_numbers(text: str, expected: list[str]) -> None:
    """A number names its clause and those below it, another law's number names none."""
    by_id = {of_policy.id: of_policy.number for of_policy in CLAUSES}
    assert [by_id[id_] for id_ in numbered(text, CLAUSES)] == expected


def test_an_item_is_a_place_in_its_clause() -> None:
    """The span of an item begins behind its mark."""
    ((id_, (start, _)),) = numbered("item (ii)", CLAUSES).items()
    assert next(of_policy.text for of_policy in CLAUSES if of_policy.id == id_)[start:] == "send bulk mail."


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Subject to clause 41, we delete it.", ["41"]),
        ("We keep it, except as set out in section 41.", ["41"]),
        ("See section 41.", []),  # points there, is not limited by it
        ("Notwithstanding clause 41, we keep it.", []),  # overrides it
        ("Subject to section 4, we delete it.", []),  # 4 and 4.1 are two places: nobody knows which is meant
        ("Subject to section 41 of the GDPR, we delete it.", []),
    ],
)
def test_limits(quote: str, expected: list[str]) -> None:
    """A quote is limited by a clause that it says it is subject to."""
    cited = body(clause("1", quote, "Keeping"))
    assert [of_policy.number for of_policy in limits(cited, {"a": CLAUSES})] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A boat costs 8 euro [1] an hour.", ["[1] Half of it in May."]),
        ("A guide costs 20 euro*.", ["* Tips apart."]),
        ("Dogs are welcome.", []),
    ],
)
def test_a_quote_leads_to_the_notes_of_its_words(words: str, expected: list[str]) -> None:
    """A figure in brackets or a star; what the quote does not refer to stays away."""
    text = "# Hire\n\nA boat costs 8 euro [1] an hour.\n\nA guide costs 20 euro*.\n\nDogs are welcome.\n"
    clauses = split(Policy("a", "A", (), "", f"{text}\n[1] Half of it in May.\n\n* Tips apart.\n"))
    cited = quoted(words, clauses[0])
    assert cited
    assert [note.text for note in noted(cited, {"a": clauses})] == expected


SECTIONS = [
    clause("1", "You may ask us for a copy of your privacy data.", "Your Privacy Rights"),
    clause("2", "We protect your privacy and data.", "Privacy"),
    clause("3", "Our privacy team reads your data requests.", "Requests about privacy data and deletion"),
    clause("4", "Your privacy data may go abroad.", "Transfers"),
    clause("5", "Your Rights", "Your Rights"),
    clause("6", "We collect no health data.", "Information We Do Not Collect"),
    clause("8", "Until you leave.", "How long do we store it?"),
    clause("7", "You may post on our boards.", "Information you share"),
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What rights do I have?", ["1"]),
        ("How do I file requests?", []),  # the heading says much more than that
        ("Who is the owner?", []),
        ("What information do you collect?", []),  # the section is on what is not
        ("How long do you store it?", ["8"]),
        ("What information do you not collect?", ["6"]),
        ("Who do you share my information with?", []),  # the section is on what its users share
        ("", []),
    ],
)
def test_headings(question: str, expected: list[str]) -> None:
    """A heading is what a question asks where it adds nothing, or only what the whole policy is about."""
    by_id = {section.id: section.number for section in SECTIONS}
    sections = [section for section in SECTIONS if section.number != "5"]
    assert [by_id[id_] for id_ in headed(question, sections, rarity(sections))] == expected


JOINED = [
    clause("1", "You may switch e-mails off.", "Your choices and rights"),
    clause("2", "You have the right to a copy.", "Your choices and rights"),
    clause("3", "We protect it by locks.", "Who decides? How do you protect it?"),
    clause(
        "4", "You have rights in court.", "Rights of others when a court of law orders it and we must obey what it says"
    ),
    clause("5", "A row.", "Data", "How to delete it"),
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What rights do I have?", ["2"]),  # of the section, what speaks of rights
        ("What are my rights regarding my data?", ["2"]),
        ("How do you protect my data?", ["3"]),  # the second of two questions
    ],
)
def test_headings_that_join_topics(question: str, expected: list[str]) -> None:
    """Each topic counts by itself; a long sentence is no list of topics."""
    by_id = {section.id: section.number for section in JOINED}
    assert [by_id[id_] for id_ in headed(question, JOINED, lambda _: 1.0)] == expected


def test_what_a_heading_adds_to_say_what_it_is_about_narrows_nothing() -> None:
    """Rights "in respect of your personal data" are your rights; rights "of refund" are fewer."""
    wide = clause("1", "You have them.", "Your rights in respect of your personal data")
    narrow = clause("2", "You have it.", "Your rights of refund and of withdrawal from a purchase")
    assert list(headed("What rights do I have?", [wide, narrow], lambda _: 1.0)) == [wide.id]


def test_a_row_s_head_is_no_heading() -> None:
    """A table's row is found by its words, not as a section."""
    row = Clause("a/1", "a", "", ("Data", "Your rights"), "Your rights | none", 0, 18, columns=("What", "How"))
    assert not headed("What rights do I have?", [row], lambda _: 1.0)


def test_a_bare_heading_is_no_section() -> None:
    """A clause that is only its heading says nothing."""
    assert not headed("What rights do I have?", SECTIONS[4:5], rarity(SECTIONS))
