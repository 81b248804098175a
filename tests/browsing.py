"""A person before the pages: opens them, fills in their forms, and reads what they say."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Self

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from fundalloc.ledger.address import Address
from fundalloc.usecases.serving.accounts import Doorkeeper, add_account
from fundalloc.web.application import application
from fundalloc.web.house import House, SharedServer

TODAY: Final = datetime(2025, 4, 2, 14, 0, tzinfo=UTC)
PASSWORD: Final = "une phrase de passe fictive"  # noqa: S105 - fictitious
PEOPLE: Final = (
    "analyse-regionale",
    "direction-regionale",
    "finances-banquier",
    "rapprochement-banquier",
    "verification",
    "designee-cecce",
    "designee-cepeo",
)
"""People of the demonstration: analyst, approver and signatory, banker, reconciler, auditor, and two partners."""


def shared_house(room: Path, ledger: Address, **told: Any) -> House:  # noqa: ANN401 - the house's own fields
    """Return a shared server's house where everybody of the demonstration has an account under their own id."""
    accounts = room / "acces.json"
    if not accounts.exists():
        for person in PEOPLE:
            add_account(accounts, login=person, person=person, password=PASSWORD)
    settings: dict[str, Any] = {"now": lambda: TODAY, "scenarios": room / "scenarios", "entrance": SharedServer(Doorkeeper(accounts))}
    return House(ledger=ledger, **{**settings, **told})


@dataclass
class Browser:
    """One browser on one application; ``page`` is the last one shown."""

    house: House
    page: TestResponse = field(init=False)

    def __post_init__(self) -> None:
        self.client = application(self.house).test_client()

    def come_in(self, person: str, password: str = PASSWORD) -> Self:
        """Come in by the door; the test's own clock makes nobody wait."""
        self.open("/entrance/door")
        return self.send("/entrance/door", login=person, password=password)

    def open(self, path: str, **told: Any) -> Self:  # noqa: ANN401 - the test client's own
        self.page = self.client.get(path, buffered=True, **told)
        return self

    def send(self, path: str, **answers: object) -> Self:
        """Send a form with the word of the page before; a tuple of (name, bytes) is a file, a list several answers."""
        data: MultiDict[str, object] = MultiDict([("form_word", self.word)])
        for name, answer in answers.items():
            for each in answer if isinstance(answer, list) else [answer]:
                data.add(name, (BytesIO(each[1]), each[0]) if isinstance(each, tuple) else each)
        self.page = self.client.post(path, data=data, content_type="multipart/form-data")
        return self

    def follow(self) -> Self:
        """Go where the last answer points to."""
        return self.open(self.page.headers["Location"])

    @property
    def word(self) -> str:
        found = re.search(r'name="form_word" value="([^"]+)"', self.page.text)
        return found[1] if found else ""

    @property
    def status(self) -> int:
        return self.page.status_code

    @property
    def text(self) -> str:
        """What a person reads on the page, blanks made one."""
        return _Reader.read(self.page.text)

    def shows(self, *words: str) -> bool:
        """Tell whether the page says all of these."""
        return all(word in self.text for word in words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @classmethod
    def read(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        return re.sub(r"[ \n\t]+", " ", unescape("".join(reader.words))).strip()
