"""Claims about reading checklists: those that ship, a user's own, and bad ones."""

from pathlib import Path

import pytest

from assistant.checklist.requirements import read_checklist, shipped
from ingest.errors import UsageError

GOOD = """
name = "Ours"
[[requirement]]
id = "a"
title = "A"
words = ["we sell"]
says = ["We sell data."]
"""


@pytest.mark.parametrize(("name", "count"), [("gdpr-13-14", 21), ("ccpa-notice", 12), ("vendor-review", 11)])
def test_those_that_ship_are_whole(name: str, count: int) -> None:
    """Every requirement has phrases and sentences, and says what counts."""
    checklist = read_checklist(name)
    assert len(checklist.requirements) == count
    assert all(wanted.words and wanted.says and wanted.counts and wanted.title for wanted in checklist.requirements)
    assert checklist.source
    assert name in shipped()


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    """By its path."""
    path = tmp_path / "ours.toml"
    path.write_text(GOOD)
    checklist = read_checklist(str(path))
    assert (checklist.id, checklist.name, checklist.requirements[0].id) == ("ours", "Ours", "a")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "cannot read the checklist"),
        ('name = "x"\n', "line 1: has no [[requirement]]"),
        ("[[requirement]]\ntitle = 'A'\n", "line 1: has a requirement without an id"),
        (GOOD + GOOD.split("\n", 2)[2], "line 9: has two requirements 'a'"),
        (GOOD + "wards = ['x']\n", "line 8: 'a' has an unknown key 'wards'"),
        (GOOD.replace('says = ["We sell data."]', ""), "line 4: 'a' has no says: add it"),
        (GOOD.replace('["we sell"]', '"we sell"'), "line 6: 'a': words must be a list of texts"),
        (GOOD + "most = 'three'\n", "line 8: 'a': most must be of the type int"),
        (GOOD + "most = -1\n", "line 8: 'a': most must be of the type int"),
        (GOOD.replace('["we sell"]', "[]"), "line 6: 'a': words is empty: write one at least"),
        (GOOD.replace('["We sell data."]', "[]"), "line 7: 'a': says is empty: write one at least"),
        (GOOD.replace("we sell", "we sell|"), "line 6: 'a': a part of the phrase 'we sell|' is empty"),
        (GOOD.replace("we sell", "…"), "line 6: 'a': a part of the phrase '…' is empty"),
        (GOOD.replace("we sell", "*"), "line 6: 'a': a part of the phrase '*' is empty"),
        (GOOD.replace("we sell", "a … b … c … d … e"), "line 6: 'a': 'a … b … c … d … e' has more than 3"),
        (GOOD.replace("we sell", "we <act>"), "line 6: 'a': 'we <act>' has an unknown <act>: known are <email>, "),
        (GOOD.replace('"We sell data."', '"We sell data.", ' * 2_001), "line 7: has more than 2,000 sentences"),
        ("rules = 1\n" + GOOD, "line 1: has an unknown key 'rules'"),
    ],
)
def test_a_bad_file_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    """File, line, and what to do."""
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as error:
        read_checklist(str(path))
    assert told in str(error.value)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_one_that_is_not_there_is_told() -> None:
    """With those that are."""
    with pytest.raises(UsageError, match=r"no checklist 'gdpr': there are ccpa-notice, gdpr-13-14, vendor-review"):
        read_checklist("gdpr")
