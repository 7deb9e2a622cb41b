"""`python -m tools.ollama build|start|status|stop`: a local Ollama with our model."""

import sys
from collections.abc import Sequence

from ingest.errors import ClausewiseError
from tools.ollama.build import folder, program
from tools.ollama.create_model import MODEL, has_model
from tools.ollama.server import _say, running, start, stop, version


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the four commands."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m tools.ollama", description="A local Ollama with our model.")
    parser.add_argument("command", choices=("build", "start", "stop", "status"))
    command = parser.parse_args(arguments).command
    try:
        return {"build": _build, "start": _start, "stop": _stop, "status": _status}[command]()
    except ClausewiseError as error:
        _say(str(error))
    except OSError as error:
        _say(f"{error.filename or folder()}: {error.strerror or error}: make it writable, or set CLAUSEWISE_CACHE")
    except KeyboardInterrupt:
        _say("interrupted: run again to go on")
        return 130
    return 2


def _build() -> int:
    print(program())
    return 0


def _start() -> int:
    print(f"export OLLAMA_HOST={start()}", flush=True)
    return 0


def _stop() -> int:
    ended = stop()
    _say(f"stopped the server at {ended.host} (process {ended.pid})" if ended else "no server of ours runs")
    return 0


def _status() -> int:
    here = running()
    if here is None:
        print("no server of ours runs: python -m tools.ollama start")
        return 1
    model = f"with the model {MODEL}" if has_model(here.host) else f"without the model {MODEL} (start creates it)"
    print(f"Ollama {version(here.host)} runs at {here.host} (process {here.pid}) {model}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
