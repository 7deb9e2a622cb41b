"""One probability out of a few signals."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.judge.confidence import CLEAR, HOPELESS, SAYS, UNSURE, Signals, confidence
from assistant.judge.rarity import LEAST, rarity
from ingest.clauses.clause import Clause

SIGNAL = st.floats(0, 3)


@given(score=SIGNAL, lead=SIGNAL, cosine=st.floats(-1, 1), held=st.floats(0, 1), more=st.floats(0, 1))
def test_more_of_a_signal_never_lowers_it(score: float, lead: float, cosine: float, held: float, more: float) -> None:
    """The confidence is a probability, and rises with each signal."""
    base = confidence(Signals(score, lead, cosine, held))
    assert 0 <= base <= 1
    for better in (
        Signals(score + more, lead, cosine, held),
        Signals(score, lead + more, cosine, held),
        Signals(score, lead, cosine + more, held),
        Signals(score, lead, cosine, held + more),
    ):
        assert confidence(better) >= base


def test_the_bars_are_in_their_order() -> None:
    """Below HOPELESS no model is asked, below UNSURE nothing is shown, from CLEAR on nothing is left to ask."""
    assert 0 < HOPELESS <= UNSURE < SAYS < CLEAR < 1


def test_a_rare_word_weighs_more() -> None:
    """What stands in every clause counts least."""
    texts = ("We sell data.", "We keep data.", "We read data.")
    clauses = [Clause(f"a/{n}", "a", "", (), text, 0, len(text)) for n, text in enumerate(texts)]
    weigh = rarity(clauses)
    assert weigh("sell") > weigh("data") >= LEAST
