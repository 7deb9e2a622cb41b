"""Findings: what is odd in the five policies as printed, and one small policy for each kind and its contrary."""

import pytest

from ingest.clauses.split import split
from ingest.findings.collect import findings
from ingest.findings.finding import Finding
from ingest.policy import Policy, line_of
from ingest.read.policy_file import read_policy
from tests.conftest import ROOT

FIVE = {p.stem: read_policy(p) for p in sorted((ROOT / "policies").glob("*.txt"))}


def found(text: str, name: str = "Acme", aliases: tuple[str, ...] = ()) -> list[Finding]:
    """The findings of a text."""
    policy = Policy("acme", name, aliases, "", text)
    return list(findings(policy, split(policy)))


def kinds(text: str, name: str = "Acme", aliases: tuple[str, ...] = ()) -> list[str]:
    """The kinds of the findings of a text."""
    return [f.kind for f in found(text, name, aliases)]


@pytest.mark.parametrize("policy", FIVE.values(), ids=FIVE)
def test_the_findings_of_the_five_policies_are_those_checked_by_eye(policy: Policy) -> None:
    """Kind, line and quote of each, in text order; the golden file says them all."""
    golden = ROOT / "tests" / "golden" / "clauses" / f"{policy.id}.findings.txt"
    rows = [f"{f.line:>3} {f.kind}: {f.quote}\n    {f.says}" for f in findings(policy, split(policy))]
    assert "\n".join(rows) + "\n" == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("policy", FIVE.values(), ids=FIVE)
def test_each_quote_is_verbatim_on_its_line(policy: Policy) -> None:
    """A reader who goes to the line finds the quote there."""
    for finding in findings(policy, split(policy)):
        starts = [n for n in range(len(policy.text)) if policy.text.startswith(finding.quote, n)]
        assert finding.line in {line_of(policy.text, n) for n in starts}


@pytest.mark.parametrize(
    ("kind", "odd", "even"),
    [
        (
            "numbering-gap",
            "1. Data\nWe do.\n2. Use\nWe do.\n4. Rights\nYou do.\n",
            "1. Data\nWe do.\n2. Rights\nYou do.\n",
        ),
        ("numbering-gap", "2. Data\nWe do.\n3. Rights\nYou do.\n", "1. Data\nWe do.\n2. Rights\nYou do.\n"),
        (
            "numbering-repeat",
            "1. Data\nWe do.\n1. Rights\nYou do.\n2. End\nWe do.\n",
            "1. Data\nWe do.\n1.1 Rights\nYou do.\n2. End\nWe do.\n",
        ),
        (
            "damaged-heading",
            "1. A\nWe do.\n2. Data: your place.\nWe do.\n3. B\nWe do.\n",
            "1. A\nWe do.\n2. Data\nWe do.\n3. B\nWe do.\n",
        ),
        (
            "heading-in-text",
            "1. A\nWe do this. 2. HOW WE SHARE DATA We do.\n",
            "1. A\nWe do this.\n2. HOW WE SHARE DATA\nWe do.\n",
        ),
        (
            "missing-list",
            "# A\n\nWe share it with:\n\n# B\n\nNo more.\n",
            "# A\n\nWe share it with:\n\n- our partners\n\n# B\n\nNo more.\n",
        ),
        (
            "missing-list",
            "# A\n\nHere is a list of our partners.\n\n# B\n\nNo more.\n",
            "# A\n\nA list is kept elsewhere.\n\n# B\n\nNo more.\n",
        ),
        (
            "list-breaks-off",
            "# A\n\nYou may:\n\n- object;\n- complain; or\n\nThat is all.\n",
            "# A\n\nYou may:\n\n- object; or\n- complain.\n\nThat is all.\n",
        ),
        (
            "heading-not-answered",
            "# Who controls your data?\n\nThe pages are as they are.\n",
            "# Who controls your data?\n\nThe controller is Acme.\n",
        ),
        ("redacted", "Write to [TODO: address] at any time.\n", "Write to privacy@acme.example at any time.\n"),
        ("redacted", "We keep it for XX days.\n", "We keep it for 20 days.\n"),
        ("redacted", "Write to {{company_email}}.\n", "Write to {a@acme.example}.\n"),
        ("redacted", "Write to [email\u00a0protected] at any time.\n", "Write to privacy@acme.example at any time.\n"),
        ("lost-link", "Our partners can be found here.\n", "Our partners can be found here: https://acme.example.\n"),
        ("lost-link", "To object, fill out this form.\n", "To object, fill out [this form](https://acme.example).\n"),
        (
            "term-never-used",
            "Acme (“we”) and its owners (the “Owners”) collect it.\n",
            "Acme and its owners (the “Owners”) do; the Owners may.\n",
        ),
        (
            "term-never-defined",
            "We give it to the AI Providers. What the AI Providers do is for the AI Providers to say.\n",
            "We give it to firms (the “AI Providers”). What the AI Providers do is for the AI Providers to say.\n",
        ),
        ("ambiguous-date", "Last changed on 02/04/2024.\n", "Last changed on 22/04/2024.\n"),
        (
            "missing-date",
            "See the “Last Updated” legend above.\n",
            "Last updated: 1 May 2024\n\nSee the “Last Updated” legend above.\n",
        ),
        (
            "name-drifts",
            "Read this Privacy Policy. Read this Privacy Notice.\n",
            "Read this Privacy Policy. Read this Privacy Policy.\n",
        ),
        ("name-drifts", "Write to me@other.example.\n", "Write to me@acme.example.\n"),
    ],
)
def test_each_kind_is_found_and_its_contrary_is_not(kind: str, odd: str, even: str) -> None:
    """A finding is of something: put right, it goes."""
    assert kind in kinds(odd)
    assert kind not in kinds(even)


