"""What may not be shown: sentences whose numbers, polarity or content their quotes do not hold."""

import pytest

from assistant.checks import denies, facts, negated, refuted

QUOTE = "We will keep your personal data for as long as your account exists and for 10 years after you closed it."


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme keeps your personal data for 10 years after you closed your account.",
        "Personal data is kept for ten years after the account is closed.",
    ],
)
def test_true_sentences_pass(sentence: str) -> None:
    """A sentence that says what its quote says is shown."""
    assert refuted(sentence, [QUOTE], "Acme") is None


@pytest.mark.parametrize(
    "sentence,reason",
    [
        ("Acme keeps your personal data for 5 years after you closed it.", "not in the quote: 5"),
        ("Acme keeps your personal data for twelve years.", "not in the quote: 12"),
        ("Write to dpo@acme.com about your personal data.", "not in the quote: dpo@acme.com"),
        ("Acme will not keep your personal data after 10 years.", "says yes where"),
        ("Acme encrypts backups with strong keys on secure servers in Belgium.", "says more"),
    ],
)
def test_altered_sentences_do_not(sentence: str, reason: str) -> None:
    """A number, an address, a negation or content that the quote does not hold is named."""
    assert reason in (refuted(sentence, [QUOTE], "Acme") or "")


def test_a_negation_left_out_is_noticed() -> None:
    """What a policy does not do is never told as done."""
    assert refuted("Acme sells your personal data.", ["We do not sell your personal data."], "Acme")


@pytest.mark.parametrize(
    "text", ["We don't share", "We cannot", "without consent", "prohibited", "We never sell", "No."]
)
def test_negations_are_seen(text: str) -> None:
    """English's ways to say no."""
    assert negated(text)


@pytest.mark.parametrize("text", ["We notify you", "another one", "We know", "nonetheless"])
def test_words_that_only_begin_like_negations_are_not(text: str) -> None:
    """A word is more than its first letters."""
    assert not negated(text)


def test_facts() -> None:
    """Numbers, spelt ones too, dates, addresses and links are facts."""
    assert facts("On 12 February 2025 call ten@x.org or www.x.org, ten times.") == {
        "12", "2025", "ten@x.org", "www.x.org", "10",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["We do not sell your personal data.", "Not intended for children under 13.", "We can't."]
)
def test_a_quote_that_says_no(text: str) -> None:
    """The main clause is negated."""
    assert denies(text)


@pytest.mark.parametrize(
    "text",
    [
        "including but not limited to cookies",
        "We will comply unless we have a valid reason not to delete the data.",
        "If you do not agree, you may close the account.",
        "We share it without delay.",
    ],
)
def test_asides_do_not_say_no(text: str) -> None:
    """A negation inside an exception or a condition does not deny the sentence."""
    assert not denies(text)
