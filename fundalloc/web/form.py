"""What a person typed into a form, kept as typed, with what is wrong told beside its field in the very words of the command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from fundalloc.errors import Refusal, RefusedTogether
from fundalloc.errors.intake import DateUnreadable, ValueMissing
from fundalloc.money import Cents, parse_amount
from fundalloc.web.speaking import say, words

Beside: TypeAlias = Mapping[type[Refusal], str]
Answer = TypeVar("Answer")
NOWHERE: Final[Beside] = MappingProxyType({})
REFUSED: Final = 422


@dataclass(frozen=True, slots=True)
class Told:
    """One problem as a page tells it: the field it is about (empty where it is about the whole), where, what, and what to do."""

    field: str
    code: str
    where: str
    sentence: str
    remedy: str


class Form:
    """The answers of one form; made empty for a page that only shows it, ``Form.sent()`` where it was sent."""

    def __init__(self, answers: Mapping[str, str] = MappingProxyType({}), beside: Beside = NOWHERE) -> None:
        self.answers = answers
        self.problems: list[Told] = []
        self._beside = beside

    @classmethod
    def sent(cls, beside: Beside = NOWHERE) -> "Form":
        """Return what was sent; ``beside`` says which field each refusal of the use case is about."""
        return cls(request.form, beside)

    # --- What templates ask

    def typed(self, field: str) -> str:
        """Return what was typed, character by character."""
        return self.answers.get(field, "")

    def wrong(self, field: str) -> Sequence[Told]:
        """Return what is wrong with a field."""
        return [told for told in self.problems if told.field == field]

    # --- What pages read; a slip is told beside the field, and the page is shown again

    def text(self, field: str) -> str:
        """Return what was typed, without the blanks around it."""
        return self.typed(field).strip()

    def needed(self, field: str) -> str:
        """Return what was typed; nothing is refused."""
        text = self.text(field)
        if not text:
            self.refuse(ValueMissing(name=say(f"fields.{field}")), field)
        return text

    def read(self, reader: Callable[[], Answer], field: str) -> Answer | None:
        """Return what a reader makes of a field's text; nothing where it cannot be read, which is told beside the field."""
        try:
            return reader()
        except Refusal as refusal:
            self.refuse(refusal, field)
            return None

    def amount(self, field: str) -> Cents:
        """Return an amount in cents; one that is missing or cannot be read is refused, and counts for zero until then."""
        text = self.needed(field)
        return self.read(lambda: parse_amount(text), field) or 0 if text else 0

    def day(self, field: str) -> date | None:
        """Return a day, or nothing where nothing was typed; one that cannot be read is refused."""
        text = self.text(field)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(DateUnreadable(text=text), field)
            return None

    def files(self, field: str) -> Sequence[FileStorage]:
        """Return the files sent under a field, those without a name left out."""
        return [file for file in request.files.getlist(field) if file.filename]

    # --- What is wrong

    def refuse(self, refusal: Refusal, field: str = "") -> None:
        """Tell a refusal beside its field: the one given, else the one its kind is about."""
        key = f"refusals.{refusal.code}"
        self.problems.append(
            Told(
                field or self._beside.get(type(refusal), ""),
                refusal.code,
                words().place(refusal.place) if refusal.place else "",
                words().say(f"{key}.sentence", **refusal.facts),
                words().say(f"{key}.remedy", **refusal.facts),
            )
        )

    def ask(self, act: Callable[[], Answer]) -> Answer | None:
        """Carry out what the form asks for; nothing where the form is wrong or the use case refuses, which is then told on the page."""
        if self.problems:
            return None
        try:
            return act()
        except RefusedTogether as refused:
            for refusal in refused.refusals:
                self.refuse(refusal)
        except Refusal as refusal:
            self.refuse(refusal)
        return None

    @property
    def status(self) -> int:
        """Return the status of the page that shows this form."""
        return REFUSED if self.problems else 200


def done(key: str, to: str, /, **facts: object) -> ResponseReturnValue:
    """Say what was done on the page that follows, and go there."""
    flash(say(key, **facts))
    return redirect(to, 303)
