"""Claims about putting a checklist to policies."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant import Assistant
from assistant.__main__ import main
from assistant.checklist.report import Report, as_csv, as_html, as_json, as_markdown, as_xlsx
from assistant.checklist.requirements import read_checklist
from assistant.checklist.row import Row
from ingest import ingest
from ingest.errors import UsageError
from tests.conftest import HashingEmbedder

TEXTS = {
    "sells.md": "# Acme Policy\n\n## 1. Sale\n\nWe sell your personal data.\n\n## 2. Transfers\n\nWe never transfer"
    " your data to other countries.\n",
    "nordisk.md": "# Personvern\n\nVi selger ikke opplysninger om deg. Vi lagrer dem i to år, og du kan be om innsyn."
    " Har du spørsmål, kan du skrive til oss.\n",
    "lumen.md": "# Politique\n\nNous ne vendons pas vos données. Nous les gardons pendant douze mois et vous pouvez"
    " demander une copie de vos données à tout moment.\n",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Three small policies, one of them French."""
    files, index = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("index")
    for name, text in TEXTS.items():
        (files / name).write_text(text)
    ingest([files], index, HashingEmbedder())
    return Assistant(index, None, HashingEmbedder())


def verdicts(rows: list[Row], policy: str) -> dict[str, str]:
    """The verdict of each requirement."""
    return {row.requirement: row.verdict for row in rows if row.policy == policy}


@pytest.mark.parametrize("name", ["gdpr-13-14", "ccpa-notice", "vendor-review"])
def test_every_quote_is_verbatim(index: Path, name: str) -> None:
    """At its offsets; what is said stands on a quote, and what is absent tells where it was looked for."""
    assistant = Assistant(index, None, HashingEmbedder())
    texts = {policy.id: policy.text for policy in assistant.policies}
    rows = assistant.checklist(name)
    assert len(rows) == len(texts) * len(read_checklist(name).requirements)
    for row in rows:
        assert all(texts[row.policy][quote.start : quote.end] == quote.quote for quote in row.citations)
        assert bool(row.citations) == (row.verdict in {"present", "partial", "denied", "unsure"})
        assert row.looked_at


def test_what_is_denied_is_not_absent(small: Assistant) -> None:
    """The policy says that it does not do it, in words that are quoted."""
    (row,) = [row for row in small.checklist("gdpr-13-14", ["sells"]) if row.requirement == "Third-country Transfers"]
    assert (row.verdict, row.citations[0].quote) == (
        "denied",
        "We never transfer your data to other countries.",
    )


def test_another_language_is_said(small: Assistant) -> None:
    """Neither absent nor silent: the words of the checklist are English."""
    rows = small.checklist("gdpr-13-14", ["lumen"])
    assert {row.verdict for row in rows} == {"not read"}
    assert all("another language" in row.why for row in rows)


def test_a_denial_with_an_exception_is_none(tmp_path: Path) -> None:
    """It says when data is shared. A sentence that is undone does not count, and no date is a telephone number."""
    text = (
        "# Acme Policy\n\n## 1. Sharing\n\nWe do not share data with third parties unless you ask.\n\n## 2. Sites\n\n"
    )
    (tmp_path / "acme.md").write_text(f"{text}External sites are not operated by us. This was changed on 02/04/2024.\n")
    ingest([tmp_path / "acme.md"], tmp_path / "index", HashingEmbedder())
    told = verdicts(Assistant(tmp_path / "index", None, HashingEmbedder()).checklist("gdpr-13-14"), "acme")
    assert told["Data Recipients"] == "present"
    assert told["Controller Name"] != "present"
    assert told["Controller Contact"] != "present"


def test_what_does_not_apply_is_said(small: Assistant) -> None:
    """Where no consent is asked for, none can be withdrawn."""
    assert verdicts(small.checklist("gdpr-13-14", ["sells"]), "sells")["Right to Withdraw Consent"] == "not applicable"


def test_a_policy_that_is_not_there_is_told(small: Assistant) -> None:
    """In one line, with those that are."""
    with pytest.raises(UsageError, match="no policy 'birch' in the index: it holds"):
        small.checklist("gdpr-13-14", ["birch"])


def test_reports_hold_every_quote(small: Assistant) -> None:
    """JSON, CSV, Markdown and HTML; what is in a policy is escaped, and no cell is run by a spreadsheet."""
    checklist = read_checklist("gdpr-13-14")
    policies = [policy for policy in small.policies if policy.id == "sells"]
    report = Report(checklist, policies, small.checklist("gdpr-13-14", ["sells"]))
    whole = json.loads(as_json(report))
    assert whole["policies"][0]["sha256"] == policies[0].sha256
    assert {"policy", "requirement", "verdict", "confidence", "citations", "looked_at"} <= set(whole["rows"][0])
    rows = list(csv.DictReader(io.StringIO(as_csv(report))))
    quotes = [quote.quote for row in report.rows for quote in row.citations]
    assert [row["quote"] for row in rows if row["quote"]] == quotes
    assert {(row["name"], row["heading"]) for row in rows if row["quote"]} == {("Acme", "Transfers")}
    for text in (as_markdown(report), as_html(report)):
        assert all(quote in text for quote in quotes)
        assert "Third-country" in text or "Transfers to other countries" in text


