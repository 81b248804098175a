"""More of ``fundalloc ledger``: an expense on its own, with its receipt."""

from datetime import date
from pathlib import Path
from typing import Final

from fundalloc.cli.door import Door, now
from fundalloc.cli.spoken import done
from fundalloc.cli.typed import CHARGE, LINE, NAME, WRITES, amount_of, line_of, names_of
from fundalloc.cli.verbs import Ask, Kind, Verb
from fundalloc.domain.claims import ClaimLine
from fundalloc.ledger.address import Address


def spend(
    door: Door,
    ledger: Address,
    name: str,
    line: str,
    nature: str,
    supplier: str,
    invoice: str,
    amount: str,
    incurred_on: date,
    receipt: Path,
    description: str,
    justification: str,
    commitment: str,
    school: str,
    conditions: str,
    sharing_key: str,
    cost_object: str,
    price: str | None,
    tax: str | None,
    waiver: str,
    person: str,
) -> None:
    """Record an expense with its receipt."""
    from fundalloc.usecases.claiming import spending

    where = line_of(line, "")
    expense = ClaimLine(
        reference="1",
        recipient=where.recipient,
        plan_item=where.plan_item,
        nature=nature,
        incurred_on=incurred_on,
        supplier=supplier,
        invoice_number=invoice,
        description=description,
        amount_cents=amount_of(amount),
        justification=justification,
        commitment=commitment,
        school=school,
        conditions=names_of(conditions),
        sharing_key=sharing_key,
        cost_object=cost_object,
        price_cents=None if price is None else amount_of(price, "--price"),
        tax_cents=None if tax is None else amount_of(tax, "--tax"),
    )
    typed = spending.ExpenseTyped(name, expense, receipt, waiver)
    recorded = spending.record_expense(ledger, typed, person=person, now=now(), dry_run=door.rehearsal)
    done(door, "ledger.spend.done", recorded)
    if recorded.alerts:
        door.tell("ledger.spend.alert", places=recorded.alerts)


VERBS: Final = (
    Verb(
        "spend",
        spend,
        (
            NAME,
            LINE,
            *CHARGE,
            Ask("invoice", Kind.TEXT, ("--invoice",), required=True),
            Ask("incurred_on", Kind.DAY, ("--incurred-on",), required=True),
            Ask("receipt", Kind.FILE, ("--receipt",), required=True),
            Ask("commitment", Kind.TEXT, ("--commitment",), default=""),
            Ask("school", Kind.TEXT, ("--school",), default=""),
            Ask("price", Kind.AMOUNT, ("--price",)),
            Ask("tax", Kind.AMOUNT, ("--tax",)),
            *WRITES,
        ),
    ),
)
