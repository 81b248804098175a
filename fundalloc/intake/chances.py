"""``uncertainty.toml``: what is uncertain of a scenario."""

from pathlib import Path
from typing import Final

from fundalloc.domain.chances import Uncertainty
from fundalloc.errors import Refusal, refuse_together
from fundalloc.intake.document import Shape, read_document

FILE: Final = "uncertainty.toml"
_UNCERTAINTY: Final[Shape[Uncertainty]] = Shape(Uncertainty)


def read_uncertainty(path: Path) -> Uncertainty:
    """
    Read what is uncertain from a TOML file, or from the one that lies in a scenario's folder.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    problems: list[Refusal] = []
    document = read_document(path / FILE if path.is_dir() else path, problems)
    found = _UNCERTAINTY.read(document.content, document.place, problems) if document else None
    refuse_together(problems)
    assert found is not None, "everything else was refused"
    return found
