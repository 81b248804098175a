"""Financing plans as files: check them line by line, and say what they come to."""

from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.domain.financing import FinancingPlan

if TYPE_CHECKING:
    from fundalloc.intake.gathering import Examined


def check(path: Path) -> "Examined[FinancingPlan]":
    """
    Read a financing plan's folder or workbook and return everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    from fundalloc.intake.financing import examine_financing

    return examine_financing(path)