def test_the_likest_quote_is_shown_first(tmp_path: Path) -> None:
    """Of two clauses that have the phrase, the one that is most like the requirement's own sentences."""
    (tmp_path / "acme.md").write_text(
        "# Acme Terms\n\n## 1. Guests\n\nGuests of our sub-processors park in the yard behind the red barn.\n\n"
        "## 2. Vendors\n\nA list of our sub-processors is at acme.com/subprocessors.\n"
    )
    ingest([tmp_path / "acme.md"], tmp_path / "index", HashingEmbedder())
    rows = Assistant(tmp_path / "index", None, HashingEmbedder()).checklist("vendor-review")
    first, second = next(row.citations for row in rows if row.requirement == "sub-processors")
    assert first.quote.startswith("A list of our sub-processors")
    assert second.quote.startswith("Guests")


def test_a_workbook_has_a_row_a_policy(small: Assistant) -> None:
    """And a column a requirement; every quote stands on the second sheet with its policy's name and its heading."""
    checklist = read_checklist("vendor-review")
    report = Report(checklist, small.policies, small.checklist("vendor-review"))
    book = load_workbook(io.BytesIO(as_xlsx(report)))
    head, *rows = book["Checklist"].iter_rows(values_only=True)
    assert head == ("Policy", *(wanted.title for wanted in checklist.requirements))
    assert [row[0] for row in rows] == [policy.name for policy in small.policies]
    verdicts = [tuple(row.verdict for row in report.of(policy.id).values()) for policy in small.policies]
    assert [row[1:] for row in rows] == verdicts
    quotes = {row[5] for row in book["Quotes"].iter_rows(min_row=2, values_only=True)}
    assert quotes >= {quote.quote for row in report.rows for quote in row.citations}


def test_many_policies_stand_below_each_other(small: Assistant) -> None:
    """A page of 46 columns is not read: where there are more policies than requirements, each is a row."""
    checklist = read_checklist("vendor-review")
    two = replace(checklist, requirements=checklist.requirements[:2])
    titles = {wanted.id for wanted in two.requirements}
    rows = [row for row in small.checklist("vendor-review") if row.requirement in titles]
    report = Report(two, small.policies, rows)
    assert "| Policy | Sub-processors |" in as_markdown(report)
    assert as_html(report).count('<th scope="row">') == len(small.policies) == 3
    assert "| Requirement |" in as_markdown(Report(two, small.policies[:1], rows[:2]))


def test_html_and_formulas_are_inert(tmp_path: Path) -> None:
    """A policy that would run something in a page or a spreadsheet."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "evil.md").write_text("# Evil\n\n=HYPERLINK(1) we retain data for two years <script>alert(1)</script>.\n")
    ingest([files], tmp_path / "index", HashingEmbedder())
    assistant = Assistant(tmp_path / "index", None, HashingEmbedder())
    report = Report(read_checklist("gdpr-13-14"), assistant.policies, assistant.checklist("gdpr-13-14"))
    assert "<script>" not in as_html(report)
    assert all(not cell.startswith("=") for row in csv.reader(io.StringIO(as_csv(report))) for cell in row)


@pytest.mark.parametrize("suffix", [".json", ".csv", ".md", ".html", ".xlsx"])
def test_the_command_writes_a_report(
    index: Path, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And prints a line a policy."""
    monkeypatch.setattr("assistant.checklist.command.MiniLM", HashingEmbedder)
    out = tmp_path / f"report{suffix}"
    assert main(["--checklist", "gdpr-13-14", "--policy", "segments-ai", "--index", str(index), "--out", str(out)]) == 0
    text = str(load_workbook(out)["Checklist"]["A2"].value) if suffix == ".xlsx" else out.read_text("utf-8")
    assert "Segments.ai" in text
    assert "Segments.ai: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--checklist", "gdpr"], "no checklist 'gdpr'"),
        (["--checklist", "gdpr-13-14", "--policy", "nobody"], "no policy 'nobody'"),
        (["--checklist", "gdpr-13-14", "--out", "x.pdf"], "cannot write a checklist as '.pdf'"),
    ],
)
def test_a_mistake_is_one_line(
    index: Path, flags: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2."""
    monkeypatch.setattr("assistant.checklist.command.MiniLM", HashingEmbedder)
    assert main([*flags, "--index", str(index)]) == 2
    assert told in capsys.readouterr().err
