"""Plain columns for a terminal: what is said stays readable in a pipe, in a mail, in a test."""

import unicodedata
from collections.abc import Sequence
from typing import Final

GAP: Final = "  "


def columns(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """
    Return rows aligned under one another; columns in ``right`` (numbers) lean to the right.

    >>> print(columns([("Axe 1", "10"), ("Axe 12", "7")], right=frozenset({1})))
    Axe 1   10
    Axe 12   7
    """
    widths = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))] if rows else []
    return "\n".join(
        GAP.join(_padded(cell, widths[index], leans_right=index in right) for index, cell in enumerate(row)).rstrip(" ") for row in rows
    )


def width(text: str) -> int:
    """Return how many places a text takes on a terminal: a combining accent takes none."""
    return sum(not unicodedata.combining(character) for character in text)


def _padded(text: str, places: int, *, leans_right: bool) -> str:
    blank = " " * (places - width(text))
    return blank + text if leans_right else text + blank
