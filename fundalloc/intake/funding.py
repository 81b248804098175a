"""Whose money each envelope holds, as a table: an envelope, a funder, and the funder's share where there are several."""

from pathlib import Path
from typing import Final

from fundalloc.domain.reporting import EnvelopeFunder
from fundalloc.errors import Refusal
from fundalloc.intake.tabular import Field, Kind, Record, TableSpec, read_table
from fundalloc.money import BASIS_POINTS_WHOLE

FUNDING: Final = TableSpec(
    "funding",
    (
        Field("envelope", Kind.IDENTIFIER),
        Field("funder"),
        Field("share", Kind.SHARE, required=False, default=BASIS_POINTS_WHOLE, low=1),
    ),
)


def read_funding(path: Path, problems: list[Refusal]) -> tuple[EnvelopeFunder, ...]:
    """Read the funders of envelopes; every problem of the file is added to ``problems``."""
    return tuple(_funder(record) for record in read_table(path, FUNDING, problems))


def _funder(record: Record) -> EnvelopeFunder:
    return EnvelopeFunder(envelope=record.text("envelope"), funder=record.text("funder"), share_basis_points=record.integer("share"))
