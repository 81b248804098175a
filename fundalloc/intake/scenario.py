"""A scenario wherever it is written: a folder, or a workbook."""

from pathlib import Path

from fundalloc.domain.scenario import Scenario
from fundalloc.errors import refuse_together
from fundalloc.intake.anywhere import examine_anywhere
from fundalloc.intake.assembly import examined
from fundalloc.intake.gathering import Examined
from fundalloc.intake.outlines import SCENARIO
from fundalloc.intake.tabular import AS_IT_SEEMS, Manner


def read_scenario(path: Path) -> Scenario:
    """
    Read a scenario's folder or workbook.

    Raises:
        RefusedTogether: every problem in it that blocks, and those that do not.

    """
    read = examine(path)
    refuse_together(read.problems)
    assert read.noun is not None, "what does not block is read"
    return read.noun


def examine(path: Path, manner: Manner = AS_IT_SEEMS) -> Examined[Scenario]:
    """
    Read a folder or a workbook and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    return examine_anywhere(path, SCENARIO, examined, manner)
