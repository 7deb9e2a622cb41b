"""Read a workbook (.xlsx): each sheet a section, its tables as rows with column names, lone cells as text.

    A1 "Retention rules"; A3 "Data" B3 "Kept for"; A4 "CCTV" B4 30    →    "# Retention rules", "| Data | Kept for |", …

What a reader of the sheet sees is text: figures in their formats, results of formulas. Hidden sheets, rows and columns,
and struck cells, are told as left out.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from ingest.clauses.grid import column_names
from ingest.read.marks.written import Writer, table_lines
from ingest.read.packed_xml import DAMAGED, PART, check_size
from ingest.read.reading import Reading, facts

MAX_CELLS = 100_000  # of a sheet, empty ones between the filled ones counted
LONGEST_TITLE = 100  # characters of a lone first cell that is a title
_UNNAMED: Final = re.compile(r"(?:sheet|tabelle|feuil|hoja|foglio|blad|ark|arkusz)\s?\d*", re.IGNORECASE)
_FIGURE: Final = re.compile(r"(?P<before>[^#0?]*)(?P<digits>[#0?,. ]*[#0?])(?P<after>.*)")
_SIGN: Final = re.compile(r"\[\$([^\]-]*)[^\]]*\]")  # "[$€-407]" in a format is "€"

Row = list[str]


def read_spreadsheet(data: bytes) -> Reading:
    """Read a workbook. Raises ValueError in plain words where it is damaged, encrypted or too large."""
    book = _opened(data)
    writer = Writer()
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            _Sheet(sheet, writer, named=len(book.worksheets) > 1).write()
        else:
            cells = (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
            writer.leave_out("hidden-text", " ".join(cells))
    about = book.properties
    pairs = [("title", about.title), ("date", about.modified), ("owner", about.creator), ("version", about.version)]
    return writer.reading(facts(pairs))


def _opened(data: bytes) -> Any:
    """The workbook, opened within bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive)
            if max(entry.file_size for entry in archive.infolist()) > PART:
                raise ValueError(f"has a sheet of more than {PART // 1_000_000} MB; split it, or save it as .txt")
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            return load_workbook(io.BytesIO(data), data_only=True)
        except (InvalidFileException, SyntaxError, TypeError, ValueError, AttributeError) as error:
            raise ValueError("is a damaged workbook; save it again as .xlsx") from error
    except DAMAGED as error:
        raise ValueError("is not a workbook; save it again as .xlsx, without a password") from error


class _Sheet:
    """A walk over the rows of one sheet."""

    def __init__(self, sheet: Any, writer: Writer, *, named: bool) -> None:
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            raise ValueError(f"has a sheet of more than {MAX_CELLS:,} cells; split it, or save it as .txt")
        self._sheet, self._writer = sheet, writer
        self._title = "" if not named or _UNNAMED.fullmatch(sheet.title) else sheet.title
        self._merged = {
            (row, column): (area.min_row, area.min_col)
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        self._unseen = {letter for letter, look in sheet.column_dimensions.items() if look.hidden}

    def write(self) -> None:
        """Write the sheet's name, then its tables and lone cells in their order."""
        if self._title:
            self._writer.write(f"## {self._title}")
        table: list[Row] = []
        bold: list[bool] = []
        for cells in self._sheet.iter_rows():
            row = [self._text(cell) for cell in cells]
            filled = {self._merged.get((cell.row, cell.column), cell.coordinate) for cell in cells if self._text(cell)}
            if len(filled) > 1 or (table and filled and row[0] == "" and len(table[0]) > 1):
                table.append(row)
                bold.append(all(cell.font.b for cell in cells if self._text(cell)))
                continue
            self._table(table, bold=bool(bold) and bold[0])
            table, bold = [], []
            if filled:
                self._alone(next(text for text in row if text))
        self._table(table, bold=bool(bold) and bold[0])
        self._tell_hidden()

    def _alone(self, text: str) -> None:
        """Write a cell that has its row for itself; the first of all is the title."""
        first = not self._writer.paragraphs and len(text) <= LONGEST_TITLE and text[-1] not in ".;:"
        self._writer.write(f"# {text}" if first else text)

    def _table(self, rows: Sequence[Row], *, bold: bool) -> None:
        kept = [n for n in range(max(map(len, rows), default=0)) if any(n < len(row) and row[n] for row in rows)]
        cells = [[row[n] for n in kept] for row in rows]
        for n, line in enumerate(table_lines(cells, column_names(cells, bold=bold and len(cells) > 1))):
            self._writer.write(line, tight=n > 0)

    def _text(self, cell: Any) -> str:
        """What a cell shows; one that is merged over several rows stands in each of them, one over columns once."""
        home = self._merged.get((cell.row, cell.column))
        if home and home[1] != cell.column:
            return ""
        shown = self._sheet.cell(*home) if home else cell
        unseen = shown.value is None or self._is_hidden(cell) or shown.font.strike
        return "" if unseen else _shown(shown.value, shown.number_format)

    def _is_hidden(self, cell: Any) -> bool:
        from openpyxl.utils import get_column_letter

        return self._sheet.row_dimensions[cell.row].hidden or get_column_letter(cell.column) in self._unseen

    def _tell_hidden(self) -> None:
        for kind, cells in (("hidden-text", self._cells(struck=False)), ("struck-text", self._cells(struck=True))):
            for text in cells:
                self._writer.leave_out(kind, text)

    def _cells(self, *, struck: bool) -> Iterator[str]:
        """The texts of the cells that are struck out, or that are hidden."""
        for row in self._sheet.iter_rows():
            words = [c for c in row if c.value is not None and (c.font.strike if struck else self._is_hidden(c))]
            if words:
                yield " ".join(_shown(cell.value, cell.number_format) for cell in words)


def _shown(value: object, form: str) -> str:
    """Write a value as its format shows it: (0.19, "0%") → "19%"; (9.5, '0.00 "euro"') → "9.50 euro"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if not any((value.hour, value.minute)) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _figure(float(value), form)
    return " ".join(str(value).split())


def _figure(value: float, form: str) -> str:
    """Write a number in a format of figures, signs and words."""
    form = _SIGN.sub(r"\1", form.split(";", maxsplit=1)[0])
    match = _FIGURE.fullmatch(re.sub(r'["\\]|_.|\*.', "", form))
    if form == "General" or match is None:
        return f"{value:.10g}" if abs(value) < 1e15 else str(value)  # noqa: PLR2004 - Excel keeps 15 figures
    digits = match["digits"]
    decimals = len(digits.partition(".")[2])
    number = f"{value * (100 if '%' in form else 1):{',' if ',' in digits else ''}.{decimals}f}"
    return " ".join(f"{match['before']}{number}{match['after']}".split())
