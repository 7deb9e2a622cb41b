"""Search the words of all policies of an index at once: one BM25 table, of a large index kept on disk beside it.

The table of a large index is made once, by the ingest or else by the first who asks, into the generation's folder, in a
subfolder named by the rules that its words were made by; it is mapped into memory, not read.
"""

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from assistant.english.translation.languages import language_of
from assistant.english.translation.translate_terms import with_english
from assistant.english.words import STOP, raw, stem
from assistant.question.names.names_asked import ORDINARY, small_words
from assistant.search.bm25 import Bm25, Scores
from assistant.search.policy_search import LOOKED_AT
from ingest.clauses.clause import searchable
from ingest.errors import IndexDamaged
from ingest.index.filed_index import FiledIndex
from ingest.index.generations import changed, seal

if TYPE_CHECKING:
    from ingest.index.index import Index

TABLE: Final = "words"  # how the name of its folder begins
LIST: Final = "policies.json"
Progress = Callable[[str, int, int], None]  # stage, done, of how many


@dataclass(frozen=True, slots=True)
class Listed:
    """What is kept of the policies beside their table."""

    starts: Mapping[str, int]  # each policy's first row; policies without pieces are left out
    languages: Mapping[str, str]  # of each policy
    words: Sequence[str]  # all words of the policies, in lower case, in order
    ordinary: Sequence[str]  # those that stand in them in small letters, ORDINARY times or more; in order


class Everything:
    """The words of all pieces of an index, in the index's order."""

    def __init__(self, table: Bm25, listed: Listed) -> None:
        self.languages = listed.languages
        self.words = frozenset(listed.words)
        self.ordinary = listed.ordinary
        self._table = table
        self._place = {policy: n for n, policy in enumerate(listed.starts)}
        self._starts = np.array([*listed.starts.values(), table.size])
        self._last_asked: tuple[tuple[str, ...], Sequence[str], NDArray[np.intp]] | None = None

    def has_stem(self, word: str) -> bool:
        """Say whether any policy has a word with this stem."""
        return word in self._table.words

    def word_scores(self, weights: Mapping[str, float]) -> Scores:
        """Return BM25 scores of all pieces for stems that count as much as their weight."""
        return self._table.scores(weights)

    def of(self, policy: str, scores: Scores) -> Scores:
        """The scores of one policy's pieces."""
        at = self._place[policy]
        return scores[self._starts[at] : self._starts[at + 1]]

    def best(self, scores: Scores, policies: Sequence[str], most: int) -> list[str]:
        """Return `most` of these policies: those whose best piece is best."""
        asked, places = self._asked(tuple(policies))
        if not asked:
            return []
        highest = np.maximum.reduceat(scores, self._starts[:-1])[places]
        return [asked[n] for n in np.argsort(-highest, kind="stable")[:most]]

    def _asked(self, policies: tuple[str, ...]) -> tuple[Sequence[str], NDArray[np.intp]]:
        """Those of some policies that have pieces, and where they stand; kept until others are asked for."""
        last = self._last_asked  # read once: another thread may ask for others meanwhile
        if last is None or last[0] != policies:
            asked = [policy for policy in policies if policy in self._place]
            places = np.array([self._place[policy] for policy in asked], dtype=np.intp)
            last = self._last_asked = policies, asked, places
        return last[1:]

    def holding(self, text: str) -> frozenset[str]:
        """Ids of the policies that have a word of this text."""
        scores = self._table.scores(dict.fromkeys(map(stem, raw(text)), 1.0))
        return frozenset(policy for policy in self._place if self.of(policy, scores).any())


def everything(index: "Index", progress: Progress = lambda _stage, _done, _of: None) -> Everything:
    """Open the table of an index; make it where there is none, in memory where the index is small."""
    if not isinstance(index, FiledIndex):
        return Everything(*_made(index, progress))
    folder = index.folder / f"{TABLE}-{_rules()}"
    if not _whole(folder):
        table, listed = _made(index, progress)
        try:
            _save(table, listed, folder)
        except OSError:  # nothing can be written there: it is made at each opening
            return Everything(table, listed)
    return _opened(folder)


def _made(index: "Index", progress: Progress) -> tuple[Bm25, Listed]:
    starts: dict[str, int] = {}
    languages: dict[str, str] = {}
    known: set[str] = set()
    small: Counter[str] = Counter()
    texts: list[list[str]] = []
    for n, policy in enumerate(index.policies):
        plain = list(_texts(index, policy))
        languages[policy] = language_of("\n".join(plain[:LOOKED_AT]))
        small.update(small_words(index.policies[policy].text))
        if plain:
            starts[policy] = len(texts)
        for text in plain:
            written = raw(with_english(text, languages[policy]))
            known.update(written)
            texts.append([stem(word) for word in written if word not in STOP])
        progress("words", n + 1, len(index.policies))
    ordinary = sorted(word for word, count in small.items() if count >= ORDINARY)
    return Bm25(texts), Listed(starts, languages, sorted(known), ordinary)


def _texts(index: "Index", policy: str) -> Iterator[str]:
    for piece in index.pieces_of[policy]:
        yield searchable(index.clauses[piece.clause_id], piece.start, piece.end)


def _save(table: Bm25, listed: Listed, folder: Path) -> None:
    """Write a table beside, and name it when it is whole; where another process was first, its table stays."""
    beside = Path(tempfile.mkdtemp(prefix=f"{TABLE}.new-", dir=folder.parent))
    try:
        table.save(beside)
        (beside / LIST).write_text(json.dumps(asdict(listed), ensure_ascii=False), "utf-8")
        seal(beside)
        if folder.exists() and not _whole(folder):
            shutil.rmtree(folder)
        if not folder.exists():
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _whole(folder: Path) -> bool:
    try:
        return not changed(folder, deep=False)
    except IndexDamaged:  # no seal: none was made, or not to its end
        return False


def _opened(folder: Path) -> Everything:
    listed = Listed(**json.loads((folder / LIST).read_bytes()))
    return Everything(Bm25.opened(folder), listed)


@lru_cache(maxsize=1)
def _rules() -> str:
    """A hash of the files that words are made by: a table of other rules is another table."""
    from assistant import english

    folder = Path(english.__path__[0])
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml"))
    texts = [path.read_bytes() for path in (*files, Path(__file__))]
    return hashlib.sha256(b"".join(hashlib.sha256(text).digest() for text in texts)).hexdigest()[:8]
