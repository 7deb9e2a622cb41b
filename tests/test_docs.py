"""The pages in docs/: each is listed, links lead somewhere, blocks run or say why not, figures were measured."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
MORE = {name: (ROOT / name).read_text("utf-8") for name in ("CONTRIBUTING.md", "SECURITY.md")}
BLOCK = re.compile(
    r"^(?:<!-- not run here: (?P<why>.+) -->\n)?```(?P<language>\w+)[^\n]*\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL
)
OWN_TESTS = {  # page → the test that runs all its blocks of a language
    ("llamaindex.md", "python"): "tests/assistant/llamaindex/test_llamaindex.py",
    ("first-hour.md", "console"): "tests/test_first_hour.py",
}
RUN = ("sh", "python", "console")
ACME = "# Acme Policy\n\nLast updated: {day}\n\n## 1. Retention\n\nWe keep your data for {days} days.\n"


def blocks(page: str) -> list[tuple[str, str]]:
    """The blocks of a page that are to be run here: language and code."""
    matches = BLOCK.finditer(PAGES.get(page) or MORE[page])
    return [
        (match["language"], match["code"])
        for match in matches
        if match["language"] in RUN and not match["why"] and (page, match["language"]) not in OWN_TESTS
    ]


TO_RUN = [page for page in (*PAGES, *MORE) if blocks(page)]


def test_every_page_is_listed_once() -> None:
    """docs/README.md has each page under one of four kinds."""
    listed = Counter(re.findall(r"^- \[([\w-]+\.md)\]\(\1\)", PAGES["README.md"], re.MULTILINE))
    assert listed == Counter(dict.fromkeys(set(PAGES) - {"README.md"}, 1))


@pytest.mark.parametrize("page", [*PAGES, *MORE, "../README.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    """A file of the repository that is there, and a heading of it that is there."""
    folder = ROOT if page in MORE else ROOT / "docs"
    text = re.sub(r"^```.*?^```", "", (folder / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", text):
        file, _, heading = target.partition("#")
        path = (folder / page).parent / file
        assert path.exists(), f"{page}: {target}"
        if heading:
            there = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in there}, target


@pytest.mark.parametrize("page", [*PAGES, *MORE])
def test_no_block_hides_from_the_tests(page: str) -> None:
    """Commands stand in blocks of a language that is known here; what is not run says why."""
    text = PAGES.get(page) or MORE[page]
    languages = re.findall(r"^```(\w*)[^\n]*\n.*?^```", text, re.MULTILINE | re.DOTALL)
    assert set(languages) <= {*RUN, "json", "toml", "yaml", "text", ""}, page
    for code in re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        assert not re.match(r"(\$|clausewise|python|make|uv|pip)\b", code), f"{page}: a command without a language"
    assert not re.search(r"^    (clausewise|python) ", text, re.MULTILINE), page


def test_the_tests_that_run_a_page_are_there() -> None:
    """Those pages name no file that is gone."""
    assert all((ROOT / file).exists() for file in OWN_TESTS.values())
    whys = [
        match["why"] for text in (*PAGES.values(), *MORE.values()) for match in BLOCK.finditer(text) if match["why"]
    ]
    assert len(whys) >= 3
    assert all((ROOT / file).exists() for why in whys for file in re.findall(r"`(tests/[\w/.]+)`", why))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the pages speak of it: the examples and Acme in an index, versions, saved answers and commits."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "bin").mkdir()
    command = folder / "bin" / "clausewise"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m clausewise "$@"\n')
    command.chmod(0o700)
    shutil.copytree(ROOT / "policies", folder / "policies", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "policies" / "acme").mkdir()
    for year, days in (("2024", 10), ("2025", 20)):
        text = ACME.format(day=f"{year}-02-01", days=days)
        (folder / f"acme-{year}.md").write_text(text)
        (folder / "policies" / "acme" / f"{year}-02-01.md").write_text(text)
    answer = {"question": "How long?", "verdict": "answer"}
    quotes = [{"policy": "acme", "quote": "We keep your data for 20 days."}]
    (folder / "answers.jsonl").write_text(json.dumps(answer | {"citations": quotes}) + "\n")
    toml = re.findall(r"^```toml\n(.*?)^```", PAGES["checklist.md"], re.MULTILINE | re.DOTALL)
    (folder / "ours.toml").write_text(toml[0])
    git = "git -c user.name=A -c user.email=a@example.org"
    history = f"git init -q && {git} commit -q --allow-empty -m 1 && git add policies && {git} commit -q -m 2"
    for shell in (history, "clausewise ingest policies", "clausewise check ours.toml"):
        done = ran(["sh", "-ec", shell], folder)
        assert done.returncode == 0, done.stderr
    return folder


def ran(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a block in the folder; it may find our packages and the command, and asks no model."""
    paths = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "CLAUSEWISE_MODEL": "none"}
    return subprocess.run(
        command, cwd=folder, env=os.environ | paths, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.timeout(900)
@pytest.mark.parametrize("page", TO_RUN)
def test_the_blocks_of_a_page_run(place: Path, page: str) -> None:
    """Each block does what it says; "clausewise ci" may end with 1, where there is what fails a run."""
    for language, code in blocks(page):
        done = ran([sys.executable, "-c", code] if language == "python" else ["sh", "-c", code], place)
        allowed = (0, 1) if "--fail-on" in code else (0,)
        assert done.returncode in allowed, f"{page}\n{code}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("page", ["trust.md", "model-card.md"])
def test_no_figure_is_invented(page: str) -> None:
    """Each "n of m" and each share with a point stands in a page of measurements or in the log."""
    sources = [
        PAGES["results.md"],
        PAGES["checklist.md"],
        PAGES["models.md"],
        *((ROOT / name).read_text("utf-8") for name in ("README.md", "LOG.md")),
    ]
    measured = re.sub(r"\s+", " ", " ".join(sources))
    figures = set(re.findall(r"\d+ of \d+|\d+\.\d+ %|\d\.\d{3}\b|\[\d+, \d+\]", re.sub(r"\s+", " ", PAGES[page])))
    assert len(figures) > 5
    missing = {figure for figure in figures if figure not in measured and figure.removesuffix(" %") not in measured}
    assert not missing


def test_the_model_card_has_every_card() -> None:
    """Each model that was measured, with the date, the way it is asked and its weights."""
    for path in (ROOT / "assistant" / "models" / "cards").glob("*.toml"):
        card = tomllib.loads(path.read_text("utf-8"))
        wanted = (card["what"], str(card["measured"]), card["way"], card["weights"][:8], path.name)
        assert all(word in PAGES["model-card.md"] for word in wanted), path.name


def test_the_data_card_counts_the_questions() -> None:
    """The tables are those of the files."""
    own, strangers = (
        [json.loads(line) for line in (ROOT / "eval" / name).open()] for name in ("questions.jsonl", "strangers.jsonl")
    )
    text = PAGES["data-card.md"]
    for field in ("kind", "verdict"):
        for name, count in Counter(case[field] for case in own).items():
            held = sum(case["hold"] for case in own if case[field] == name)
            assert f"\n| {name} | {count} | {held} |" in text
    head, *cases = strangers
    counts = Counter(case["verdict"] for case in cases)
    assert f"| questions | {len(own)} | {len(cases)} |" in text
    assert f"{len(cases)} questions about {len(head['documents'])} policies" in text
    assert f"{counts['yes'] + counts['no']} are answered by yes or no\n({counts['yes']} each)" in text
    assert f"{counts['silent']} are answered by silence" in text
    held = {policy for case in cases if case["hold"] for policy in case["policies"]}
    assert f"{sum(case['hold'] for case in cases)}, all questions about {len(held)} of the policies" in text
