"""Turn a LegalBench-RAG benchmark into our question format.

    python -m benchmarks.legalbench BENCHMARK.json --corpus DIR --out DIR


Writes OUT/policies/*.txt and OUT/cases.jsonl. Its snippets are spans; ours are quotes that stand once in a document, so
a span whose words stand more than once is widened until they do, and one that cannot be is left out and told.
Refuses to judge: published questions are taken as they are.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import locate
from ingest.errors import ClausewiseError, PolicyError, UsageError

_WIDER = 40  # characters added on each side while a quote is not unique
_WIDEST = 2_000


def convert(tests: Sequence[Mapping[str, Any]], corpus: Path, out: Path) -> list[str]:
    """Write the cases and the documents they need. Returns a line for each test left out, saying why."""
    (out / "policies").mkdir(parents=True, exist_ok=True)
    documents: dict[str, str] = {}
    refused, lines = [], []
    for number, test in enumerate(tests, 1):
        try:
            lines.append(json.dumps(_case(number, test, corpus, documents), ensure_ascii=False))
        except _Unfit as why:
            refused.append(f"test {number}: {why}")
    for name, text in documents.items():
        (out / "policies" / f"{name}.txt").write_bytes(text.encode())
    (out / "cases.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return refused


def unique_quote(text: str, start: int, end: int) -> str | None:
    """Give the words of a span, widened on both sides until they stand once in the text; None when they never do."""
    for more in range(0, _WIDEST, _WIDER):
        quote = text[max(0, start - more) : end + more].strip()
        if quote and len(locate(quote, text)) == 1:
            return quote
    return None


class _Unfit(Exception):
    """Why a test is left out."""


def _case(number: int, test: Mapping[str, Any], corpus: Path, documents: dict[str, str]) -> dict[str, Any]:
    gold = list(_gold(test, corpus, documents))
    if not gold:
        raise _Unfit("it has no snippets")
    policies = sorted({one["policy"] for one in gold})
    name, _, question = test["query"].partition(";")
    named = (
        {"question": test["query"], "named": True} if not question else {"question": question.strip(), "named": False}
    )
    return {
        "id": f"lb{number:04d}",
        **named,
        "policies": policies,
        "given": policies,
        "kind": (test.get("tags") or ["legalbench-rag"])[0],
        "verdict": "answer",
        "accept": ["yes", "no", "conflict"],
        "gold": gold,
        "by": "LegalBench-RAG",
        "why": name.strip() if question else "",
    }


def _gold(test: Mapping[str, Any], corpus: Path, documents: dict[str, str]) -> Iterator[dict[str, str]]:
    for snippet in test["snippets"]:
        path = snippet["file_path"]
        policy = path.removesuffix(".txt").replace("/", "__")
        text = documents[policy] = documents.get(policy) or _read(corpus / path)
        start, end = snippet["span"]
        if not 0 <= start < end <= len(text):
            raise _Unfit(f"the span [{start}, {end}] is not in {path}")
        if (quote := unique_quote(text, start, end)) is None:
            raise _Unfit(f"the words at [{start}, {end}] of {path} stand more than once")
        yield {"policy": policy, "quote": quote}


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"cannot read {path}: {error}") from error


def _tests(path: Path) -> list[Mapping[str, Any]]:
    try:
        tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
        for test in tests:
            test["query"], [(one["file_path"], one["span"][0], one["span"][1]) for one in test["snippets"]]
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UsageError(
            f'{path} is not a LegalBench-RAG benchmark ({{"tests": [{{"query", "snippets"}}]}})'
        ) from error
    return list(tests)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code."""
    p = argparse.ArgumentParser(
        prog="python -m benchmarks.legalbench", description="Convert a LegalBench-RAG benchmark."
    )
    p.add_argument("benchmark", type=Path, help="one of its benchmarks/*.json")
    p.add_argument("--corpus", type=Path, required=True, help="its corpus folder")
    p.add_argument("--out", type=Path, required=True, help="folder for policies/ and cases.jsonl")
    args = p.parse_args(argv)
    try:
        tests = _tests(args.benchmark)
        refused = convert(tests, args.corpus, args.out)
    except ClausewiseError as error:
        print(f"benchmarks.legalbench: {error}", file=sys.stderr)
        return 2
    print(*refused, f"{len(tests) - len(refused)} of {len(tests)} tests are in {args.out / 'cases.jsonl'}", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
