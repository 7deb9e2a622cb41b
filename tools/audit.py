"""List known advisories against the pins of constraints.txt. Exit 0: none; 1: some; 3: it could not be checked.

`make audit` runs it. It asks the OSV database through `uv audit`: names and versions of public packages, no more. Not
having been able to ask is never "none": an old package with known holes is asked for too, and must be found.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NONE, FOUND, UNCHECKED = 0, 1, 3
CANARY = ("django", "2.0")  # has dozens of advisories, and is no package of ours
CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"
SECONDS = 300


def main(constraints: Path = CONSTRAINTS, more: Sequence[str] = ()) -> int:
    """Check the pins of a file; `more` goes to `uv audit`."""
    pins = [tuple(line.split("==")) for line in constraints.read_text("utf-8").split() if "==" in line]
    try:
        advisories = _asked([*pins, CANARY], more)
    except (OSError, ValueError, LookupError, subprocess.TimeoutExpired) as error:
        print(f"NOT CHECKED: {' '.join(str(error).split())}", file=sys.stderr)
        return UNCHECKED
    for advisory in advisories:
        package = advisory["dependency"]
        print(f"{package['name']} {package['version']}: {advisory['id']}: {advisory.get('summary')}")
    print(f"{len(advisories)} known advisories for {len(pins)} packages")
    return FOUND if advisories else NONE


def _asked(pins: Sequence[Sequence[str]], more: Sequence[str]) -> list[dict[str, Any]]:
    """What the database knows of these, the canary left out. Raises ValueError when it did not tell of all."""
    with tempfile.TemporaryDirectory() as folder:
        _project(Path(folder), pins)
        preview = ["--preview-features", "audit-command,json-output"]
        command = [sys.executable, "-m", "uv", "audit", "--frozen", "--output-format", "json", *preview, *more]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    if done.returncode not in {0, 1}:
        raise ValueError(done.stderr or f"uv audit ended with {done.returncode}")
    report = json.loads(done.stdout)
    if report["summary"]["audited_packages"] != len(pins):
        raise ValueError(f"{report['summary']['audited_packages']} of {len(pins)} packages were looked up")
    advisories: list[dict[str, Any]] = report["vulnerabilities"]
    if not any(advisory["dependency"]["name"] == CANARY[0] for advisory in advisories):
        raise ValueError(f"the database knows nothing of {' '.join(CANARY)}, which it should")
    return [advisory for advisory in advisories if advisory["dependency"]["name"] != CANARY[0]]


def _project(folder: Path, pins: Sequence[Sequence[str]]) -> None:
    """A project that requires exactly these, and its lock: nothing is resolved or downloaded for the check."""
    wanted = ", ".join(f'"{name}=={version}"' for name, version in pins)
    head = f'[project]\nname = "pins"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = [{wanted}]\n'
    (folder / "pyproject.toml").write_text(head, "utf-8")
    source = 'source = { directory = "nowhere" }'  # of an index uv would ask for every package's status
    locked = [f'[[package]]\nname = "{name}"\nversion = "{version}"\n{source}\n' for name, version in pins]
    needs = ", ".join(f'{{ name = "{name}" }}' for name, _ in pins)
    ours = f'[[package]]\nname = "pins"\nversion = "0"\nsource = {{ virtual = "." }}\ndependencies = [{needs}]\n'
    (folder / "uv.lock").write_text("\n".join(['version = 1\nrequires-python = ">=3.11"\n', *locked, ours]), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
