"""Claims about which policies a question is about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question.names.mentions import mentions, without_names
from assistant.question.scope import put_to, scope
from assistant.question.several_policies import asked_of_each
from ingest.errors import UsageError
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from tests.conftest import ROOT

FIVE = tuple(read_policy(path) for path in sorted((ROOT / "policies").glob("*.txt")))
ALL = tuple(policy.id for policy in FIVE)
MORE = (  # names as files have them, and names that are ordinary words
    Policy("nda_form_motorola", "Non-Disclosure", (), "", "The recipient shall keep it secret, and keep it safe."),
    Policy("keep", "Keep", (), "", "We keep your workouts. To keep them, keep your account."),
    Policy("ExcelerateStandardNDAFormat", "Excelerate Standard", (), "", "All proprietary data shall be returned."),
    Policy("maud__PNM_Resources_Inc._Avangrid_Inc.", "Merger Agreement", (), "", "The merger shall be effective."),
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long does Segments.ai keep it?", {"segments-ai"}),
        ("how long does segments ai keep it", {"segments-ai"}),
        ("What do www.segments.ai's cookies do?", {"segments-ai"}),
        ("the Segments pop-up", {"segments-ai"}),
        ("segmnets.ai how many years?", {"segments-ai"}),
        ("does lighten up ai share it", {"lightenup-ai"}),
        ("I'm fed up with LightenUp.", {"lightenup-ai"}),
        ("AIpicmarkt: where?", {"aipicmarket"}),
        ("aipicmarket.net sells what?", {"aipicmarket"}),
        ("can i ask ai expret to delete it", {"ai-expert"}),
        ("Does Smart Experts sell it?", {"ai-expert"}),
        ("Is DPhi Tech in Belgium?", {"ai-planet"}),
        ("Who is stricter, AIpicMarket or AI Expert?", {"aipicmarket", "ai-expert"}),
        ("Compare Motorola's with Excelerate.", {"nda_form_motorola", "ExcelerateStandardNDAFormat"}),
        ("Compare AI Planet with Excelerate.", {"ai-planet", "ExcelerateStandardNDAFormat"}),
        ("the merger of Avangrid and PNM Resources", {"maud__PNM_Resources_Inc._Avangrid_Inc."}),
        ("How long does Keep keep my workouts?", {"keep"}),
        ('Consider "Keep"\'s privacy policy; who sees it?', {"keep"}),
    ],
)
def test_a_named_policy_is_found(question: str, expected: set[str]) -> None:
    """Names, aliases, domains, parts of names and misspellings settle which policies are asked about."""
    found = scope(question, FIVE + MORE)
    assert set(found.policies) == expected
    assert found.named


@pytest.mark.parametrize(
    "question",
    [
        "How long do you keep my data?",
        "Keep it short: who gets my data?",
        "Do they use artificial intelligence?",
        "Can an expert look at my pictures?",
        "Which markets do they sell to?",
        "What is a Non-Disclosure Agreement?",
        "Which services do they use for segments of users?",
        "What on this planet do they do with my e-mail?",
        "",
    ],
)
def test_an_unnamed_policy_is_not_guessed(question: str) -> None:
    """Where no policy is named all are searched, and the scope says so."""
    found = scope(question, FIVE + MORE)
    assert found.policies == tuple(policy.id for policy in FIVE + MORE)
    assert not found.named


@pytest.mark.parametrize(
    "question",
    [
        "Do all five sell data?",
        "Which of them sells data?",
        "Which of these services is Bulgarian?",
        "One of them: which?",
    ],
)
def test_all_of_them_are_named_by_number(question: str) -> None:
    """Words like "all five" and "which of them" ask about every policy, whatever was asked before."""
    found = scope(question, FIVE, history=["What does AI Planet keep?"])
    assert found.policies == ALL
    assert found.named


def test_what_is_given_wins() -> None:
    """An explicit choice is not overruled by a name in the question."""
    assert scope("Does AI Planet sell it?", FIVE, given=["segments-ai"]).policies == ("segments-ai",)


def test_an_unknown_choice_is_refused() -> None:
    """A policy that is not there is named in one line, with those that are."""
    with pytest.raises(UsageError, match="no policy 'nope' in the index: it holds ai-expert"):
        scope("What?", FIVE, given=["nope"])


def test_a_follow_up_is_about_what_was_named_last() -> None:
    """Words like "their" and "it" lean on the last question that named a policy."""
    history = ["What does AI Planet keep?", "And AIpicMarket?", "Why?"]
    assert scope("How long is that?", FIVE, history=history).policies == ("aipicmarket",)
    assert scope("And their cookies at AI Expert?", FIVE, history=history).policies == ("ai-expert",)


def test_both_are_the_two_named_last() -> None:
    """The word "both" reaches back until two policies were named."""
    history = ["What does AI Expert keep?", "What does AI Planet keep?", "And AIpicMarket?"]
    assert set(scope("Do both delete it?", FIVE, history=history).policies) == {"ai-planet", "aipicmarket"}


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("According to AI Expert's policy, when may it refuse?", "when may it refuse?"),
        ('Consider "Segments.ai"\'s policy; who gets it?', "who gets it?"),
        ("Does Segments.ai's pop-up stay?", "Does   pop-up stay?"),
        ("Who gets it?", "Who gets it?"),
        ("In AI Planet, why?", "In  , why?"),
    ],
)
def test_names_are_taken_out(question: str, left: str) -> None:
    """Inside one policy its name, and the words that introduce it, tell nothing apart."""
    assert without_names(question, FIVE) == left


@given(st.text(max_size=200))
def test_any_text_has_a_scope(text: str) -> None:
    """No text breaks it: policies come in the index's order, mentions lie inside the text."""
    found = scope(text, FIVE)
    assert found.policies == tuple(id_ for id_ in ALL if id_ in found.policies)
    assert found.policies
    assert all(0 <= one.start < one.end <= len(text) for one in mentions(text, FIVE))
    assert len(without_names(text, FIVE)) <= len(text) + 2 * len(mentions(text, FIVE))


