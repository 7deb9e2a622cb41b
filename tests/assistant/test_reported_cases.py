"""Reported answers that were wrong, on small policies, each with what is right: no model, real vectors."""

import shutil

import pytest

from assistant import Answer, Assistant
from ingest import ingest
from ingest.embed import MiniLM
from tests.conftest import ROOT

pytestmark = pytest.mark.real
FOLDERS = (ROOT / "tests" / "assistant" / "cases", ROOT / "tests" / "ingest" / "cases")
FILES = (
    "alder.md birch.md oakline.txt lumen.md willow.txt acme.md borealis.html kestrel.txt auto.docx nordlys-cp1252.txt"
    " harrow.html iris.pdf"
).split()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Assistant over the files of the cases."""
    files, index = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("index")
    for name in FILES:
        shutil.copy(next(folder / name for folder in FOLDERS if (folder / name).exists()), files)
    ingest([files], index, MiniLM())
    return Assistant(index, None, MiniLM())


def check_quotes(assistant: Assistant, answer: Answer) -> None:
    """Hold that every quote is in its policy, and is no heading, title or mark of a table."""
    texts = {policy.id: policy.text for policy in assistant.policies}
    for citation in answer.citations:
        assert texts[citation.clause.policy_id][citation.start : citation.end] == citation.quote
        assert not citation.quote.startswith(("#", "|"))


@pytest.mark.parametrize(
    ("question", "verdict", "words"),
    [
        ("Does Kestrel share my contacts?", "no", "We never share contacts."),
        ("HOW LONG DOES KESTREL KEEP LOCATION DATA", "answer", "48 hours"),
        ("HOW LONG DOES KESTREL KEEP LOCATION DATA", "answer", "Where a court orders it"),
        ("hwo long do kestrell keep locaton data", "answer", "48 hours"),
        ("hwo long do kestrell keep locaton data", "answer", "Where a court orders it"),
        ("Is location data deleted by Kestrel after 48 hours even if a court wants it?", "no", "until the case ends"),
        ("Is location data deleted by Kestrel after 48 hours?", "yes", "subject to clause 3"),
        ("What does section 4 of Kestrel say?", "answer", "We never share contacts."),
        ("What is in clause 3 of Kestrel's policy?", "answer", "Where a court orders it"),
        ("What does section 9 of Kestrel say?", "silent", "does not say"),
        ("What does Harrow's item (iii) forbid?", "answer", "You must not: i."),
        ("How much is the monthly fee of the Plus plan in Iris?", "answer", "9 euro"),
        ("Is location shared with insurers by Kestrel?", "yes", "only where you have opted in"),
        ("How long are invoices kept by Lumen?", "answer", "dix ans"),
        ("Does Lumen sell my data?", "no", "Nous ne vendons pas vos données."),
        ("Combien de temps les journaux de connexion sont-ils conservés chez Lumen ?", "answer", "douze mois"),
        ("Does Alder keep invoices for 10 years?", "no", "7 years"),
        ("Do I need a receipt for a $50 refund at Alder?", "no", "more than $100"),
        ("Can my 12 year old son use Birch?", "no", "at least 13"),
        ("I am 15. Can I use Alder?", "no", "at least 16"),
        ("Can I get a refund for a gift card at Alder?", "no", "except for gift cards"),
        ("Is it true that Alder does not sell personal data?", "yes", "We do not sell personal data."),
        ("Is data stored in Germany by Alder?", "no", "Ireland"),
        ("Does Alder share data with payment firms if I buy nothing?", "no", "only if you buy something"),
        ("When does the contract with Willow end?", "answer", "2026-02-28"),
        ("How long does Acme keep CCTV footage?", "answer", "Retention period: 30 days"),
        ("What does Stratus Host do for Borealis?", "answer", "What they do: hosts our databases"),
        ("When does the session cookie expire at Borealis?", "answer", "20 minutes"),
        ("How much is support a month at Meridian?", "answer", "Fee: EUR 150 a month"),
        ("Is Alder's retention period longer than Birch's?", "no", "24 months"),
        ("Is account data kept longer at Birch than at Alder?", "yes", "12 months"),
        ("Is Birch's minimum age lower than Alder's?", "yes", "at least 16"),
        ("Do Alder and Birch both sell personal data?", "answer", "if you agree"),
        ("Does Alder or Birch keep account data after I close my account?", "yes", "Birch says"),
        ("Does Spotify sell my personal data?", "silent", "There is no policy of Spotify here"),
        ("hello", "silent", "Ask about a policy"),
        ("thanks", "silent", "Ask about a policy"),
        ("asdf", "silent", "Ask about a policy"),
    ],
)
def test_what_was_wrong_is_right(assistant: Assistant, question: str, verdict: str, words: str) -> None:
    """The verdict and the words that decide."""
    answer = assistant.ask(question)
    assert (answer.verdict, words in " ".join(answer.text.split())) == (verdict, True), answer.text
    check_quotes(assistant, answer)
