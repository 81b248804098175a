"""The files a report is made with beside its books: known by their bytes, and found again by them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from fundalloc.errors import Place, refuse_together
from fundalloc.errors.reports import BesideMissing
from fundalloc.ledger.address import FILE_NAME, Address, shown
from fundalloc.reports.preparation import Beside, Role
from fundalloc.usecases.acting import reading


def beside(role: Role, *paths: Path | None) -> tuple[Beside, ...]:
    """Return files of a role as a report tells them; those that were not given are left out."""
    return tuple(Beside(role, path.resolve().name, digest_of(path)) for path in paths if path is not None)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; of a folder, that of the names and bytes of what is in it, hidden files left out."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path)
        if file.is_file() and not any(part.startswith(".") for part in inside.parts):
            digest.update(f"{inside.as_posix()}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def other_books(ledger: Address, known_at: datetime | None) -> Beside:
    """Return other books as a report tells them: by the last seal they bore then."""
    with reading(ledger) as journal:
        ((seal,),) = journal.session.rows("SELECT hash FROM entry WHERE seq = :last", last=journal.last_known(known_at))
    return Beside(Role.LEDGER, Path(shown(ledger)).resolve().name, seal)


def found_again(told: Iterable[Beside], given: Iterable[Address], report: Path) -> Mapping[Role, tuple[Address, ...]]:
    """
    Return the files a report was made with, by their role: among those given, or under their own names beside the report.

    Raises:
        RefusedTogether: every file that is not there, or is no longer the same.

    """
    places, found, missing = tuple(given), dict[Role, tuple[Address, ...]](), list[BesideMissing]()
    for each in told:
        place = next((place for place in (*places, report.parent / each.name) if _is_it(place, each)), None)
        if place is None:
            missing.append(BesideMissing(name=each.name, role=each.role, sha256=each.sha256, place=Place(file=report.name)))
        else:
            found[each.role] = (*found.get(each.role, ()), place)
    refuse_together(missing)
    return found


def _is_it(place: Address, told: Beside) -> bool:
    """Tell whether a place holds the very file that a report was made with, or books that bore its seal."""
    if told.role is not Role.LEDGER:
        return isinstance(place, Path) and place.exists() and digest_of(place) == told.sha256
    if isinstance(place, Path) and not (place / FILE_NAME).exists():
        return False
    with reading(place) as journal:
        return bool(journal.session.rows("SELECT seq FROM entry WHERE hash = :seal", seal=told.sha256))
