"""What a publisher says, once, of its programme and of those it gives money to, beside what the books say of the amounts."""

from enum import StrEnum

from pydantic import Field

from fundalloc.domain.base import Id, Label, Noun


class AgreementType(StrEnum):
    """How the money is given."""

    GRANT = "grant"
    CONTRIBUTION = "contribution"
    OTHER_TRANSFER = "other-transfer"


class PartyType(StrEnum):
    """What those who receive the money are."""

    FOR_PROFIT = "for-profit"
    NOT_FOR_PROFIT = "not-for-profit"
    ACADEMIA = "academia"
    INDIGENOUS = "indigenous"
    GOVERNMENT = "government"
    INTERNATIONAL = "international"
    INDIVIDUAL = "individual"
    OTHER = "other-party"


class Publisher(Noun):
    """Who publishes: its identifier in open data, its name, and the three digits of a federal department where it is one."""

    id: Id
    name: Label
    department_number: str = "000"


class PublishedParty(Noun):
    """One who receives money, as the law names it; ``id`` is its id in the books, ``identifier`` the one of open data."""

    id: Id
    identifier: Id
    legal_name: Label
    operating_name: str = ""
    party_type: PartyType
    business_number: str = ""
    country: str = "CA"
    province: str = ""
    city: Label
    postal_code: str = ""


class Publication(Noun):
    """Everything that a disclosure says and that the books do not know."""

    publisher: Publisher
    programme: Label
    purpose: Label
    agreement_title: Label
    agreement_type: AgreementType
    description: Label
    expected_results: Label
    parties: tuple[PublishedParty, ...] = Field(min_length=1)

    def party(self, recipient: str) -> PublishedParty | None:
        """Return what is said of a recipient of the books, if anything is."""
        return next((each for each in self.parties if each.id == recipient), None)
