"""
The books of a fund, one function per thing a person asks for: opened, made a budget of, fed with money, and asked what they hold.

``ledger`` is the ledger's address. ``now`` is timezone-aware; ``person`` is an id of the fund's people. Every write accepts ``dry_run``:
all is checked and computed, nothing is kept. What cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc.errors import Refusal, refuse_together, refused_alike
from fundalloc.errors.ledger import (
    ActivityOfOtherBoard,
    AlreadyAdopted,
    AmountNotPositive,
    DateOutsideYears,
    DecisionUnsigned,
    PartnerUnknown,
    PlanItemUnknown,
    YearUnknown,
)
from fundalloc.errors.spending import GrantUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import (
    Adopted,
    ClaimRow,
    EntryRow,
    ExpenseRow,
    FundSummary,
    InstalmentRecorded,
    Opened,
    PlanLabel,
    PositionRow,
    Verification,
)
from fundalloc.ledger.duties import Act, refusal
from fundalloc.ledger.figures import Balance
from fundalloc.ledger.kinds import Account, Book, Dimension, Kind
from fundalloc.money import Cents
from fundalloc.usecases import asking
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.budgeting.movements import bank_movements, movement_reference

if TYPE_CHECKING:  # the store is loaded when a ledger is opened, so that --help stays quick
    from fundalloc.domain.adopted import Decision


# --- Opening, adopting, receiving money


def open_fund(ledger: Address, fund_file: Path, *, person: str, now: datetime, dry_run: bool = False) -> Opened:
    """Open the books of the fund described in ``fund.toml``, in a folder or a database that holds no ledger yet."""
    from fundalloc.intake.fund import read_fund
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.storage.store import creating

    fund = read_fund(fund_file)
    with refused_alike():
        refuse_together(each for each in (refusal(Act.OPEN_FUND, person, fund, {}),) if each)
        with creating(ledger, keep=not dry_run) as session:
            sealed = Journal(session).open(fund, person=person, now=now, kept=not dry_run)
    return Opened(fund=fund.id, title_fr=fund.title.fr, title_en=fund.title.en, sealed=sealed)


def adopt(ledger: Address, result_file: Path, *, person: str, now: datetime, on: date | None = None, dry_run: bool = False) -> Adopted:
    """Make a decided allocation (the JSON of ``allocate``) the budget; ``on`` is the day of adoption (default: the day of ``now``)."""
    from fundalloc.intake.result import read_decision
    from fundalloc.ledger.entries import adoption
    from fundalloc.ledger.granted import above_grants

    decision = read_decision(result_file)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.ADOPT_ALLOCATION, {Act.PREPARE_ALLOCATION: frozenset({decision.prepared_by} - {""})})
        books.doubt(*_wrong_adoption(decision, books))
        day = books.day(on)
        books.text("file", decision.file_name)
        refuse_together(books.problems)
        entry = adoption(decision, on=day, person=person)
        books.file(result_file.read_bytes())
        sealed = books.seal(entry)
        above = above_grants(books.journal)
    return Adopted(
        scenario=decision.scenario,
        fingerprint=decision.fingerprint,
        prepared_by=decision.prepared_by,
        adopted_by=person,
        lines=len(decision.amounts),
        total_cents=decision.total_cents,
        sealed=sealed,
        above_grants=above,
    )


def _wrong_adoption(decision: "Decision", books: OpenBooks) -> Iterable[Refusal]:
    earlier = books.journal.entries(Kind.ALLOCATION_ADOPTED)
    if earlier:
        yield AlreadyAdopted(scenario=earlier[0].reference, seq=earlier[0].seq)
    yield from doubts_about_decision(decision, books)


def doubts_about_decision(decision: "Decision", books: OpenBooks) -> Iterable[Refusal]:
    """Refuse a decision without an author, for years and partners that are not the fund's, or for what its plan keeps for others."""
    from fundalloc.ledger.plan import near_codes

    if not decision.prepared_by and books.fund.policy.adopter_differs_from_preparer:
        yield DecisionUnsigned(scenario=decision.scenario)
    years = tuple(year.id for year in books.fund.fiscal_years)
    for year in sorted({each.fiscal_year for each in decision.amounts} - set(years)):
        yield YearUnknown(fiscal_year=year, known=years)
    for recipient in sorted({each.recipient for each in decision.amounts} - set(books.fund.partners)):
        yield PartnerUnknown(recipient=recipient, known=books.fund.partners)
    plan = {item.id: item for item in decision.plan}
    for recipient, code in sorted({(each.recipient, each.plan_item) for each in decision.amounts if each.plan_item}):
        item = plan.get(code)
        if item is None and plan:
            yield PlanItemUnknown(plan_item=code, known=near_codes(plan, code))
        elif item is not None and item.board not in {"", recipient} and recipient in books.fund.partners:
            yield ActivityOfOtherBoard(plan_item=code, board=item.board, recipient=recipient)


