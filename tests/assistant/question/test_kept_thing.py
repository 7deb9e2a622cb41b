"""The thing of which a question asks how long it is kept."""

import pytest

from assistant.question.kept_thing import kept_thing


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("How long do you keep my card details?", {"card"}),
        ("For how many years is my CV stored?", {"cv"}),
        ("How long is CCTV footage retained?", {"cctv", "footag"}),
        ("How long do you keep my data?", set()),
        ("How long is my personal information stored after I close my account?", set()),
        ("How long does delivery take?", set()),
        ("Do you keep my card details?", set()),
    ],
)
def test_what_is_kept_is_named(question: str, thing: set[str]) -> None:
    """A thing of its own; data of all kinds is none, nor is the thing of another question."""
    assert kept_thing(question) == thing
