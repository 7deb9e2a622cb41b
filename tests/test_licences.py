"""No AGPL or GPL in the tree of packages that we install."""

import re
from importlib.metadata import distributions

# LGPL binds changes to the library itself; a choice that includes a permissive licence is taken as that one.
FORBIDDEN = re.compile(r"\b(?:AGPL|GPL)|(?<!Lesser )General Public License|Affero", re.IGNORECASE)
PERMISSIVE = re.compile(r"\b(?:MIT|BSD|Apache|MPL|ISC|PSF|Python Software)\b", re.IGNORECASE)


def licences(distribution: object) -> str:
    """What a package says of its licence: expression, classifiers, or a short field."""
    told = distribution.metadata  # type: ignore[attr-defined]
    classifiers = [line for line in told.get_all("Classifier") or () if line.startswith("License ::")]
    short = told.get("License") or ""
    return " ".join([told.get("License-Expression") or "", *classifiers, short if len(short) < 100 else ""])


def test_no_package_forbids_our_licence() -> None:
    """Each installed package may be shipped beside Apache-2.0 code."""
    found = {one.metadata["Name"]: licences(one) for one in distributions()}
    assert len(found) > 50
    bad = {name: told for name, told in found.items() if FORBIDDEN.search(told) and not PERMISSIVE.search(told)}
    assert not bad


def test_the_check_can_fail() -> None:
    """It knows a forbidden licence when it sees one, and lets a choice pass."""
    assert FORBIDDEN.search("License :: OSI Approved :: GNU Affero General Public License v3")
    assert FORBIDDEN.search("GPL-3.0-only")
    assert not FORBIDDEN.search("LGPL-3.0")
    assert PERMISSIVE.search("MPL-1.1 OR GPL-2.0")
