"""Files that pages give: papers to be looked at, and reports drawn for whoever asks."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Response

LOOKED_AT: Final = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What a browser may show beside a line; anything else is only downloaded."""

ALONE: Final = "default-src 'none'; frame-ancestors 'self'"
TYPES: Final = {
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
}


def paper(content: bytes, media_type: str, name: str) -> Response:
    """Give a paper as it came: shown where its type is harmless, never run, never taken for a page of ours."""
    is_shown = media_type in LOOKED_AT
    answer = Response(content, mimetype=media_type if is_shown else "application/octet-stream")
    answer.headers["Content-Disposition"] = f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


def drawn(name: str, draw: Callable[[Path], object]) -> Response:
    """Give a file that a use case writes, to be downloaded."""
    with tempfile.TemporaryDirectory(prefix="fundalloc-") as room:
        path = Path(room) / f"file{Path(name).suffix}"
        draw(path)
        return taken_away(path.read_bytes(), name)


def taken_away(content: bytes, name: str) -> Response:
    """Give a file of ours to be downloaded, under its name."""
    answer = Response(content, content_type=TYPES[Path(name).suffix])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
