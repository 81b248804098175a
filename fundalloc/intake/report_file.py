"""A report that was made earlier, as a workbook or as data: which report it is, and of what it was made."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from defusedxml import ElementTree

from fundalloc.errors import Place
from fundalloc.errors.reports import ReportUnreadable

PROPERTIES: Final = "docProps/custom.xml"
FACT: Final = "fact-"
SNAPSHOT: Final = "format"
"""What a report kept as a snapshot says of itself; it holds the same report in each language."""
PROPERTIES_BYTES_MAX: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ReportFile:
    """What a report says of itself: its kind, its language (fr or en), and the facts of its provenance by name."""

    report: str
    language: str
    facts: Mapping[str, str]


def read_report_file(path: Path) -> ReportFile:
    """
    Read what a report says of itself.

    Raises:
        ReportUnreadable: there is no such file, or it is no report of ours.

    """
    try:
        return _from_workbook(path) if zipfile.is_zipfile(path) else _from_data(path)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ElementTree.ParseError) as error:
        raise ReportUnreadable(path=path.name, place=Place(file=path.name)) from error


def _from_data(path: Path) -> ReportFile:
    told = json.loads(path.read_text(encoding="utf-8"))
    if SNAPSHOT in told:
        told = next(iter(told["report"].values()))
    return ReportFile(str(told["report"]), str(told["language"]), {str(name): str(fact) for name, fact in told["provenance"].items()})


def _from_workbook(path: Path) -> ReportFile:
    with zipfile.ZipFile(path) as book:
        if book.getinfo(PROPERTIES).file_size > PROPERTIES_BYTES_MAX:
            raise ValueError(PROPERTIES)
        found = ElementTree.fromstring(book.read(PROPERTIES))
    told = {str(each.get("name")): "".join(each.itertext()) for each in found}
    facts = {name.removeprefix(FACT): fact for name, fact in told.items() if name.startswith(FACT)}
    return ReportFile(told["report"], told["language"][:2], facts)
