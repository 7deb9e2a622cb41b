"""The clause tree: the five policies as golden trees, headings and lists of every kind, and what must always hold."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clauses import Clause, pieces, split
from ingest.lines import BLANKS
from ingest.policy import Policy, line_of, read_policy

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden" / "clauses"
FIVE = sorted((ROOT / "policies").glob("*.txt"))


def policy(text: str, policy_id: str = "p") -> Policy:
    """A policy that is nothing but its text."""
    return Policy(policy_id, policy_id, (), "", text)


def clauses(text: str) -> dict[str, Clause]:
    """The clauses of a text by the part of their id behind the policy's."""
    return {c.id.removeprefix("p/"): c for c in split(policy(text))}


def paths(text: str) -> list[str]:
    """The headings over each clause of a text."""
    return [" > ".join(c.path) for c in split(policy(text))]


def tree(source: Policy) -> str:
    """A policy's clauses as a page to read: line, characters, number, id, headings; a lead-in in brackets."""
    rows = []
    for clause in split(source):
        path = [*clause.path[:-1], f"[{clause.lead}]"] if clause.lead else clause.path
        where = f"{line_of(source.text, clause.start):>3} {clause.end - clause.start:>5} {clause.number or '-':<5}"
        rows.append(f"{where} {clause.id.split('/', 1)[1]}\n" + " " * 16 + " > ".join(path))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("path", FIVE, ids=lambda p: p.stem)
def test_the_five_policies_have_the_trees_that_were_checked_by_eye(path: Path) -> None:
    """A change of any heading, number, id or length shows as a line of the golden tree."""
    golden = GOLDEN / f"{path.stem}.txt"
    found = tree(read_policy(path))
    if os.environ.get("CLAUSEWISE_WRITE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_section_2_of_the_privacy_statement_is_cited_by_its_branch_and_number() -> None:
    """Two documents in one file count their sections anew; the branch in the id keeps them apart."""
    found = {c.id: c for c in split(read_policy(ROOT / "policies" / "segments-ai.txt"))}
    clause = found["segments-ai/privacy-statement/2"]
    assert clause.number == "2"
    assert "10 years" in clause.text
    assert clause.path == ("PRIVACY STATEMENT", "For which purposes and for how long will we use your data?")
    assert "segments-ai/cookie-statement/2" in found


def test_twin_lists_stay_apart_by_their_lead_in() -> None:
    """The two lists of shared and of disclosed categories have the same words; their lead-ins and ids differ."""
    found = [c for c in split(read_policy(ROOT / "policies" / "segments-ai.txt")) if "Identifiers such as" in c.text]
    assert len(found) == 2
    assert found[0].lead != found[1].lead
    assert found[0].id != found[1].id
    assert all(c.lead == c.path[-1] for c in found)


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("1. Scope", "1", "Scope"),
        ("1.1. Scope", "1.1", "Scope"),
        ("2.3.1 Scope of the policy", "2.3.1", "Scope of the policy"),
        ("3) Scope", "3", "Scope"),
        ("Article 5 Retention", "Article 5", "Retention"),
        ("Section 2.1: Retention", "Section 2.1", "Retention"),
        ("§ 3 Retention", "§ 3", "Retention"),
        ("IV. Retention", "IV", "Retention"),
        ("(a) Retention of Data", "(a)", "Retention of Data"),
        ("(iv) Retention of Data", "(iv)", "Retention of Data"),
        ("B. Retention", "B", "Retention"),
        ("16A. Retention", "16A", "Retention"),
        ("4.Retention", "4", "Retention"),
        ("RETENTION OF YOUR DATA", "", "RETENTION OF YOUR DATA"),
        ("Retention of your data", "", "Retention of your data"),
        ("How long do we keep your data?", "", "How long do we keep your data?"),
        ("## Retention", "", "Retention"),
        ("## 5\\. Retention", "5", "Retention"),
        ("**Retention**", "", "Retention"),
        ("Retention\n=========", "", "Retention"),
        ("# [Retention](#retention)", "", "Retention"),
    ],
)
def test_headings_of_every_kind(line: str, number: str, title: str) -> None:
    """Numbered at any depth and in any manner, in capitals, plain or marked: a line over a paragraph heads it."""
    text = f"We wrote this policy for you to read it in full.\n\n{line}\n\nWe keep data for as long as you are our customer.\n"
    last = split(policy(text))[-1]
    assert last.number == number
    assert last.path[-1] == title
    assert last.text.startswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "We keep your data for as long as we need it.",
        "https://example.com/privacy",
        "Last updated: 12 February 2025",
        "privacy@example.com",
        "10 years after you close your account we delete it",
        "3.5 million users trust us with their data",
        "[Home](https://example.com) [Terms](https://example.com/terms)",
        "| a | b |",
        "and any other data that you send us",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    """Sentences, addresses, dates, menus, tables and counts head nothing."""
    text = f"# One\n\nFirst text of the policy.\n\n{line}\n\nSecond text of the policy goes on here.\n"
    assert all(c.path == ("One",) for c in split(policy(text)))


