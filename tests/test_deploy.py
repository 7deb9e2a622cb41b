"""What is deployed is closed by default, and names only what there is. The images are built nowhere in the tests."""

import re
import tomllib
from typing import Any

import pytest
import yaml

import app
from ingest.__main__ import parser as ingest_parser
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text()


@pytest.mark.parametrize("name", list(COMPOSE["services"]))
def test_a_service_may_little(name: str) -> None:
    """Nothing may be written but volumes and /tmp, no right is kept, no port is open to other machines."""
    service = COMPOSE["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert {volume.split(":")[0] for volume in service["volumes"]} <= {*COMPOSE["volumes"], "../policies"}
    assert service.get("restart") is None or service["healthcheck"]["test"][0] == "CMD"


def test_what_is_started_exists() -> None:
    """The commands' arguments are ones that they take, and every package is in the image."""
    ingest_parser().parse_args(COMPOSE["services"]["ingest"]["command"][1:])
    command = re.search(r"^CMD (.*)$", CONTAINERFILE, re.MULTILINE)
    assert command
    options = app.parser().parse_args(yaml.safe_load(command[1])[1:])
    assert options.allow_host == ["localhost"]
    copied = set(re.findall(r"^COPY (.*) \S+$", CONTAINERFILE, re.MULTILINE))
    copied = {name for names in copied for name in names.split()}
    assert all((ROOT / name).exists() for name in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = {name.rstrip("*") for name in project["packages"]["find"]["include"]}
    assert packages | {f"{module}.py" for module in project["py-modules"]} <= copied


def test_the_image_runs_as_nobody_in_particular() -> None:
    """The user is not root."""
    assert "USER clausewise" in CONTAINERFILE.split("ENTRYPOINT")[0]
