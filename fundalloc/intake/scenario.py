"""A scenario wherever it is written: a folder, or a workbook."""

from pathlib import Path

from fundalloc.domain.scenario import Scenario
from fundalloc.errors import refuse_together
from fundalloc.intake.assembly import Examined
from fundalloc.intake.folder import examine_folder
from fundalloc.intake.tabular import AS_IT_SEEMS, Manner
from fundalloc.intake.workbook import examine_workbook


def read_scenario(path: Path) -> Scenario:
    """
    Read a scenario's folder or workbook.

    Raises:
        RefusedTogether: every problem in it that blocks, and those that do not.

    """
    read = examine(path)
    refuse_together(read.problems)
    assert read.scenario is not None, "what does not block is read"
    return read.scenario


def examine(path: Path, manner: Manner = AS_IT_SEEMS) -> Examined:
    """
    Read a folder or a workbook and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    return examine_workbook(path) if _is_file(path) else examine_folder(path, manner)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
