"""Files that people receive: written beside their name, then put in place whole."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.intake import WorkbookExpected
from fundalloc.errors.reports import ReportUnwritten
from fundalloc.lexicon import Lexicon

STEADY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that every file of an archive bears."""
MODE: Final = 0o644


def put_in_place(path: Path, write: Callable[[Path], object]) -> None:
    """
    Have a file written under a temporary name, then give it its own: nobody ever opens half a file.

    Raises:
        RefusedTogether: the place cannot be written to; what was there before is untouched.

    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        write(unfinished)
        unfinished.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        refuse_together((ReportUnwritten(place=Place(file=str(path)), path=str(path), error=reason),))
    finally:
        unfinished.unlink(missing_ok=True)


def annotated(path: Path, problems: Sequence[Refusal], target: Path, lexicon: Lexicon) -> None:
    """
    Write a copy of a person's workbook with a note on each cell something is said of.

    Raises:
        RefusedTogether: what was read is no workbook, or the copy would take the place of its source.

    """
    from fundalloc.intake.annotation import write_annotated

    if not path.is_file() or path.resolve() == target.resolve():
        refuse_together((WorkbookExpected(place=Place(file=path.name)),))
    put_in_place(target, lambda unfinished: write_annotated(path, problems, unfinished, lexicon))


def steady_archive(files: Mapping[str, bytes]) -> bytes:
    """Return an archive whose files are in order and bear no day of their own: the same files give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, STEADY)
            member.external_attr = MODE << 16
            archive.writestr(member, files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
