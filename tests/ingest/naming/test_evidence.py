"""The name that a policy is called by."""

import pytest

from ingest.naming.evidence import best_name, may_be_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PRIVACY NOTICE OF KESTREL LTD\n\n1. WHAT WE COLLECT\n", "Kestrel"),
        ("Nordlys AS – Personvern\n\n1. Retention\n", "Nordlys"),
        ("Privacy Policy | Acme\n\nWe keep it.\n", "Acme"),
        ("# Acme's Global Privacy Policy\n\nWe keep it.\n", "Acme"),
        ("Privacy policy\n\nGartner and its affiliates are committed to privacy.\n", "Gartner"),
        ("Privacy\n\nWe at Guilded know you care.\n", "Guilded"),
        ("Privacy policy\n\n**Hetzner Online GmbH**\n\nWrite to [us](mailto:data@hetzner.com).\n", "Hetzner"),
        ("Privacy Policy\n\nnordvpn S.A. (“**Nord**”, “**we**”) collects it.\n", "Nord"),
        ("Welcome to Speechify! At Speechify, we care.\n", "Speechify"),
        ("Politique de confidentialité de Lumen\n\n1. Données\n", "Lumen"),
        ("Datenschutzerklärung der Größen GmbH\n\n1. Daten\n", "Größen"),
        ("Meridian Supplier Agreement\n\n1. Term\n", "Meridian"),
        ("BORROWING TERMS OF MARLSTONE TOOLS LLP\n\n1. TOOLS\n", "Marlstone Tools"),
        ("ANGLING RULES OF THE OSTREY LAKE\n\nWhoever is angling pays.\n", "Ostrey Lake"),
        ("# The Rules of Ostrey Lake\n\n1. Fish\n", "Ostrey Lake"),
        ("Riders' Rules of “Brækhus Heste”\n\n1. Helmets\n", "Brækhus Heste"),
        ("# Benutzungsordnung der Bücherei Kühlental\n\n1. Ausweis\n", "Bücherei Kühlental"),
        ("# Marlstone Supplier Code\n\nA supplier signs in.\n", "Marlstone"),
        ("# Your letters at Velmarra\n\nWe keep them.\n", "Velmarra"),
        ("# How Velmarra handles your letters\n\nWe keep them.\n", "Velmarra"),
        ("# Privacy Policy\n\nThis policy tells how Velmarra Inc. (“Velmarra”) uses letters.\n", "Velmarra"),
        ("STANDARD LEASE AGREEMENT\n\nbetween Fenwick Homes (“the Landlord”) and the Tenant\n", "Fenwick Homes"),
        (
            "MERGER AGREEMENT\n\nbetween Fenwick Homes, Inc. (“Parent”) and Ostrey Corp. The merger is due.\n",
            "Fenwick Homes",
        ),
        ("TERMS OF USE OF LINDQVIST DATA AB\n\n1. SCOPE\n", "Lindqvist Data"),
        ("TESSALY AIR\nConditions of Carriage (extract)\n\nArticle 4 - Tickets\n", "Tessaly Air"),
        ("IRONBARK FITNESS - MEMBERSHIP TERMS\n\n1. Joining. It is open to all.\n", "Ironbark Fitness"),
        ("Articles of the Marrowdale Allotment Society\n\nArticle 1\nMembers\n", "Marrowdale Allotment Society"),
        ("Cassius Freight Tariff\n\nParcels to Alba cost 20 euro.\n", "Cassius Freight"),
        ("Polityka prywatności spółki Żuraw sp. z o.o.\n\n1. Jakie dane zbieramy\n", "Żuraw"),
        ("Infolinks Media, LLC (also known as Infolinks) is a company.\n", "Infolinks"),
    ],
)
def test_a_text_names_its_author(text: str, name: str) -> None:
    """By its title, in any case and order, by who "we" are, by whose affiliates and addresses it speaks of."""
    assert best_name(text, "notice") == name


@pytest.mark.parametrize(
    ("text", "file", "name"),
    [
        ("Privacy policy\n\nHAPPN keeps it. HAPPN shares it.\n", "my__happn__policy", "HAPPN"),
        ("Privacy Policy\n\nAylo Freesites Ltd runs Redtube. Redtube keeps it.\n", "redtube-privacy", "Redtube"),
        ("Privacy policy\n\nThe npm registry. npm keeps it.\n", "npm", "npm"),
        ("Größen Verein\n\n1. Kündigung\n", "groessen-nfd", "Größen"),
    ],
)
def test_the_files_name_helps(text: str, file: str, name: str) -> None:
    """A word of the file's name that the text prints is the name, spelt as the text spells it."""
    assert best_name(text, file) == name


@pytest.mark.parametrize(
    ("text", "file", "name"),
    [
        (
            "# Northwick: bags and refunds\n\nThe bags of Northwick are small. A refund of Northwick is slow.",
            "refunds",
            "Northwick",
        ),
        (
            "CARROWBY LIBRARIES\nRules of use\n\n1. A card of the library is free.",
            "library-rules",
            "Carrowby Libraries",
        ),
        ("# Baggage\n\nBaggage is weighed. Small baggage is free, large baggage is not.", "baggage-rules", ""),
        ("Pay EUR 5. EUR is a currency. EUR 7 is more.", "prices", ""),
    ],
)
def test_a_topic_is_no_name(text: str, file: str, name: str) -> None:
    """Where the file is called by its topic the first line names the author; a thing or a currency is none."""
    assert best_name(text, file) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Privacy policy\n\nWe keep it.\n",
        "Cookies & Tracking Policy\n\nSee Google Analytics.\n",
        "About our policy\n",
        "Code of Conduct\n\nGood conduct is expected.\n",
        "Standard Tenancy Agreement\n\nThe tenant pays.\n",
    ],
)
def test_where_nothing_speaks_there_is_no_name(text: str) -> None:
    """The caller takes the file's name then."""
    assert best_name(text, "notice") == ""


@pytest.mark.parametrize(
    "words", ["Organization", "About our", "China", "DPA", "12 Main Road", "Ashley Road", "How We Work", ""]
)
def test_words_that_are_no_name(words: str) -> None:
    """Words that policies are made of, places and addresses."""
    assert not may_be_name(words)