@settings(deadline=None)  # the first text of a process reads all the policies
@given(st.sampled_from(FIVE), st.sampled_from(["Does {} sell it?", "{}: how long?", "who at {} can see me"]))
def test_every_name_finds_its_policy(policy: Policy, frame: str) -> None:
    """Each name and alias of a policy, in capitals too, leads to it."""
    for name in (policy.name, *policy.aliases):
        for written in (name, name.upper()):
            assert policy.id in scope(frame.format(written), FIVE).policies
            assert len(scope(frame.format(written), FIVE).policies) == 1


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Does AI Expert or AIpicMarket sell it?", (("ai-expert",), ("aipicmarket",))),
        ("Does AIpicMarket or AI Expert sell it?", (("aipicmarket",), ("ai-expert",))),
        ("How long does AI Expert keep it?", (("ai-expert",),)),
        ("Do all five sell it?", tuple((id_,) for id_ in ALL)),
        ("Who sells it?", (ALL,)),
    ],
)
def test_a_few_named_policies_are_asked_one_by_one(question: str, expected: tuple[tuple[str, ...], ...]) -> None:
    """In the order of the question, and all where each is meant; policies that nobody named are searched together."""
    assert [ids for _, ids in put_to(question, scope(question, FIVE), FIVE)] == list(expected)


def test_a_part_is_put_to_the_policies_that_it_names() -> None:
    """The other part's policy is not asked."""
    within = scope("How long does AI Expert keep it and how long does AIpicMarket?", FIVE)
    assert put_to("How long does AIpicMarket keep it?", within, FIVE) == (
        ("How long does AIpicMarket keep it?", ("aipicmarket",)),
    )
    assert put_to("How long do they keep it?", within, FIVE) == (
        ("How long do they keep it?", ("ai-expert",)),
        ("How long do they keep it?", ("aipicmarket",)),
    )


