"""The bytes of a person's file as text: encodings recognised, disguised workbooks refused, nothing guessed silently."""

import re
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Final

from fundalloc.errors import Place, Refusal
from fundalloc.errors.intake import (
    CharacterForbidden,
    EncodingUnknown,
    FileClosed,
    FileEmpty,
    FileExpected,
    FileMissing,
    FileNotText,
    FileTooLarge,
)

MEGABYTE: Final = 1_000_000
MEGABYTES_MAX: Final = 400

_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT: Final = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"SQLite format 3")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Encoding(StrEnum):
    """How the characters of a text file are kept."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1252 = "cp1252"


def read_text(path: Path) -> str:
    """Return a file's text, as ``read_encoded`` does, in the encoding it seems to have."""
    return read_encoded(path)[0]


def read_encoded(path: Path, forced: Encoding | None = None) -> tuple[str, Encoding]:
    """
    Return the file's text in Unicode normal form C, without its byte order mark, and the encoding it was read in.

    UTF-8, UTF-16 with its mark (what Excel calls Unicode text) and Windows-1252 are read.

    Raises:
        Refusal: there is no such file, it cannot be read, it is empty, it is not text, or it holds control characters.

    """
    text, encoding = _decoded(_content(path), Place(file=path.name), forced)
    if not text.strip():
        raise FileEmpty(place=Place(file=path.name))
    forbidden = _CONTROL.search(text)
    if forbidden is not None:
        line = len(re.findall(r"\r\n|\r|\n", text[: forbidden.start()])) + 1
        raise CharacterForbidden(number=f"U+{ord(forbidden[0]):04X}", place=Place(file=path.name, line=line))
    return unicodedata.normalize("NFC", text), encoding


def _content(path: Path) -> bytes:
    problem = why_closed(path)
    if problem is not None:
        raise problem
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileClosed(path=str(path)) from error


def why_closed(path: Path) -> Refusal | None:
    """Return what keeps a file from being read, if anything does."""
    try:
        if path.is_dir():
            return FileExpected(path=str(path))
        if not path.is_file():
            return FileMissing(path=str(path))
        megabytes = path.stat().st_size // MEGABYTE
    except (OSError, ValueError):
        return FileClosed(path=str(path))
    if megabytes > MEGABYTES_MAX:
        return FileTooLarge(megabytes=megabytes, megabytes_max=MEGABYTES_MAX, place=Place(file=path.name))
    return None


def _decoded(content: bytes, place: Place, forced: Encoding | None) -> tuple[str, Encoding]:
    if content.startswith(_NOT_TEXT):
        raise FileNotText(place=place)
    likely = (Encoding.UTF_16,) if content.startswith(_UTF_16_MARKS) else (Encoding.UTF_8, Encoding.WINDOWS_1252)
    encodings = likely if forced is None else (forced,)
    if encodings[0] is not Encoding.UTF_16 and b"\x00" in content:
        raise FileNotText(place=place)
    for encoding in encodings:
        try:
            return content.decode("utf-8-sig" if encoding is Encoding.UTF_8 else encoding), encoding
        except UnicodeDecodeError:
            continue
    raise EncodingUnknown(place=place)
