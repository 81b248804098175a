"""A list of settings to try: a CSV file whose columns are named as what they vary."""

from itertools import zip_longest
from pathlib import Path

from fundalloc.errors import Place
from fundalloc.errors.intake import FileEmpty
from fundalloc.intake.tabular import DELIMITERS, rows_of_text
from fundalloc.intake.text import read_encoded


def read_settings(path: Path) -> tuple[tuple[Place, dict[str, str]], ...]:
    """
    Return each row of the list as its place and its cells by column.

    Raises:
        Refusal: there is no such file, it cannot be read, or it holds no row.

    """
    text, _ = read_encoded(path)
    first_line = text.partition("\n")[0]
    delimiter = next((mark for mark in DELIMITERS if mark in first_line), DELIMITERS[0])
    (_, titles), *rows = rows_of_text(text, delimiter, path.name)
    names = [title.strip() for title in titles]
    if not rows:
        raise FileEmpty(place=Place(file=path.name))
    return tuple(
        (Place(file=path.name, line=line), {name: cell.strip() for name, cell in zip_longest(names, cells[: len(names)], fillvalue="")})
        for line, cells in rows
    )
