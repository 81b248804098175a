"""Files that people receive: written beside their name, then put in place whole."""

import os
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
UNIX: Final = 3
"""The system that every file of an archive comes from, wherever it is made."""


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


def put_text(path: Path, text: str) -> None:
    """Put a text in place, in UTF-8, its lines ended alike on every system; raises what ``put_in_place`` does."""
    put_bytes(path, text.encode("utf-8"))


def put_bytes(path: Path, content: bytes) -> None:
    """Put bytes in place; raises what ``put_in_place`` does."""
    put_in_place(path, lambda unfinished: unfinished.write_bytes(content))


def put_secret(path: Path, content: bytes) -> None:
    """Put in place bytes that their owner alone may read, from the first one written on; raises what ``put_in_place`` does."""

    def write(unfinished: Path) -> None:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)

    put_in_place(path, write)


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
    """Return an archive whose files are in order and bear no day, and no system, of their own: the same files give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, STEADY)
            member.create_system, member.external_attr = UNIX, MODE << 16
            archive.writestr(member, files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
