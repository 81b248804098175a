"""What the formats of a workbook make of its numbers: plain numbers, percentages, or days."""

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, TypeAlias

from fundalloc.errors import Place
from fundalloc.intake.cells import Day, Number, Percentage
from fundalloc.intake.markup import elements_of

Style: TypeAlias = type[Number] | type[Day]

_BUILT_IN_DAYS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_PERCENTAGES: Final = frozenset({9, 10})
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DIGITS = re.compile(r"-?\d{1,9}(?:\.\d*)?", re.ASCII)


def styles_of(archive: zipfile.ZipFile, place: Place) -> tuple[Style, ...]:
    """Return what each style of a workbook shows its numbers as."""
    formats: dict[str, str] = {}
    styles: list[Style] = []
    inside = False
    for name, attributes in elements_of(archive, "xl/styles.xml", place):
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            styles.append(_style(attributes.get("numFmtId", "0"), formats))
    return tuple(styles)


def _style(number: str, formats: Mapping[str, str]) -> Style:
    code = _NOT_FORMAT.sub("", formats.get(number, "")).split(";")[0].casefold()
    built_in = int(number) if number.isdecimal() and number not in formats else -1
    if "%" in code or built_in in _BUILT_IN_PERCENTAGES:
        return Percentage
    if built_in in _BUILT_IN_DAYS or (code != "general" and re.search(r"[ymdhs]", code)):
        return Day
    return Number


def reader_of(style: Style, *, epoch_1904: bool) -> Callable[[str], str]:
    """Return how the digits of a style are read; a day that no calendar knows stays a number."""
    if style is not Day:
        return style
    first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)

    def day(digits: str) -> str:
        if _DIGITS.fullmatch(digits) is None:
            return Number(digits)
        try:
            return Day((first + timedelta(days=int(digits.partition(".")[0]))).isoformat())
        except OverflowError:
            return Number(digits)

    return day
