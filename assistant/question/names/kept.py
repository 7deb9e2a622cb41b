"""Keep what was worked out from policies for the next question, and let go of it: a visitor's goes when they do.

@kept_of_policies(8)
def name_book(policies): …     →  the same book for the same policies, until forget({the sha256 of one of them})
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import update_wrapper
from threading import RLock
from typing import Any, Final, TypeVar, cast

from ingest.policy import Policy, PolicyList

Function = TypeVar("Function", bound=Callable[..., Any])


class _Kept:
    """A function whose last argument is a policy or several, with the values that it gave last."""

    def __init__(self, function: Callable[..., Any], most: int) -> None:
        self._function, self._most = function, most
        self._values: dict[tuple[Hashable, ...], Any] = {}  # what was asked for last stands last
        self._lock = RLock()  # a visitor may be let go, and forgotten, while this thread holds it
        update_wrapper(self, function)

    def __call__(self, *arguments: Hashable) -> Any:
        with self._lock, suppress(KeyError):
            return self._values.setdefault(arguments, self._values.pop(arguments))
        value = self._function(*arguments)
        with self._lock:
            self._values[arguments] = value
            if len(self._values) > self._most:
                del self._values[next(iter(self._values))]
        return value

    def forget(self, hashes: set[str]) -> None:
        """Let go of what is of one of the policies."""
        with self._lock:
            for arguments in list(self._values):
                if _is_of(arguments[-1], hashes):
                    self._values.pop(arguments, None)

    def cache_clear(self) -> None:
        """Let go of all, as `lru_cache` does."""
        self._values.clear()


_ALL: Final[list[_Kept]] = []


def kept_of_policies(most: int) -> Callable[[Function], Function]:
    """Keep the last values of a function whose last argument is a policy or several."""

    def keep(function: Function) -> Function:
        _ALL.append(_Kept(function, most))
        return cast("Function", _ALL[-1])

    return keep


def forget(hashes: set[str]) -> None:
    """Let go of all that is kept of the policies of these sha256."""
    for kept in _ALL:
        kept.forget(hashes)


def _is_of(policies: Hashable, hashes: set[str]) -> bool:
    several = policies if isinstance(policies, tuple | PolicyList) else (policies,)
    return any(isinstance(policy, Policy) and policy.sha256 in hashes for policy in several)
