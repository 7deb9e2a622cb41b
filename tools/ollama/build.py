"""Find an Ollama program, or build one from its Go module, once.

v0.24.0 is the last version whose engine compiles by `go install` alone. Its module leaves out three headers: two are
Debian's, one comes in another Go module. Nothing needs root, nothing is installed outside our cache and Go's own.
"""

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import ModelMissing
from ingest.places import cache

VERSION = "v0.24.0"
MODULE = f"github.com/ollama/ollama@{VERSION}"
STAMP = f"github.com/ollama/ollama/version.Version={VERSION.removeprefix('v')}"  # else it calls itself 0.0.0
MINIAUDIO = "github.com/gen2brain/malgo@v0.11.24"  # a Go module that carries miniaudio.h
HEADERS = {"nlohmann/json.hpp": "nlohmann-json3-dev", "stb/stb_image.h": "libstb-dev"}  # header → Debian's package
SAY_EVERY = 20.0  # seconds between two lines where there is no terminal
LOCK_WAIT = 1800.0  # seconds; a build takes 3 to 8 minutes on 2 cores

# what gcc may use with each -march, as far as the engine's kernels do; "native" fails to link on CPUs with AMX
HASWELL = frozenset({"avx2", "fma", "f16c", "bmi1", "bmi2", "movbe"})
ICELAKE = HASWELL | {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "avx512_vbmi2", "gfni", "vaes"}


def folder() -> Path:
    """Return where all of ours about Ollama lies."""
    return cache() / "ollama"


def program() -> Path:
    """Return the installed Ollama, else the one we built, building it if need be; raises ModelMissing."""
    if installed := shutil.which("ollama"):
        return Path(installed)
    built = folder() / f"{VERSION}-{march() or 'plain'}" / "ollama"
    if not built.is_file():
        _need_tools()
        with alone("build"):
            if not built.is_file():
                _build(built)
    return built


def march() -> str | None:
    """Return gcc's name for this machine's CPU, or None where it has no better flags than the default."""
    x86 = platform.machine().lower() in {"x86_64", "amd64"}
    return march_of(_cpuinfo()) if x86 else None


def march_of(cpuinfo: str) -> str | None:
    """Return the -march for the CPU of this /proc/cpuinfo: what all its cores have. None: not even AVX2."""
    cores = [set(line.partition(":")[2].split()) for line in cpuinfo.splitlines() if line.startswith("flags")]
    common = set.intersection(*cores) if cores else set()
    return "icelake-server" if common >= ICELAKE else "haswell" if common >= HASWELL else None


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _need_tools() -> None:
    """Say what to install before anything is downloaded."""
    if not shutil.which("go"):
        raise ModelMissing("neither ollama nor go is installed: install Ollama (or Go 1.26 and g++, and we build it)")
    if not (shutil.which("gcc") and shutil.which("g++")):
        raise ModelMissing("building Ollama needs a C and C++ compiler: install gcc and g++ (or Ollama itself)")


@contextmanager
def alone(work: str) -> Iterator[None]:
    """Let one process at a time do this work; raises ModelMissing when another holds on to it."""
    from filelock import FileLock, Timeout

    folder().mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder() / f"{work}.lock")
    try:
        with lock.acquire(timeout=LOCK_WAIT):
            yield
    except Timeout as error:
        raise ModelMissing(f"another process holds {lock.lock_file} for too long: end it and run again") from error


def _build(target: Path) -> None:
    """Compile into a temporary folder and rename: the program is there whole or not at all."""
    log = folder() / "build.log"
    log.write_bytes(b"")
    temporary = target.parent.with_name(f"{target.parent.name}.partial")
    shutil.rmtree(temporary, ignore_errors=True)
    flags = _flags()
    environment = {
        "CGO_ENABLED": "1",
        "CGO_CPPFLAGS": f'"-I{_headers(log)}" -DGGML_USE_CPU_REPACK',  # quoted: a home may have blanks
        "CGO_CFLAGS": flags,
        "CGO_CXXFLAGS": flags,
        "GOBIN": str(temporary),
    }
    what = f"building Ollama {VERSION} ({flags})"
    _logged(["go", "install", f"-ldflags=-X={STAMP}", MODULE], log, what, environment)
    shutil.rmtree(target.parent, ignore_errors=True)
    temporary.replace(target.parent)


def _flags() -> str:
    name = march()
    if name is None and platform.machine().lower() in {"x86_64", "amd64"}:
        print(
            "WARNING: no AVX2 found in this CPU: Ollama is built without it and answers about 14 times slower",
            file=sys.stderr,
        )
    return f"-O3 -march={name}" if name else "-O3"


