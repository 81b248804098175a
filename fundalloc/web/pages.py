"""Long lists, a page at a time: where one is comes from the address, so that it can be kept, sent and come back to."""

from collections.abc import Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

Row = TypeVar("Row")


class Page(Generic[Row]):
    """The rows that the address asks for; ``name`` is what the address calls this list's page, where a page shows several lists."""

    def __init__(self, rows: Sequence[Row], size: int, name: str = "page") -> None:
        self.name = name
        self.count = len(rows)
        self.last = max(1, -(-len(rows) // size))
        asked = request.args.get(name, "1")
        self.number = min(max(1, int(asked) if asked.isdecimal() else 1), self.last)
        first = (self.number - 1) * size
        self.rows = rows[first : first + size]

    def address(self, number: int) -> str:
        """Return the address of another page of this list."""
        questions = {**request.args.to_dict(flat=False), self.name: [str(number)]}
        return f"{request.path}?{urlencode(questions, doseq=True)}"
