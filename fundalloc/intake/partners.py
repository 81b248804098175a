"""What files say of a project's partners: a role and what it answers for, and who of the schools has not signed up yet."""

from collections.abc import Iterator
from typing import Final

from fundalloc.domain.partners import PartnerKind, PartnerRole
from fundalloc.errors import Refusal
from fundalloc.errors.agreements import DirectionNotJoined, PartnerWithoutRole
from fundalloc.intake.gathering import Gathered

SCHOOLS: Final = frozenset({PartnerKind.SCHOOL_BOARD, PartnerKind.COLLEGE})


def partner_remarks(gathered: Gathered) -> Iterator[Refusal]:
    """Tell of partners whose role is not said, and of schools whose general direction has not joined (S9-05, S10-04)."""
    for placed in gathered.nouns.get("partners", ()):
        partner: PartnerRole = placed.noun
        if not partner.role or not partner.responsibilities:
            yield PartnerWithoutRole(partner=partner.id, place=placed.place("responsibilities" if partner.role else "role"))
        if partner.partner_kind in SCHOOLS and not partner.general_director_joined:
            yield DirectionNotJoined(partner=partner.id, place=placed.place("general_director_joined"))
