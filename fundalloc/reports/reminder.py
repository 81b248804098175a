"""The letter that asks a board for the receipts it still owes: what is missing, line by line, by when, and how to send it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.domain.base import Label
from fundalloc.ledger.claim_answers import MissingRow
from fundalloc.lexicon import Lexicon
from fundalloc.money import Cents
from fundalloc.reports.plain import Plain

WORDS: Final = "reminder"
COLUMNS: Final = (
    ("line", False, 0),
    ("incurred", False, 0),
    ("supplier", False, 30),
    ("invoice", False, 0),
    ("amount", True, 0),
    ("lacking", False, 26),
)
"""Columns of the table: the word of each, whether it leans to the right as numbers do, and the share of the width left it takes."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a letter is made from: the fund, who writes, for which board, on which day, until when."""

    fund: Label
    note: Label | None
    banker: str
    board: str
    person: str
    on: date
    until_on: date
    threshold_cents: Cents
    rows: tuple[MissingRow, ...]


def reminder_letter(asked: Reminder, lexicon: Lexicon) -> Mapping[str, Plain]:
    """Return what the drawing ``letter`` says; the same reminder says the same."""
    title = asked.fund.in_language(lexicon.language)
    total_cents = sum(row.amount_cents for row in asked.rows)

    def said(key: str, **facts: object) -> str:
        return lexicon.say(f"{WORDS}.{key}", **facts)

    columns: list[Plain] = [{"label": said(f"columns.{name}"), "number": number, "share": share} for name, number, share in COLUMNS]
    return {
        "subject": said("subject", recipient=asked.board),
        "subtitle": title,
        "author": asked.person,
        "page-number": lexicon.say("reports.page-number"),
        "sender": _lines(said("sender", recipient=asked.banker), title, asked.note.in_language(lexicon.language) if asked.note else ""),
        "dated": lexicon.date(asked.on),
        "recipient": _lines(said("recipient", recipient=asked.board)),
        "before": _lines(
            said("greeting"),
            said("why", count=len(asked.rows), amount_cents=total_cents),
            said("threshold", amount_cents=asked.threshold_cents) if asked.threshold_cents else "",
        ),
        "columns": columns,
        "rows": [_row(row, lexicon) for row in asked.rows],
        "total": [said("total"), "", "", "", lexicon.money(total_cents), ""],
        "after": _lines(
            said("until", until_on=asked.until_on),
            said("how", example=f"{asked.rows[0].claim}-{asked.rows[0].line}.pdf"),
            said("absent"),
        ),
        "closing": said("closing"),
        "signature": _lines(asked.person, said("sender", recipient=asked.banker)),
    }


def _lines(*texts: str) -> list[Plain]:
    return [text for text in texts if text]


def _row(row: MissingRow, lexicon: Lexicon) -> Plain:
    lacking = ", ".join(lexicon.term(kind.value) for kind in row.lacking)
    why = lexicon.say(f"{WORDS}.declared", absence=lexicon.term(row.absence)) if row.absence else ""
    cells: Sequence[str] = (
        f"{row.claim}, {row.line}",
        row.incurred_on.isoformat(),
        row.supplier,
        row.invoice_number,
        lexicon.money(row.amount_cents),
        f"{lacking} {why}".strip(),
    )
    return [*cells]
