"""Read a set of cases together with the policies that it is about.

A set about policies that the repository does not hold begins with a table of them, name → sha256:

    {"documents": {"Mullvad_Privacy_Policy": "7f3a…", …}}
    {"id": "s1", "question": "…", "policies": ["Mullvad_Privacy_Policy"], …}

Only these files are then read from the folder. Where one is missing, or is not the text that the questions were written
on, its questions are left out and counted, and one line says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from eval.cases import Case, is_head, parse_cases, read_cases, read_policies
from eval.validation import first_fault
from ingest.errors import UsageError
from ingest.jsonlines import numbered_lines, parse_object
from ingest.policy import SUFFIXES, Policy
from ingest.read.policy_file import read_policy


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases that can be asked, the policies they are about, and what cannot be asked."""

    policies: Mapping[str, Policy]  # by id
    cases: tuple[Case, ...]
    left_out: tuple[str, ...] = ()  # ids of cases whose documents are not there
    faults: tuple[str, ...] = ()  # one line for each document that is not there


@dataclass(frozen=True, slots=True)
class _Head:
    """The table of documents."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    documents: Annotated[dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]], Field(min_length=1)]


def read_case_set(path: Path, folder: Path) -> CaseSet:
    """Read the cases in `path` and their policies from `folder`. Raises UsageError for what is no set."""
    lines = numbered_lines(path)
    if not lines or not is_head(lines[0][1]):
        policies = read_policies(folder)
        return CaseSet(policies, read_cases(path, policies))
    documents = _parse_head(path, lines[0][1])
    policies, faults = _read_documents(documents, folder)
    askable = [line for line in lines[1:] if not _named(path, line) & (set(documents) - set(policies))]
    left_out = [line for line in lines[1:] if line not in askable]
    if not policies:
        raise UsageError(f"--policies {folder}: none of the {len(documents)} documents of {path}; {next(iter(faults))}")
    ids = tuple(str(parse_object(line).get("id")) for _, line in left_out)
    return CaseSet(policies, parse_cases(path, askable, policies), ids, tuple(faults))


def policy_files(folder: Path, names: Mapping[str, Policy]) -> list[Path]:
    """List the files of these policies in a folder."""
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.stem in names]


def _parse_head(path: Path, line: str) -> dict[str, str]:
    try:
        return TypeAdapter(_Head).validate_json(line).documents
    except ValidationError as error:
        raise UsageError(f"{path}, line 1: {first_fault(error)}") from error


def _named(path: Path, numbered: tuple[int, str]) -> set[str]:
    """Return the documents that a line's question is about; an odd line names none, and is refused when parsed."""
    number, line = numbered
    try:
        policies = parse_object(line).get("policies")
    except ValueError as error:
        raise UsageError(f"{path}, line {number}: {error}") from error
    return {name for name in policies if isinstance(name, str)} if isinstance(policies, list) else set()


def _read_documents(documents: Mapping[str, str], folder: Path) -> tuple[dict[str, Policy], list[str]]:
    if not folder.is_dir():
        raise UsageError(f"--policies {folder}: no such folder: name the one of the policies that are asked about")
    policies: dict[str, Policy] = {}
    faults = []
    for name, sha256 in documents.items():
        file = next((folder / f"{name}{suffix}" for suffix in SUFFIXES if (folder / f"{name}{suffix}").is_file()), None)
        policy = read_policy(file) if file else None
        if policy is None:
            faults.append(f"{name}: no such file in {folder}")
        elif policy.sha256 != sha256:
            faults.append(f"{file}: not the text that the questions were written on (its sha256 differs)")
        else:
            policies[name] = policy
    return policies, faults
