"""What a verifier found of the lines drawn, as a table: each claim's line, and the amount that stands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fundalloc.errors import Refusal
from fundalloc.intake.tabular import Field, Kind, TableSpec, read_table
from fundalloc.money import Cents

AUDITED: Final = TableSpec(
    "audited", (Field("claim", Kind.IDENTIFIER), Field("line", Kind.IDENTIFIER), Field("audited_cents", Kind.AMOUNT))
)


def read_audited(path: Path, problems: list[Refusal]) -> Mapping[tuple[str, str], Cents]:
    """Read what was found; every problem of the file is added to ``problems``."""
    records = read_table(path, AUDITED, problems)
    return {(record.text("claim"), record.text("line")): record.integer("audited_cents") for record in records}
