"""Read how much memory of this machine is free. Read here: it is too little for a library."""

from pathlib import Path


def free_memory() -> int | None:
    """Return the bytes of memory that a new process can have; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable")), None)
