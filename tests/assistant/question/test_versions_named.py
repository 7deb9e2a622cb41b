"""Which versions of policies a question names."""

from assistant.question.versions_named import versions_in, versions_of
from ingest.policy import Policy

KNOWN = [Policy("segments-ai", "Segments.ai", (), "", "")]


def test_a_version_in_a_question() -> None:
    """The question goes on with the policy's id; an address is none."""
    question = "Does segments-ai@2024-02 sell data, and who is mail@2024?"
    assert versions_in(question, KNOWN) == (
        "Does segments-ai sell data, and who is mail@2024?",
        ["segments-ai@2024-02"],
    )
    assert versions_in("Does Segments.ai@2024 sell data?", KNOWN) == (
        "Does Segments.ai sell data?",
        ["segments-ai@2024"],
    )


def test_a_version_among_policies() -> None:
    """Ids that are no version stay, known or not."""
    assert versions_of(["segments-ai@2024", "acme", "a@b"], KNOWN) == (
        ["segments-ai", "acme", "a@b"],
        ["segments-ai@2024"],
    )
