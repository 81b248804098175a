"""XML that cannot bite: no document type, no entity, a limit on what it inflates to; and a quick way past elements like the last ones."""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias
from xml.parsers import expat

from fundalloc.errors import Place
from fundalloc.errors.intake import WorkbookBroken, WorkbookEntities, WorkbookInflates
from fundalloc.intake.text import MEGABYTE

INFLATED_BYTES_MAX: Final = 250 * MEGABYTE
PART_BYTES_MAX: Final = 10 * MEGABYTE
CHUNK: Final = 1 << 18
HELD_BYTES_MAX: Final = 1 << 20

PLAIN: Final = rb"[^<>&\x00-\x08\x0b-\x1f\x7f\xef]"
"""A byte of UTF-8 text that means itself: no mark-up, no control character, nothing near the characters XML forbids."""

BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, KeyError, ValueError, IndexError)
"""What a damaged archive or part has the libraries raise."""

Start: TypeAlias = Callable[[str, dict[str, str]], None]
End: TypeAlias = Callable[[str], None]
Words: TypeAlias = Callable[[str], None]
Take: TypeAlias = Callable[[bytes, int, int], int]


class Parser:
    """An expat parser that stops at any document type, for entities begin there."""

    def __init__(self, place: Place, start: Start, end: End | None = None, words: Words | None = None) -> None:
        self.place = place
        self.fed = 0
        self.expat: Any = expat.ParserCreate()  # expat names no public type
        self.expat.buffer_text = True
        self.expat.buffer_size = CHUNK
        self.expat.StartDoctypeDeclHandler = self.expat.EntityDeclHandler = self._stop
        self.expat.StartElementHandler, self.expat.EndElementHandler, self.expat.CharacterDataHandler = start, end, words

    def _stop(self, *_: object) -> None:
        raise WorkbookEntities(place=self.place)

    def feed(self, content: bytes, *, last: bool = False) -> None:
        """Hear some more of the part; its last piece closes it."""
        self.fed += len(content)
        try:
            self.expat.Parse(content, last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, LookupError) and type(error) is not LookupError:
                raise
            raise WorkbookBroken(place=self.place) from error  # no such encoding is a LookupError, one it cannot read a ValueError


def chunks_of(archive: zipfile.ZipFile, member: str, limit: int, place: Place) -> Iterator[bytes]:
    """Return a part of the archive piece by piece, as it inflates, up to a limit in bytes."""
    read = 0
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            read += len(chunk)
            if read > limit:
                raise WorkbookInflates(megabytes=read // MEGABYTE, megabytes_max=limit // MEGABYTE, place=place)
            yield chunk


def elements_of(archive: zipfile.ZipFile, member: str, place: Place) -> list[tuple[str, dict[str, str]]]:
    """Return every element of a small part, without its prefix, with its attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parse(archive, member, Parser(place, lambda name, attributes: found.append((bare(name), attributes))))
    return found


def parse(archive: zipfile.ZipFile, member: str, parser: Parser) -> None:
    """Have a parser hear a whole small part."""
    for chunk in chunks_of(archive, member, PART_BYTES_MAX, parser.place):
        parser.feed(chunk)
    parser.feed(b"", last=True)


def skim(pieces: Iterator[bytes], parser: Parser, name: bytes, take: Take) -> Iterator[None]:
    """
    Have a parser hear a long part, except the elements that somebody takes in passing; a step per piece read.

    ``take`` is asked, only where the parser has just closed an element of that name, with the bytes, where those it has just heard
    begin and where they end; it returns the position after all it took: whole elements. What is left is heard by the parser, so
    nothing is believed unseen.
    """
    closing = b"</" + name + b">"
    closed = _last_closing(parser, name.decode())
    held, able = b"", False
    for piece in pieces:
        held, at = held + piece, 0
        able = able or (not parser.fed and is_utf_8(held))
        while (end := held.find(closing, at)) >= 0:
            end += len(closing)
            parser.feed(held[at:end])
            at = take(held, at, end) if able and closed() == parser.fed - len(closing) else end
        held = held[at:]
        if len(held) > HELD_BYTES_MAX:
            parser.feed(held)
            held = b""
        yield
    parser.feed(held, last=True)
    yield


def _last_closing(parser: Parser, name: str) -> Callable[[], int]:
    """Return where, among the bytes it heard, a parser met the last end of an element of that name."""
    heard, at = parser.expat.EndElementHandler, -1

    def end(element: str) -> None:
        nonlocal at
        if element == name:
            at = parser.expat.CurrentByteIndex
        heard(element)

    parser.expat.EndElementHandler = end
    return lambda: at


def is_utf_8(beginning: bytes) -> bool:
    """Tell whether a part says that it is written in UTF-8, or says nothing of it, which means the same."""
    declared = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)", beginning)
    return declared is None or declared[1].lower() == b"utf-8"


def bare(name: str) -> str:
    """Return an element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def seen_text(written: str) -> str:
    """Return a text as a person sees it: escaped characters decoded, in Unicode normal form C, nothing where there are only spaces."""
    if "_x" in written:
        written = _ESCAPE.sub(_unescaped, written)
    if not written.isascii():
        written = unicodedata.normalize("NFC", written)
    return "" if written.isspace() else written


def _unescaped(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number <= 0xDFFF else chr(number)  # noqa: PLR2004 - half a character
