"""
The items an auditor asks to see, drawn so that anybody draws the same again, and what to ask of each.

Monetary-unit sampling goes through the amounts one after the other and takes the item that holds each interval-th cent from a start: the
larger an item, the likelier it is taken, and one above the interval always is. A seed is a text; it gives the start, or the order of a
random sample, through SHA-256, so that no machine nor version of a language draws otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from itertools import accumulate
from typing import Final

from fundalloc.ledger.answers import ExpenseRow
from fundalloc.ledger.figures import Head
from fundalloc.money import Cents
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.tables import Cell, Column, Document, Fact, Kind, Page, Row, RowSum, Said, Table, Text, with_formulas

WORDS: Final = "reports.sample"
PROVENANCE: Final = "reports.provenance"
CHECKS: Final = ("invoice", "proof", "amount", "period", "nature", "approval", "separation", "taxes")


class Method(StrEnum):
    """How items are drawn."""

    MONETARY_UNIT = "monetary-unit"
    RANDOM = "random-draw"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn: the places of the items in the frame, and for monetary units the interval and the start, in cents."""

    method: Method
    seed: str
    places: tuple[int, ...]
    interval_cents: Cents = 0
    start_cents: Cents = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """What a sample was drawn from: the books as of a day and their last entry, by which program; what was found since, where it was."""

    as_of: date
    head: Head
    version: str
    audited_sha256: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn from; ``adjusted_cents`` is what became of it since (ineligible, rebates), so that all of it is the reported total."""

    items: tuple[ExpenseRow, ...]
    credits: tuple[ExpenseRow, ...]
    reported_cents: Cents

    @property
    def items_cents(self) -> Cents:
        return sum(item.amount_cents for item in self.items)

    @property
    def credits_cents(self) -> Cents:
        return sum(item.amount_cents for item in self.credits)

    @property
    def adjusted_cents(self) -> Cents:
        return self.reported_cents - self.items_cents - self.credits_cents


def drawn(amounts_cents: Sequence[Cents], keys: Sequence[str], method: Method, *, count: int, seed: str) -> Drawing:
    """Draw up to ``count`` items; ``keys`` name them, so that the order they are given in decides nothing in a random sample."""
    if method is Method.RANDOM:
        ordered = sorted(range(len(keys)), key=lambda place: sha256(f"{seed}/{keys[place]}".encode()).digest())
        return Drawing(method, seed, tuple(sorted(ordered[:count])))
    interval_cents = max(1, -(-sum(amounts_cents) // count))
    start_cents = int.from_bytes(sha256(seed.encode()).digest()) % interval_cents + 1
    return Drawing(method, seed, systematic(amounts_cents, interval_cents, start_cents), interval_cents, start_cents)


def systematic(amounts_cents: Sequence[Cents], interval_cents: Cents, start_cents: Cents) -> tuple[int, ...]:
    """
    Return the places of the items that hold each interval-th cent from a start.

    >>> systematic((500, 1200, 300, 2500, 800, 700), interval_cents=1500, start_cents=400)
    (0, 2, 3, 4)
    """
    points = range(start_cents, sum(amounts_cents) + 1, interval_cents)
    ends = tuple(accumulate(amounts_cents))
    return tuple(
        place
        for place, (end, amount_cents) in enumerate(zip(ends, amounts_cents, strict=True))
        if _any_between(points, end - amount_cents, end)
    )


def _any_between(points: range, low: int, high: int) -> bool:
    """Tell whether a point is above ``low`` and no higher than ``high``."""
    first = max(points.start, low + 1 + (points.start - low - 1) % points.step)
    return first <= high and first in points


def projected_cents(recorded_cents: Cents, audited_cents: Cents, interval_cents: Cents) -> Fraction:
    """
    Return the error an item stands for: its tainting over the interval it stands for, or its own error where it is above the interval.

    >>> projected_cents(300, 240, 1500)
    Fraction(300, 1)
    """
    if recorded_cents >= interval_cents:
        return Fraction(recorded_cents - audited_cents)
    return Fraction(recorded_cents - audited_cents, recorded_cents) * interval_cents


def sample_document(frame: Frame, drawing: Drawing, audited: Mapping[tuple[str, str], Cents], title: Text, origin: Origin) -> Document:
    """
    Lay out the frame and how it ties to the reported total, what was drawn, and what to ask of each item.

    ``audited`` is what the verifier found of claims' lines, where it has already: the errors are then projected on the frame.
    """
    found = (Page("projection", Said(f"{WORDS}.tables.projection"), (_projection(frame, drawing, audited),)),) if audited else ()
    pages = (
        Page("sample", Said(f"{WORDS}.title"), (_frame(frame), _how(drawing)), landscape=True),
        Page("items", Said(f"{WORDS}.tables.items"), (_items(frame, drawing),), landscape=True),
        Page("checks", Said(f"{WORDS}.tables.checks"), (_checks(frame, drawing),), landscape=True),
        *found,
    )
    return Document("sample", title, pages, _facts(origin), origin.head.hash)


def _facts(origin: Origin) -> tuple[Fact, ...]:
    facts = (
        Fact("as-of", Said(f"{PROVENANCE}.as-of"), origin.as_of.isoformat()),
        Fact("entries", Said(f"{PROVENANCE}.entries"), str(origin.head.seq)),
        Fact("head", Said(f"{PROVENANCE}.head"), origin.head.hash),
        Fact("audited", Said(f"{WORDS}.audited-file"), origin.audited_sha256),
        Fact("program-version", Said(f"{PROVENANCE}.program-version"), origin.version),
    )
    return tuple(fact for fact in facts if fact.value)


def _frame(frame: Frame) -> Table:
    figures = (
        ("items", frame.items_cents),
        ("credits", frame.credits_cents),
        ("adjusted", frame.adjusted_cents),
        ("reported", frame.reported_cents),
    )
    columns = (Column("figure", column_label("figure"), width_max=50), Column("amount", column_label("amount"), Kind.MONEY))
    rows = tuple(Row((Cell(Said(f"{WORDS}.frame.{name}")), Cell(cents))) for name, cents in figures)
    return Table("frame", Said(f"{WORDS}.tables.frame"), columns, rows, notes=(Said(f"{WORDS}.frame-note", {"count": len(frame.items)}),))


def _how(drawing: Drawing) -> Table:
    told: list[tuple[str, Text]] = [("method", Said(f"{WORDS}.methods.{drawing.method}")), ("seed", drawing.seed)]
    if drawing.method is Method.MONETARY_UNIT:
        told.append(("interval", Said(f"{WORDS}.amount", {"amount_cents": drawing.interval_cents})))
        told.append(("start", Said(f"{WORDS}.amount", {"amount_cents": drawing.start_cents})))
    columns = (Column("fact", column_label("fact"), width_max=34), Column("value", Said("reports.provenance.value"), width_max=60))
    rows = tuple(Row((Cell(Said(f"{WORDS}.how.{name}")), Cell(value))) for name, value in told)
    return Table("how", Said(f"{WORDS}.tables.how"), columns, rows)


def _items(frame: Frame, drawing: Drawing) -> Table:
    columns = (
        Column("number", column_label("number"), Kind.COUNT),
        Column("claim", column_label("claim"), Kind.CODE, width_max=24),
        Column("line", column_label("line"), Kind.CODE, width_max=8),
        Column("recipient", column_label("recipient"), Kind.CODE, width_max=14),
        Column("code", column_label("activity"), Kind.CODE, width_max=10),
        Column("spent-on", column_label("spent-on"), Kind.DATE),
        Column("supplier", column_label("supplier"), width_max=26),
        Column("invoice", column_label("invoice"), Kind.CODE, width_max=18),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("certain", column_label("finding"), width_max=18),
        Column("receipts", column_label("receipts"), width_max=30),
    )
    rows = tuple(_item(number, frame.items[place], drawing) for number, place in enumerate(drawing.places, start=1))
    none = Said(f"{WORDS}.nothing")
    return Table("items", Said(f"{WORDS}.tables.items"), columns, rows, total_label=column_label("total"), when_empty=none)


def _item(number: int, item: ExpenseRow, drawing: Drawing) -> Row:
    certain = drawing.method is Method.MONETARY_UNIT and item.amount_cents >= drawing.interval_cents
    return Row(
        (
            Cell(number),
            Cell(item.claim),
            Cell(item.line),
            Cell(item.recipient),
            Cell(item.plan_item),
            Cell(item.incurred_on),
            Cell(item.supplier),
            Cell(item.invoice_number),
            Cell(item.amount_cents, trace=str(item.seq)),
            Cell(Said(f"{WORDS}.certain") if certain else ""),
            Cell(", ".join(digest[:12] for digest in item.receipts)),
        )
    )


def _checks(frame: Frame, drawing: Drawing) -> Table:
    """Lay out what a verifier asks to see, item by item, with room for what was seen."""
    columns = (
        Column("number", column_label("number"), Kind.COUNT),
        Column("claim", column_label("claim"), Kind.CODE, width_max=24),
        Column("asked", column_label("asked"), width_max=60),
        Column("seen", column_label("seen"), width_max=14),
        Column("audited", column_label("audited"), width_max=16),
        Column("finding", column_label("finding"), width_max=40),
    )
    rows = tuple(
        Row((Cell(number), Cell(f"{item.claim}/{item.line}"), Cell(Said(f"{WORDS}.checks.{check}")), Cell(), Cell(), Cell()))
        for number, item in enumerate((frame.items[place] for place in drawing.places), start=1)
        for check in CHECKS
    )
    return Table("checks", Said(f"{WORDS}.tables.checks"), columns, rows, when_empty=Said(f"{WORDS}.nothing"))


def _projection(frame: Frame, drawing: Drawing, audited: Mapping[tuple[str, str], Cents]) -> Table:
    """Project what was found on the whole frame; an item that was not audited yet stands for no error."""
    columns = (
        Column("claim", column_label("claim"), Kind.CODE, width_max=28),
        Column("amount", column_label("amount"), Kind.MONEY, summed=True),
        Column("audited", column_label("audited"), Kind.MONEY, summed=True),
        Column("error", column_label("error"), Kind.MONEY, summed=True, formula=RowSum(("amount",), ("audited",))),
        Column("projected", column_label("projected"), Kind.MONEY, summed=True),
    )
    taken = (frame.items[place] for place in drawing.places)
    seen = [item for item in taken if (item.claim, item.line) in audited]
    rows = tuple(
        Row(
            (
                Cell(f"{item.claim}/{item.line}"),
                Cell(item.amount_cents),
                Cell(cents),
                Cell(),
                Cell(_rounded(projected_cents(item.amount_cents, cents, drawing.interval_cents))),
            )
        )
        for item in seen
        for cents in (audited[item.claim, item.line],)
    )
    title, none = Said(f"{WORDS}.tables.projection"), Said(f"{WORDS}.nothing")
    return with_formulas(Table("projection", title, columns, rows, total_label=column_label("total"), when_empty=none))


def _rounded(amount: Fraction) -> Cents:
    """Return whole cents, half a cent up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def frame_of(expenses: Iterable[ExpenseRow], reported_cents: Cents) -> Frame:
    """Return what may be drawn from: spent lines; those below zero are credits, told apart."""
    found = tuple(expenses)
    items = tuple(each for each in found if each.amount_cents > 0)
    return Frame(items, tuple(each for each in found if each.amount_cents < 0), reported_cents)
