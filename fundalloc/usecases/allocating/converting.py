"""Calls, agreements and financing plans turned from a folder into a workbook and back: both are read as the same thing."""

from datetime import datetime
from pathlib import Path

from fundalloc.domain.base import Noun
from fundalloc.errors import refuse_together
from fundalloc.errors.intake import FolderOccupied
from fundalloc.intake.outlines import AGREEMENT, CALL, FINANCING, Outline
from fundalloc.lexicon import Lexicon
from fundalloc.usecases.allocating.scenarios import WORKBOOK, write_folder
from fundalloc.usecases.allocating.templates import write_workbook_to_fill
from fundalloc.usecases.files import put_bytes


def convert_call(path: Path, target: Path, lexicon: Lexicon, *, now: datetime) -> None:
    """
    Turn a call's folder into a workbook, or back; the documents attached go along, beside it.

    Raises:
        RefusedTogether: the call has problems, the folder to write holds something already, or another document stands in the way of one.

    """
    from fundalloc.intake.call import read_call

    call = read_call(path).call
    home, beside = path if path.is_dir() else path.parent, target.parent if _is_workbook(target) else target
    copies = {beside / each.file: (home / each.file).read_bytes() for each in call.attachments}
    in_the_way = (place for place, content in copies.items() if place.exists() and place.read_bytes() != content)
    refuse_together(FolderOccupied(path=str(place)) for place in in_the_way)
    _write(call, CALL, target, lexicon, now)
    for place, content in copies.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        put_bytes(place, content)


def convert_agreement(path: Path, target: Path, lexicon: Lexicon, *, now: datetime) -> None:
    """
    Turn an agreement's folder into a workbook, or back.

    Raises:
        RefusedTogether: the agreement has problems, or the folder to write holds something already.

    """
    from fundalloc.intake.agreement import read_agreement

    _write(read_agreement(path), AGREEMENT, target, lexicon, now)


def convert_financing(path: Path, target: Path, lexicon: Lexicon, *, now: datetime) -> None:
    """
    Turn a financing plan's folder into a workbook, or back.

    Raises:
        RefusedTogether: the plan has problems, or the folder to write holds something already.

    """
    from fundalloc.intake.financing import read_financing

    _write(read_financing(path), FINANCING, target, lexicon, now)


def _is_workbook(target: Path) -> bool:
    return target.suffix.lower() == WORKBOOK


def _write(whole: Noun, outline: Outline, target: Path, lexicon: Lexicon, now: datetime) -> None:
    if _is_workbook(target):
        write_workbook_to_fill(target, whole, outline, lexicon, now=now)
    else:
        write_folder(target, whole, lexicon, outline)
