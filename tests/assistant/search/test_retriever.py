"""Claims about what is found for a question, and in which order."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.english.spelling import corrected, nearest
from assistant.english.synonyms import parsed, sections, synonyms
from assistant.english.words import places, raw, words
from assistant.search.bm25 import K1, B, Bm25
from assistant.search.retriever import BUDGET, MOST_CLAUSES, Retriever, Weights
from ingest.embed import MoreDone, Vectors, unit
from ingest.errors import IndexFault
from ingest.index.index import Index
from ingest.index.record import Record
from ingest.pipeline import describe
from ingest.policy import Policy
from ingest.read.policy_file import read_policy

FIVE = ("ai-expert", "ai-planet", "aipicmarket", "lightenup-ai", "segments-ai")
WORDS = st.lists(st.sampled_from(["data", "keep", "cookie", "sell", "child"]), max_size=8)


class Flat:
    """An embedder to which all texts are alike: what is found is found by its words."""

    name = "flat"

    def embed(self, texts: Sequence[str], progress: MoreDone | None = None) -> Vectors:
        """See Embedder."""
        if progress:
            progress(len(texts))
        return unit(np.ones((len(texts), 4), dtype=np.float32))


class Held(Index):
    """An index in memory, with as many vectors as it is given."""

    def __init__(self, record: Record, rows: Vectors) -> None:
        super().__init__(Path(), record)
        self._rows = {piece.id: row for piece, row in zip(record.pieces, rows, strict=False)}

    def vectors(self, piece_ids: Sequence[str]) -> Vectors:
        """See Index."""
        if missing := [id_ for id_ in piece_ids if id_ not in self._rows]:
            raise IndexFault(f"lost {missing[0]}")
        return np.stack([self._rows[id_] for id_ in piece_ids])


def held(*policies: Policy) -> Held:
    """An index of policies in which all vectors are alike."""
    record = describe(policies, "flat")
    return Held(record, unit(np.ones((len(record.pieces), 4), dtype=np.float32)))


def policy(id_: str, *paragraphs: str) -> Policy:
    """A policy of numbered sections."""
    text = "\n\n".join(f"{n}. Section\n\n{paragraph}" for n, paragraph in enumerate(paragraphs, 1))
    return Policy(id_, id_, (), "", text)


@pytest.fixture(scope="module")
def five(policies_dir: Path) -> Retriever:
    """A searcher of the five policies that goes by words."""
    return Retriever(held(*(read_policy(path) for path in sorted(policies_dir.glob("*.txt")))), Flat())


def test_a_word_of_the_clause_finds_it(five: Retriever) -> None:
    """What stands in one clause only is found first."""
    first = five.retrieve("Who provides the chat, Hubspot?", ["segments-ai"])[0]
    assert "Hubspot" in first.clause.text
    assert first.rank == 1


def test_a_persons_words_find_the_policys() -> None:
    """Kids are minors, and a credit card is a payment, without one word in common."""
    index = held(
        policy(
            "a", "We use cookies to remember you.", "The offer is not meant for minors.", "Payments go through a bank."
        )
    )
    searched = Retriever(index, Flat())
    assert "minors" in searched.retrieve("May kids join?", ["a"])[0].clause.text
    assert "Payments" in searched.retrieve("Do they see my credit card?", ["a"])[0].clause.text
    plain = Retriever(index, Flat(), Weights(synonyms=0)).retrieve("May kids join?", ["a"])
    assert "minors" not in plain[0].clause.text


def test_a_misspelt_word_finds_its_clause(five: Retriever) -> None:
    """Spelling is mended against the policy's own words."""
    good = five.retrieve("Which encryption and which firewalls do they have?", ["lightenup-ai"])[0]
    assert five.retrieve("Which encrpytion and which firewals do they have?", ["lightenup-ai"])[0].clause == good.clause


@pytest.mark.parametrize(
    ("question", "policy_id", "words_there"),
    [
        ("Pendant combien de temps conservez-vous mes données ?", "segments-ai", "keep"),
        ("Waar is het hoofdkantoor gevestigd?", "ai-planet", "headquartered"),
        ("Ab welchem Alter darf man das nutzen?", "aipicmarket", "under the age"),
    ],
)
def test_other_languages_find_english_clauses(five: Retriever, question: str, policy_id: str, words_there: str) -> None:
    """French, Dutch and German everyday words reach the clause among the first three."""
    found = five.retrieve(question, [policy_id])[:3]
    assert any(words_there in one.clause.text for one in found)


def test_every_policy_has_its_turn(five: Retriever) -> None:
    """Over several policies the best of each comes before the second of any."""
    found = five.retrieve("How long is personal data retained?", FIVE)
    assert {one.clause.policy_id for one in found[:5]} == set(FIVE)


def test_only_the_scope_is_searched(five: Retriever) -> None:
    """Nothing of another policy is found, however well it fits."""
    found = five.retrieve("Posthog", ["aipicmarket"])
    assert {one.clause.policy_id for one in found} == {"aipicmarket"}


def test_ranks_are_in_order(five: Retriever) -> None:
    """Ranks count from 1, scores inside a policy fall, no clause comes twice."""
    found = five.retrieve("Do you sell my data?", ["ai-planet"])
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len({one.clause.id for one in found}) == len(found)


