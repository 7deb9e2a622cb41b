"""Web pages, Markdown and PDFs of a known tree are read as they show: 40 of each, made in many ways."""

import re

import pytest

from ingest.read.markdown import read_markdown
from ingest.read.pdf_pages.pdf import read_pdf
from ingest.read.reading import Reading
from ingest.read.web.page_text import read_page
from tests.ingest.read import page_files

MADE = range(40)


def lines(reading: Reading) -> list[str]:
    """The lines of a text without indents."""
    return [line.strip() for line in reading.text.split("\n")]


def holds_tree(reading: Reading, tree: page_files.Tree) -> None:
    """Each heading, sentence, item, row and the note stand in the text, the mark apart from its figure."""
    shown = lines(reading)
    for title, sentences, items, table in tree.sections:
        assert any(re.fullmatch(rf"#+ {re.escape(title)}", line) for line in shown)
        for sentence in (*sentences, *items):
            assert any(line.endswith(sentence) for line in shown)
        for row in (table.names, *table.rows) if table else ():
            assert f"| {' | '.join(row)} |" in shown
    assert "EUR 50 [7] a year" in reading.text
    assert f"[7] {tree.note}" in shown


def tells_what_is_gone(reading: Reading, tree: page_files.Tree) -> None:
    """What is struck or hidden is not in the text, and is told."""
    gone = {*tree.struck, *tree.hidden}
    assert not [words for words in gone if words in reading.text]
    assert gone == {entry.words for entry in reading.left_out}


@pytest.mark.parametrize("seed", MADE)
def test_pages(seed: int) -> None:
    """Folded in six ways, lists numbered in seven, tables with and without a marked head."""
    tree = page_files.Tree(seed)
    page, markers = page_files.html(tree)
    reading = read_page(page)
    holds_tree(reading, tree)
    tells_what_is_gone(reading, tree)
    items = [item for _, _, items, _ in tree.sections for item in items]
    assert [line for line in lines(reading) if line.endswith(tuple(items or ("?",)))] == [
        f"{marker} {item}" for marker, item in zip(markers, items, strict=True)
    ]


@pytest.mark.parametrize("seed", MADE)
def test_markdown(seed: int) -> None:
    """Front matter, a code fence, struck text in two ways, a comment."""
    tree = page_files.Tree(seed)
    reading = read_markdown(page_files.markdown(tree))
    holds_tree(reading, tree)
    tells_what_is_gone(reading, tree)
    assert reading.about == (("title", "Oak Policy"), ("version", "3"))


@pytest.mark.parametrize("seed", MADE)
def test_pdfs(seed: int) -> None:
    """Tables set by left edges, a raised mark, a note at the foot, a running line with the page's number."""
    tree = page_files.Tree(seed)
    reading = read_pdf(page_files.pdf(tree))
    holds_tree(reading, tree)
    assert "Oak Policy - page" not in reading.text
    assert [entry.words for entry in reading.left_out] == ["Oak Policy - page 1"]


TABS = """<div role="tablist"><a role="tab" id="t" aria-controls="p">Refunds</a></div>
<div id="p" role="tabpanel" aria-labelledby="t" hidden><p>Within 21 days.</p></div>"""


