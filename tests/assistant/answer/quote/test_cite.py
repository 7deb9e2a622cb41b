"""Model text → answers whose every sentence stands on a verbatim quote."""

from assistant.answer.answer import Answer, Citation, Failed, Usage, as_json
from assistant.answer.quote.cite import assemble, body, citation, quoted, supported
from assistant.search.retrieved import Retrieved
from ingest.clauses.clause import Clause, label

TEXT = "2. Sale\nWe do not sell your data. We keep it for 10 years."
CLAUSE = Clause("acme/2", "acme", "2", ("Sale",), TEXT, 100, 100 + len(TEXT))
NAMES = {"acme": "Acme"}


def cited(words: str) -> Citation:
    """The citation of words that are in the clause."""
    citation_of_words = quoted(words, CLAUSE)
    assert citation_of_words is not None
    return citation_of_words


def as_sentence(quote: Citation) -> str:
    """Attribute a clause's own words, as the chain does."""
    return f"Acme says: “{quote.quote}”"


def test_offsets_point_into_the_policy() -> None:
    """A citation's offsets are the clause's plus its own."""
    sale = citation(CLAUSE, (8, 33))
    assert sale.quote == "We do not sell your data."
    assert (sale.start, sale.end) == (108, 133)


def test_a_list_is_shown_with_its_first_number() -> None:
    """Not the number of a lone item, nor one of another kind."""
    for text, shown in (
        ("# Duties\n\n3. sweep the yard;\n2. feed the hens.", "3. sweep the yard;\n2. feed the hens."),
        ("3. sweep the yard.", "sweep the yard."),
        ("1. You sweep:\n(a) the yard;\n(b) the barn.", "You sweep:\n(a) the yard;\n(b) the barn."),
    ):
        assert body(Clause("a/1", "a", "", ("Duties",), text, 0, len(text))).quote == shown


def test_words_that_are_not_there_cannot_be_cited() -> None:
    """An invented quote is no citation."""
    assert quoted("We sell your data", CLAUSE) is None


def test_a_supported_sentence_keeps_its_words() -> None:
    """What the clause carries is shown as the model put it, on the clause's sentence."""
    parts = supported("Acme does not sell your data.", [cited("We do not sell your data.")], "Acme", as_sentence)
    assert parts == [("Acme does not sell your data.", [cited("We do not sell your data.")])]


def test_an_unsupported_sentence_gives_way_to_the_clause() -> None:
    """What the model invents is dropped, and the chosen clause speaks for itself."""
    parts = supported("Acme sells your data for money.", [cited("We do not sell your data.")], "Acme", as_sentence)
    assert parts == [("Acme says: “We do not sell your data.”", [cited("We do not sell your data.")])]


def test_a_yes_or_no_before_the_sentence_is_left_to_the_verdict() -> None:
    """What follows it begins a sentence; a name keeps its small letters."""
    quote = cited("We do not sell your data.")
    for written, shown in (
        ("No, we do not sell your data.", "We do not sell your data."),
        ("No, acme.example does not sell your data.", "acme.example does not sell your data."),
        ("we do not sell your data.", "we do not sell your data."),
    ):
        assert supported(written, [quote], "Acme acme.example", as_sentence)[0][0] == shown


def test_marks_that_the_model_made_up_are_dropped() -> None:
    """[7] in a model's text is not a citation of ours."""
    ((text, _),) = supported(
        "Acme does not sell your data [7].", [cited("We do not sell your data.")], "Acme", as_sentence
    )
    assert "[7]" not in text


def test_citations_are_numbered_by_first_use_and_once() -> None:
    """Every [n] resolves, and one quote has one number."""
    sale, keeping = cited("We do not sell your data."), cited("We keep it for 10 years.")
    sentences, citations = assemble([("x", [keeping]), ("y", [sale, keeping])])
    assert citations == (keeping, sale)
    assert [sentence.citations for sentence in sentences] == [(1,), (2, 1)]


def test_json_is_the_design_s() -> None:
    """The object that programs get, whole."""
    keeping = cited("We keep it for 10 years.")
    sentences, citations = assemble([("For 10 years.", [keeping])])
    answer = Answer(
        "How long?", "answer", sentences, citations, (Retrieved(CLAUSE, 0.03, 1),), "m", Usage(1, 2, 3, 4, 5)
    )
    assert as_json(answer, NAMES) == {
        "question": "How long?",
        "verdict": "answer",
        "confidence": 0.0,
        "condition": "",
        "text": "For 10 years. [1]",
        "sentences": [{"text": "For 10 years.", "citations": [1]}],
        "citations": [
            {
                "n": 1,
                "policy": "acme",
                "policy_name": "Acme",
                "clause": "acme/2",
                "number": "2",
                "heading": "Sale",
                "quote": "We keep it for 10 years.",
                "start": 134,
                "end": 158,
            }
        ],
        "searched": [{"policy": "acme", "clause": "acme/2", "score": 0.03}],
        "model": "m",
        "usage": {"retrieve_ms": 1, "first_word_ms": 2, "total_ms": 3, "prompt_tokens": 4, "answer_tokens": 5},
    }
    assert as_json(Failed("x", "why"), NAMES) == {"question": "x", "error": "why"}


def test_labels_name_policy_number_and_headings() -> None:
    """A reader finds the clause by what the policy prints."""
    assert label(CLAUSE, NAMES) == "Acme § 2: Sale"
