"""Small pictures of a person's workbook around the cells something is said of."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from fundalloc.errors import Place
from fundalloc.intake import pictures as drawing


def pictures(path: Path, places: Iterable[Place | None]) -> Mapping[Place, drawing.Picture]:
    """Return a picture for each place that is a cell of a workbook that can be opened."""
    return drawing.pictures(path, places)
