"""XML read without believing it: elements by their bare names, each with its line; no entity, no document type, no bottomless nesting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

DEPTH_MAX: Final = 60


class XmlBroken(ValueError):
    """The text is not XML, or holds what is not read; ``line`` says where."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(str(line))


@dataclass(slots=True)
class Element:
    """One element: its name without its namespace, its line, its own text, its attributes and what it holds."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    held: list["Element"] = field(default_factory=list)

    def first(self, path: str) -> "Element | None":
        """Return the first element under a path of names, if there is one."""
        return next(self.every(path), None)

    def every(self, path: str) -> Iterator["Element"]:
        """Return every element under a path of names, in their order."""
        name, _, rest = path.partition("/")
        for each in self.held:
            if each.name == name:
                yield from each.every(rest) if rest else (each,)

    def said(self, path: str) -> str:
        """Return the text of the first element under a path; nothing where there is none."""
        found = self.first(path)
        return found.text.strip() if found else ""


def read_elements(text: str) -> Element:
    """
    Return the root of a document.

    Raises:
        XmlBroken: it is not well formed, it declares entities or a document type, or it nests without end.

    """
    root = Element("", 1, {})
    stack = [root]
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator="}")

    def begin(name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition("}")[2], parser.CurrentLineNumber, attributes)
        if len(stack) > DEPTH_MAX:
            raise XmlBroken(parser.CurrentLineNumber)
        stack[-1].held.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def characters(data: str) -> None:
        stack[-1].text += data

    def refuse(*_told: object) -> None:
        raise XmlBroken(parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, characters
    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = refuse, refuse
    parser.buffer_text = True
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - expat's own way to say that this is all
    except expat.ExpatError as error:
        raise XmlBroken(error.lineno) from error
    return root
