"""Typed rows that become a frame of pandas when an analyst asks for one; nothing of pandas is loaded before."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pandas as pd

Row = TypeVar("Row")


def frame_of(rows: "Iterable[Mapping[str, object]]", index: str = "", columns: tuple[str, ...] = ()) -> "pd.DataFrame":
    """Return rows as a frame, with its columns even where there is no row; amounts stay whole cents."""
    import pandas as pd  # noqa: PLC0415 - loaded only by those who ask for frames

    frame = pd.DataFrame(list(rows), columns=list(columns) or None)
    return frame.set_index(index) if index and index in frame else frame


class Rows(tuple[Row, ...]):
    """Frozen rows, each a dataclass, in their order."""

    __slots__ = ()

    def to_frame(self) -> "pd.DataFrame":
        """Return a row for each, a column for each field; amounts are in whole cents."""
        return frame_of({field.name: getattr(row, field.name) for field in fields(row)} for row in self if is_dataclass(row))
