"""How a statement is matched with the books: the settings a fund states, and that its reconciliations show."""

from pydantic import Field

from fundalloc.domain.base import AmountCents, Noun


class Matching(Noun):
    """
    What may be proposed without its reference: within how many cents, how many days before or after, how many movements together.

    Whatever the tolerance, a difference is never absorbed: it is recorded on an account of its own, with a reason. ``accounts`` are the
    fund's own accounts, as its bank writes them: once they are named, a statement of another one is refused.
    """

    tolerance_cents: AmountCents = 0
    days: int = Field(default=7, ge=0, le=366)
    accounts: tuple[str, ...] = ()
    members_max: int = Field(default=12, ge=1, le=50)