def test_spans_are_pieces_of_their_clause(five: Retriever) -> None:
    """What was found of a clause lies inside it."""
    for one in five.retrieve("cookies", ["ai-planet"]):
        assert all(one.clause.start <= start < end <= one.clause.end for start, end in one.spans)
        assert one.spans


def test_the_budget_counts_pieces_not_clauses() -> None:
    """A long clause is charged for what was found of it, so that it does not push out the others."""
    long = " ".join(f"Sentence {n} speaks of the weather in town." for n in range(200))
    index = held(policy("a", f"Cookies are small. {long}", "Cookies go.", "Cookies stay.", "Cookies crumble."))
    found = Retriever(index, Flat()).retrieve("cookies", ["a"], budget=1_200)
    assert len(found) >= 4
    assert sum(end - start for one in found for start, end in one.spans) <= 1_200


@pytest.mark.parametrize("budget", [0, 1, 500, BUDGET, 100_000])
def test_the_budget_is_kept(five: Retriever, budget: int) -> None:
    """At least one piece, and never more characters or clauses than allowed."""
    found = five.retrieve("data", ["ai-planet"], budget)
    spans = [span for one in found for span in one.spans]
    assert 1 <= len(found) <= MOST_CLAUSES
    assert len(spans) == 1 or sum(end - start for start, end in spans) <= budget


def test_a_question_without_known_words_still_finds(five: Retriever) -> None:
    """Vectors alone rank what shares no word."""
    assert five.retrieve("zzz qqq", ["ai-expert"])


def test_no_policy_finds_nothing(five: Retriever) -> None:
    """An empty scope and an unknown policy find nothing, and do not break."""
    assert five.retrieve("data", []) == ()
    assert five.retrieve("data", ["nope"]) == ()


def test_lost_vectors_are_told() -> None:
    """An index that has lost vectors raises, rather than ranking by words alone."""
    record = describe([policy("a", "We keep data.")], "flat")
    with pytest.raises(IndexFault, match="lost"):
        Retriever(Held(record, np.zeros((0, 4), dtype=np.float32)), Flat()).retrieve("data", ["a"])


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_bm25_rewards_words(texts: list[list[str]], query: list[str]) -> None:
    """A text scores above 0 just where it has a word of the query; twice the weight is twice the score."""
    index = Bm25(texts)
    scores = index.scores(dict.fromkeys(query, 1.0))
    assert [score > 0 for score in scores] == [bool(set(text) & set(query)) for text in texts]
    assert np.allclose(index.scores(dict.fromkeys(query, 2.0)), 2 * scores)


def test_bm25_scores_are_those_of_bm25s() -> None:
    """The table that is read by hand holds the scores that the library's own search gives."""
    import bm25s

    texts = [["data", "keep", "keep"], ["cookie"], ["data", "sell", "data", "child"]]
    library = bm25s.BM25(k1=K1, b=B)
    library.index(texts, show_progress=False)
    assert np.allclose(Bm25(texts).scores({"data": 1.0, "keep": 1.0}), library.get_scores(["data", "keep"]))


def test_bm25_of_nothing() -> None:
    """No texts have no scores."""
    assert Bm25([]).scores({"data": 1.0}).shape == (0,)
    assert not Bm25([]).words


@given(st.text(max_size=200))
def test_words_of_any_text(text: str) -> None:
    """No text breaks the words; each place holds its word."""
    assert len(words(text)) <= len(raw(text))
    for word, (start, end) in places(text):
        assert text[start:end].lower().replace("’", "'").removesuffix("'s") == word


def test_stop_words_are_left_out() -> None:
    """What a question is made of is not what it asks."""
    assert words("Do they sell my e-mail address to anyone else?") == ["sell", "email", "address", "anyon", "els"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("detials", "details"),
        ("informtion", "information"),
        ("dta", "data"),
        ("procesed", "processed"),
        ("moan", None),  # not "mean": another letter in a short word makes another word
        ("fish", None),
        ("12345", None),
        ("x", None),
    ],
)
def test_spelling_is_mended_with_care(word: str, meant: str | None) -> None:
    """Lost, doubled and swapped letters are mended; another word is not made of a word."""
    assert nearest(word, ["details", "information", "data", "processed", "mean", "file"]) == meant


@given(st.text(max_size=80))
def test_what_is_known_is_not_touched(text: str) -> None:
    """A text of known words stays as it is, and so does one in another language."""
    assert corrected(text, ["data"], lambda _: True) == text
    assert corrected(text, ["data"], lambda _: False) == text


def test_synonyms_are_one_way_and_once() -> None:
    """A phrase brings its words, less those that the question has; both lines count; only English ones."""
    found = parsed(
        {"a": {"kid, small people": "minors, children"}, "b": {"kid": "teenagers"}, "français": {"conserv*": "retain"}}
    )
    assert found.of("The kids and children") == ("minor", "teenag")
    assert found.of("small people") == ("minor", "children")
    assert found.of("minors") == ()
    assert found.known == {"kid", "small", "people"}


def test_the_file_of_synonyms_is_whole() -> None:
    """Every line of the file has words on both sides, in six languages."""
    field = synonyms()
    assert len(field.phrases) > 300
    assert all(field.phrases.values())
    assert "retent" in field.of("How long do you keep it?")
    assert all(entries for section in sections().values() for entries in section.values())