def test_run_in_headings_begin_clauses_of_their_own() -> None:
    """A paragraph with its own heading is cited by it; paragraphs behind it belong to it."""
    text = (
        "1. Sharing\n\nAggregated Data. We may publish data that names nobody, in whatever form we like.\n\n"
        "It helps us to see what works.\n\nRequired by Law. We disclose what a court orders us to disclose to it.\n"
    )
    found = clauses(text)
    assert list(found) == ["1/aggregated-data", "1/required-by-law"]
    assert "names nobody" in found["1/aggregated-data"].text
    assert "what works" in found["1/aggregated-data"].text


def test_an_abbreviation_is_no_run_in_heading() -> None:
    """ "Google Inc. provides" and "U.S. law" do not end a heading."""
    text = "1. Sharing\n\nGoogle Analytics by Google Inc. provides us with figures about the visits to our pages.\n"
    assert list(clauses(text)) == ["1"]


def test_a_heading_in_the_middle_of_a_line_is_found() -> None:
    """ "…activities. 3. HOW DO WE PROTECT DATA? We take…" gives section 3 its own clause, to the character."""
    text = "2. HOW DO WE SHARE DATA?\nWe stop illegal activities. 3. HOW DO WE PROTECT DATA? We take measures.\n"
    found = clauses(text)
    assert found["2"].text.endswith("activities.")
    assert found["3"].text == "3. HOW DO WE PROTECT DATA? We take measures."


def test_a_reference_in_the_middle_of_a_line_is_no_heading() -> None:
    """ "as section 3. THE SERVICE says" refers; it does not begin section 3."""
    text = "2. LIABILITY\nWe are liable as said in section 3. THE SERVICE IS PROVIDED AS IS without any warranty.\n"
    assert list(clauses(text)) == ["2"]


@pytest.mark.parametrize("bullet", ["•", "●", "-", "*", "o", "–", "1."])
def test_items_that_say_something_are_clauses_with_their_lead_in(bullet: str) -> None:
    """A labelled item is cited by itself; the line that leads it in ends its path."""
    text = (
        "Data\n\nWe collect:\n\n"
        f"{bullet} Account data: your name and the address to which we write.\n"
        f"{bullet} Usage data: the pages that you open and how long you stay.\n"
    )
    found = split(policy(text))
    assert [c.lead for c in found[1:]] == ["We collect:", "We collect:"]
    assert found[1].id.endswith("account-data")
    assert found[2].id.endswith("usage-data")


def test_bare_words_are_cited_as_a_list_with_its_lead_in() -> None:
    """ "Full name" alone says nothing: the list is one clause and begins with the line that leads it in."""
    text = "Your data\nWe may collect the following from you:\nFull name\nEmail address\nPhone number\nYour rights\nYou may object at any time.\n"
    found = split(policy(text))
    assert found[0].text == "Your data\nWe may collect the following from you:\nFull name\nEmail address\nPhone number"
    assert found[0].lead == "We may collect the following from you:"
    assert found[1].path == ("Your rights",)


def test_a_list_that_lost_its_bullets_ends_before_the_next_heading() -> None:
    """The last short line before a paragraph is a heading unless it is worded like the items above it."""
    same = "Aims\nWe use data to:\nImprove the service\nProtect our rights\nAudit the service\nWe use other data for the same aims, too.\n"
    assert "Audit the service" in split(policy(same))[0].text
    other = same.replace("Audit the service", "The legal basis")
    assert split(policy(other))[-1].path == ("The legal basis",)


