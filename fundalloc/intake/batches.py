"""Many files at once: a folder or a zip archive, each file with its name and its bytes, and nothing believed of the archive's own word."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from fundalloc.errors import Place, Refusal
from fundalloc.errors.claims import BatchBroken, BatchInflates, BatchMissing
from fundalloc.errors.ledger import ReceiptTooLarge
from fundalloc.intake.text import MEGABYTE

FILES_MAX: Final = 20_000
BYTES_MAX: Final = 4_000 * MEGABYTE
RATIO_MAX: Final = 200
RATIO_MATTERS_FROM_BYTES: Final = 50 * MEGABYTE
NOT_FOR_PEOPLE: Final = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of a batch; ``name`` is its path within it."""

    name: str
    content: bytes

    @property
    def subject(self) -> str:
        """The subject of an e-mail, where the file is one; nothing otherwise."""
        headers = BytesParser(policy=policy.compat32).parsebytes(self.content, headersonly=True)
        return " ".join(str(headers.get("subject", "")).split())


def read_batch(path: Path, *, bytes_max: int, problems: list[Refusal]) -> Iterator[BatchFile]:
    """
    Yield the files of a folder or a zip archive in the order of their names; hidden ones and those of the system are passed over.

    ``bytes_max`` is the size of the largest file accepted. A file that cannot be read is added to ``problems``, and the next one read.

    Raises:
        BatchMissing, BatchBroken, BatchInflates: nothing can be read at all.

    """
    if path.is_dir():
        yield from _of_folder(path, bytes_max, problems)
        return
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise BatchMissing(path=str(path)) from None
    except _BROKEN as error:
        raise BatchBroken(file=path.name, place=Place(file=path.name)) from error
    with archive:
        refuse_swollen(archive, path.name)
        yield from _of_archive(archive, path.name, bytes_max, problems)


def _of_folder(folder: Path, bytes_max: int, problems: list[Refusal]) -> Iterator[BatchFile]:
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or _is_hidden(name):
            continue
        if path.stat().st_size > bytes_max:
            problems.append(_too_large(name, path.stat().st_size, bytes_max))
            continue
        try:
            yield BatchFile(name, path.read_bytes())
        except OSError:
            problems.append(BatchBroken(file=name, place=Place(file=name)))


def _of_archive(archive: zipfile.ZipFile, file: str, bytes_max: int, problems: list[Refusal]) -> Iterator[BatchFile]:
    for member in sorted(archive.infolist(), key=lambda each: each.filename):
        name = member.filename.replace("\\", "/")
        if name.endswith("/") or _is_hidden(name):
            continue
        if not name:
            problems.append(BatchBroken(file=file, place=Place(file=file)))
            continue
        if member.file_size > bytes_max:
            problems.append(_too_large(name, member.file_size, bytes_max))
            continue
        try:
            with archive.open(member) as opened:
                content = opened.read(bytes_max + 1)
        except _BROKEN:
            problems.append(BatchBroken(file=name, place=Place(file=file)))
            continue
        yield BatchFile(name, content)


def refuse_swollen(archive: zipfile.ZipFile, file: str) -> None:
    """
    Refuse an archive that holds more than anybody sends at once, before anything of it is opened.

    Raises:
        BatchInflates: it has too many files, or they are too large, or far larger than the archive.

    """
    members = archive.infolist()
    inflated, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members) or 1
    swollen = inflated > RATIO_MATTERS_FROM_BYTES and inflated > RATIO_MAX * packed
    if len(members) > FILES_MAX or inflated > BYTES_MAX or swollen:
        raise BatchInflates(file=file, files=len(members), megabytes=inflated // MEGABYTE, place=Place(file=file))


def _too_large(name: str, size: int, bytes_max: int) -> ReceiptTooLarge:
    return ReceiptTooLarge(file=name, megabytes=-(-size // MEGABYTE), megabytes_max=bytes_max // MEGABYTE, place=Place(file=name))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part.casefold() in NOT_FOR_PEOPLE for part in name.split("/"))
