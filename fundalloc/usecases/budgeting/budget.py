"""
A budget from year to year and from version to version: what is carried forward, and what an amended allocation changes.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from fundalloc.domain.clauses import Clause, Unspent
from fundalloc.errors import refuse_together
from fundalloc.errors.ledger import NothingAdopted, YearUnknown
from fundalloc.errors.plans import AmendmentOfAnother, VersionBackwards
from fundalloc.errors.spending import ClauseUnknown
from fundalloc.errors.years import NextYearMissing, NothingToCarry, UnspentReturned, YearNotOver
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.outcomes import Recorded
from fundalloc.usecases.acting import OpenBooks, writing
from fundalloc.usecases.checking import reasoned, taken_too_much

if TYPE_CHECKING:
    from fundalloc.ledger.budgeting import Carried


def carry_forward(ledger: Address, *, fiscal_year: str, reason: str, person: str, now: datetime, dry_run: bool = False) -> Recorded:
    """Carry what is unspent and what is still ordered to the next year, where the agreement says that it is carried."""
    from fundalloc.ledger.budgeting import carried

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.CARRY_BALANCE, {})
        why = reasoned(books, Act.CARRY_BALANCE, reason)
        years = {year.id: year for year in books.fund.fiscal_years}
        if fiscal_year not in years:
            refuse_together((*books.problems, YearUnknown(fiscal_year=fiscal_year, known=tuple(years))))
        match books.fund.clauses.unspent:
            case None:
                books.doubt(ClauseUnknown(clause=Clause.UNSPENT))
            case Unspent.RETURNED:
                books.doubt(UnspentReturned(fiscal_year=fiscal_year))
            case Unspent.CARRIED:
                pass
            case unreachable:
                assert_never(unreachable)
        last_day = years[fiscal_year].ends_on
        if last_day >= books.occasion.today:
            books.doubt(YearNotOver(fiscal_year=fiscal_year, ends_on=last_day))
        following = books.fund.fiscal_year_of(last_day + timedelta(days=1))
        if following is None:
            books.doubt(NextYearMissing(fiscal_year=fiscal_year))
        parts = _to_carry(books, fiscal_year, last_day)
        if not parts:
            books.doubt(NothingToCarry(fiscal_year=fiscal_year))
        refuse_together(books.problems)
        assert following is not None, "a missing year was refused"
        entry = carried(parts, to_year=following.id, first_day=following.starts_on, person=person, reason=why)
        sealed = books.seal(entry)
    return Recorded(following.id, sum(part.amount_cents for part in parts), sealed)


def _to_carry(books: OpenBooks, fiscal_year: str, last_day: date) -> "tuple[Carried, ...]":
    """Return what is available in a year, and what is still ordered or in stock in it, by line, envelope and commitment."""
    from fundalloc.ledger.budgeting import Carried

    ordered = books.journal.session.rows(
        "SELECT recipient, plan_item, envelope, commitment, nature, sum(amount_cents) FROM total WHERE book = 'budget' "
        "AND account = 'committed' AND commitment <> '' AND fiscal_year = :year "
        "GROUP BY commitment, recipient, plan_item, envelope, nature ORDER BY commitment, recipient, plan_item, envelope, nature",
        year=fiscal_year,
    )
    orders = (
        Carried(Line(fiscal_year, recipient, item), envelope, int(cents), last_day.isoformat(), commitment, nature)
        for recipient, item, envelope, commitment, nature, cents in ordered
        if cents
    )
    return (*_unspent(books, fiscal_year, last_day), *orders)


def _unspent(books: OpenBooks, fiscal_year: str, last_day: date) -> "Iterable[Carried]":
    """Yield what is available on each line of a year, by envelope, from the day on which it may leave the year."""
    from fundalloc.ledger.budgeting import Carried
    from fundalloc.ledger.questions import course

    lines = books.journal.session.rows(
        "SELECT DISTINCT recipient, plan_item FROM total WHERE book = 'budget' AND account = 'available' "
        "AND fiscal_year = :year AND amount_cents > 0 ORDER BY recipient, plan_item",
        year=fiscal_year,
    )
    for line in (Line(fiscal_year, recipient, item) for recipient, item in lines):
        for there_on, envelope, cents in course(books.journal, line, last_day).emptied(last_day.isoformat()):
            yield Carried(line, envelope, cents, there_on)


def amend_allocation(
    ledger: Address, result_file: Path, *, reason: str, person: str, now: datetime, on: date | None = None, dry_run: bool = False
) -> Recorded:
    """
    Adopt a new version of the allocation, with its reason: the difference with the version before is authorised, line by line.

    A line may not lose more than is still available on it.
    """
    from fundalloc.intake.result import read_decision
    from fundalloc.ledger.budgeting import amended
    from fundalloc.ledger.granted import above_grants
    from fundalloc.ledger.questions import rows_of
    from fundalloc.ledger.rows import BudgetLine
    from fundalloc.usecases.budgeting.books import doubts_about_decision

    decision = read_decision(result_file)
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.ADOPT_ALLOCATION, {Act.PREPARE_ALLOCATION: frozenset({decision.prepared_by} - {""})})
        versions = books.journal.entries(Kind.ALLOCATION_ADOPTED)
        if not versions:
            refuse_together((*books.problems, NothingAdopted(act=Act.ADOPT_ALLOCATION)))
        books.doubt(*doubts_about_decision(decision, books))
        before_fingerprint = dict(versions[-1].facts)["fingerprint"]
        if decision.amends not in {"", before_fingerprint}:
            books.doubt(AmendmentOfAnother(amends=decision.amends, found=before_fingerprint))
        why = reasoned(books, Act.ADOPT_ALLOCATION, reason)
        day, last = books.day(on), versions[-1]
        if day < last.effective_on:
            books.doubt(VersionBackwards(given_on=day, last_on=last.effective_on, seq=last.seq))
        before = [line for _, line in rows_of(books.journal, BudgetLine, "entry_seq = :seq", seq=versions[-1].seq)]
        entry = amended(decision, before, amends=versions[-1].seq, version=len(versions) + 1, on=day, person=person, reason=why)
        books.doubt(*taken_too_much(books, entry))
        refuse_together(books.problems)
        books.file(result_file.read_bytes())
        sealed = books.seal(entry)
        above = above_grants(books.journal)
    delta_cents = decision.total_cents - sum(line.amount_cents for line in before)
    return Recorded(decision.scenario, delta_cents, sealed, left_cents=decision.total_cents, above_grants=above)