def test_items_that_end_in_semicolons_run_to_the_first_that_does_not() -> None:
    """Of lines chained by ";" the first that ends otherwise is the last item."""
    text = (
        "Sharing\nWe share data with the following:\nservice providers who store what you send us on our behalf;\n"
        "authorities that ask for it and can show us that they may do so;\nour affiliates, where a contract binds them to this policy.\n"
        "In addition, we publish figures that name nobody.\n"
    )
    found = split(policy(text))
    assert [bool(c.lead) for c in found] == [False, True, True, True, False]


def test_text_behind_a_list_is_a_clause_of_its_own() -> None:
    """What goes on behind a list is named by its first words, so that it can be cited apart."""
    text = "1. Data\nWe collect:\n- Account data: your name and your address.\n- Usage data: what you do here.\nYou may object at any time.\n"
    assert list(clauses(text)) == ["1", "1/account-data", "1/usage-data", "1/you-may-object-at-any-time"]


def test_numbered_paragraphs_without_headings_carry_their_own_number() -> None:
    """A contract that numbers its paragraphs is cited by those numbers."""
    text = "1. The recipient keeps the data secret.\n2. The recipient returns the data on demand.\n2.1 It does so within ten days.\n"
    assert [c.number for c in split(policy(text))] == ["1", "2", "2.1"]


def test_a_table_of_contents_is_a_list_and_not_the_headings() -> None:
    """Numbered lines in a row with nothing between them are a list; the headings come later."""
    text = "Contents\n1. Scope\n2. Data\n3. Rights\n\n1. Scope\nThis is what it covers.\n2. Data\nWe collect it.\n3. Rights\nYou have them.\n"
    assert [c.path[-1] for c in split(policy(text))][-3:] == ["Scope", "Data", "Rights"]
    assert len(split(policy(text))) == 4


def test_a_wrapped_paragraph_is_one() -> None:
    """Lines wrapped at a column are put together; the last, short line of a paragraph is no heading."""
    para = "We keep the data that you give us for as long as you have an account\nwith us and delete it within thirty days after you close\nyour account with us\n"
    text = "1. Keeping\n\n" + "\n".join([para] * 4)
    assert list(clauses(text)) == ["1"]


def test_marked_headings_are_trusted() -> None:
    """Where an author marks headings, a short line without a mark is text."""
    text = "# One\n\nText of the first.\n\nShort line\n\nMore text of the first one.\n\n# Two\n\nText of the second.\n"
    assert paths(text) == ["One", "Two"]


def test_the_title_of_the_only_document_heads_its_introduction_alone() -> None:
    """A title says what the whole file is; in each path it would say nothing."""
    text = "Acme Privacy Policy\n\nWe wrote this for you.\n\n1. Data\n\nWe collect it.\n"
    assert paths(text) == ["Acme Privacy Policy", "Data"]


def test_stacked_headings_belong_to_the_first_clause_below() -> None:
    """A heading without text of its own begins the first clause under it: no clause is a heading alone."""
    text = "5. Mode and place\n\n5.1. Methods\n\nWe process it with care.\n\n5.2. Place\n\nWe process it here.\n"
    found = clauses(text)
    assert found["5.1"].text.startswith("5. Mode and place")
    assert found["5.1"].path == ("Mode and place", "Methods")


def test_editing_one_clause_leaves_the_ids_of_the_others_alone() -> None:
    """A clause edited, and one added in front, change no other id."""
    before = (ROOT / "policies" / "segments-ai.txt").read_text(encoding="utf-8")
    after = before.replace("for 10 years after", "for 2 years after").replace(
        "Aggregated Data. ", "New Matter. We may also do something entirely new with it.\n\nAggregated Data. "
    )
    old, new = ({c.id for c in split(policy(text))} for text in (before, after))
    assert old <= new
    assert len(new - old) == 1


