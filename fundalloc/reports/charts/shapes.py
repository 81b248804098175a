"""The few shapes of an SVG, in whole units: text is always escaped, and no shape names a font that a machine may not have."""

from html import escape
from typing import Final

INK: Final = "#1B2A41"
RULE: Final = "#B8C2CF"
FADED: Final = "#4A5568"
PAPER: Final = "#FFFFFF"

LETTER_WIDTH: Final = 7
"""How wide a letter of the ordinary size is, generously."""


def text(x: int, y: int, said: str, *, anchor: str = "start", size: int = 13, colour: str = INK, bold: bool = False) -> str:
    """Write a text; ``anchor`` says which end of it stands at ``x``."""
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}"{weight} fill="{colour}">{escape(said)}</text>'


def line(start: tuple[int, int], end: tuple[int, int], colour: str = RULE, *, dashes: str = "") -> str:
    """Draw a thin straight line."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" stroke="{colour}" stroke-width="1"{dashed}/>'


def box(x: int, y: int, width: int, height: int, paint: str) -> str:
    """Draw a filled box, an edge around it so that a light one is seen on white."""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{paint}" stroke="{INK}" stroke-width="1"/>'


def wrapped(said: str, letters: int, lines_max: int) -> tuple[str, ...]:
    """
    Cut a text between its words into lines of so many letters; what does not fit ends with an ellipsis.

    >>> wrapped("Gestion efficace et efficiente", 12, 2)
    ('Gestion', 'efficace et…')
    """
    lines = [""]
    for word in said.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [each if len(each) <= letters else each[: letters - 1] + "…" for each in lines[:lines_max]]
    if len(lines) > lines_max:
        kept[-1] = kept[-1][: letters - 1].rstrip("…") + "…"
    return tuple(kept)
