"""Statements written as banks send them, from the same movements, in each format that is read; every account and party is fictitious."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

ACCOUNT: Final = "815-30021-0001234"
OPENED_CENTS: Final = 10_000_00


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement as the bank knows it: money in is positive."""

    on: date
    cents: int
    reference: str = ""
    said: str = ""
    party: str = ""
    bank_reference: str = ""


def dollars(cents: int, mark: str = ".") -> str:
    """Write an amount as programs do."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}{mark}{abs(cents) % 100:02d}"


def closing_cents(moved: Sequence[Moved], opening_cents: int) -> int:
    return opening_cents + sum(each.cents for each in moved)


def ends(moved: Sequence[Moved]) -> tuple[date, date]:
    days = [each.on for each in moved] or [date(2025, 3, 31)]
    return min(days), max(days)


def as_csv(moved: Sequence[Moved], opening_cents: int = OPENED_CENTS) -> str:
    """Our own table, with a running balance."""
    rows = ["Date;Référence;Libellé;Montant;Tiers;Solde"]
    balance_cents = opening_cents
    for each in moved:
        balance_cents += each.cents
        cells = (each.on.isoformat(), each.reference, each.said, dollars(each.cents, ","), each.party, dollars(balance_cents, ","))
        rows.append(";".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return "\n".join(rows) + "\n"


def as_ofx(moved: Sequence[Moved], opening_cents: int = OPENED_CENTS) -> str:
    """OFX 1, where values have no end tags."""
    first, last = ends(moved)
    transactions = "\n".join(
        f"<STMTTRN>\n<TRNTYPE>{'CREDIT' if each.cents > 0 else 'DEBIT'}\n<DTPOSTED>{each.on:%Y%m%d}120000[-5:EST]\n"
        f"<TRNAMT>{dollars(each.cents)}\n<FITID>{each.bank_reference}\n<REFNUM>{escape(each.reference)}\n<NAME>{escape(each.party)}\n"
        f"<MEMO>{escape(each.said)}\n</STMTTRN>"
        for each in moved
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\nCOMPRESSION:NONE\nOLDFILEUID:NONE\n"
        "NEWFILEUID:NONE\n\n<OFX>\n<BANKMSGSRSV1>\n<STMTTRNRS>\n<TRNUID>1\n<STMTRS>\n<CURDEF>CAD\n"
        f"<BANKACCTFROM>\n<BANKID>815\n<ACCTID>{ACCOUNT}\n<ACCTTYPE>CHECKING\n</BANKACCTFROM>\n"
        f"<BANKTRANLIST>\n<DTSTART>{first:%Y%m%d}\n<DTEND>{last:%Y%m%d}\n{transactions}\n</BANKTRANLIST>\n"
        f"<LEDGERBAL>\n<BALAMT>{dollars(closing_cents(moved, opening_cents))}\n<DTASOF>{last:%Y%m%d}\n</LEDGERBAL>\n"
        "</STMTRS>\n</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>\n"
    )


def as_ofx_xml(moved: Sequence[Moved], opening_cents: int = OPENED_CENTS) -> str:
    """OFX 2, which is XML."""
    _, last = ends(moved)
    transactions = "".join(
        f"<STMTTRN><TRNTYPE>OTHER</TRNTYPE><DTPOSTED>{each.on:%Y%m%d}</DTPOSTED><TRNAMT>{dollars(each.cents)}000</TRNAMT>"
        f"<FITID>{each.bank_reference}</FITID><REFNUM>{escape(each.reference)}</REFNUM><NAME>{escape(each.party)}</NAME>"
        f"<MEMO>{escape(each.said)}</MEMO></STMTTRN>\n"
        for each in moved
    )
    return (
        '<?xml version="1.0" encoding="utf-8" ?><?OFX OFXHEADER="200" VERSION="202" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
        f"<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CAD</CURDEF><BANKACCTFROM><ACCTID>{ACCOUNT}</ACCTID></BANKACCTFROM><BANKTRANLIST>\n"
        f"{transactions}</BANKTRANLIST><LEDGERBAL><BALAMT>{dollars(closing_cents(moved, opening_cents))}</BALAMT>"
        f"<DTASOF>{last:%Y%m%d}</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def as_bai2(moved: Sequence[Moved], opening_cents: int = OPENED_CENTS) -> str:
    """BAI2: a group for each day, what is said on a continuation record."""
    days = sorted({each.on for each in moved}) or [date(2025, 3, 31)]
    lines, totals, balance_cents = ["01,BANQUE,FONDS,250401,0200,1,,,2/"], [], opening_cents
    for day in days:
        group = [f"02,FONDS,BANQUE,1,{day:%y%m%d},,CAD,2/"]
        of_day = [each for each in moved if each.on == day]
        opened_cents, balance_cents = balance_cents, balance_cents + sum(each.cents for each in of_day)
        account = [f"03,{ACCOUNT},CAD,010,{opened_cents},,,015,{balance_cents},,/"]
        for each in of_day:
            account.append(f"16,{'195' if each.cents > 0 else '495'},{abs(each.cents)},Z,{each.bank_reference},{each.reference},")
            account.append(f"88,{each.said}")
        total_cents = opened_cents + balance_cents + sum(abs(each.cents) for each in of_day)
        account.append(f"49,{total_cents},{len(account) + 1}/")
        group += [*account, f"98,{total_cents},1,{len(account) + 2}/"]
        totals.append(total_cents)
        lines += group
    return "\n".join([*lines, f"99,{sum(totals)},{len(days)},{len(lines) + 1}/"]) + "\n"


def as_mt940(moved: Sequence[Moved], opening_cents: int = OPENED_CENTS) -> str:
    """MT940, with the bank's own reference after two slashes."""
    first, last = ends(moved)
    closed_cents = closing_cents(moved, opening_cents)
    rows = [":20:RELEVE", f":25:{ACCOUNT}", ":28C:3/1", f":60F:{_sign(opening_cents)}{first:%y%m%d}CAD{dollars(abs(opening_cents), ',')}"]
    for each in moved:
        bank = f"//{each.bank_reference}" if each.bank_reference else ""
        amount = dollars(abs(each.cents), ",")
        rows.append(f":61:{each.on:%y%m%d%m%d}{_sign(each.cents)}{amount}NTRF{each.reference or 'NONREF'}{bank}")
        rows.append(f":86:{each.said}")
    rows += [f":62F:{_sign(closed_cents)}{last:%y%m%d}CAD{dollars(abs(closed_cents), ',')}", "-"]
    return "\r\n".join(rows) + "\r\n"


