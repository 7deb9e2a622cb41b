"""Question → Answer: every sentence on a verified quote. `from assistant import Assistant`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.chain import Assistant as Assistant


def __getattr__(name: str) -> Any:
    """Import on first use: `python -m assistant --help` must not wait for numpy."""
    if name == "Assistant":
        from assistant.chain import Assistant

        return Assistant
    raise AttributeError(name)
