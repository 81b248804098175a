"""Workbooks to fill in: for a scenario, a call, an agreement or a financing plan, blank or from one that exists."""

from datetime import datetime
from pathlib import Path

from fundalloc import __version__
from fundalloc.domain.base import Noun
from fundalloc.intake.outlines import AGREEMENT, CALL, FINANCING, Outline
from fundalloc.lexicon import Lexicon
from fundalloc.usecases.files import put_bytes


def write_call_template(target: Path, lexicon: Lexicon, *, now: datetime, call: Path | None = None) -> None:
    """
    Draw the workbook of a call, blank or from one that exists.

    Raises:
        RefusedTogether: the call named has problems, or the file cannot be written.

    """
    from fundalloc.intake.call import read_call

    write_workbook_to_fill(target, None if call is None else read_call(call).call, CALL, lexicon, now=now)


def write_agreement_template(target: Path, lexicon: Lexicon, *, now: datetime, agreement: Path | None = None) -> None:
    """
    Draw the workbook of an agreement, blank or from one that exists.

    Raises:
        RefusedTogether: the agreement named has problems, or the file cannot be written.

    """
    from fundalloc.intake.agreement import read_agreement

    write_workbook_to_fill(target, None if agreement is None else read_agreement(agreement), AGREEMENT, lexicon, now=now)


def write_financing_template(target: Path, lexicon: Lexicon, *, now: datetime, plan: Path | None = None) -> None:
    """
    Draw the workbook of a financing plan, blank or from one that exists.

    Raises:
        RefusedTogether: the plan named has problems, or the file cannot be written.

    """
    from fundalloc.intake.financing import read_financing

    write_workbook_to_fill(target, None if plan is None else read_financing(plan), FINANCING, lexicon, now=now)


def write_workbook_to_fill(
    target: Path, whole: Noun | None, outline: Outline, lexicon: Lexicon, *, now: datetime, example: Noun | None = None
) -> None:
    """Draw a workbook under an outline, filled with what exists or blank, perhaps with an example, and put it in place whole."""
    from fundalloc.intake.template import workbook_to_fill

    content = workbook_to_fill(whole, outline, lexicon, created=now, program=__version__, example=example)
    put_bytes(target, content)
