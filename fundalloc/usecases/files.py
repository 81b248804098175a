"""Files that people receive: written beside their name, then put in place whole."""

from collections.abc import Callable
from pathlib import Path

from fundalloc.errors import Place, refuse_together
from fundalloc.errors.reports import ReportUnwritten


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
