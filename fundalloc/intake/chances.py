"""``uncertainty.toml``: what is uncertain of a scenario."""

from pathlib import Path
from typing import Final

from fundalloc.domain.chances import Uncertainty
from fundalloc.intake.document import Shape, read_whole

FILE: Final = "uncertainty.toml"
_UNCERTAINTY: Final[Shape[Uncertainty]] = Shape(Uncertainty)


def read_uncertainty(path: Path) -> Uncertainty:
    """
    Read what is uncertain from a TOML file, or from the one that lies in a scenario's folder.

    Raises:
        RefusedTogether: everything wrong with the file.

    """
    return read_whole(path / FILE if path.is_dir() else path, _UNCERTAINTY)
