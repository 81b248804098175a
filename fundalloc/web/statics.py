"""The files that browsers keep: known by their bytes, so that a new one is asked for and an old one never is."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask

MARK_LENGTH = 12


def fingerprints(app: Flask) -> Callable[[str], str]:
    """Return what tells the mark of one of the application's own files."""
    folder = Path(app.root_path) / "static"

    @cache
    def mark(name: str) -> str:
        return sha256((folder / name).read_bytes()).hexdigest()[:MARK_LENGTH]

    return mark
