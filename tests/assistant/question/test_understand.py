"""A question as it is understood: names, spelling, follow-ups, small talk."""

from collections.abc import Sequence

import pytest

from assistant.english.spelling import corrected
from assistant.question.understand import Carried, understand
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from tests.conftest import ROOT

FIVE = tuple(read_policy(path) for path in sorted((ROOT / "policies").glob("*.txt")))
GOOGLE = "Does AIpicMarket use Google Analytics cookies?"
WORDS = ["personal", "account", "share", "third", "data", "location"]


def spell(text: str, _policies: Sequence[str]) -> str:
    """Correct a few words."""
    known = set("how long does segments keep my data do aiexpert with parties delete ai kestrel".split())
    return corrected(text, WORDS, lambda word: word in known or word in WORDS)


@pytest.mark.parametrize(
    ("typed", "meant", "policy"),
    [
        ("how log does segments keep my persnal data", "how long does segments keep my personal data?", "segments-ai"),
        ("does aiexpert shaer data with thrid parties?", "does aiexpert share data with third parties?", "ai-expert"),
        ("delete my acount segments.ai", "delete my account segments.ai", "segments-ai"),
        ("HOW LONG DOES SEGMENTS.AI KEEP MY DATA", "how long does segments.ai keep my data?", "segments-ai"),
        ("does segments.ia keep my data?", "does Segments.ai keep my data?", "segments-ai"),
        ("delete my segments account", "delete my segments account", "segments-ai"),
    ],
)  # fmt: skip
def test_a_question_as_typed(typed: str, meant: str, policy: str) -> None:
    """Words and names that were typed wrong are read right, and an ordinary word as a name where one stands."""
    understood = understand(typed, FIVE, spell=spell)
    assert understood.question == meant
    assert understood.scope.policies == (policy,)


def test_what_was_corrected_is_told() -> None:
    """Each correction holds what was typed and what it was taken for."""
    understood = understand("does segmants.ai keep my dta", FIVE, spell=spell)
    assert [(c.typed, c.meant) for c in understood.corrections] == [("segmants.ai", "Segments.ai"), ("dta", "data")]
    assert understand("Does Segments.ai keep my data?", FIVE, spell=spell).corrections == ()


@pytest.mark.parametrize("text", ["hello", "thanks", "asdf", "Which policies do you have?", "list all policies"])
def test_small_talk_is_told_apart(text: str) -> None:
    """It takes nothing from the questions before it."""
    understood = understand(text, FIVE, earlier=[GOOGLE])
    assert understood.small_talk
    assert understood.question == text


@pytest.mark.parametrize("text", ["Does AI Planet?", "And AIpicMarket?", "Segments.ai", "what about Segments.ai?"])
def test_a_name_alone_asks_nothing(text: str) -> None:
    """No policy is silent on it; after another question it leans on that."""
    assert understand(text, FIVE).small_talk
    assert not understand(text, FIVE, earlier=["Do they sell my data?"]).small_talk
    assert not understand(f"Who is {text.split()[-1]}", FIVE).small_talk


@pytest.mark.parametrize(
    ("question", "meant", "words"),
    [
        ("what about cookies?", "what about cookies at AIpicMarket?", ""),
        ("tell me about children", "what about children at AIpicMarket?", ""),
        ("retention period", "what about retention period at AIpicMarket?", ""),
        ("Is my data sold?", "Is my data sold?", ""),
        ("Is it possible to delete my account?", "Is it possible to delete my account?", ""),
        ("Is there a data protection officer?", "Is there a data protection officer?", ""),
        ("Do they keep the data that I upload?", "Do they keep the data that I upload?", ""),
        ("Can I refuse them?", "Can I refuse them? (use Google Analytics cookies)", "use Google Analytics cookies"),
        ("And Hubspot?", "And Hubspot? (use Google Analytics cookies)", "use Google Analytics cookies"),
    ],
)  # fmt: skip
def test_a_follow_up_carries_what_it_needs(question: str, meant: str, words: str) -> None:
    """A new topic takes the policy alone, a question that points back its words too, a whole one none."""
    understood = understand(question, FIVE, earlier=[GOOGLE])
    assert understood.question == meant
    assert understood.carried == Carried(("aipicmarket",), words)


def test_a_named_policy_is_not_carried() -> None:
    """A question that names its policy takes the words of the one before it alone."""
    understood = understand("What about AI Planet?", FIVE, earlier=[GOOGLE])
    assert understood.question == "Does AI Planet use Google Analytics cookies?"
    assert understood.carried == Carried((), "use Google Analytics cookies")


def test_two_questions_are_two_parts() -> None:
    """The second is understood after the first."""
    understood = understand("How long do you keep my photos? Who can see them?", FIVE)
    assert understood.parts == ("How long do you keep my photos?", "Who can see them? (long you keep my photos)")


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Does Spotify sell my personal data?", "Spotify"),
        ("does spotify sell my data", "spotify"),
        ("How long does Netflix keep my data?", "Netflix"),
        ("What is Acme's privacy policy on children?", "Acme"),
        ("Can I close my Netflix account?", "Netflix"),
        ("Does hetzner.com keep logs?", "hetzner.com"),
        ("compare Segments.ai and Netflix", "Netflix"),
        ("is my data safe at netflix", "netflix"),
    ],
)
def test_a_name_that_no_policy_bears_is_told(question: str, unknown: str) -> None:
    """It stands where the one who is asked about stands."""
    assert understand(question, FIVE).scope.unknown == (unknown,)


@pytest.mark.parametrize(
    "question",
    [
        "Do they share my data with Spotify?",
        "Does AI Planet share data with Facebook?",
        "Does the GDPR apply?",
        "Does California law apply?",
        "Are EU residents protected?",
        "Does Do Not Track work?",
        "Is Google Analytics used?",
        "What does Article 6 say?",
        "Is my data stored at Amazon?",
        "Does advertising stop?",
        "How Long Will My Data Be Kept?",
        "Verkoopt AI Planet mijn gegevens?",
    ],
)
def test_other_names_are_no_unknown_policy(question: str) -> None:
    """Those who are only spoken of, laws, places, and words with a capital."""
    assert understand(question, FIVE).scope.unknown == ()


def test_who_speaks_of_an_unknown_name() -> None:
    """The policies whose text has the name may still say something of it."""
    kept = Policy("a", "Acme", (), "", "Acme sends it to Hubspot."), Policy("b", "Birch", (), "", "Birch keeps it.")
    scope = understand("Does Hubspot get my email?", kept).scope
    assert (scope.unknown, scope.policies, scope.elsewhere) == (("Hubspot",), ("a",), True)
    assert understand("Does Hubspot get my email?", kept, given=["a"]).scope.unknown == ()
