"""A list of settings to try: a CSV file whose columns are named as what they vary."""

import csv
import io
from pathlib import Path
from typing import Final

from fundalloc.errors import Place
from fundalloc.errors.intake import FileEmpty
from fundalloc.intake.text import read_encoded

DELIMITERS: Final = ";\t,"


def read_settings(path: Path) -> tuple[tuple[Place, dict[str, str]], ...]:
    """
    Return each row of the list as its place and its cells by column.

    Raises:
        Refusal: there is no such file, it cannot be read, or it holds no row.

    """
    text, _ = read_encoded(path)
    delimiter = next((mark for mark in DELIMITERS if mark in text.partition("\n")[0]), ";")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    rows = tuple(
        (Place(file=path.name, line=reader.line_num), {name.strip(): row[name].strip() for name in reader.fieldnames or ()})
        for row in reader
    )
    if not rows:
        raise FileEmpty(place=Place(file=path.name))
    return rows