def _headers(log: Path) -> Path:
    """Return a folder with the headers that the module leaves out and the compiler does not find by itself."""
    include = folder() / "include"
    missing = [header for header in HEADERS if not (include / header).is_file() and not _compiler_finds(header)]
    if missing:
        _from_debian(missing, include, log)
    audio = include / "miniaudio" / "miniaudio.h"
    if not audio.is_file():
        audio.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_miniaudio(log), audio.with_suffix(".partial"))
        audio.with_suffix(".partial").replace(audio)
    return include


def _compiler_finds(header: str) -> bool:
    """Ask the compiler itself: where it looks differs between systems."""
    asked = subprocess.run(
        ["g++", "-E", "-x", "c++", "-"],  # noqa: S607 the user's own PATH decides
        input=f"#include <{header}>\n".encode(),
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def _from_debian(headers: Sequence[str], include: Path, log: Path) -> None:
    """Unpack Debian's packages into our cache; nothing is installed and root is not needed."""
    packages = [HEADERS[header] for header in headers]
    remedy = f"building Ollama needs {' and '.join(headers)}: install {' '.join(packages)} (or Ollama itself)"
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise ModelMissing(remedy)
    work = folder() / "debian"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    include.mkdir(exist_ok=True)
    get = ["apt-get", "download", *packages]
    if not _ran(get, log, work) and not (
        _is_root() and _ran(["apt-get", "update"], log, work) and _ran(get, log, work)
    ):
        raise ModelMissing(f"{remedy}; apt-get could not fetch them, see {log}")
    for package in work.glob("*.deb"):
        if not _ran(["dpkg-deb", "-x", str(package), str(work)], log, work):
            raise ModelMissing(f"{remedy}; {package.name} does not unpack, see {log}")
    for header in headers:
        top = include / header.split("/")[0]
        shutil.rmtree(top, ignore_errors=True)
        (work / "usr" / "include" / top.name).replace(top)  # whole or not at all
    shutil.rmtree(work)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _ran(command: Sequence[str], log: Path, work: Path) -> bool:
    """Run a command with its output in the log; say whether it went well."""
    with log.open("ab") as sink:
        return subprocess.run(command, cwd=work, stdout=sink, stderr=sink, check=False).returncode == 0  # noqa: S603 our own words


def _miniaudio(log: Path) -> Path:
    """Have Go fetch the module that carries miniaudio.h; Go checks the module's sum."""
    asked = subprocess.run(  # noqa: S603 our own words only
        ["go", "mod", "download", "-json", MINIAUDIO],  # noqa: S607 the user's own PATH decides
        cwd=folder(),
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        answer = json.loads(asked.stdout or "{}")
    except ValueError:
        answer = {}
    header = Path(answer.get("Dir", "")) / "miniaudio.h"
    if asked.returncode or not header.is_file():
        with log.open("a", encoding="utf-8") as sink:
            sink.write(asked.stdout + asked.stderr)
        raise ModelMissing(
            f"go could not fetch {MINIAUDIO} ({answer.get('Error') or 'see ' + str(log)}): connect, or install Ollama"
        )
    return header


def _logged(command: Sequence[str], log: Path, what: str, environment: Mapping[str, str]) -> None:
    """Run a long command, its output in the log, the seconds on stderr; raises ModelMissing when it fails."""
    with log.open("ab") as sink:
        process = subprocess.Popen(  # noqa: S603 our own words only
            command, stdout=sink, stderr=sink, cwd=folder(), env={**os.environ, **environment}, start_new_session=True
        )
        try:
            _watch(process, what)
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)  # go's compilers too
            process.wait()
            raise
    if process.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no output"]
        raise ModelMissing(f"{what} failed: {lines[-1][:200]} (all of it in {log}): install Ollama instead")


def _watch(process: subprocess.Popen[bytes], what: str) -> None:
    """Show the seconds that pass until the process ends: in place on a terminal, else a line now and then."""
    begun = time.monotonic()
    terminal = sys.stderr.isatty()
    shown = -SAY_EVERY
    while True:
        passed = time.monotonic() - begun
        ended = process.poll() is not None
        if ended or passed - shown >= (1.0 if terminal else SAY_EVERY):
            shown = passed
            text = f"{what}: {passed:.0f} s" + ("" if ended else " (3 to 8 minutes on 2 cores, once)")
            print(
                f"\r{text:<100}" if terminal else text,
                end="" if terminal and not ended else "\n",
                file=sys.stderr,
                flush=True,
            )
        if ended:
            return
        time.sleep(0.2)
