"""Find where files lie: the index, the cache, the user's data, the installed tree."""

import os
from pathlib import Path
from typing import Final

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
    return Path(os.environ.get("CLAUSEWISE_INDEX") or ".clausewise")
