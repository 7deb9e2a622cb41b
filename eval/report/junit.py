"""Write a report as JUnit XML, for the pages that CI systems show: a test a case, unscored ones as errors."""

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from eval.report.report import CaseReport, Given, Report, broken_checks
from ingest.files import write_whole


def write_junit(report: Report, path: Path) -> None:
    """Write the report's cases as one test suite."""
    counts = report["counts"]
    failures = sum(case["checks"]["passed"] is False for case in report["cases"])
    totals = {"tests": counts["cases"], "failures": failures, "errors": counts["unscored"]}
    suite = Element("testsuite", {"name": "eval"} | {name: str(total) for name, total in totals.items()})
    for case in report["cases"]:
        test = SubElement(suite, "testcase", classname=f"eval.{_clean(case['kind'])}", name=_clean(_name(case)))
        test.set("time", str(case["seconds"]))
        if case["given"] is None:
            SubElement(test, "error", message=_clean(case["error"]))
        elif not case["checks"]["passed"]:
            failure = SubElement(test, "failure", message=_clean(_broken(case)))
            failure.text = _clean(_comparison(case["wanted"]["verdict"], case["given"]))
    write_whole(path, tostring(suite, encoding="utf-8", xml_declaration=True))


def _name(case: CaseReport) -> str:
    return f"{case['id']}: {case['question']}"


def _broken(case: CaseReport) -> str:
    broken = ", ".join(broken_checks(case))
    return f"{case['blame']}: {broken}" if case["blame"] else broken


def _comparison(wanted: str, given: Given) -> str:
    text = " ".join(sentence["text"] for sentence in given["sentences"])
    return f"wanted {wanted}, given {given['verdict']}: {text}"


def _clean(text: str) -> str:
    """Drop the control characters that XML cannot hold."""
    return "".join(char for char in text if char in "\t\n" or (ord(char) >= 0x20 and not 0xD800 <= ord(char) <= 0xDFFF))  # noqa: PLR2004
