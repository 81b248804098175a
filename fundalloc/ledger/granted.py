"""Grants as the books tell them in their four states, and the budget beside what they promise."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from fundalloc.ledger.grant_answers import BudgetBesideGrants, GrantStanding, beside
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account, GrantState, Kind
from fundalloc.ledger.questions import postings, reversed_by, rows_of
from fundalloc.ledger.rows import GrantRecord
from fundalloc.money import Cents

KIND_OF: Final[Mapping[GrantState, Kind]] = {
    GrantState.ANNOUNCED: Kind.GRANT_ANNOUNCED,
    GrantState.CONFIRMED: Kind.GRANT_CONFIRMED,
    GrantState.SIGNED: Kind.GRANT_SIGNED,
}
PROMISING: Final = (*KIND_OF.values(), Kind.AGREEMENT_SIGNED, Kind.AGREEMENT_AMENDED, Kind.MANDATE_GIVEN)
"""The entries that say what a grant is."""


def standings(journal: Journal, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[GrantStanding, ...]:
    """Return each grant in its four states; an instalment counts for the grant it names."""
    records = grant_records(journal, as_of=as_of, known_at=known_at)
    received = _received(journal, as_of, known_at) if records else {}
    return tuple(_standing(records[name], received.get(name, {})) for name in sorted(records))


def grant_records(
    journal: Journal, *, as_of: date | None = None, known_at: datetime | None = None
) -> Mapping[str, Sequence[tuple[int, GrantRecord]]]:
    """Return what the entries that stand say of each grant, in their order, with their numbers."""
    last = journal.last_known(known_at)
    standing = {entry.seq for entry in journal.entries(*PROMISING, as_of=as_of, last=last)} - set(reversed_by(journal, last=last))
    grouped: dict[str, list[tuple[int, GrantRecord]]] = {}
    for seq, record in rows_of(journal, GrantRecord):
        if seq in standing:
            grouped.setdefault(record.grant, []).append((seq, record))
    return grouped


def _received(journal: Journal, as_of: date | None, known_at: datetime | None) -> Mapping[str, Mapping[int, Cents]]:
    """Return what came of each grant, entry by entry."""
    last = journal.last_known(known_at)
    undone, found = reversed_by(journal, last=last), dict[str, dict[int, Cents]]()
    for entry in journal.entries(Kind.GRANT_RECEIVED, as_of=as_of, last=last):
        grant = dict(entry.facts).get("grant", "")
        if grant and entry.seq not in undone:
            cents = sum(row.amount_cents for row in postings(journal, entry.seq) if row.account == Account.BANK)
            found.setdefault(grant, {})[entry.seq] = cents
    return found


def _standing(records: Sequence[tuple[int, GrantRecord]], received: Mapping[int, Cents]) -> GrantStanding:
    latest = {record.state: (seq, record) for seq, record in records}
    exact = {state: record.amount_cents for state, (_, record) in latest.items() if record.certainty == "exact"}
    (_, last), received_cents = records[-1], sum(received.values())
    return GrantStanding(
        grant=last.grant,
        funder=last.funder,
        agreement=last.agreement,
        state="received" if received_cents else last.state,
        announced_cents=exact.get("announced"),
        confirmed_cents=exact.get("confirmed"),
        signed_cents=exact.get("signed"),
        received_cents=received_cents,
        range_cents=(last.amount_cents, last.amount_max_cents) if last.certainty == "range" else None,
        signed_by=(latest["signed"][0],) if "signed" in exact else (),
        received_by=tuple(received),
    )


# --- The budget beside them


def budget_beside_grants(
    journal: Journal, *, as_of: date | None = None, known_at: datetime | None = None, authorised_cents: Cents | None = None
) -> BudgetBesideGrants | None:
    """Put the budget (or one that is thought of) beside what grants promise; nothing where no exact amount of a grant is known."""
    grants = standings(journal, as_of=as_of, known_at=known_at)
    budget_cents = (
        -journal.account_cents(Account.AUTHORISED, as_of=as_of, known_at=known_at) if authorised_cents is None else authorised_cents
    )
    return beside(budget_cents, grants)


def above_grants(journal: Journal) -> BudgetBesideGrants | None:
    """Return the budget beside what grants promise where it is above that now; nothing where it is not, or nobody can tell."""
    found = budget_beside_grants(journal)
    return found if found is not None and found.beyond_cents else None
