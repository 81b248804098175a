"""Where a reconciliation stands on a day: what may be confirmed, what is open on either side, the balances, and what was signed."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fundalloc.ledger.address import Address
from fundalloc.reconciliation.answers import Proposal
from fundalloc.reconciliation.balancing import Balances
from fundalloc.usecases.acting import reading
from fundalloc.usecases.banking.pool import pool_of, sources_of
from fundalloc.usecases.banking.reconciling import BANK
from fundalloc.usecases.banking.signing_off import balances_of

if TYPE_CHECKING:
    from fundalloc.ledger.banking import SignOffRow


@dataclass(frozen=True, slots=True)
class Standing:
    """A reconciliation on a day; without ``balances`` where no statement says what the account held, ``signed`` last where anything was."""

    sources: tuple[str, ...]
    source: str
    proposal: Proposal
    balances: Balances | None
    signed: "SignOffRow | None"


def standing(ledger: Address, *, on: date, source: str = BANK) -> Standing:
    """
    Return where the reconciliation of a source stands.

    Raises:
        RefusedTogether: no statement of that source was imported, and it is not the bank.

    """
    with reading(ledger) as journal:
        pool = pool_of(journal, journal.fund_at(), source)
        stood = balances_of(journal, pool, on, None)
        signed = pool.signed[-1] if pool.signed else None
        return Standing(sources_of(journal), source, stood.proposal if stood else pool.proposal(on), stood, signed)