@pytest.mark.parametrize(
    "html,text",
    [
        ("<p>within 10<sup>2</sup> days</p>", "within 10 [2] days\n"),
        ("<p>20 m<sup>2</sup> and CO<sub>2</sub></p>", "20 m² and CO₂\n"),
        ("<p>the 1<sup>st</sup> of May, Acme<sup>TM</sup></p>", "the 1st of May, Acme™\n"),
        ("<p>fee<sup>*</sup> due</p>", "fee* due\n"),
        ("<p>a<span style='vertical-align:super'>4</span> b</p>", "a [4] b\n"),
        ("<ol reversed><li>a</li><li>b</li></ol>", "2. a\n1. b\n"),
        ("<ol><li value='7'>a</li><li>b</li></ol>", "7. a\n8. b\n"),
        ("<ol style='list-style:none'><li>a</li></ol>", "- a\n"),
        ("<pre>a\n  b</pre>", "a\n  b\n"),
        ("<div style='white-space: pre-line'>a\nb</div>", "a\nb\n"),
        ("<pre><code># a\nb</code></pre>", "```\n# a\nb\n```\n"),
        ("<p>Mail <a href='/cdn-cgi/l/email-protection' data-cfemail='3c5d7c5e125f'>[email]</a>.</p>", "Mail a@b.c.\n"),
        ("<p><a href='mailto:a@b.example'>a@b.example</a></p>", "a@b.example\n"),
        ("<dl><dt>Video</dt><dd>9 days</dd><dt>Books:</dt><dd>a year</dd></dl>", "- Video: 9 days\n- Books: a year\n"),
        ("<dl><dt>Video</dt><dd><p>9 days</p></dd></dl>", "Video\n\n9 days\n"),
        ("<p>Guaran&shy;tee, and&#8203;/or</p>", "Guarantee, and/or\n"),
        ("<p>7<a role='doc-noteref' href='#n'>1</a> euro</p><ol><li id='n'>Net.</li></ol>", "7 [1] euro\n\n[1] Net.\n"),
        ("<p>700<sup><a href='#n'>2</a></sup></p><ol><li><p id='n'>Net.</p></li></ol>", "700 [2]\n\n[2] Net.\n"),
        (TABS, "## Refunds\n\nWithin 21 days.\n"),
        ("<div class='tab' style='display:none'><p>a</p></div>", "a\n"),
        ("<style>.x{display:none}.x.open{display:block}</style><div class='x'><p>folded</p></div>", "folded\n"),
        ("<table><tr><th colspan='2'>Kept</th></tr><tr><td>a</td><td>1 day</td></tr></table>",
         "| Kept | Kept |\n|---|---|\n| a | 1 day |\n"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td rowspan='2'>x</td><td>1</td></tr><tr><td>2</td></tr></table>",
         "| A | B |\n|---|---|\n| x | 1 |\n| x | 2 |\n"),
        ("<table><tr><th>A</th><th>M</th><th>Y</th></tr><tr><td>x</td><td colspan='2'>on request</td></tr></table>",
         "| A | M | Y |\n|---|---|---|\n| x | on request | on request |\n"),
        ("<table><tr><td>Controller</td><td>Acme Ltd</td></tr><tr><td>Address</td><td>Oslo</td></tr></table>",
         "| Controller | Acme Ltd |\n| Address | Oslo |\n"),
        ("<table role='presentation'><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a\n\nb\n"),
        ("<table><tr><td><h4>Data</h4></td><td><h4># of years</h4><h4></h4></td></tr><tr><td>a<td><h4>1</h4></table>",
         "| Data | # of years |\n|---|---|\n| a | 1 |\n"),
        ("<table><tr><td><h2>Data</h2>a</td><td><h2>Sale</h2>b</td></tr></table>", "## Data\n\na\n\n## Sale\n\nb\n"),
        ("<table><tr><td><h2>Data</h2></td><td>a</td></tr></table>", "## Data\n\na\n"),
    ],
)  # fmt: skip
def test_what_a_page_shows(html: str, text: str) -> None:
    """Marks, lists, tabs, tables and addresses, one at a time."""
    assert read_page(html).text == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("windows-1251", "cp1251"), ("", "cp1252"), ("utf-8", "utf-8")],
)
def test_a_page_is_decoded_as_browsers_do(declared: str, encoding: str) -> None:
    """Latin 1 is read as windows-1252, whose quotes and euro sign it is taken for; others as they say."""
    words = "Политика" if encoding == "cp1251" else "“5 €” – für immer"
    page = f"<meta charset='{declared}'><p>{words}</p>" if declared else f"<p>{words}</p>"
    assert read_page(page.encode(encoding)).text == f"{words}\n"


@pytest.mark.parametrize(
    "html,kind",
    [
        ("<p>a</p><p style='position:absolute; left:-9999px'>trap</p>", "hidden-text"),
        ("<p>a</p><p style='font-size:0'>trap</p>", "hidden-text"),
        ("<p>a</p><span class='sr-only'>trap</span>", "hidden-text"),
        ("<p>a</p><p>b <span style='opacity:0'>trap</span></p>", "hidden-text"),
        ("<p>a</p><style>p.x{color:transparent}</style><p class='x'>trap</p>", "hidden-text"),
        ("<p>a <del>trap</del> b</p>", "struck-text"),
        ("<style>.gone{text-decoration:line-through}</style><p>a <i class='gone'>trap</i> b</p>", "struck-text"),
    ],
)
def test_what_nobody_sees_is_told(html: str, kind: str) -> None:
    """A trap is no text, wherever it hides."""
    reading = read_page(f"<main>{html}<p>{'We keep it for a year. ' * 5}</p></main>")
    assert "trap" not in reading.text
    assert [(entry.kind, entry.words) for entry in reading.left_out] == [(kind, "trap")]