def record_instalment(
    ledger: Address,
    *,
    amount_cents: Cents,
    reference: str,
    on: date,
    person: str,
    now: datetime,
    grant: str = "",
    dry_run: bool = False,
) -> InstalmentRecorded:
    """Record an instalment that reached the bank on a day, under the bank's reference; ``grant`` is the one it comes from."""
    from fundalloc.ledger.entries import facts, instalment
    from fundalloc.ledger.granted import grant_records

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.RECORD_INSTALMENT, {})
        if amount_cents <= 0:
            books.doubt(AmountNotPositive(amount_cents=amount_cents))
        bank_reference = movement_reference(books, Act.RECORD_INSTALMENT, reference)
        known = grant_records(books.journal)
        if grant and grant not in known:
            books.doubt(GrantUnknown(grant=grant, known=tuple(sorted(known))))
        day, year = books.day(on), books.fund.fiscal_year_of(on)
        if year is None:
            books.doubt(DateOutsideYears(given_on=on, years=tuple(each.id for each in books.fund.fiscal_years)))
        refuse_together(books.problems)
        entry = instalment(
            amount_cents,
            receivable_cents=books.journal.account_cents(Account.RECEIVABLE),
            fiscal_year=year.id if year else "",
            reference=bank_reference,
            on=day,
            person=person,
            recognition=books.fund.policy.recognition,
        )
        sealed = books.seal(replace(entry, rows=(*facts({"grant": books.text("grant", grant)}), *entry.rows)))
        received_cents = sum(movement.amount_cents for movement in bank_movements(books.journal) if movement.kind == Kind.GRANT_RECEIVED)
    return InstalmentRecorded(reference=bank_reference, amount_cents=amount_cents, received_cents=received_cents, sealed=sealed)


# --- Questions


def balance(
    ledger: Address,
    *,
    book: Book | None = None,
    by: Sequence[Dimension] = (),
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Balance:
    """Return balances by account and by the dimensions asked, as of a day and as known at a moment."""
    return asking.balance(ledger, book=book, by=by, as_of=as_of, known_at=known_at)


def verify(ledger: Address, *, kept_head: str | None = None, checkpoint: Path | None = None) -> Verification:
    """
    Check every seal, the chain, both books, the kept totals, every checkpoint and every file; the pages of a SQLite store too.

    ``kept_head`` is a seal kept elsewhere, ``checkpoint`` the file of a signed checkpoint kept elsewhere.
    """
    from fundalloc.ledger.chain import checkpoints
    from fundalloc.ledger.chain.verification import verify as verify_books
    from fundalloc.ledger.storage.store import open_as_found

    with refused_alike():
        kept = checkpoints.read(checkpoint) if checkpoint else None
        with open_as_found(ledger) as store, store.damage_sought() as damage, store.reading() as session:
            return verify_books(session, kept_head=kept_head, kept_checkpoint=kept, damage=damage, address=ledger)


def budget_position(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[PositionRow, ...]:
    """Return each line of budget (plan item and recipient), by plan item in natural order, then by recipient."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.budget_position(journal, as_of=as_of, known_at=known_at)


def plan_labels(ledger: Address) -> tuple[PlanLabel, ...]:
    """Return the labels of the adopted plan."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.plan_labels(journal)


def fund_summary(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> FundSummary:
    """Return the fund's totals, its instalments and its last seal."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.fund_summary(journal, as_of=as_of, known_at=known_at)


def claims(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[ClaimRow, ...]:
    """Return the claims that hold something incurred by a day, with where each stands."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.claims(journal, as_of=as_of, known_at=known_at)


def expenses(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[ExpenseRow, ...]:
    """Return every claim line incurred by a day, with its receipts (S6-02: those without one are to be listed)."""
    from fundalloc.ledger import views

    with reading(ledger) as journal:
        return views.expenses(journal, as_of=as_of, known_at=known_at)


def register(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[EntryRow, ...]:
    """Return the entries in their order."""
    with reading(ledger) as journal:
        return journal.entries(as_of=as_of, last=journal.last_known(known_at))