def test_equal_clauses_get_different_ids() -> None:
    """Ids are unique even where a policy says the same twice under the same heading."""
    text = "# A\n\n- Data: we collect it and keep it.\n- Data: we collect it and keep it.\n- Data: we collect it and keep it.\n"
    assert [c.id for c in split(policy(text))] == ["p/a/data", "p/a/data~2", "p/a/data~3"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(newline: str) -> None:
    """Unix, Windows and old Mac line ends give the same tree."""
    text = "1. Data\n\nWe collect it.\n\n2. Rights\n\nYou have them.\n".replace("\n", newline)
    assert list(clauses(text)) == ["1", "2"]


def test_an_empty_text_has_no_clauses() -> None:
    """Nothing in, nothing out; the reader has refused it before."""
    assert split(policy("")) == ()
    assert split(policy(" \n\xa0\n")) == ()


# Properties

WORDS = st.sampled_from(
    "We collect data. Data: Your rights 1. 2. 2.1 (a) (iv) • - o ● # ## **Bold** including: Article 5 § 3 A. Title"
    " e.g. No. 5 see https://a.b/c. ; , ALL CAPS HEADING? | === --- \u00a0 \u200b 『』 ИНРО 'x' “y” 1\\. [a](#b)".split(
        " "
    ),
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "\n", "\n\n", "\r\n", "\t", "\x0c", "\u2028"]))).map(
    lambda parts: "".join(word + end for word, end in parts)
)


def check(source: Policy) -> None:
    """Offsets exact, no overlap, all text but blanks covered, ids unique, twice the same; pieces alike."""
    found = split(source)
    at = 0
    for clause in found:
        assert source.text[clause.start : clause.end] == clause.text
        assert clause.start >= at
        assert not source.text[at : clause.start].strip(BLANKS)
        assert clause.text == clause.text.strip(BLANKS) != ""
        check_pieces(source, clause)
        at = clause.end
    assert not source.text[at:].strip(BLANKS)
    assert len({c.id for c in found}) == len(found)
    assert split(source) == found


def check_pieces(source: Policy, clause: Clause) -> None:
    """Pieces cover a clause but blanks, in order, each of at most 500 characters."""
    at = clause.start
    for start, end in pieces(clause):
        assert at <= start < end <= clause.end
        assert end - start <= 500
        assert not source.text[at:start].strip(BLANKS)
        at = end
    assert not source.text[at : clause.end].strip(BLANKS)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_text_of_policy_words_is_covered_exactly(text: str) -> None:
    """Whatever headings, lists and blanks are thrown together, no character is lost and no id is used twice."""
    check(policy(text))


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_every_text_at_all_is_covered_exactly(text: str) -> None:
    """Any characters, control characters and scripts of the world included."""
    check(policy(text))


@pytest.mark.parametrize("path", FIVE, ids=lambda p: p.stem)
def test_the_five_policies_are_covered_exactly(path: Path) -> None:
    """The same of the five policies."""
    check(read_policy(path))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "A ",
        "1. ",
        "(a) ",
        "1. AA ",
        ". 1. AAA BBB ",
        "a: ",
        "**",
        "[",
        "](",
        "“a” ",
        "#",
        "- ",
        ". ",
        "\n",
        "Aa. ",
        " \n",
        "1.1.",
        "|",
        "(“A” ",
    ],
)
def test_hostile_lines_cost_linear_time(unit: str) -> None:
    """A megabyte of anything that might make an expression go back over itself takes a second or two, not minutes."""
    text = unit * (1_000_000 // len(unit))
    found = split(policy(text))
    assert sum(c.end - c.start for c in found) <= len(text)


def test_pieces_end_where_sentences_end() -> None:
    """A long clause is cut behind full stops; abbreviations, numbers, addresses and e-mails end no sentence."""
    sentence = (
        "We share data (e.g. your name, cf. Art. 6 GDPR and form No. 5 of Acme Ltd. in the U.S. market) with partners;"
        " see www.acme.example/privacy or write to privacy@acme.example, Mr. Smith, 4 Banska str. Entr. A, within 3.5 days."
    )
    clause = split(policy("1. Sharing\n" + " ".join([sentence] * 6)))[0]
    cuts = [clause.text[start - clause.start : end - clause.start] for start, end in pieces(clause)]
    assert len(cuts) > 2
    assert all(cut.endswith("3.5 days.") for cut in cuts)


def test_a_sentence_longer_than_a_piece_is_cut_at_a_blank() -> None:
    """Nothing is longer than a piece may be; words stay whole."""
    clause = split(policy("word " * 400))[0]
    cuts = [clause.text[start - clause.start : end - clause.start] for start, end in pieces(clause)]
    assert all(len(cut) <= 500 and re.fullmatch(r"(word ?)+", cut) for cut in cuts)
