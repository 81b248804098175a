"""A small invoice drawn as PDF for the demonstration, so that each fictitious expense has a document of its own."""

from fundalloc.ledger.answers import ExpenseRow
from fundalloc.lexicon import Lexicon

PAGE_POINTS = (396, 306)


def receipt_bytes(expense: ExpenseRow, lexicon: Lexicon) -> bytes:
    """Return a one-page PDF that says what an expense was; the same expense gives the same bytes."""
    lines = (
        expense.supplier,
        lexicon.say("demo-receipt.invoice", number=expense.invoice_number),
        lexicon.date(expense.incurred_on),
        lexicon.say("demo-receipt.to", recipient=expense.recipient),
        expense.description,
        lexicon.say("demo-receipt.net", amount_cents=expense.amount_cents),
        lexicon.say("demo-receipt.fictitious"),
    )
    return _pdf(_page(lines))


def _page(lines: tuple[str, ...]) -> bytes:
    width, height = PAGE_POINTS
    drawn = [f"BT /F1 12 Tf 20 TL 36 {height - 54} Td".encode()]
    drawn += [b"(" + _escaped(line) + b") Tj T*" for line in lines]
    frame = f"ET 18 18 {width - 36} {height - 36} re S".encode()
    return b"\n".join((*drawn, frame))


def _escaped(line: str) -> bytes:
    written = line.replace("\u202f", "\u00a0").encode("cp1252", errors="replace")
    return written.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf(content: bytes) -> bytes:
    width, height = PAGE_POINTS
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + written + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    count = len(objects) + 1
    end = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    return body + f"xref\n0 {count}\n0000000000 65535 f \n".encode() + table + end
