"""Grants published, as a person asks for it: what the books gave to whom, in a published format."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from fundalloc.errors import Place, refuse_together
from fundalloc.errors.disclosure import NothingToDisclose, PartyUndescribed
from fundalloc.ledger.address import Address
from fundalloc.lexicon import Language, Lexicon
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading
from fundalloc.usecases.files import put_bytes

if TYPE_CHECKING:
    from fundalloc.reports.disclosure.grants import Disclosure


class Format(StrEnum):
    """The published formats."""

    FEDERAL = "federal"
    GIVING = "360giving"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A file of grants: how many, how often they were amended, and how much they come to."""

    path: str
    grants: int
    amendments: int
    total_cents: Cents


def disclose(
    ledger: Address,
    publication: Path,
    output: Path,
    form: Format,
    said: Lexicon,
    *,
    as_of: date,
    known_at: datetime | None = None,
    dry_run: bool = False,
) -> Disclosed:
    """
    Write what each recipient was given by a day, in a published format.

    Raises:
        RefusedTogether: everything wrong with what is said beside the books, or somebody who was given money is not described there.

    """
    told = disclosed(ledger, publication, as_of=as_of, known_at=known_at)
    refuse_together(() if told.grants else (NothingToDisclose(),))
    if not dry_run:
        put_bytes(output, written(told, form, said.language))
    versions = [grant.award.versions for grant in told.grants]
    total_cents = sum(each[-1].total_cents for each in versions)
    return Disclosed(str(output), len(versions), sum(len(each) - 1 for each in versions), total_cents)


def disclosed(ledger: Address, publication: Path, *, as_of: date, known_at: datetime | None = None) -> "Disclosure":
    """
    Return what each recipient was given by a day, with what is said of it beside the books.

    Raises:
        RefusedTogether: everything wrong with what is said beside the books, or somebody who was given money is not described there.

    """
    from fundalloc.intake.publication import read_publication
    from fundalloc.ledger.awards import awards
    from fundalloc.reports.disclosure.grants import Disclosure, described

    said_beside, place = read_publication(publication), Place(file=publication.name)
    with reading(ledger) as journal:
        fund = journal.fund_at(on=as_of, last=journal.last_known(known_at))
        found = awards(journal, as_of=as_of, known_at=known_at)
    known = tuple(party.id for party in said_beside.parties)
    refuse_together(PartyUndescribed(recipient=each.recipient, known=known, place=place) for each in found if each.recipient not in known)
    return Disclosure(fund, said_beside, tuple(described(found, said_beside)), as_of)


def written(disclosure: "Disclosure", form: Format, language: Language) -> bytes:
    """Return the bytes of what is published, in a format."""
    from fundalloc.reports.disclosure.federal import federal_csv
    from fundalloc.reports.disclosure.giving import giving_json

    match form:
        case Format.FEDERAL:
            return federal_csv(disclosure).encode()
        case Format.GIVING:
            return giving_json(disclosure, language).encode()
        case unreachable:
            assert_never(unreachable)
