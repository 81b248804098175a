"""Receipts for the sample fund: one fictitious paper for each line of a claim, the same bytes every time."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fundalloc.domain.claims import ClaimLine
from fundalloc.errors import Refusal, refuse_together
from fundalloc.lexicon import Lexicon

_PAGE: Final = (612, 792)
_SHADES: Final = (255, 40)
_MODULES: Final = 21
_SCALE: Final = 8


def write_sample_receipts(claim_file: Path, folder: Path, lexicon: Lexicon) -> tuple[tuple[str, Path], ...]:
    """
    Write a receipt for each line of a claim file into a folder; return each line's reference with its receipt.

    The last line's receipt is an image, the others are PDF. All of them say that they are fictitious.
    """
    from fundalloc.intake.claims import read_claim

    problems: list[Refusal] = []
    claim = read_claim(claim_file, problems)
    refuse_together(problems)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[str, Path]] = []
    for line in claim.lines:
        path = folder / f"{claim.reference}-{line.reference}.{'png' if line is claim.lines[-1] else 'pdf'}"
        path.write_bytes(sample_image(line) if path.suffix == ".png" else sample_pdf(_words(line, lexicon)))
        written.append((line.reference, path))
    return tuple(written)


def _words(line: ClaimLine, lexicon: Lexicon) -> tuple[str, ...]:
    return (
        lexicon.say("samples.fictitious"),
        line.supplier,
        lexicon.say("samples.invoice", number=line.invoice_number),
        lexicon.say("samples.date", incurred_on=line.incurred_on),
        line.description,
        lexicon.say("samples.amount", amount_cents=line.amount_cents),
    )


def sample_pdf(words: Sequence[str]) -> bytes:
    """Draw lines of words on one page, in a font that every reader of PDF has."""
    drawn = b"BT /F1 14 Tf 72 700 Td 24 TL " + b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in words) + b" ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>" % _PAGE,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + ending


def _escaped(line: str) -> bytes:
    return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def sample_image(line: ClaimLine) -> bytes:
    """Draw a pattern of squares that only this line has, as a PNG image."""
    seed = zlib.crc32("|".join((line.supplier, line.invoice_number, str(line.amount_cents))).encode())
    rows: list[bytes] = []
    for row in range(_MODULES):
        shades = bytes(_SHADES[(seed >> ((row * 7 + column * 3) % 32)) & 1] for column in range(_MODULES) for _ in range(_SCALE))
        rows.extend([b"\x00" + shades] * _SCALE)
    size = _MODULES * _SCALE
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", header) + _part(b"IDAT", zlib.compress(b"".join(rows), 9)) + _part(b"IEND", b"")


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
