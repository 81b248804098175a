"""Compile the French words of click from their readable text: ``python docs/click_catalogue.py``."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parent.parent / "fundalloc" / "locale" / "fr" / "LC_MESSAGES" / "click.po"


def compiled(source: Path = SOURCE) -> bytes:
    """Return the catalogue as gettext reads it."""
    into = BytesIO()
    with source.open("rb") as text:
        write_mo(into, read_po(text, locale="fr"))
    return into.getvalue()


if __name__ == "__main__":
    SOURCE.with_suffix(".mo").write_bytes(compiled())
