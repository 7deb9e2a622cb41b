"""Take a model's thoughts out of what it writes, also out of a stream that cuts the marks in two.

"<think>Ten? Yes.</think>Ten years."   →  "Ten years."
"Ten? Yes.</think>Ten years."          →  "Ten years."   (opened=True: its prompt has opened the thoughts)
"""

NAMES = ("think", "thinking", "thought", "thoughts", "reasoning", "seed:think")
OPEN = (*(f"<{name}>" for name in NAMES), "◁think▷", "<|channel|>analysis<|message|>")
ENDS = (*(f"</{name}>" for name in NAMES), "◁/think▷")
CLOSE = (*ENDS, "<|end|>")  # the last one ends answers as well
FINAL = "<|start|>assistant<|channel|>final<|message|>"  # gpt-oss begins its answer with this


def begins_inside(text: str) -> bool:
    """Whether a whole text begins with thoughts that have no opening mark: their end comes before any beginning."""
    closes = min((text.find(mark) for mark in ENDS if mark in text), default=len(text))
    opens = min((text.find(mark) for mark in OPEN if mark in text), default=len(text))
    return closes < opens


class Words:
    """The words of a text that comes bit by bit, thoughts left out. The cuts between the bits may fall anywhere."""

    def __init__(self, opened: bool) -> None:
        """`opened`: thoughts come first, without a mark. Then all is held back until their end.

        Where no end comes, the server has taken them out itself, and all of it is the answer.
        """
        self.thought = False  # whether there were thoughts
        self._opened = opened  # inside thoughts that had no mark
        self._inside = False  # inside thoughts that had one
        self._begun = False  # whether a word has come: blanks before the first are no answer
        self._rest = ""  # what may yet turn out to be a mark

    def more(self, piece: str) -> str:
        """Return what is certain to be words after this piece."""
        self._rest += piece
        words = ""
        while (place := self._next_mark()) is not None:
            start, mark = place
            words += self._taken(start, len(mark), mark)
        if not (self._inside or self._opened):
            back = _beginning_of_a_mark(self._rest)
            words += self._rest[: len(self._rest) - back]
            self._rest = self._rest[len(self._rest) - back :]
        return self._after_blanks(words)

    def end(self) -> str:
        """Return what was held back: no mark came of it."""
        rest, self._rest = self._rest, ""
        return "" if self._inside else self._after_blanks(rest)

    def _next_mark(self) -> tuple[int, str] | None:
        marks = CLOSE if self._inside else (*OPEN, *CLOSE, FINAL)
        places = [(self._rest.find(mark), mark) for mark in marks if mark in self._rest]
        return min(places, default=None)

    def _taken(self, start: int, length: int, mark: str) -> str:
        """The words before a mark, which is taken out with them."""
        before, self._rest = self._rest[:start], self._rest[start + length :]
        lost = self._inside or (self._opened and mark in ENDS)
        self.thought |= mark in OPEN or (lost and bool(before.strip()))
        self._inside, self._opened = mark in OPEN, False
        return "" if lost else before

    def _after_blanks(self, words: str) -> str:
        words = words if self._begun else words.lstrip()
        self._begun |= bool(words)
        return words


def _beginning_of_a_mark(text: str) -> int:
    """How many characters at the end of a text may be the beginning of a mark: of "Yes. <thi", 4."""
    marks = (*OPEN, *CLOSE, FINAL)
    most = min(len(text), max(map(len, marks)) - 1)
    return next((n for n in range(most, 0, -1) if any(mark.startswith(text[-n:]) for mark in marks)), 0)
