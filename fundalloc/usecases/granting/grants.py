"""Grants in their four states: announced, confirmed, signed, received; and the budget beside what they promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.spending import GrantAmountUnclear, GrantStateBackwards
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.grant_answers import BudgetBesideGrants, GrantStanding
from fundalloc.ledger.kinds import GrantState
from fundalloc.ledger.outcomes import Recorded
from fundalloc.money import Cents
from fundalloc.usecases.acting import reading, writing
from fundalloc.usecases.checking import day_closed

if TYPE_CHECKING:
    from fundalloc.ledger.rows import GrantRecord


ORDER = tuple(GrantState)


@dataclass(frozen=True, slots=True)
class GrantAsked:
    """What is known of a grant: no amount, an exact one, or a range with its two ends."""

    grant: str
    state: GrantState
    funder: str
    amount_cents: Cents | None = None
    amount_max_cents: Cents | None = None
    agreement: str = ""


def record_grant(
    ledger: Address, asked: GrantAsked, *, on: date | None = None, reason: str = "", person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Record that a grant was announced, confirmed or signed; a range or an unknown amount is kept as such and enters no sum."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.granted import KIND_OF, above_grants, grant_records
    from fundalloc.ledger.rows import GrantRecord

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_GRANT, {})
        books.doubt(*_wrong_grant(asked, [record for _, record in grant_records(books.journal).get(asked.grant, ())]))
        record = GrantRecord(
            grant=books.needed("grant", asked.grant),
            state=asked.state.value,
            certainty=_certainty(asked),
            amount_cents=asked.amount_cents or 0,
            amount_max_cents=asked.amount_max_cents or asked.amount_cents or 0,
            funder=books.needed("funder", asked.funder),
            agreement=books.text("agreement", asked.agreement),
        )
        day, why = books.day(on), books.text("reason", reason)
        books.doubt(*day_closed(books, day))
        refuse_together(books.problems)
        sealed = books.seal(Entry(KIND_OF[asked.state], day, person, reference=record.grant, reason=why, rows=(record,)))
        above = above_grants(books.journal)
    return Recorded(record.grant, asked.amount_cents or 0, sealed, above_grants=above)


def _certainty(asked: GrantAsked) -> str:
    if asked.amount_cents is None:
        return "unknown"
    return "exact" if asked.amount_max_cents in {None, asked.amount_cents} else "range"


def _wrong_grant(asked: GrantAsked, earlier: Sequence["GrantRecord"]) -> Sequence[Refusal]:
    found: list[Refusal] = []
    ends = (asked.amount_cents, asked.amount_max_cents)
    disordered = ends[1] is not None and (ends[0] is None or ends[0] > ends[1])
    negative = any(cents is not None and cents < 0 for cents in ends)
    if disordered or negative or (asked.state is not GrantState.ANNOUNCED and _certainty(asked) != "exact"):
        found.append(GrantAmountUnclear(grant=asked.grant, state=asked.state))
    reached = max((GrantState(record.state) for record in earlier), key=ORDER.index, default=None)
    if reached is not None and ORDER.index(asked.state) < ORDER.index(reached):
        found.append(GrantStateBackwards(grant=asked.grant, state=asked.state, reached=reached))
    return found


def grants(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[GrantStanding, ...]:
    """Return each grant in its four states; an instalment counts for the grant it names."""
    from fundalloc.ledger.granted import standings

    with reading(ledger) as journal:
        return standings(journal, as_of=as_of, known_at=known_at)


def budget_beside_grants(
    ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None, authorised_cents: Cents | None = None
) -> BudgetBesideGrants | None:
    """Put the budget (or one that is thought of) beside what grants promise; nothing where no exact amount of a grant is known."""
    from fundalloc.ledger import granted

    with reading(ledger) as journal:
        return granted.budget_beside_grants(journal, as_of=as_of, known_at=known_at, authorised_cents=authorised_cents)
