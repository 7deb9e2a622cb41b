"""Find where files lie: the index, the cache, the user's data, the installed tree."""

import os
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

ROOT: Final = Path(__file__).resolve().parent.parent  # where the packages lie: a checkout, or the installed tree


def cache() -> Path:
    """Return the folder where what we fetch is kept: CLAUSEWISE_CACHE, else the user's cache directory."""
    if setting := os.environ.get("CLAUSEWISE_CACHE"):
        return Path(setting).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_cache_dir("clausewise", appauthor=False))


def user_data() -> Path:
    """Return the folder of what a user has made for all indexes: CLAUSEWISE_DATA, else the user's data directory."""
    if setting := os.environ.get("CLAUSEWISE_DATA"):
        return Path(setting).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("clausewise", appauthor=False))


def default_index() -> Path:
    """Return the folder of the index: CLAUSEWISE_INDEX, else .clausewise in the working directory."""
    return index_at(os.environ.get("CLAUSEWISE_INDEX") or ".clausewise")


def index_at(where: str) -> Path:
    """Return the folder of an index: itself, or of a Chroma server's address the one that stands for it here.

    index_at("http://127.0.0.1:8000") → CACHE/served/http%3A%2F%2F127.0.0.1%3A8000
    """
    return cache() / "served" / quote(where.rstrip("/"), safe="") if "://" in where else Path(where)


def server_of(index: Path) -> str:
    """Return the address of the server that a folder stands for; "" for an index that is its own folder."""
    return unquote(index.name) if "%3A%2F%2F" in index.name and index.parent == cache() / "served" else ""


def shown(index: Path) -> str:
    """Return where an index lies as a user names it."""
    return server_of(index) or str(index)
