"""Conflicts: two quotes of one policy that contradict each other, and what only looks so."""

from pathlib import Path

import pytest

from assistant.answer.answer import Citation
from assistant.answer.conflict import contradiction
from assistant.answer.quote.cite import citation
from assistant.chain import Assistant
from eval.cases import Case, Gold, read_cases, read_policies
from ingest.clauses.clause import Clause
from ingest.pipeline import ingest
from tests.conftest import ROOT, HashingEmbedder
from tests.scripted import ScriptedModel

POLICIES = read_policies(ROOT / "policies")
CASES = read_cases(ROOT / "eval" / "questions.jsonl", POLICIES)


def says(text: str, policy: str = "acme") -> Citation:
    """A quote of a policy, a clause of its own."""
    return citation(Clause(f"{policy}/{text[:9]}", policy, "", (), text, 0, len(text)), (0, len(text)))


LONG, SELL, OLD, MAIL = (
    "How long does Acme keep my data?",
    "Does Acme sell my data?",
    "How old must I be?",
    "Whom do I contact?",
)


@pytest.mark.parametrize(
    "question,first,second",
    [
        (LONG, "We keep your data for 10 years.", "Your data is deleted after 30 days."),
        (LONG, "Personal data is retained for two years.", "We retain personal data for a period of 18 months."),
        ("What is the retention period?", "We store your data for six months.", "Data is stored for 5 years."),
        (OLD, "You must be at least 18 years old to use the service.", "The service is for users over 16."),
        (OLD, "Our service is not meant for children under 13.", "Our service is not meant for children under 16."),
        ("What is the e-mail address for privacy questions?", "For privacy questions write to a@acme.com.",
         "Send privacy questions to privacy@acme.eu."),
        (SELL, "We do not sell your personal data.", "We sell your data to selected partners."),
        ("Does Acme collect location data?", "We never collect location data.", "We collect location data and names."),
        ("Are cookies used to identify me?", "Cookies are not used to identify you.", "Some cookies identify you."),
        ("Is the Clarity tool used for advertising, or for analysis?", "We use Clarity only for analysis of usage.",
         "For targeted advertising we use Clarity and others."),
        ("How fast does the letter stop after I unsubscribe?", "If you unsubscribe, the letter stops within 48 hours.",
         "The letter stops 10 days after you unsubscribe."),  # the case that is asked about is no condition
    ],
)  # fmt: skip
def test_two_things_at_once(question: str, first: str, second: str) -> None:
    """Two figures for one thing, or yes and no to one question, in either order; each stands in the pair."""
    a, b = says(first), says(second)
    assert contradiction(question, [a, b]) == (a, b)
    assert contradiction(question, [b, a]) == (b, a)


@pytest.mark.parametrize(
    "question,first,second",
    [
        (LONG, "We keep your data as long as you have an account and for 10 years after your account is closed.",
         "We have in the last twelve months shared your account data with partners."),  # not on keeping
        (LONG, "We keep your data for 10 years.", "We keep your data for ten (10) years after you leave."),
        (LONG, "We keep your data for 12 months.", "Your data is kept for 1 year."),
        (LONG, "We keep account data for 10 years.", "Log files are kept for 30 days."),
        (LONG, "We keep your data for 10 years.", "If you ask us to, we delete your data within 30 days."),
        (LONG, "We keep your data for 10 years, unless you object.", "We keep your data for 30 days."),
        (LONG, "We keep your data as long as needed.", "We answer requests about your data within 30 days."),
        ("Who gets my data?", "We keep your data for 10 years.", "Your data is deleted after 30 days."),
        (OLD, "If you are under 18, your parents must agree.", "We do not collect data of children under 13."),
        (MAIL, "For support contact help@acme.com.", "To exercise your rights contact privacy@acme.com."),
        (SELL, "We do not sell your data.", "We do not sell or rent your personal data."),
        (SELL, "We do not sell your data.", "We share your data with service providers."),
        (SELL, "We do not sell your data without your consent.", "We sell your data to partners."),
        (SELL, "Unless stated otherwise below, we do not sell data.", "We may sell data to partners."),
        ("Does Acme use cookies to identify me?", "We do not use cookies to identify you.", "We use cookies."),
        (SELL, "Do not sell my personal data", "You may opt out of the sale of your personal data."),
        (SELL, "We do not sell your data.", "However, we may sell aggregated data."),
        (SELL, "We do not sell the photos of children to advertisers.", "We sell your data to partners."),
        ("Does Acme disclose my data?", "We do not disclose your data for the third parties' direct marketing.",
         "We have disclosed your data for a business purpose."),
        ("What does Acme do with data?", "We do not sell your personal data.", "We sell your data to partners."),
    ],
)  # fmt: skip
def test_what_only_looks_so(question: str, first: str, second: str) -> None:
    """The same said twice, two things with a figure each, a rule and its exception, a narrower denial: no conflict."""
    assert contradiction(question, [says(first), says(second)]) is None
    assert contradiction(question, [says(second), says(first)]) is None


def test_two_policies_do_not_contradict_each_other() -> None:
    """What one company says is no conflict with what another says."""
    assert contradiction(SELL, [says("We do not sell data.", "a"), says("We sell data.", "b")]) is None


def gold(case: Case) -> list[Citation]:
    """The gold quotes as if they had been kept, and what is fine to cite too."""
    return [_cited(one) for one in (*case.gold, *case.also)]


def _cited(one: Gold) -> Citation:
    text = POLICIES[one.policy].text[slice(*one.span)]
    return Citation(Clause(f"{one.policy}/{one.span[0]}", one.policy, "", (), text, *one.span), text, *one.span)


def test_no_false_alarm_on_the_hand_written_questions() -> None:
    """None of the 191 questions to which a conflict is no right answer is called one, all their gold quotes kept."""
    others = [case for case in CASES if "conflict" not in case.right_verdicts]
    assert len(others) == 191
    assert [case.id for case in others if contradiction(case.question, gold(case))] == []


def test_how_many_conflicts_are_found() -> None:
    """Two of the five that may be looked at. The others need meaning: a user ID identifies, AI Experts is AI Expert."""
    conflicts = [case for case in CASES if case.verdict == "conflict" and not case.hold]
    assert [case.id for case in conflicts if contradiction(case.question, gold(case))] == ["q130", "q131"]
    assert len(conflicts) == 5


def test_both_sides_are_quoted(tmp_path: Path) -> None:
    """The whole chain: verdict conflict, a sentence for each side on its own quote, and no model asked to settle it."""
    sides = "We keep your personal data for 10 years.", "Your personal data is deleted after 30 days."
    policy = "Acme Privacy Policy\n\n1. Retention\n\n{}\n\n2. Deletion\n\n{}\n\n3. Contact\n\nWrite to us.".format(
        *sides
    )
    (tmp_path / "acme.txt").write_text(policy.format(*sides), encoding="utf-8")
    ingest([tmp_path / "acme.txt"], tmp_path / "index", HashingEmbedder())
    model = ScriptedModel(weighs=lambda user: 0.9 if "years." in user or "days." in user else 0.05)
    answer = Assistant(tmp_path / "index", model, HashingEmbedder()).ask("How long does Acme keep my personal data?")
    assert answer.verdict == "conflict"
    assert [one.citations for one in answer.sentences] == [(1,), (2,)]
    assert all(any(one.quote.endswith(side) for one in answer.citations) for side in sides)
    assert answer.usage.answer_tokens == 0
