"""Refusals about the ministry's own form: its mapping, and what stands in it."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class FormCellUnreadable(Refusal):
    """A mapping names a cell as no sheet does."""

    code: ClassVar[str] = "case-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class FormCellUnlabelled(Refusal):
    """A mapping says neither what stands to the left of a cell nor above it: nothing would tell that the form has changed."""

    code: ClassVar[str] = "case-sans-libelle"
    cell: str


@dataclass(kw_only=True, eq=False)
class FormCellMappedTwice(Refusal):
    """A mapping puts two figures into one cell."""

    code: ClassVar[str] = "case-en-double"
    sheet: str


@dataclass(kw_only=True, eq=False)
class FormFigureUnknown(Refusal):
    """A mapping asks for a figure that the report does not have."""

    code: ClassVar[str] = "donnee-de-rapport-inconnue"
    figure: str


@dataclass(kw_only=True, eq=False)
class FormSheetGone(Refusal):
    """The form has no sheet of the name that the mapping says."""

    code: ClassVar[str] = "feuille-du-formulaire-absente"
    sheet: str
    sheets: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class FormChanged(Refusal):
    """Beside a cell to fill stands something else than the mapping says: this is another edition of the form."""

    code: ClassVar[str] = "formulaire-modifie"
    expected: str
    found: str


@dataclass(kw_only=True, eq=False)
class FormLabelGone(Refusal):
    """Beside a cell to fill the mapping expects words, and nothing stands there any more."""

    code: ClassVar[str] = "libelle-du-formulaire-efface"
    expected: str


@dataclass(kw_only=True, eq=False)
class FormCellTaken(Refusal):
    """A cell to fill holds words already."""

    code: ClassVar[str] = "case-occupee"
    text: str


@dataclass(kw_only=True, eq=False)
class FormCellComputed(Refusal):
    """A cell to fill is computed by the form itself."""

    code: ClassVar[str] = "case-calculee"
    formula: str


@dataclass(kw_only=True, eq=False)
class FormCellHidden(Refusal):
    """A cell to fill lies under merged cells: what is written there is never seen."""

    code: ClassVar[str] = "case-fusionnee"
    first: str
