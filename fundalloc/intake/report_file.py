"""A report that was made earlier, as a workbook or as data: which report it is, and of what it was made."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

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


def told_in_data(path: Path, table: str, place: int | None, key: str) -> str:
    """
    Return what a report kept as data says under a key of a table's row (from 0; None: its totals), or nothing where nothing stands there.

    Raises:
        ReportUnreadable: the file is no report of ours.

    """
    try:
        tables = (each for page in _data(path)["pages"] for each in page["tables"])
        own: dict[str, Any] = next((each for each in tables if each["id"] == table), {"rows": (), "totals": {}})
        values = own["totals"] if place is None else dict(enumerate(own["rows"])).get(place, {})
        return str(values.get(key, ""))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ReportUnreadable(path=path.name, place=Place(file=path.name)) from error


def _data(path: Path) -> dict[str, Any]:
    """Return a report kept as data; of a snapshot, which holds it in each language, the first."""
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return next(iter(told["report"].values())) if SNAPSHOT in told else told


def _from_data(path: Path) -> ReportFile:
    told = _data(path)
    return ReportFile(str(told["report"]), str(told["language"]), {str(name): str(fact) for name, fact in told["provenance"].items()})


def _from_workbook(path: Path) -> ReportFile:
    with zipfile.ZipFile(path) as book:
        if book.getinfo(PROPERTIES).file_size > PROPERTIES_BYTES_MAX:
            raise ValueError(PROPERTIES)
        found = ElementTree.fromstring(book.read(PROPERTIES))
    told = {str(each.get("name")): "".join(each.itertext()) for each in found}
    facts = {name.removeprefix(FACT): fact for name, fact in told.items() if name.startswith(FACT)}
    return ReportFile(told["report"], told["language"][:2], facts)
