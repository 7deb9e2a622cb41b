"""What a question asks for."""

import pytest

from assistant.english.definitions import defines
from assistant.question.question_form import form, is_yes_no, parts, term


@pytest.mark.parametrize(
    "question",
    [
        "Does Acme sell my data?",
        "Can I delete my account?",
        "Hi, do you keep photos?",
        "If I leave, will you delete my data?",
        "My son is 12. May he use it?",
        "Is my data sold?",
        "They did weird things. Do you tell me?",
        "if i hide my distance can others still find me",
        "When I report a fault, does my address go along with it?",
        "on dial-up - could you hang up on me?",
    ],
)
def test_questions_that_want_yes_or_no(question: str) -> None:
    """A verb comes first, after a greeting or a condition too."""
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long do you keep data?",
        "Who is the controller?",
        "What can I do?",
        "Which data do you collect?",
        "Tell me.",
        "If I delete it what can you still see?",
        "When I delete it, when is it gone?",
        "If you are the target of a claim, your content may be removed",
        "Somebody got my login and did weird things. Whose job was it?",
    ],
)
def test_questions_that_do_not(question: str) -> None:
    """A question word asks for more than yes or no, wherever its verb stands."""
    assert not is_yes_no(question)


@pytest.mark.parametrize(
    "question,text",
    [
        ("How long do you keep photographs?", "for two (2) years"),
        ("How long do you keep photographs?", "no longer than necessary"),
        ("How long do you keep photographs?", "for a period of two\nyears"),
        ("How quickly am I told?", "without undue delay"),
        ("How old must I be?", "under the age of thirteen"),
        ("When was it last revised?", "12 February 2025"),
    ],
)
def test_the_form_of_an_answer(question: str, text: str) -> None:
    """A span of time, a number, a year: words without it do not answer."""
    holds = form(question)
    assert holds
    assert holds.search(text)
    assert not holds.search("We keep photographs with care.")


@pytest.mark.parametrize(
    "question,names,other",
    [
        ("Does Acme sell my data?", "We do not sell it.", "We share it with third parties."),
        ("Do they sell data?", "No sale of data.", "A merger, or the sale of all of our assets."),
        ("Do they sell data?", "We rent it.", "At least one current buyer, in an asset sale."),
        ("Are cookies set?", "We use a cookie.", "We note your browser."),
        ("Will I be told of a breach?", "After an incident we tell you.", "We prevent unauthorized access."),
        ("Do they train models on it?", "It may improve the AI services.", "We improve customer service."),
    ],
)
def test_a_deed_is_answered_by_its_name(question: str, names: str, other: str) -> None:
    """A yes or a no about selling stands on words that speak of selling, not on what is near it."""
    holds = form(question)
    assert holds
    assert holds.search(names)
    assert not holds.search(other)


def test_most_questions_have_no_form() -> None:
    """Where the form tells nothing, nothing is left out."""
    assert form("When may you refuse?") is None
    assert form("Who gets my data?") is None
    assert form("Which cookies are there?") is None


@pytest.mark.parametrize(
    "question,wanted",
    [
        ('What is "the Platform" in the policy?', "Platform"),
        ("What does Acme mean by “personal data”?", "personal data"),
        ('How is "Service Data" used?', ""),
        ("What is the Platform?", ""),
    ],
)
def test_a_term_whose_meaning_is_asked_for(question: str, wanted: str) -> None:
    """Only a quoted term, and only where its meaning is asked for."""
    assert term(question) == wanted


def test_what_defines_a_term() -> None:
    """“X” means, (the “X”), and the like; a mention does not."""
    assert defines("“Platform” or “Website” means acme.example.", "platform")
    assert defines("what you upload (the “Service Data”).", "Service Data")
    assert defines('the term "personal data" refers to information', "personal data")
    assert not defines("The Platform means a lot to us.", "Platform")
    assert not defines("We like the “Platform”. It means a lot.", "Platform")


@pytest.mark.parametrize(
    "question,count",
    [
        ("How long is it kept, and how can I unsubscribe?", 2),
        ("Does it leave the EU, and how is it protected then?", 2),
        ("How long do you keep it? Who can see it?", 2),
        ("They did weird things to me. Do you tell me?", 1),
        ("Do they share my name and what I buy?", 1),
        ("Which data is kept and how?", 1),
        ("Who are you and why?", 1),
        ("Keep names and addresses", 1),
    ],
)
def test_two_questions_in_one_sentence(question: str, count: int) -> None:
    """Each has a question word or a verb first, and words enough to stand by itself."""
    assert len(parts(question)) == count
    assert " ".join(parts(question)).split()[0] == question.split()[0]
