"""The ministry's own form, as a person asks for it: filled from a report, and compared with its next edition."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import fundalloc
from fundalloc.errors import Refusal, refuse_together, refused_alike
from fundalloc.errors.official import FormFigureUnknown
from fundalloc.lexicon import Lexicon
from fundalloc.reports.tables import Document
from fundalloc.usecases.files import put_bytes


@dataclass(frozen=True, slots=True)
class FormFilled:
    """A form that was filled: how many cells, and the fingerprints of the blank form and of the filled one."""

    path: str
    cells: int
    form_sha256: str
    sha256: str


def fill(document: Document, form: Path, mapping: Path, output: Path, said: Lexicon, *, dry_run: bool = False) -> FormFilled:
    """
    Put a report's figures into a ministry's own form, as a mapping says, and touch nothing else in it.

    Raises:
        RefusedTogether: everything wrong with the mapping, and every cell of the form beside which something else stands than it says.

    """
    from fundalloc.intake.official.filling import Filled, filled_form, form_problems
    from fundalloc.intake.official.mapping import read_mapping
    from fundalloc.intake.official.reading import read_form
    from fundalloc.reports.official_form import content_of
    from fundalloc.reports.places import value_named

    problems: list[Refusal] = []
    with refused_alike():
        cells, blank = read_mapping(mapping, problems), read_form(form)
    values = tuple((cell, value_named(document, said, cell.figure)) for cell in cells)
    problems += [FormFigureUnknown(figure=cell.figure, place=cell.place) for cell, value in values if value is None]
    problems += form_problems(blank, cells)
    refuse_together(problems)
    content = filled_form(blank, (Filled(cell, content_of(*value, said)) for cell, value in values if value))
    if not dry_run:
        put_bytes(output, content)
    return FormFilled(str(output), len(cells), _digest(form.read_bytes()), _digest(content))


def compare(old: Path, new: Path, *, now: datetime) -> Document:
    """
    Lay out what changed from one edition of a form to the next.

    Raises:
        RefusedTogether: one of them is no workbook that can be read.

    """
    from fundalloc.intake.official.changes import changes
    from fundalloc.intake.official.reading import read_form
    from fundalloc.reports.official_form import changes_document
    from fundalloc.reports.preparation import Preparation

    with refused_alike():
        before, after = read_form(old), read_form(new)
    fingerprints = (_digest(old.read_bytes()), _digest(new.read_bytes()))
    return changes_document(before, after, changes(before, after), fingerprints, Preparation("", now, fundalloc.__version__))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
