"""What people describe in files, wherever they do: in a folder, or in a workbook."""

from pathlib import Path
from typing import TypeVar

from fundalloc.intake.folder import examine_folder
from fundalloc.intake.gathering import Examined, Understand
from fundalloc.intake.outlines import Outline
from fundalloc.intake.tabular import AS_IT_SEEMS, Manner
from fundalloc.intake.workbook import examine_workbook
from fundalloc.unswept import unswept

Noun_ = TypeVar("Noun_")


def examine_anywhere(path: Path, outline: Outline, understand: Understand[Noun_], manner: Manner = AS_IT_SEEMS) -> Examined[Noun_]:
    """
    Read a folder or a workbook under its outline and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    with unswept():
        return examine_workbook(path, outline, understand) if _is_file(path) else examine_folder(path, outline, understand, manner)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
