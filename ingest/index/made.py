"""A list of which each entry is made when it is asked for: Made([3, 4], str)[1] → "4"."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

Entry_co = TypeVar("Entry_co", covariant=True)


class Made(Sequence[Entry_co]):
    """As many entries as `of` has, each made of one of its."""

    def __init__(self, of: Sequence[Any], make: Callable[[Any], Entry_co]) -> None:
        self._of, self._make = of, make

    @overload
    def __getitem__(self, at: int) -> Entry_co: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Entry_co]: ...
    def __getitem__(self, at: int | slice) -> Entry_co | Sequence[Entry_co]:
        return Made(self._of[at], self._make) if isinstance(at, slice) else self._make(self._of[at])

    def __len__(self) -> int:
        return len(self._of)
