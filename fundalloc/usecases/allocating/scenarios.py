"""Scenarios as files: check them, annotate them, draw their template, turn one form into the other, compare what they give."""

from datetime import datetime
from pathlib import Path
from typing import Final

from fundalloc.domain.base import Noun
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import refuse_together
from fundalloc.errors.intake import FolderOccupied
from fundalloc.intake.gathering import Examined
from fundalloc.intake.outlines import SCENARIO, Outline
from fundalloc.intake.scenario import examine, read_scenario
from fundalloc.intake.tabular import AS_IT_SEEMS, Manner
from fundalloc.lexicon import Lexicon
from fundalloc.usecases.allocating.templates import write_workbook_to_fill
from fundalloc.usecases.files import put_text
from fundalloc.usecases.samples import DESTINATION, sample_scenarios

WORKBOOK: Final = ".xlsx"


def check(path: Path, manner: Manner = AS_IT_SEEMS) -> Examined[Scenario]:
    """
    Read a scenario's folder or workbook and return everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    return examine(path, manner)


def write_template(target: Path, lexicon: Lexicon, *, now: datetime, scenario: Path | None = None) -> None:
    """
    Draw a workbook to fill in, blank with an example beside, or from a scenario that exists.

    Raises:
        RefusedTogether: the scenario named has problems, or the file cannot be written.

    """
    if scenario is None:
        write_workbook_to_fill(target, None, SCENARIO, lexicon, now=now, example=read_scenario(sample_scenarios() / DESTINATION))
    else:
        write_workbook_to_fill(target, read_scenario(scenario), SCENARIO, lexicon, now=now)


def convert(path: Path, target: Path, lexicon: Lexicon, *, now: datetime) -> None:
    """
    Turn a folder into a workbook, or a workbook into a folder, without loss: both are read as the same scenario.

    Raises:
        RefusedTogether: the scenario has problems, or the folder to write holds something already.

    """
    scenario = read_scenario(path)
    if target.suffix.lower() == WORKBOOK:
        write_workbook_to_fill(target, scenario, SCENARIO, lexicon, now=now)
    else:
        write_folder(target, scenario, lexicon)


def write_folder(target: Path, whole: Noun, lexicon: Lexicon, outline: Outline = SCENARIO) -> None:
    """
    Write the files of a scenario, or of whatever the outline describes, into a folder that holds nothing yet.

    Raises:
        RefusedTogether: the folder holds something already.

    """
    from fundalloc.intake.writing import folder_files

    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        refuse_together((FolderOccupied(path=str(target)),))
    target.mkdir(parents=True, exist_ok=True)
    for name, text in folder_files(whole, outline, lexicon.language).items():
        put_text(target / name, text)
