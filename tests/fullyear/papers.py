"""
What four boards send in a year of Destination réussite: forty claims, their receipts, and the mistakes people make in them.

Everything is fictitious, and the same on every run: amounts follow from the adopted allocation and from the place of each line.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from fundalloc.domain.taxes import Entity, Province, Taxpayer, cost, invoiced_tax
from fundalloc.intake.taxes import shipped_taxes

BOARDS = ("CCJL", "CECCE", "CEPEO", "CSDCEO")
MONTHS = tuple(date(2024 + (month > 12), (month - 1) % 12 + 1, 1) for month in range(9, 19))
LINES_PER_CLAIM = 11
SHARE_OF_BUDGET = 14
"""A line claims at most one part in so many of what its activity was granted."""
PRICE_MAX_CENTS = 900_00
UNTAXED = frozenset({"supply-teaching", "bursary", "voucher", "coordination"})
TITLES = {
    "reference": "Ligne",
    "recipient": "Organisme",
    "plan_item": "Activité",
    "nature": "Nature",
    "incurred_on": "Date de la dépense",
    "supplier": "Fournisseur",
    "invoice_number": "Numéro de facture",
    "description": "Description",
    "amount": "Montant net",
    "price": "Prix avant taxes",
    "tax": "Taxes facturées",
    "staff": "Personnel remplacé",
    "salary": "Salaire",
    "benefits": "Avantages sociaux",
    "credit_of": "Crédit sur",
    "justification": "Justification",
}


@dataclass(frozen=True)
class Line:
    """A line as a board types it; amounts are cents, or a text where somebody typed something else."""

    reference: str
    recipient: str
    plan_item: str
    nature: str
    incurred_on: str
    supplier: str
    invoice_number: str
    description: str
    amount: int | str
    price: int | str = ""
    tax: int | str = ""
    staff: str = ""
    salary: int | str = ""
    benefits: int | str = ""
    credit_of: str = ""
    justification: str = ""

    def cells(self) -> tuple[str, ...]:
        """The line as the file holds it."""
        return tuple(typed(getattr(self, field.name)) for field in fields(self))


def typed(value: int | str) -> str:
    """An amount as people write it, or a text as it is."""
    if isinstance(value, str):
        return value
    sign, size = ("-" if value < 0 else ""), abs(value)
    return f"{sign}{size // 100:,}".replace(",", " ") + f",{size % 100:02d}"


@dataclass(frozen=True)
class Budget:
    """What a board may spend on one activity, and on what."""

    plan_item: str
    natures: tuple[str, ...]
    natures_open: bool
    amount_cents: int


def budgets(result: Mapping[str, object], board: str) -> tuple[Budget, ...]:
    """A board's activities in a result of ``allocate``, the best endowed first."""
    plan = {item["id"]: item for item in result["plan"]}  # type: ignore[attr-defined]
    own = [each for each in result["allocations"] if each["recipient"] == board]  # type: ignore[attr-defined]
    found = (
        Budget(each["priority"], tuple(plan[each["priority"]]["natures"]), plan[each["priority"]]["natures_open"], each["amount_cents"])
        for each in own
    )
    return tuple(sorted((each for each in found if each.natures), key=lambda each: (-each.amount_cents, each.plan_item)))


def claim_name(board: str, month: date) -> str:
    return f"{board}-{month:%Y-%m}"


def claim_lines(result: Mapping[str, object], board: str, month: date) -> tuple[Line, ...]:
    """The right lines of one claim; lines 5 and 6 share an invoice."""
    lines = [_line(budget, board, month, number) for number, budget in enumerate(_spread(result, board), start=1)]
    lines[5] = replace(lines[5], supplier=lines[4].supplier, invoice_number=lines[4].invoice_number)
    return tuple(lines)


def _spread(result: Mapping[str, object], board: str) -> Iterator[Budget]:
    own = budgets(result, board)[:LINES_PER_CLAIM]
    for number in range(LINES_PER_CLAIM):
        yield own[number % len(own)]


