"""Figures asked of the books, which load nothing but what they need: a cold command answers in the blink of an eye."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from fundalloc.errors import refused_alike
from fundalloc.ledger.address import Address
from fundalloc.ledger.figures import Balance, RegisterRow
from fundalloc.ledger.kinds import Account, Book, Dimension


def balance(
    ledger: Address,
    *,
    book: Book | None = None,
    by: Sequence[Dimension] = (),
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Balance:
    """Return balances by account and by the dimensions asked, as of a day and as known at a moment."""
    from fundalloc.ledger import figuring
    from fundalloc.ledger.storage.store import open_ledger

    with refused_alike(), open_ledger(ledger) as store, store.reading() as session:
        rows = figuring.balances(session, book, by, as_of, known_at)
        ((fund,),) = session.rows("SELECT fund FROM entry WHERE seq = 1")
        return Balance(fund=fund, as_of=as_of, known_at=known_at, rows=rows, head=figuring.head(session))


def account_register(
    ledger: Address,
    account: Account,
    only: Mapping[Dimension, str] = MappingProxyType({}),
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Iterator[RegisterRow]:
    """
    Go through the lines of an account by the day they count from, with the balance after each; nothing is held.

    ``only`` keeps those of a recipient, of a plan item…, and the balance is then theirs.
    """
    from fundalloc.ledger import figuring
    from fundalloc.ledger.storage.store import open_ledger

    with refused_alike(), open_ledger(ledger) as store, store.reading() as session:
        yield from figuring.account_register(session, account, only, as_of, known_at)
