"""Receipts and files as received, kept under the SHA-256 of their bytes: never overwritten, never executed, type read from the contents."""

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

from fundalloc.errors import Place
from fundalloc.errors.ledger import ReceiptEmpty, ReceiptMissing, ReceiptTooLarge, ReceiptTypeUnknown
from fundalloc.ledger.durable import flush_folder, write_through

MEGABYTE: Final = 1_000_000
FOLDER: Final = "receipts"


class MediaType(StrEnum):
    """What a receipt may be."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    EMAIL = "message/rfc822"


_BEGINNINGS: Final = ((b"%PDF-", MediaType.PDF), (b"\x89PNG\r\n\x1a\n", MediaType.PNG), (b"\xff\xd8\xff", MediaType.JPEG))
_HEADERS: Final = re.compile(rb"(?:[!-9;-~]+:[ \t]?[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*)+(?:\r?\n|\Z)")
_OF_EMAIL: Final = re.compile(rb"^(from|date|subject|to|message-id|received|mime-version):", re.IGNORECASE | re.MULTILINE)
_HEADERS_OF_EMAIL_MIN: Final = 3
_HEADERS_BYTES_MAX: Final = 100_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A receipt read from a file; ``sha256`` is of ``content``."""

    file_name: str
    content: bytes
    sha256: str
    media_type: MediaType


def read_receipt(path: Path, *, bytes_max: int) -> Evidence:
    """
    Read a receipt and recognise what it is by its first bytes.

    Raises:
        ReceiptMissing, ReceiptEmpty, ReceiptTooLarge, ReceiptTypeUnknown: as their names say.

    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= bytes_max else b""
    except (OSError, ValueError) as error:
        raise ReceiptMissing(path=str(path)) from error
    if size > bytes_max:
        place = Place(file=path.name)
        raise ReceiptTooLarge(file=path.name, megabytes=-(-size // MEGABYTE), megabytes_max=bytes_max // MEGABYTE, place=place)
    return recognised(path.name, content)


def recognised(file_name: str, content: bytes) -> Evidence:
    """
    Recognise a receipt by its contents, whatever its name says.

    Raises:
        ReceiptEmpty, ReceiptTypeUnknown: as their names say.

    """
    if not content:
        raise ReceiptEmpty(file=file_name, place=Place(file=file_name))
    media_type = next((media_type for beginning, media_type in _BEGINNINGS if content.startswith(beginning)), None)
    if media_type is None and _is_email(content):
        media_type = MediaType.EMAIL
    if media_type is None:
        raise ReceiptTypeUnknown(file=file_name, place=Place(file=file_name))
    return Evidence(file_name, content, sha256(content).hexdigest(), media_type)


def _is_email(content: bytes) -> bool:
    """Tell an e-mail by its headers: at least three of those that every e-mail has, each on its line, up to the first empty one."""
    headers = _HEADERS.match(content[:_HEADERS_BYTES_MAX])
    return headers is not None and len({found.lower() for found in _OF_EMAIL.findall(headers[0])}) >= _HEADERS_OF_EMAIL_MIN


def kept_at(ledger: Path, digest: str) -> Path:
    """Return where the bytes of a digest are kept."""
    return ledger / FOLDER / digest[:2] / digest


def keep(ledger: Path, content: bytes) -> Path:
    """
    Keep bytes under their own digest, for good: written aside, flushed to the disk, then named.

    Bytes already kept are left as they are.
    """
    target = kept_at(ledger, sha256(content).hexdigest())
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{os.getpid()}")
    with aside.open("wb") as file:
        write_through(file, content)
    aside.replace(target)
    flush_folder(target.parent)
    return target
