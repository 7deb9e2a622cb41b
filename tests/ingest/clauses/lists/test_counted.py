"""Numbers that only their count makes sure."""

import pytest

from ingest.clauses.split import split
from tests.ingest.policy_texts import policy

SENTENCE = "The term is twelve months, and goes on month by month after that."


def numbered(text: str) -> list[tuple[str, str]]:
    """The number and the last heading of each clause."""
    return [(clause.number, clause.path[-1] if clause.path else "") for clause in split(policy(text))]


def test_numbers_without_a_dot_count_marked_headings() -> None:
    """The heading "## 1 Prices" is number 1 where heading 2 follows; a lone "## 5 Ways" is a title."""
    assert numbered(f"## 1 Prices\n\n{SENTENCE}\n\n## 2 Terms\n\n{SENTENCE}\n") == [("1", "Prices"), ("2", "Terms")]
    assert numbered(f"## 5 Ways\n\n{SENTENCE}\n\n## 2 Terms\n\n{SENTENCE}\n") == [("", "5 Ways"), ("", "2 Terms")]


def test_a_few_words_before_the_text_are_a_label_where_most_paragraphs_have_one() -> None:
    """The paragraph "3. Minimum term. The term …" among "1. Fees. …" is clause 3, "Minimum term"."""
    text = "\n\n".join(f"{n}. {name}. {SENTENCE}" for n, name in enumerate(("Fees", "Guests", "Minimum term"), 1))
    assert numbered(text) == [("1", "Fees"), ("2", "Guests"), ("3", "Minimum term")]


def test_sentences_of_a_numbered_list_are_no_labels() -> None:
    """Where few of the numbered paragraphs begin with such words, they are sentences."""
    text = "\n\n".join(f"{n}. We keep it for {n} years, and then we delete it." for n in range(1, 6))
    assert "Start now" not in str(numbered(f"{text}\n\n6. Start now. {SENTENCE}"))


@pytest.mark.parametrize("word", ["Article", "Section", "§"])
def test_a_number_on_its_own_line_has_the_title_below_it(word: str) -> None:
    """The line "Article 1" over "Members" is the heading "Members" with that number."""
    text = f"Statutes\n\n{word} 1\nMembers\n\n{SENTENCE}\n\n{word} 2\nPlots\n\n{SENTENCE}\n"
    assert numbered(text)[-2:] == [(f"{word} 1", "Members"), (f"{word} 2", "Plots")]


def test_each_section_sign_that_counts_on_is_a_clause() -> None:
    """Both "§ 1 A member pays …" and "§ 2 …" are clauses of their own."""
    text = "Statutes\n\n§ 1 A member pays 36 euro a year.\n\n§ 2 A member may leave after 3 months.\n"
    assert [number for number, _ in numbered(text)][-2:] == ["§ 1", "§ 2"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("方針\n\n第1条（収集）\n氏名を収集します。\n\n第12条（保存）\n五年間保存します。\n", ["第1条", "第12条"]),
        ("政策\n\n第一条 收集\n我们收集姓名。\n\n第二十三条 保存\n保存三年。\n", ["第一条", "第二十三条"]),
    ],
)
def test_articles_of_chinese_and_japanese_policies(text: str, numbers: list[str]) -> None:
    """The article's number is read as it is printed."""
    assert [number for number, _ in numbered(text)][-2:] == numbers
