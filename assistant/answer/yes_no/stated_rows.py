"""Say as sentences what the yes and no cells of a table's row state. Pure.

"| Biometric data | Yes | No |" under "Category", "Collected", "Sold?" → "Biometric data is collected. Biometric data is
not sold." Only such cells: what another cell says is read as it stands.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.english.doers import PARTICIPLES
from assistant.english.statements import unmarked
from ingest.clauses.tables import cells, row_head

_YES, _NO = frozenset({"yes", "✓", "✔", "✅"}), frozenset({"no", "✗", "✘", "❌"})
_ASKS = re.compile(r"(?:do|does|can|may|will) (?:we|you|they|it) (?P<deed>.+)", re.IGNORECASE)


def stated_row(row: str, columns: Sequence[str]) -> str:
    """Return what the yes and no cells of a row state, a sentence a cell; "" where it has none.

    "| Phone support | No | Yes |" under "", "Basic", "Premier" → "Phone support is not included in Basic. …".
    """
    return " ".join(_sentences(row, columns))


def _sentences(row: str, columns: Sequence[str]) -> Iterator[str]:
    thing = unmarked(row_head(row)).rstrip(" .")  # "E. Biometric data"
    for column, (start, end) in zip(columns, cells(row), strict=False):
        cell = row[start:end].strip(" *_.").casefold()
        if column and cell in _YES | _NO:
            yield _sentence(thing, column.strip(" ?"), said=cell in _YES)


def _sentence(thing: str, column: str, *, said: bool) -> str:
    """What one cell states: of "Do we sell?" that we do not sell it, of "Sold" that it is not sold."""
    if asks := _ASKS.fullmatch(column):
        return f"We {'' if said else 'do not '}{asks['deed']} {thing}."
    is_deed = column.split(maxsplit=1)[0].endswith(PARTICIPLES)
    told = f"{column[:1].lower()}{column[1:]}" if is_deed else f"included in {column}"
    return f"{thing} is {'' if said else 'not '}{told}."