def _line(budget: Budget, board: str, month: date, number: int) -> Line:
    nature = budget.natures[(number + month.month) % len(budget.natures)]
    price_cents = min(PRICE_MAX_CENTS, budget.amount_cents // SHARE_OF_BUDGET) - 137 * number - 11 * month.month
    day = month.replace(day=2 + (7 * number + month.month) % 26)
    supplier = f"{('Atelier', 'Autobus', 'Centre', 'Imprimerie', 'Traiteur')[number % 5]} Fictif {board}"
    line = Line(
        reference=str(number),
        recipient=board,
        plan_item=budget.plan_item,
        nature=nature,
        incurred_on=day.isoformat(),
        supplier=supplier,
        invoice_number=f"F{month:%y%m}-{board[:3]}{number:02d}",
        description=f"Activité {budget.plan_item}, groupe {number}",
        amount=price_cents,
    )
    if nature == "supply-teaching":
        salary_cents = price_cents * 100 // 112
        staff = ("teacher", "educational-assistant", "early-childhood-educator")[number % 3]
        return replace(line, staff=staff, salary=salary_cents, benefits=price_cents - salary_cents, price=price_cents, tax=0)
    return _taxed(line, price_cents, day) if nature not in UNTAXED else replace(line, price=price_cents, tax=0)


def _taxed(line: Line, price_cents: int, day: date) -> Line:
    """The line as its invoice makes it: harmonised tax, less what an Ontario school authority is given back."""
    table, payer = shipped_taxes(), Taxpayer(id=line.recipient, entity=Entity.SCHOOL_AUTHORITY, province=Province.ONTARIO)
    rate, rebate = table.tax(payer.province, day), table.rebate(payer, day)
    assert rate is not None
    assert rebate is not None
    found = cost(price_cents, invoiced_tax(price_cents, rate), rebate)
    return replace(line, price=price_cents, tax=found.tax_cents, amount=found.net_cents)


def claim_text(lines: Sequence[Line]) -> str:
    """A claim's CSV file."""
    rows = [tuple(TITLES.values()), *(line.cells() for line in lines)]
    return "".join(";".join(row) + "\n" for row in rows)


# --- Receipts: real files, small


def receipt_files(claim: str, lines: Sequence[Line]) -> dict[str, bytes]:
    """The receipts of a claim by their names: PDF, PNG, JPEG and e-mail in turn; two lines of one invoice share its file."""
    files: dict[str, bytes] = {}
    for line in lines:
        words = f"{claim} {line.reference} {line.supplier} {line.invoice_number} {typed(line.amount)} $ - fictif"
        if line.reference == "6":
            continue
        name = line.invoice_number if line.reference == "5" else f"{claim}-{line.reference}"
        ending, draw = DRAWN[int(line.reference) % len(DRAWN)]
        files[f"{name}.{ending}"] = draw(words)
    return files


def drawn_pdf(words: str) -> bytes:
    """A PDF of one page that says what it is for."""
    text = words.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    content = b"BT /F1 10 Tf 20 120 Td (" + text + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 160] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(body))


def drawn_png(words: str) -> bytes:
    """An image of sixteen by sixteen points, whose shades come from the words, which it also holds as text."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    seed = zlib.crc32(words.encode())
    rows = b"".join(b"\x00" + bytes((seed >> (row + column) % 24) & 0xFF for column in range(16)) for row in range(16))
    parts = (
        part(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)),
        part(b"tEXt", b"Comment\x00" + words.encode("latin-1", "replace")),
        part(b"IDAT", zlib.compress(rows)),
        part(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def drawn_jpeg(words: str) -> bytes:
    """A JPEG image of one grey block, with the words as its comment."""
    comment = words.encode()
    return b"\xff\xd8\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + _GREY_BLOCK


_GREY_BLOCK = (
    b"\xff\xdb\x00\x43\x00"
    + bytes([16] * 64)
    + b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    + b"\xff\xc4\x00\x14\x00\x01"
    + bytes(15)
    + b"\x00"
    + b"\xff\xc4\x00\x14\x10\x01"
    + bytes(15)
    + b"\x00"
    + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9"
)


def drawn_email(words: str) -> bytes:
    """An e-mail that carries an invoice in its text."""
    lines = (
        "From: facturation@exemple.invalid",
        "To: finances@exemple.invalid",
        f"Subject: {words.partition(' - ')[0].encode('ascii', 'replace').decode()}",
        "Date: Mon, 04 Nov 2024 09:00:00 -0500",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        words,
    )
    return "\r\n".join(lines).encode()


DRAWN = (("pdf", drawn_pdf), ("png", drawn_png), ("pdf", drawn_pdf), ("jpg", drawn_jpeg), ("eml", drawn_email))
