"""Follow-ups as files: a workbook to fill in, and the same follow-up as an open folder of CSV files or as a workbook, back and forth."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.intake.outlines import PROGRESS
from fundalloc.lexicon import Lexicon
from fundalloc.usecases.allocating.scenarios import WORKBOOK, write_folder
from fundalloc.usecases.allocating.templates import write_workbook_to_fill

if TYPE_CHECKING:
    from fundalloc.domain.indicators import ProgressIndicator
    from fundalloc.domain.progress import Progress
    from fundalloc.intake.gathering import Examined


def check(progress: Path, *, agreement: Path | None = None, scenario: Path | None = None) -> "Examined[Progress]":
    """
    Read a follow-up and return everything there is to say about it, beside the indicators of what it follows.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    from fundalloc.intake.progress import examine_progress

    return examine_progress(progress, indicators_of(agreement, scenario))


def indicators_of(agreement: Path | None, scenario: Path | None) -> "tuple[ProgressIndicator, ...]":
    """Return the indicators that an agreement or a scenario lists."""
    from fundalloc.intake.agreement import read_agreement
    from fundalloc.intake.scenario import read_scenario

    of_agreement = read_agreement(agreement).indicators if agreement else ()
    return (*of_agreement, *(read_scenario(scenario).indicators if scenario else ()))


def write_progress_template(target: Path, lexicon: Lexicon, *, now: datetime, progress: Path | None = None) -> None:
    """
    Draw the workbook of a follow-up, blank or from one that exists.

    Raises:
        RefusedTogether: the follow-up named has problems, or the file cannot be written.

    """
    write_workbook_to_fill(target, None if progress is None else _read(progress), PROGRESS, lexicon, now=now)


def convert(
    progress: Path, target: Path, lexicon: Lexicon, *, now: datetime, agreement: Path | None = None, scenario: Path | None = None
) -> None:
    """
    Write a follow-up again as an open folder of CSV files, or as a workbook, as the target's name says (S8-15).

    Raises:
        RefusedTogether: the follow-up has problems, or the folder to write holds something already.

    """
    whole = _read(progress, indicators_of(agreement, scenario))
    if target.suffix.lower() == WORKBOOK:
        write_workbook_to_fill(target, whole, PROGRESS, lexicon, now=now)
    else:
        write_folder(target, whole, lexicon, PROGRESS)


def _read(progress: Path, indicators: "tuple[ProgressIndicator, ...]" = ()) -> "Progress":
    from fundalloc.intake.progress import read_progress

    return read_progress(progress, indicators)
