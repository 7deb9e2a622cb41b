"""`python -m assistant.mcp` with hashed words for vectors, and with `--model scripted` or `failing`: for tests."""

import sys
from collections.abc import Callable, Iterator

import assistant.models.choose
import ingest.embed
from assistant.mcp.__main__ import main
from assistant.models.model import Chunk, Model
from ingest.errors import ModelTimeout
from tests.conftest import HashingEmbedder
from tests.scripted import ScriptedModel

real = assistant.models.choose.choose


class FailingModel(ScriptedModel):
    """A model that never writes."""

    def write(self, system: str, user: str, max_tokens: int) -> Iterator[Chunk]:  # noqa: ARG002
        """See Model."""
        raise ModelTimeout("the model gave no word for 60 seconds: ask again")
        yield Chunk("")


def choose(setting: str, notice: Callable[[str], None]) -> Model | None:
    """A scripted model for two settings; else what the program chooses."""
    scripts = {
        "scripted": ScriptedModel(says=lambda user: "We keep your data for 10 days.", weighs=0.9),
        "failing": FailingModel(),
    }
    return scripts[setting] if setting in scripts else real(setting, notice)


if __name__ == "__main__":
    ingest.embed.MiniLM = HashingEmbedder  # type: ignore[assignment,misc]
    assistant.models.choose.choose = choose
    sys.exit(main())
