"""`clausewise ci`: what is told of policies in git, where, and with which exit code."""

import json
from pathlib import Path

import pytest

from tests.eval.ci.conftest import ACME, LONGER, ODD, Ci, Repository

Printed = pytest.CaptureFixture[str]


def test_without_a_base_every_finding_is_told(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """A line a finding, on which an editor can be clicked; nothing was asked to fail."""
    repository.commit(bolt=ODD)
    assert ci() == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("policies/bolt.md:5: redacted: ")


def test_with_a_base_only_what_came_is_told(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """What was odd before is not told again; a period that changed is, at the line where it changed."""
    base = repository.commit(bolt=ODD)
    repository.commit(acme=LONGER, bolt=ODD.replace("questions", "all questions"))
    assert ci("--base", base, "--fail-on", "findings") == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(": redacted: " not in line for line in lines)
    (changed,) = (line for line in lines if line.startswith("policies/acme.md"))
    assert changed.startswith("policies/acme.md:5: reworded (period")
    assert "[-10-]{+90+} days" in changed


@pytest.mark.parametrize(
    "fail_on,code", [("none", 0), ("answers,eval", 0), ("findings", 1), ("changes", 1), ("checklist", 0)]
)
def test_what_fails_is_the_user_s_choice(repository: Repository, ci: Ci, fail_on: str, code: int) -> None:
    """A new finding and a change fail a run only where they are named."""
    base = repository.git("rev-parse", "HEAD")
    repository.commit(acme=LONGER, bolt=ODD)
    assert ci("--base", base, "--fail-on", fail_on) == code


def test_a_policy_that_moved_is_the_same_policy(repository: Repository, ci: Ci, tmp_path: Path) -> None:
    """Renamed and changed at once: its change is told, and it is neither new nor removed; one that went is removed."""
    base = repository.commit(bolt=ODD)
    repository.git("mv", "policies/acme.md", "policies/acme-corp.md")
    repository.commit(**{"acme-corp": LONGER}, bolt=None)
    report = tmp_path / "report.md"
    assert ci("--base", base, "--out", str(report)) == 0
    text = report.read_text("utf-8")
    assert text.startswith("# Clausewise: 1 policy: 1 changed, 1 removed\n")
    assert "<del>10</del><ins>90</ins>" in text
    assert "| policies/bolt.md | removed |" in text


def test_a_link_at_the_base_is_not_followed(repository: Repository, ci: Ci, tmp_path: Path, capsys: Printed) -> None:
    """It may lead out of the repository: nothing of what it leads to is told, also where it had another name."""
    (tmp_path / "secret.md").write_text("# Secret Policy\n\nThe word is swordfish.\n")
    (repository.folder / "policies" / "bolt.md").symlink_to(tmp_path / "secret.md")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "a link")
    base = repository.git("rev-parse", "HEAD")
    (repository.folder / "policies" / "bolt.md").unlink()
    repository.commit(bolt=ODD)
    assert ci("--base", base, "--out", "report.md") == 0
    assert "swordfish" not in capsys.readouterr().out + Path("report.md").read_text("utf-8")
    assert "| policies/bolt.md | new |" in Path("report.md").read_text("utf-8")


def test_a_path_from_a_folder_beside(
    repository: Repository, ci: Ci, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are named from the top of the repository."""
    base = repository.git("rev-parse", "HEAD")
    repository.commit(acme=LONGER)
    (repository.folder / "other").mkdir()
    monkeypatch.chdir(repository.folder / "other")
    assert ci("../policies/*.md", "--base", base) == 0
    assert capsys.readouterr().out.startswith("policies/acme.md:5: reworded ")


def test_changes_of_others_are_not_told(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """What main got since the branch left it is no change of the branch."""
    repository.git("checkout", "--quiet", "-b", "mine")
    repository.commit(acme=LONGER)
    repository.git("checkout", "--quiet", "main")
    repository.commit(bolt=ODD)
    repository.git("checkout", "--quiet", "mine")
    assert ci("--base", "main") == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["policies/acme.md"]


def test_nothing_of_the_repository_is_touched(repository: Repository, ci: Ci) -> None:
    """What is staged stays staged, what is not stays so, and no file comes."""
    base = repository.git("rev-parse", "HEAD")
    (repository.folder / "policies" / "acme.md").write_text(LONGER)
    repository.git("add", "--all")
    (repository.folder / "policies" / "acme.md").write_text(LONGER + "\nMore.\n")
    before = repository.git("status", "--porcelain")
    assert ci("--base", base) == 0
    assert repository.git("status", "--porcelain") == before == "MM policies/acme.md"


def test_a_line_is_that_of_the_file(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """Comments are left out of a policy's text, so that its lines are not those of the file."""
    repository.commit(bolt=ODD.replace("## 1.", "<!-- a note\nof\nthree lines -->\n\n## 1."))
    assert ci() == 0
    assert "\npolicies/bolt.md:9: redacted: " in capsys.readouterr().out


def test_a_policy_that_cannot_be_read_is_a_fault(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """It is told at its file; the others are checked all the same; exit 2 whatever fails a run."""
    (repository.folder / "policies" / "broken.pdf").write_bytes(b"%PDF-1.7\n")
    repository.commit(bolt=ODD)
    assert ci("--fail-on", "none", "--checklist", "gdpr-13-14", "policies/broken.pdf") == 2
    assert capsys.readouterr().out.startswith("policies/broken.pdf: cannot be read: ")
    assert ci("--fail-on", "none") == 2
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("policies/broken.pdf: cannot be read: ")
    assert second.startswith("policies/bolt.md:5: redacted: ")


def test_a_base_that_cannot_be_read_is_told(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """A policy whose earlier file was broken is not new: that its changes are not known is said, with the reason."""
    (repository.folder / "policies" / "bolt.md").write_bytes(b"")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "an empty file")
    base = repository.git("rev-parse", "HEAD")
    repository.commit(bolt=ODD)
    assert ci("--base", base, "--out", "report.md") == 0
    unknown, odd = capsys.readouterr().out.splitlines()
    assert unknown.startswith(
        f"policies/bolt.md: what changed is not known: policies/bolt.md at {base[:10]} has no text in it"
    )
    assert odd.startswith("policies/bolt.md:5: redacted: ")
    report = Path("report.md").read_text("utf-8")
    assert report.startswith("# Clausewise: 2 policies: 1 unknown before, 1 as before\n")
    assert "| policies/bolt.md | unknown before |" in report
    assert f"What changed in policies/bolt.md is not known: policies/bolt.md at {base[:10]} has no" in report
    assert ci("--base", base, "--fail-on", "changes", "--checklist", "gdpr-13-14") == 1


@pytest.mark.parametrize(
    "arguments,says",
    [
        (["--base", "nowhere"], "error: no commit 'nowhere' in this clone, so what changed cannot be told"),
        (["--base=--upload-pack=touch pwned"], "error: no commit '--upload-pack=touch pwned' in this clone"),
        (["polices"], "error: no such file or folder: "),
        (["--base", "HEAD", "/"], "error: / is not in the repository "),
        (["--checklist", "gdpr"], "error: no checklist 'gdpr': there are "),
        (["--cases", "q.jsonl", "policies/acme.md"], "error: --cases asks about one folder of policies"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_a_mistake_is_one_line(ci: Ci, capsys: Printed, arguments: list[str], says: str) -> None:
    """What, where, what to do; exit 2; no command of a hostile name is run."""
    assert ci(*arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith(says)
    assert told.count("\n") == 1
    assert not Path("pwned").exists()


def test_a_kind_that_is_unknown(ci: Ci) -> None:
    """A misspelt kind would never fail a run."""
    with pytest.raises(SystemExit, match="2"):
        ci("--fail-on", "finding")


def test_before_the_first_commit_everything_is_new(repository: Repository, ci: Ci) -> None:
    """The hook compares with HEAD, which is not there yet."""
    repository.git("update-ref", "-d", "HEAD")
    (repository.folder / "policies" / "bolt.md").write_text(ODD)
    assert ci("--base", "HEAD", "--fail-on", "findings") == 1


def test_a_checklist_tells_what_the_change_took(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """What was present and no longer is, and nothing that lacked before."""
    complain = "\n## 3. Complaints\n\nYou may lodge a complaint with a supervisory authority.\n"
    base = repository.commit(acme=ACME + complain)
    repository.git("mv", "policies/acme.md", "policies/acme-corp.md")
    repository.commit(**{"acme-corp": ACME})
    assert ci("--base", base, "--checklist", "gdpr-13-14", "--fail-on", "checklist") == 1
    told = [line for line in capsys.readouterr().out.splitlines() if "GDPR" in line]
    assert len(told) == 1
    assert "complain" in told[0]
    assert told[0].endswith(", was present")


def test_saved_answers_are_told_at_their_line(repository: Repository, ci: Ci, capsys: Printed) -> None:
    """One holds and one does not, which fails the run as long as nothing else was said."""
    quotes = ("We never sell your data.", "We keep your data for 10 days.")
    rows = [
        {"question": f"Is it so that {quote}", "verdict": "answer", "citations": [{"policy": "acme", "quote": quote}]}
        for quote in quotes
    ]
    (repository.folder / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    base = repository.git("rev-parse", "HEAD")
    assert ci("--base", base, "--answers", "answers.jsonl") == 0
    repository.commit(acme=LONGER)
    assert ci("--base", base, "--answers", "answers.jsonl", "--fail-on", "none") == 0
    capsys.readouterr()
    assert ci("--base", base, "--answers", "answers.jsonl") == 1
    (told,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("answers.jsonl"))
    assert told.startswith("answers.jsonl:2: changed: saved answer: ")
    assert "90 days" in told


def case(points: str) -> str:
    """A question with what must be said."""
    gold = [{"policy": "acme", "quote": "We keep your data for 10 days."}]
    question = "How long does Acme keep my data?"
    fields = {"id": "q1", "kind": "number", "verdict": "answer", "question": question, "policies": ["acme"]}
    return json.dumps(fields | {"named": True, "gold": gold, "points": [[points]]})


@pytest.mark.parametrize("points,code", [("10 days", 0), ("11 days", 1)])
def test_an_eval_judges_the_user_s_questions(repository: Repository, ci: Ci, points: str, code: int) -> None:
    """Its gate decides, and its report is part of ours."""
    (repository.folder / "q.jsonl").write_text(case(points))
    (repository.folder / "gate.toml").write_text("[floors]\npassed = 1.0\n")
    assert ci("--cases", "q.jsonl", "--gate", "gate.toml", "--out", "report.md") == code
    assert "Clausewise eval: GATE" in Path("report.md").read_text("utf-8")
    assert ci("--cases", "q.jsonl", "--gate", "gate.toml", "--fail-on", "none") == 0


def test_a_model_that_is_missing_is_no_failed_gate(
    repository: Repository, ci: Ci, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, as eval itself has it, whatever fails a run; the rest is told all the same."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    repository.commit(bolt=ODD)
    (repository.folder / "q.jsonl").write_text(case("10 days"))
    assert ci("--cases", "q.jsonl", "--model", "ollama", "--fail-on", "none") == 3
    fault, finding = capsys.readouterr().out.splitlines()
    assert fault.startswith("eval: no Ollama answers at ")
    assert finding.startswith("policies/bolt.md:5: ")
