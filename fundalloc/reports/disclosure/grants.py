"""Everything a published grant says: what the books know of the amounts, and what the publisher says beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fundalloc.domain.disclosure import Publication, PublishedParty
from fundalloc.domain.fund import Fund
from fundalloc.ledger.awards import Award


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant; ``number`` counts a publisher's grants from 1, in the order of the books."""

    number: int
    award: Award
    party: PublishedParty


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The grants of one fund as of a day."""

    fund: Fund
    publication: Publication
    grants: tuple[Grant, ...]
    as_of: date

    @property
    def starts_on(self) -> date:
        """The first day of the agreement, or of the fund's years where nobody has written an agreement."""
        return self.fund.agreement.starts_on if self.fund.agreement else min(year.starts_on for year in self.fund.fiscal_years)

    @property
    def ends_on(self) -> date:
        """The last day of the agreement, or of the fund's years."""
        return self.fund.agreement.ends_on if self.fund.agreement else max(year.ends_on for year in self.fund.fiscal_years)


def described(awards: tuple[Award, ...], publication: Publication) -> Iterator[Grant]:
    """Go through the grants whose recipient the publication describes."""
    for number, award in enumerate(awards, start=1):
        party = publication.party(award.recipient)
        if party is not None:
            yield Grant(number, award, party)
