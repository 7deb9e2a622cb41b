"""Ask questions whose answer is one row of a table, and count how often that row is quoted.

    python -m benchmarks.tables

Twenty tables: five of a kind that policies have, each as Markdown, HTML, Word and CSV-like text in a policy of some
clauses around it. Three questions a table, 60 in all. No model. A question is right where the first quote is its row.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant import Assistant
from ingest import ingest
from ingest.embed import MiniLM

Row = tuple[str, ...]
SEED: Final = 7
NAMES: Final = "Bramley Corvin Dunmore Elsworth Farrow Grantley Hexham Ilminster Jarrow Kelso".split()
FORMATS: Final = ("md", "html", "docx", "txt")


@dataclass(frozen=True, slots=True)
class Kind:
    """A table that policies have, and how its rows are asked about; `{0}` is a row's first cell."""

    head: Row
    rows: Sequence[Row]
    questions: Sequence[str]


KINDS: Final = (
    Kind(
        ("Data", "Kept for", "Legal basis"),
        (
            ("account details", "24 months", "contract"),
            ("invoices", "10 years", "legal obligation"),
            ("support messages", "18 months", "legitimate interests"),
            ("job applications", "6 months", "consent"),
            ("server logs", "14 days", "legitimate interests"),
        ),
        ("How long are {0} kept?", "What is the legal basis for {0}?", "When are {0} deleted?"),
    ),
    Kind(
        ("Recipient", "Country", "What they do"),
        (
            ("Tolbert Cloud", "Ireland", "hosts our databases"),
            ("Mailwright", "United States", "sends newsletters"),
            ("Paylane", "Germany", "takes card payments"),
            ("Helpmoor", "Canada", "answers support tickets"),
        ),
        ("What does {0} do?", "In which country is {0}?", "Where does {0} process data?"),
    ),
    Kind(
        ("Cookie", "Purpose", "Expires"),
        (
            ("sid_main", "keeps you signed in", "end of the session"),
            ("lang_pref", "remembers your language", "1 year"),
            ("an_visit", "counts visits", "13 months"),
            ("ad_match", "shows personal advertising", "90 days"),
        ),
        ("What is the {0} cookie for?", "When does the {0} cookie expire?", "How long does {0} last?"),
    ),
    Kind(
        ("Plan", "Monthly fee", "Storage"),
        (
            ("Starter", "EUR 9", "20 GB"),
            ("Team", "EUR 29", "200 GB"),
            ("Business", "EUR 79", "1 TB"),
            ("Campus", "EUR 49", "500 GB"),
        ),
        ("What does the {0} plan cost a month?", "How much storage has the {0} plan?", "What is the fee for {0}?"),
    ),
    Kind(
        ("Request", "Time limit", "Handled by"),
        (
            ("access request", "30 days", "privacy team"),
            ("complaint", "10 working days", "customer care"),
            ("refund claim", "14 days", "billing desk"),
            ("security report", "72 hours", "security team"),
        ),
        ("How long does it take to answer a {0}?", "Who handles a {0}?", "What is the time limit for a {0}?"),
    ),
)
BEFORE: Final = "We at {name} tell you here what we do. We keep personal data safe and train our staff every year."
BEHIND: Final = "You may write to privacy@{host}.example at any time. This policy is governed by the law of Norway."


def main() -> None:
    """Write the policies, ask, and print."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        files, index = Path(folder) / "files", Path(folder) / "index"
        files.mkdir()
        questions = list(_written(files))
        ingest([files], index, MiniLM())
        assistant = Assistant(index, None, MiniLM())
        for policy, question, row in questions:
            answer = assistant.ask(question, [policy])
            quotes = [" ".join(citation.quote.split()) for citation in answer.citations]
            level = answer.verdict if answer.verdict in {"silent", "unsure"} else "says"
            asked[level] += 1
            right[level] += bool(quotes) and all(cell in quotes[0] for cell in row)
            if not quotes or not all(cell in quotes[0] for cell in row):
                print(f"{level}: {question} [{policy}] {quotes[:1]}")
    for level in asked:
        print(f"{level}: {asked[level]} questions, the row is quoted first in {right[level]}")


def _written(folder: Path) -> Iterator[tuple[str, str, Row]]:
    """Write each table in each format; yield (policy, question, row)."""
    chance = random.Random(SEED)  # noqa: S311 - not for secrets
    for kind_number, kind in enumerate(KINDS):
        for format_number, suffix in enumerate(FORMATS):
            name = f"{NAMES[kind_number]} {NAMES[5 + format_number]}"
            path = folder / f"{name.lower().replace(' ', '-')}.{suffix}"
            _write(path, name, kind)
            for question, row in zip(kind.questions, chance.sample(list(kind.rows), 3), strict=True):
                yield path.stem, question.format(row[0]), row


def _write(path: Path, name: str, kind: Kind) -> None:
    """One policy with the table between two clauses."""
    before, behind = BEFORE.format(name=name), BEHIND.format(host=path.stem)
    if path.suffix == ".docx":
        _write_word(path, name, kind, before, behind)
        return
    table = {".md": _markdown, ".html": _html, ".txt": _markdown}[path.suffix](kind)
    if path.suffix == ".html":
        body = f"<h1>{name} Policy</h1><h2>1. Who we are</h2><p>{before}</p><h2>2. Overview</h2>{table}"
        text = f"<html><body>{body}<h2>3. Contact</h2><p>{behind}</p></body></html>"
    else:
        mark = "# " if path.suffix == ".md" else ""
        text = f"{mark}{name} Policy\n\n{mark and '## '}1. Who we are\n\n{before}\n\n{mark and '## '}2. Overview\n\n"
        text += f"{table}\n\n{mark and '## '}3. Contact\n\n{behind}\n"
    path.write_text(text, encoding="utf-8")


def _markdown(kind: Kind) -> str:
    lines = [kind.head, tuple("---" for _ in kind.head), *kind.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _html(kind: Kind) -> str:
    head = "".join(f"<th>{cell}</th>" for cell in kind.head)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in kind.rows)
    return f"<table><tr>{head}</tr>{rows}</table>"


def _write_word(path: Path, name: str, kind: Kind, before: str, behind: str) -> None:
    from docx import Document

    document = Document()
    document.add_heading(f"{name} Policy", 0)
    document.add_heading("1. Who we are", 1)
    document.add_paragraph(before)
    document.add_heading("2. Overview", 1)
    table = document.add_table(rows=0, cols=len(kind.head))
    for row in (kind.head, *kind.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading("3. Contact", 1)
    document.add_paragraph(behind)
    document.save(str(path))


if __name__ == "__main__":
    main()
