"""Compile the French words of click from their readable text; ``--check`` only compares."""

import sys
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parent.parent / "fundalloc" / "locale" / "fr" / "LC_MESSAGES" / "click.po"


def compiled(source: Path = SOURCE) -> bytes:
    """Return the catalogue as gettext reads it."""
    into = BytesIO()
    with source.open("rb") as text:
        write_mo(into, read_po(text, locale="fr"))
    return into.getvalue()


def said(catalogue: BinaryIO) -> dict[str, str]:
    """Return what a compiled catalogue says, without its dates."""
    return {str(message.id): str(message.string) for message in read_mo(catalogue) if message.id}


if __name__ == "__main__":
    if "--check" not in sys.argv:
        SOURCE.with_suffix(".mo").write_bytes(compiled())
    elif said(BytesIO(SOURCE.with_suffix(".mo").read_bytes())) != said(BytesIO(compiled())):
        sys.exit("click.mo no longer says what click.po says: run python docs/click_catalogue.py")