def test_text_behind_a_list_where_a_number_is_missing_is_told() -> None:
    """The text of a heading that was lost stands behind the list of the one before it."""
    text = "1. Rights\nYou may:\n- Access: see what we hold of you.\n- Object: say no to it at any time.\n"
    text += "We keep it for a year.\n3. End\nBye.\n"
    assert [f.quote for f in found(text) if f.kind == "text-under-no-heading"] == ["We keep it for a year."]


def test_a_second_document_is_told_where_it_begins() -> None:
    """Two documents in one file."""
    text = (
        "PRIVACY STATEMENT\n\n1. Data\n\nWe collect it.\n\n2. Changes\n\nWe may change this.\n\n"
        "The following Cookie Statement explains cookies.\n\n1. What are cookies?\n\nCookies are files.\n"
    )
    assert [(f.kind, f.line) for f in found(text)] == [("two-documents", 11)]


def test_a_name_of_the_same_words_drifts() -> None:
    """The policy of AI Expert speaks of "Smart Experts"."""
    text = "AI Expert does this. Smart Experts does that. AI Experts do, too."
    says = [f.says for f in found(text, "AI Expert", ("AI Experts", "Smart Experts"))]
    assert says == ["“Smart Experts” stands for “AI Expert”.", "“AI Experts” is the plural of “AI Expert”."]


def test_a_faultless_policy_has_no_findings() -> None:
    """Nothing is found where nothing is odd."""
    text = "Acme Privacy Policy\n\n1. Data\n\nWe collect your name.\n\n2. Contact\n\nWrite to privacy@acme.example.\n"
    assert found(text) == []


def test_findings_are_in_text_order_and_the_same_each_time() -> None:
    """Order and content are functions of the text."""
    policy = FIVE["ai-planet"]
    once = findings(policy, split(policy))
    assert once == findings(policy, split(policy))
    assert [f.line for f in once] == sorted(f.line for f in once)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit", ["“A” ", "(“Aa", "here ", "[email", "a@", "The Data ", "a.a.", "1. A\n", "a:\n", "Privacy Privacy ", "("]
)
def test_hostile_texts_cost_linear_time(unit: str) -> None:
    """A fifth of a megabyte of anything takes seconds at most."""
    found(unit * (200_000 // len(unit)))
