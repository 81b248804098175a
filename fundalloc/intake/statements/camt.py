"""
CAMT.053 of ISO 20022 (and its kin 052 and 054), in any of its versions: booked entries only.

Opening and closing balances, the sum of entries and their numbers are held to what was read.
"""

from typing import Final

from fundalloc.domain.statements import StatementBalance
from fundalloc.errors.intake import ValueMissing
from fundalloc.errors.statements import CurrencyForeign
from fundalloc.intake.statements.elements import Element, XmlBroken, read_elements
from fundalloc.intake.statements.pieces import Control, Format, Movement, Part, Reading, machine_amount, machine_day, one_line
from fundalloc.intake.statements.profile import BareAmounts
from fundalloc.money import Cents

STATEMENTS: Final = ("BkToCstmrStmt/Stmt", "BkToCstmrAcctRpt/Rpt", "BkToCstmrDbtCdtNtfctn/Ntfctn")
OPENING: Final = frozenset({"OPBD", "PRCD"})
CLOSING: Final = "CLBD"
BOOKED: Final = "BOOK"
NOT_PROVIDED: Final = frozenset({"NOTPROVIDED", "NONREF"})


def read_camt(reading: Reading) -> list[Part]:
    """Read every statement of a CAMT file."""
    try:
        root = read_elements(reading.text)
    except XmlBroken as error:
        reading.broken(error.line, "XML")
        return []
    document = root.first("Document") or root
    return [_part(found, reading) for path in STATEMENTS for found in document.every(path)]


def _part(statement: Element, reading: Reading) -> Part:
    account = statement.said("Acct/Id/IBAN") or statement.said("Acct/Id/Othr/Id")
    part = Part(account=account, place=reading.place(statement.line), currency=statement.said("Acct/Ccy").upper())
    for balance in statement.every("Bal"):
        with reading.telling(balance.line):
            _keep_balance(balance, part, reading)
    for entry in statement.every("Ntry"):
        with reading.telling(entry.line):
            if (entry.said("Sts/Cd") or entry.said("Sts") or BOOKED) == BOOKED:
                part.movements.append(_movement(entry, part, reading))
    _hold_to_summary(statement, part, reading)
    return part


def _keep_balance(balance: Element, part: Part, reading: Reading) -> None:
    """Keep the opening balance, the first one said, and the closing one, the last: a long statement comes in pages."""
    kind = balance.said("Tp/CdOrPrtry/Cd")
    if kind not in {*OPENING, CLOSING}:
        return
    day = balance.said("Dt/Dt") or balance.said("Dt/DtTm")
    found = StatementBalance(_signed(balance, part, reading), machine_day(day) if day else None, reading.place(balance.line))
    if kind == CLOSING:
        part.closing = found
    elif part.opening is None:
        part.opening = found


def _signed(holder: Element, part: Part, reading: Reading) -> Cents:
    """Return an amount as money in or money out; of a reversal too, the direction is that in which money moves."""
    amount = _needed(holder, "Amt", reading)
    currency = amount.attributes.get("Ccy", "").upper()
    part.currency = part.currency or currency
    if currency != part.currency:
        raise CurrencyForeign(currency=currency, expected=part.currency, place=reading.place(amount.line))
    cents = machine_amount(amount.text, marks=".", bare=BareAmounts.DOLLARS)
    direction = _needed(holder, "CdtDbtInd", reading)
    match direction.text.strip():
        case "CRDT":
            return cents
        case "DBIT":
            return -cents
        case _:
            raise ValueMissing(name="CdtDbtInd", place=reading.place(direction.line))


def _needed(holder: Element, name: str, reading: Reading) -> Element:
    found = holder.first(name)
    if found is None:
        raise ValueMissing(name=name, place=reading.place(holder.line))
    return found


def _movement(entry: Element, part: Part, reading: Reading) -> Movement:
    details = list(entry.every("NtryDtls/TxDtls"))
    references = dict.fromkeys(found for each in details if (found := _reference(each)) and found not in NOT_PROVIDED)
    cents = _signed(entry, part, reading)
    side = "Dbtr" if cents > 0 else "Cdtr"
    parties = (each.said(f"RltdPties/{side}/Nm") or each.said(f"RltdPties/{side}/Pty/Nm") for each in details)
    said = [text.text for each in details for path in ("RmtInf/Ustrd", "AddtlTxInf") for text in each.every(path)]
    day = entry.said("BookgDt/Dt") or entry.said("BookgDt/DtTm") or _needed(entry, "ValDt", reading).said("Dt")
    return Movement(
        booked_on=machine_day(day),
        amount_cents=cents,
        place=reading.place(entry.line),
        reference=one_line(*references) if len(references) == 1 else "",
        description=one_line(*(references if len(references) > 1 else ()), *said, entry.said("AddtlNtryInf")),
        party=one_line(*parties) if len(details) == 1 else "",
        bank_reference=one_line(entry.said("AcctSvcrRef")),
    )


def _reference(detail: Element) -> str:
    return detail.said("Refs/EndToEndId") or detail.said("Refs/InstrId") or detail.said("RmtInf/Strd/CdtrRefInf/Ref")


def _hold_to_summary(statement: Element, part: Part, reading: Reading) -> None:
    """Hold the numbers and sums of entries, where the file gives them, to the booked entries that were read."""
    sizes = {
        ("TtlNtries", Control.MOVEMENTS): [abs(each.amount_cents) for each in part.movements],
        ("TtlCdtNtries", Control.CREDITS): [each.amount_cents for each in part.movements if each.amount_cents > 0],
        ("TtlDbtNtries", Control.DEBITS): [-each.amount_cents for each in part.movements if each.amount_cents < 0],
    }
    pending = any((entry.said("Sts/Cd") or entry.said("Sts") or BOOKED) != BOOKED for entry in statement.every("Ntry"))
    for (name, control), cents in sizes.items():
        told = statement.first(f"TxsSummry/{name}")
        if told is None or pending:
            continue
        number, total = told.said("NbOfNtries"), told.said("Sum")
        with reading.telling(told.line):
            if number.isdecimal():
                reading.count(told.line, control, int(number[:10]), len(cents))
            if total:
                reading.total(told.line, control, machine_amount(total, marks=".", bare=BareAmounts.DOLLARS), sum(cents))


def _is_camt(beginning: str) -> bool:
    return "iso:20022" in beginning or any(path.split("/")[0] in beginning for path in STATEMENTS)


FORMAT: Final = Format("camt", _is_camt, read_camt)
