"""Claims about joining what a few policies answer to one question."""

from assistant.answer.answer import Citation, Verdict
from assistant.answer.parts import PartAnswer
from assistant.answer.several import joined
from assistant.answer.yes_no.verdict import Ruling
from ingest.clauses.clause import Clause
from ingest.policy import Policy

ALDER, BIRCH = Policy("alder", "Alder", (), "", "Alder."), Policy("birch", "Birch", (), "", "Birch.")
TERMS, PRIVACY = (
    Policy("quelora-terms", "Quelora Terms", ("Quelora",), "", "-"),
    Policy("quelora-privacy", "Quelora Privacy", ("Quelora",), "", "-"),
)
BOTH = "Do Alder and Birch sell data?"


def answer(policy: Policy, verdict: Verdict, quote: str = "", condition: str = "", sure: float = 0.5) -> PartAnswer:
    """What one policy answers: one quoted sentence, none where it is silent."""
    clause = Clause(policy.id, policy.id, "1", (), quote, 0, len(quote))
    cited = [Citation(clause, quote, 0, len(quote))]
    sentences = [(f"{policy.name} says: “{quote}”", cited)] if quote else ()
    return PartAnswer(Ruling(verdict, condition), sentences, sure, [policy.name])


def texts(joint: PartAnswer) -> list[str]:
    """The sentences of an answer."""
    return [text for text, _ in joint.sentences]


def test_what_all_say_is_said_once() -> None:
    """Two that say no are one "No", which is put before the first sentence later."""
    joint = joined([answer(ALDER, "no", "No sale."), answer(BIRCH, "no", "None.")], BOTH, [ALDER, BIRCH])
    assert joint.ruling == Ruling("no")
    assert texts(joint) == ["Alder says: “No sale.”", "Birch says: “None.”"]


def test_each_keeps_its_own_yes_or_no() -> None:
    """Where they differ each is told with its own, and its condition."""
    each = [answer(ALDER, "no", "No sale."), answer(BIRCH, "yes", "We sell.", "if you agree")]
    joint = joined(each, BOTH, [ALDER, BIRCH])
    assert joint.ruling == Ruling("answer")
    assert texts(joint) == ["Alder: no. Alder says: “No sale.”", "Birch: yes, if you agree. Birch says: “We sell.”"]


def test_who_is_sure_comes_first_and_who_is_silent_last() -> None:
    """In that order whatever the order of the policies; the confidence is of the first."""
    each = [answer(ALDER, "silent"), answer(BIRCH, "unsure", "Sales.", sure=0.2), answer(TERMS, "yes", "We sell.")]
    joint = joined(each, "Do Alder, Birch and Quelora Terms sell data?", [ALDER, BIRCH, TERMS])
    assert texts(joint) == [
        "Quelora Terms: yes. Quelora Terms says: “We sell.”",
        "Birch says: “Sales.”",
        "Alder does not say.",
    ]
    assert joint.confidence == 0.5


def test_of_two_documents_of_one_name_the_sure_one_decides() -> None:
    """The name "Quelora" bears both: the no of its privacy policy is the answer, with its condition."""
    each = [answer(TERMS, "unsure", "Fees."), answer(PRIVACY, "no", "No sale.", "unless you agree")]
    joint = joined(each, "Does Quelora sell data?", [TERMS, PRIVACY])
    assert joint.ruling == Ruling("no", "unless you agree")
    assert texts(joint)[0] == "Quelora Privacy says: “No sale.”"


def test_of_two_companies_one_that_is_sure_does_not_decide() -> None:
    """The other's silence is no "no"."""
    joint = joined([answer(ALDER, "no", "No sale."), answer(BIRCH, "silent")], BOTH, [ALDER, BIRCH])
    assert joint.ruling == Ruling("answer")
    assert texts(joint) == ["Alder: no. Alder says: “No sale.”", "Birch does not say."]