def test_a_name_that_all_policies_bear_names_them_all() -> None:
    """A folder with two documents of one company: the question names both, and no stranger."""
    kinds = ("Terms of Service", "Privacy Policy", "Cookie Policy")
    documents = [
        Policy(f"q-{n}", f"Quelora {kind}", ("Quelora",), "", f"Quelora {kind}") for n, kind in enumerate(kinds)
    ]
    for held in (documents[:2], documents):
        within = scope("Does Quelora sell my data?", held)
        assert within.named
        assert within.policies == tuple(policy.id for policy in held)
        assert not within.unknown


def test_a_name_that_several_policies_bear_is_cut_out_once() -> None:
    """Cut out once for each of five policies, it took the words behind it along: "Does" was all that was searched."""
    five = [Policy(f"q-{n}", f"Quelora {n}", ("Quelora",), "", f"Quelora {n}") for n in range(5)]
    assert without_names("Does Quelora sell my personal data?", five) == "Does   sell my personal data?"


@pytest.mark.parametrize("name", ["O2", "3M", "X", "9gag", "7-Eleven"])
def test_a_short_name_and_one_with_digits_is_a_name(name: str) -> None:
    """Its policy is meant where there is one; else none is, and no other policy answers."""
    other = Policy("birch", "Birch", (), "", "Birch sells no data.")
    question = f"Does {name} sell my data?"
    held = scope(question, (other, Policy("p", name, (), "", f"{name} sells no data.")))
    assert held.named
    assert held.policies == ("p",)
    if len(name) > 2 or name[0].isdigit():
        assert scope(question, (other, Policy("oak", "Oak", (), "", "Oak."))).unknown == (name,)


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("Which of them sells data?", "Do they sell data?"),
        ("Which vendors do not sell data?", "Do they not sell data?"),
        ("Which of the five services has a certificate?", "Does it have a certificate?"),
        ("Which of these companies discloses it?", "Do they disclose it?"),
        ("Which vendor has the highest minimum age?", "What is their minimum age?"),
        ("Who keeps data the longest?", "How long do they keep data?"),
        ("Which of them has the longest notice period?", "How long is their notice period?"),
        ("which company reports breaches fastest", "How soon do they report breaches?"),
        ("Which vendor charges the lowest fee?", "What fee do they charge?"),
        ("How many of them sell data?", "Do they sell data?"),
        ("Does any of them sell data?", "Does it sell data?"),
        ("How long do all five keep logs?", "How long do they keep logs?"),
        ("Do any third parties get my data?", ""),
        ("Which of them is best?", ""),
        ("Which providers do they use?", ""),
        ("Which data do you collect?", ""),
    ],
)
def test_what_each_is_asked(question: str, each: str) -> None:
    """Where it is asked which of them do something, or do most of it; not whom they use."""
    assert asked_of_each(question) == each
    if each:
        assert put_to(question, scope(question, FIVE), FIVE) == tuple((each, (id_,)) for id_ in ALL)


def _of_one_company(*more: Policy) -> tuple[Policy, ...]:
    acme = Policy("privacy", "Brooklyne", (), "", "Brooklyne (“we”) keeps it.")
    travel = Policy("travel", "Travel", (), "", "# Travel Rules\n\nBook your travel early. Travel is tiring.")
    return (acme, travel, *more)


def test_with_the_only_company_the_documents_that_name_none_are_asked() -> None:
    """Its Travel Rules never say whose they are; both are asked one by one, and a document that is named, alone."""
    policies = _of_one_company()
    asked = scope("Does Brooklyne pay for taxis?", policies)
    assert (asked.policies, asked.named) == (("privacy", "travel"), True)
    assert [ids for _, ids in put_to("Does Brooklyne pay for taxis?", asked, policies)] == [("privacy",), ("travel",)]
    assert scope("What do the Travel rules say about taxis?", policies).policies == ("travel",)


def test_where_there_are_two_companies_a_document_of_nobody_is_neithers() -> None:
    """It may be the other's: nothing is said of a company from a document that does not name it."""
    apple = Policy("apple", "Apple", (), "", "Apple keeps it. It is sent to Apple for repair.")
    for more in (Policy("birch", "Birchley", (), "", "Birchley (“we”) keeps it."), apple):
        assert scope("Does Brooklyne pay for taxis?", _of_one_company(more)).policies == ("privacy",)
