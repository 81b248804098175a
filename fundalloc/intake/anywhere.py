"""What people describe in files, wherever they do: in a folder, or in a workbook."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from fundalloc.intake.folder import examine_folder
from fundalloc.intake.gathering import Examined, Understand
from fundalloc.intake.outlines import Outline
from fundalloc.intake.tabular import AS_IT_SEEMS, Manner
from fundalloc.intake.workbook import examine_workbook

Noun_ = TypeVar("Noun_")


def examine_anywhere(path: Path, outline: Outline, understand: Understand[Noun_], manner: Manner = AS_IT_SEEMS) -> Examined[Noun_]:
    """
    Read a folder or a workbook under its outline and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    with _unswept():
        return examine_workbook(path, outline, understand) if _is_file(path) else examine_folder(path, outline, understand, manner)


@contextmanager
def _unswept() -> Iterator[None]:
    """Keep Python from looking for circles among rows and nouns, which form none: half of the time, with many rows; now, and at the end."""
    sweeps = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if sweeps:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
