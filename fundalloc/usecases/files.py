"""Files that people receive: written beside their name, then put in place whole."""

from collections.abc import Callable, Sequence
from pathlib import Path

from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.intake import WorkbookExpected
from fundalloc.errors.reports import ReportUnwritten
from fundalloc.lexicon import Lexicon


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
