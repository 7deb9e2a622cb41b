"""The plain lines that are shown when a model fails."""

from assistant.models.model import CONTEXT
from ingest.errors import ModelError, ModelMissing, ModelTimeout, PromptTooLong


def missing(who: str, why: str, remedy: str) -> ModelMissing:
    """There is nobody to ask, or they do not have the model."""
    return ModelMissing(f"the model is not there: {who} {why}: {remedy}")


def silent(who: str, why: str, remedy: str = "ask again in a while") -> ModelTimeout:
    """It was asked, and gives no answer now."""
    return ModelTimeout(f"the model does not answer: {who} {why}: {remedy}")


def broken(who: str, why: str, remedy: str = "ask again, or see its log") -> ModelError:
    """What it gave is no whole answer."""
    return ModelError(f"the model answered badly: {who} {why}: {remedy}")


def too_long() -> PromptTooLong:
    """The prompt and its answer do not fit: nothing was cut."""
    return PromptTooLong(f"the prompt is longer than the {CONTEXT} tokens a model is given: ask a shorter question")


def short(says: object) -> str:
    """What a stranger says, as a part of one line."""
    return " ".join(str(says).split())[:200]
