"""Build the errors for a model that fails: one line each, what, where and what to do."""

from assistant.models.model import CONTEXT
from ingest.errors import ModelError, ModelMissing, ModelTimeout, PromptTooLong


class Refused(ModelError):
    """The server does not take a request of this kind: to ask the same again gains nothing."""


def missing(server: str, why: str, remedy: str) -> ModelMissing:
    """Nobody is there to ask, or the model is not there."""
    return ModelMissing(f"the model is not there: {server} {why}: {remedy}")


def silent(server: str, why: str, remedy: str = "ask again in a while") -> ModelTimeout:
    """The model was asked, and gives no answer now."""
    return ModelTimeout(f"the model does not answer: {server} {why}: {remedy}")


def broken(server: str, why: str, remedy: str = "ask again, or see its log") -> ModelError:
    """What the model gave is no whole answer."""
    return ModelError(f"the model answered badly: {server} {why}: {remedy}")


def refused(server: str, why: str) -> Refused:
    """The server understood the request and does not take it."""
    return Refused(f"the model answered badly: {server} refused the request ({why}): use another server")


def too_long() -> PromptTooLong:
    """The prompt and its answer do not fit: nothing was cut."""
    return PromptTooLong(f"the prompt is longer than the {CONTEXT} tokens a model is given: ask a shorter question")
