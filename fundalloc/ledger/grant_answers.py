"""What the books answer of grants: each in its four states, and the budget beside what they all promise."""

from collections.abc import Iterable
from dataclasses import dataclass

from fundalloc.ledger.kinds import GrantState
from fundalloc.money import Cents


@dataclass(frozen=True, slots=True)
class GrantStanding:
    """
    A grant in its four states; None where nothing exact is known, which never counts as zero.

    ``signed_by`` is the entry whose amount is the signed one, ``received_by`` those that brought its money.
    """

    grant: str
    funder: str
    agreement: str
    state: str
    announced_cents: Cents | None
    confirmed_cents: Cents | None
    signed_cents: Cents | None
    received_cents: Cents
    range_cents: tuple[Cents, Cents] | None
    signed_by: tuple[int, ...] = ()
    received_by: tuple[int, ...] = ()

    @property
    def firmest(self) -> tuple[GrantState, Cents] | None:
        """The amount to count on: the one signed, else confirmed, else announced, where one of them is exact."""
        known = (
            (GrantState.SIGNED, self.signed_cents),
            (GrantState.CONFIRMED, self.confirmed_cents),
            (GrantState.ANNOUNCED, self.announced_cents),
        )
        return next(((state, cents) for state, cents in known if cents is not None), None)


@dataclass(frozen=True, slots=True)
class BudgetBesideGrants:
    """The budget authorised beside what grants promise; ``firmness`` is the state of the least firm of them."""

    authorised_cents: Cents
    promised_cents: Cents
    firmness: GrantState

    @property
    def beyond_cents(self) -> Cents:
        """By how much the budget is above the grants."""
        return max(0, self.authorised_cents - self.promised_cents)

    @property
    def told(self) -> str:
        """The name of the sentence that says it, which ``facts`` fill in."""
        return f"{'above' if self.beyond_cents else 'within'}-{self.firmness}"

    @property
    def facts(self) -> dict[str, Cents]:
        """The amounts of that sentence."""
        return {"authorised_cents": self.authorised_cents, "promised_cents": self.promised_cents, "beyond_cents": self.beyond_cents}


def beside(authorised_cents: Cents, grants: Iterable[GrantStanding]) -> BudgetBesideGrants | None:
    """Put a budget beside the firmest exact amount of each grant; nothing where no exact amount is known."""
    firm = [each.firmest for each in grants if each.firmest is not None]
    if not firm:
        return None
    order = tuple(GrantState)
    return BudgetBesideGrants(authorised_cents, sum(cents for _, cents in firm), min((state for state, _ in firm), key=order.index))
