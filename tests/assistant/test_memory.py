"""How much memory there is."""

from assistant.memory import free_memory
from ingest.weights.instruct import all_memory


def test_memory_is_read() -> None:
    """What is free is a part of what there is."""
    free = free_memory()
    assert all_memory() > 100_000_000
    assert free is None or 0 < free <= all_memory()