def _sign(cents: int) -> str:
    return "D" if cents < 0 else "C"


def as_camt(moved: Sequence[Moved], opening_cents: int = OPENED_CENTS) -> str:
    """CAMT.053, with the numbers and sums of its entries."""
    first, last = ends(moved)
    entries = "\n".join(_entry(each) for each in moved)
    total = dollars(sum(abs(each.cents) for each in moved))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n'
        "<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2025-04-01T08:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>"
        "<CreDtTm>2025-04-01T08:00:00</CreDtTm>\n"
        f"<Acct><Id><Othr><Id>{ACCOUNT}</Id></Othr></Id><Ccy>CAD</Ccy></Acct>\n"
        f"{_balance('OPBD', opening_cents, first)}\n{_balance('CLBD', closing_cents(moved, opening_cents), last)}\n"
        f"<TxsSummry><TtlNtries><NbOfNtries>{len(moved)}</NbOfNtries><Sum>{total}</Sum></TtlNtries></TxsSummry>\n"
        f"{entries}\n</Stmt></BkToCstmrStmt></Document>\n"
    )


def _balance(kind: str, cents: int, day: date) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="CAD">{dollars(abs(cents))}</Amt>'
        f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd><Dt><Dt>{day.isoformat()}</Dt></Dt></Bal>"
    )


def _entry(each: Moved) -> str:
    side = "Dbtr" if each.cents > 0 else "Cdtr"
    return (
        f'<Ntry><Amt Ccy="CAD">{dollars(abs(each.cents))}</Amt><CdtDbtInd>{"CRDT" if each.cents > 0 else "DBIT"}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{each.on.isoformat()}</Dt></BookgDt><ValDt><Dt>{each.on.isoformat()}</Dt></ValDt>"
        f"<AcctSvcrRef>{each.bank_reference}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{escape(each.reference) or 'NOTPROVIDED'}</EndToEndId></Refs>"
        f"<RltdPties><{side}><Pty><Nm>{escape(each.party)}</Nm></Pty></{side}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(each.said)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


WRITERS: Final[dict[str, tuple[str, Callable[..., str]]]] = {
    "table": ("csv", as_csv),
    "ofx": ("ofx", as_ofx),
    "ofx-2": ("qfx", as_ofx_xml),
    "bai2": ("bai", as_bai2),
    "mt940": ("sta", as_mt940),
    "camt": ("xml", as_camt),
}
"""How a statement is written in each format, and how its file is called."""
