"""Saved answers against policies that have changed: holds, changed, lost, new; quotes decide."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.answer.answer import Answer, Citation, Failed, Sentence, Usage, Verdict
from assistant.saved.new_text import NewText
from assistant.saved.read_saved import read_saved
from assistant.saved.saved_answer import Quote, SavedAnswer
from assistant.saved.still import AnswerNow, quote_now, still
from ingest.clauses.split import split
from ingest.errors import UsageError
from ingest.pipeline import ingest
from ingest.policy import Policy
from ingest.store.open_index import open_index
from tests.conftest import HashingEmbedder
from web.views.turn import Turn
from web.visit.kept_turns import kept_json

OLD = """1. Retention

We keep your data for 30 days. You may ask us to delete it sooner.

2. Sharing

We share your address with couriers who deliver what you ordered. We never sell it.

3. Cameras

Cameras watch our warehouse around the clock, and we keep what they record for a week.
"""


def text(words: str) -> NewText:
    """A policy of these words."""
    policy = Policy("acme", "Acme", (), "", words)
    return NewText(policy, split(policy))


def quote(words: str) -> Quote:
    """A quote of the old text, with its clause."""
    clause = next(clause for clause in text(OLD).clauses if words in clause.text)
    return Quote("acme", clause.id, " › ".join(clause.path), words)


def state(words: str, before: str, after: str) -> tuple[str, str]:
    """What is told of a quote after an edit, and the words that are there now."""
    assert before in OLD
    told = quote_now(quote(words), text(OLD.replace(before, after)))
    return told.state, told.now.quote if told.now else ""


def test_words_that_stand_as_they_did_hold() -> None:
    """Whatever changes around them; blanks and quote marks are folded."""
    words = "We keep your data for 30 days."
    assert state(words, "We never sell it", "We sell it") == ("holds", words)
    assert state(words, "your data for", "your  data\nfor")[0] == "holds"


def test_words_that_moved_hold() -> None:
    """In another clause, under another number."""
    words = "We never sell it."
    assert state(words, " We never sell it.\n\n3. Cameras\n\n", "\n\n3. Cameras\n\nWe never sell it. ") == (
        "holds",
        words,
    )
    assert state(words, "2. Sharing", "7. Who gets it") == ("holds", words)


@pytest.mark.parametrize("after", ["60 days", "30 months", "at least 30 days"])
def test_a_reworded_quote_has_changed(after: str) -> None:
    """The words that took its place are given."""
    words = "We keep your data for 30 days."
    assert state(words, "30 days", after) == ("changed", words.replace("30 days", after))


def test_a_clause_that_is_gone_is_lost() -> None:
    """Nothing like it is anywhere."""
    cameras = OLD[OLD.index("3. Cameras") :]
    words = "Cameras watch our warehouse around the clock, and we keep what they record for a week."
    assert state(words, cameras, "") == ("lost", "")


def test_a_sentence_that_is_gone_from_its_clause_has_changed() -> None:
    """The clause was reworded: it is there."""
    assert state("You may ask us to delete it sooner.", " You may ask us to delete it sooner.", "")[0] == "changed"


def test_a_part_of_a_word_is_no_quote() -> None:
    """Digits of a longer number are another number."""
    told = quote_now(quote("30 days"), text(OLD.replace("30 days", "130 days")))
    assert told.state != "holds"


def test_a_policy_that_is_gone_is_lost() -> None:
    """No text, no quote."""
    assert quote_now(quote("We never sell it."), None).state == "lost"


def saved(verdict: str = "answer", *words: str) -> SavedAnswer:
    """A saved answer that stands on these words."""
    return SavedAnswer(1, None, "Why?", verdict, tuple(map(quote, words)), ("acme",))


def told(answer: SavedAnswer, words: str) -> AnswerNow:
    """What is told of one answer, by a text; nothing is asked again."""

    def never(_saved: SavedAnswer) -> Failed:
        raise AssertionError("asked again")

    return next(still([answer], {"acme": text(words)}, never))


def test_an_answer_is_as_its_worst_quote() -> None:
    """One of two has changed; quotes decide, so nothing is asked."""
    answer = saved("answer", "We keep your data for 30 days.", "We never sell it.")
    assert told(answer, OLD).state == "holds"
    assert told(answer, OLD.replace("30 days", "60 days")).state == "changed"


def test_a_question_that_fails_now_is_no_new_answer() -> None:
    """A failure says nothing of the policy."""
    silent = saved("silent")
    assert next(still([silent], {}, lambda _: Failed("Why?", "no"))).state == "holds"


@pytest.mark.parametrize(
    "verdict,earlier,state",
    [("answer", True, "new"), ("unsure", True, "new"), ("unsure", False, "holds"), ("silent", True, "holds")],
)
def test_a_silent_answer_is_new(verdict: Verdict, earlier: bool, state: str) -> None:
    """Where the policy answers now, or where the nearest words are ones that the earlier version did not have."""
    words = "We photograph every parcel."
    clauses = split(Policy("acme", "Acme", (), "", OLD))
    now = NewText(Policy("acme", "Acme", (), "", OLD + words), split(Policy("acme", "Acme", (), "", OLD + words)))
    with_past = NewText(now.policy, now.clauses, [clauses]) if earlier else now
    place = now.verbatim(Quote("acme", "", "", words))
    assert place
    cited = () if verdict == "silent" else (Citation(place.clause, words, place.start, place.end),)
    answer = Answer("Why?", verdict, (), cited, (), "extractive", Usage(0, 0, 0, 0, 0))
    assert next(still([saved("silent")], {"acme": with_past}, lambda _: answer)).state == state


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a policy, its index and answers that hold; commands embed without weights."""
    for home in ("assistant.chain", "assistant.checklist.command"):
        monkeypatch.setattr(f"{home}.MiniLM", HashingEmbedder)
    write(tmp_path, OLD)
    rows = [
        {
            "id": "a",
            "question": "How long?",
            "verdict": "answer",
            "citations": [cited("We keep your data for 30 days.")],
        },
        {"question": "Sold?", "error": "the model is silent"},
        {"id": "b", "question": "Is it sold?", "verdict": "no", "citations": [cited("We never sell it.")]},
    ]
    (tmp_path / "answers.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def cited(words: str) -> dict[str, str]:
    """A citation as a batch writes it."""
    was = quote(words)
    return {"policy": was.policy, "clause": was.clause, "heading": was.heading, "quote": was.words}


def write(folder: Path, words: str) -> None:
    """Put a policy into the index."""
    (folder / "acme.txt").write_text(words)
    ingest([folder / "acme.txt"], folder / "index", HashingEmbedder())


def run(folder: Path, *more: str) -> int:
    """Run the command."""
    return main(["--still", str(folder / "answers.jsonl"), "--index", str(folder / "index"), *more])


def test_the_command(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 while all hold; 1 and both quotes after a change; failures of the batch are counted."""
    assert run(place) == 0
    assert "2 hold, 0 changed, 0 lost, 0 new; 1 lines" in capsys.readouterr().out
    write(place, OLD.replace("30 days", "60 days"))
    assert run(place) == 1
    out = capsys.readouterr().out
    assert "changed: line 1: How long?" in out
    assert "30 days" in out
    assert "60 days" in out


def test_the_command_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each answer, both quotes with their places."""
    write(place, OLD.replace("30 days", "60 days"))
    assert run(place, "--json") == 1
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["id"], first["state"], second["state"]) == ("a", "changed", "holds")
    new: dict[str, Any] = first["quotes"][0]["new"]
    assert new["quote"] == "We keep your data for 60 days."
    assert (place / "acme.txt").read_text()[new["start"] : new["end"]] == new["quote"]


def test_conversations_that_the_page_saved(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the page's export holds is put again, each turn told at its line; a follow-up as it was understood."""
    opened = open_index(place / "index")
    policies = dict(opened.policies)
    turns = []
    for question, words in (("How long?", "We keep your data for 30 days."), ("And sold?", "We never sell it.")):
        clause = next(clause for clause in opened.record.clauses if words in clause.text)
        start = policies["acme"].text.index(words)
        cited = Citation(clause, words, start, start + len(words))
        answer = Answer(question, "answer", (Sentence(words, (1,)),), (cited,), (), "none", Usage(0, 0, 0, 0, 0))
        understood = "" if question == "How long?" else "Is my address sold?"
        turns.append(json.loads(kept_json(Turn(question, answer, policies, (), understood), policies)))
    (place / "answers.jsonl").write_text(json.dumps([{"id": "1", "title": "How long?", "turns": turns}], indent=1))
    assert run(place) == 0
    assert "2 hold" in capsys.readouterr().out
    write(place, OLD.replace("30 days", "60 days").replace("We never sell it", "We sell it"))
    assert run(place) == 1
    lines = (place / "answers.jsonl").read_text().split("\n")
    told = [line for line in capsys.readouterr().out.split("\n") if line.startswith("changed")]
    assert [line.split(": ", 2)[2] for line in told] == ["How long?", "Is my address sold?"]
    for line, question in zip(told, ("How long?", "And sold?"), strict=True):
        assert question in lines[int(line.split()[2].strip(":")) - 1]


@pytest.fixture
def checklist(place: Path) -> Path:
    """A checklist of a user's own, and its report."""
    (place / "own.toml").write_text(
        'name = "Own"\nsource = "us"\n'
        + "".join(
            f'[[requirement]]\nid = "{id_}"\ntitle = "{id_}"\nwords = ["{words}"]\nsays = ["{words}"]\n'
            for id_, words in (("time", "keep … days"), ("parcels", "photograph … parcel"))
        )
    )
    index = ["--index", str(place / "index")]
    assert main(["--checklist", str(place / "own.toml"), "--out", str(place / "report.json"), *index]) == 0
    (place / "report.json").rename(place / "answers.jsonl")
    return place / "own.toml"


def test_a_checklist_s_report(place: Path, checklist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Quotes decide; a requirement on which the policy was silent is put again; the line is that of its row."""
    assert run(place, "--checklist", str(checklist)) == 0
    write(place, OLD.replace("30 days", "60 days") + "\n4. Parcels\n\nWe photograph every parcel.\n")
    capsys.readouterr()
    assert run(place, "--checklist", str(checklist)) == 1
    told = capsys.readouterr().out
    assert "own, time: acme\n" in told
    assert "We keep your data for 60 days." in told
    assert "own, parcels: acme\n" in told
    assert "now  “We photograph every parcel.” [1]" in told
    assert "0 hold, 1 changed, 0 lost, 1 new" in told
    number = int(next(line for line in told.split("\n") if line.startswith("new")).split()[2].strip(":"))
    assert '"requirement": "parcels"' in (place / "answers.jsonl").read_text().split("\n")[number - 1]


@pytest.mark.usefixtures("checklist")
def test_a_report_whose_checklist_is_not_there_is_a_mistake(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what to do; so does one that has lost a requirement, and a file that is something else."""
    assert run(place) == 2
    assert "no checklist 'own': there are" in capsys.readouterr().err
    assert run(place, "--checklist", "vendor-review") == 2
    assert "the checklist own has no requirement 'parcels' any more" in capsys.readouterr().err
    for other in ('[{"turns": [{"question": "Why?"}]}]', "[1]", '{"rows": 3}', "[]"):
        (place / "answers.jsonl").write_text(other)
        assert run(place) == 2
        assert "answers.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ["no json", '{"question": "Why?"}', '{"question": "W?", "verdict": "no", "citations": 3}']
)
def test_what_is_no_answer_is_named(place: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The file and the line, exit 2."""
    (place / "answers.jsonl").write_text(line)
    assert run(place) == 2
    assert "answers.jsonl line 1" in capsys.readouterr().err


def test_an_eval_set_s_gold_quotes_are_answers(tmp_path: Path) -> None:
    """So that a set whose policies have changed is found out; an empty file is refused."""
    case = {
        "id": "q1",
        "question": "Why?",
        "verdict": "yes",
        "gold": [{"policy": "acme", "quote": "We never sell it."}],
    }
    (tmp_path / "set.jsonl").write_text(json.dumps(case))
    answers, failed = read_saved(tmp_path / "set.jsonl")
    assert (answers[0].quotes[0].words, failed) == ("We never sell it.", 0)
    (tmp_path / "set.jsonl").write_text("")
    with pytest.raises(UsageError, match="no answers"):
        read_saved(tmp_path / "set.jsonl")