def test_none_that_says_anything_is_silence() -> None:
    """Nothing is told then: who was asked is told elsewhere."""
    joint = joined([answer(ALDER, "silent", sure=0.01), answer(BIRCH, "silent", sure=0.03)], BOTH, [ALDER, BIRCH])
    assert (joint.ruling, joint.sentences, joint.confidence) == (Ruling("silent"), (), 0.03)


def test_which_of_two_versions_is_meant_is_not_clear() -> None:
    """Both are told, and the answer is of neither alone."""
    old, new = (Policy(f"a_{year}", f"Acme (a_{year})", ("Acme",), "", "Acme keeps it.") for year in (2023, 2024))
    each = [answer(old, "answer", "3 years."), answer(new, "answer", "5 years.")]
    assert joined(each, "How long does Acme keep it?", [old, new]).ruling == Ruling("ambiguous")


def test_of_many_those_that_say_yes_come_first() -> None:
    """Then those that say no; who is not sure and who is silent are named in a sentence each."""
    names = ["Alder", "Birch", "Elm", "Fir", "Oak"]
    policies = [Policy(name.lower(), name, (), "", "-") for name in names]
    verdicts: list[Verdict] = ["silent", "no", "yes", "unsure", "silent"]
    each = [
        answer(policy, verdict, "" if verdict == "silent" else f"{policy.name}'s words.")
        for policy, verdict in zip(policies, verdicts, strict=True)
    ]
    joint = joined(each, "Do they sell data?", policies)
    assert joint.ruling == Ruling("answer")
    assert texts(joint) == [
        "Of 5 policies 1 says yes and 1 says no.",
        "Elm: yes. Elm says: “Elm's words.”",
        "Birch: no. Birch says: “Birch's words.”",
        "Not sure, not in so many words: Fir.",
        "Alder and Oak do not say.",
    ]


def test_of_many_of_which_none_is_sure_the_nearest_is_shown() -> None:
    """It is told as not sure, with its own words."""
    policies = [Policy(f"p{n}", f"P{n}", (), "", "-") for n in range(5)]
    each = [answer(policy, "unsure", f"{policy.name}'s.", sure=n / 10) for n, policy in enumerate(policies)]
    joint = joined(each, "Do they sell data?", policies)
    assert joint.ruling == Ruling("unsure")
    assert texts(joint) == ["P4 says: “P4's.”"]


def test_what_has_a_name_must_be_named() -> None:
    """Of who sends data to China only what says "China" is told; who does not name it is counted."""
    policies = [Policy(f"p{n}", f"P{n}", (), "", "-") for n in range(5)]
    each = [answer(policy, "answer", "It goes abroad.", sure=0.9) for policy in policies[:3]]
    each += [answer(policies[3], "unsure", "It is stored in China."), answer(policies[4], "silent")]
    joint = joined(each, "Do they send data to China?", policies)
    assert joint.ruling == Ruling("unsure")
    assert texts(joint) == [
        "Not sure: P3 says: “It is stored in China.”",
        "Nothing near the question names it in P0, P1, P2 and P4.",
    ]
    nowhere = [answer(policy, "answer", "It goes abroad.") for policy in policies]
    assert joined(nowhere, "Do they send data to China?", policies).ruling == Ruling("silent")


def test_of_many_that_only_speak_of_it_the_surest_are_quoted() -> None:
    """The others are named: forty quotes that settle nothing answer nobody."""
    policies = [Policy(f"p{n}", f"P{n}", (), "", "-") for n in range(12)]
    each = [answer(policy, "answer", f"{policy.name}'s.", sure=n / 20) for n, policy in enumerate(policies)]
    told = texts(joined(each, "Do they sell data?", policies))
    assert told[0] == "P4 says: “P4's.”"
    assert told[-1] == "Speak of it without a plain yes or no: P0, P1, P2 and P3."
    assert len(texts(joined(each, "How long do they keep data?", policies))) == 12
