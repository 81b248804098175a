"""The texts that a workbook keeps once, whatever cells show them."""

import re
import zipfile
from typing import Final

from fundalloc.errors import Place
from fundalloc.intake.markup import PLAIN, Parser, bare, chunks_of, seen_text, skim
from fundalloc.intake.text import MEGABYTE

TEXTS_BYTES_MAX: Final = 80 * MEGABYTE

_PLAIN_TEXTS = re.compile(rb'(?:<si><t(?: xml:space="preserve")?>' + PLAIN + rb"*+</t></si>)++")
_PLAIN_TEXT = re.compile(r"<t[^>]*>([^<]*)<")


def shared_texts(archive: zipfile.ZipFile, place: Place) -> list[str]:
    """Return every shared text, in the order cells name them by; how a text is pronounced is left out."""
    listener = _Listener()
    parser = Parser(place, listener.start, listener.end, listener.heard)
    for _ in skim(chunks_of(archive, "xl/sharedStrings.xml", TEXTS_BYTES_MAX, place), parser, b"si", listener.take):
        pass
    return listener.texts


class _Listener:
    """Puts texts together from the elements the parser meets, and from whole texts without anything particular."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.words: list[str] = []
        self.phonetic = 0
        self.is_text = False

    def take(self, content: bytes, _: int, at: int) -> int:
        """Read every plain text from here, and return where they end."""
        found = _PLAIN_TEXTS.match(content, at)
        if found is None:
            return at
        self.texts.extend(map(seen_text, _PLAIN_TEXT.findall(found[0].decode())))
        return found.end()

    def start(self, element: str, _: dict[str, str]) -> None:
        match bare(element):
            case "si":
                self.words.clear()
            case "rPh":
                self.phonetic += 1
            case "t":
                self.is_text = True
            case _:
                pass

    def heard(self, words: str) -> None:
        if self.is_text and not self.phonetic:
            self.words.append(words)

    def end(self, element: str) -> None:
        match bare(element):
            case "si":
                self.texts.append(seen_text("".join(self.words)))
            case "rPh":
                self.phonetic -= 1
            case "t":
                self.is_text = False
            case _:
                pass
