"""
What acts on the budget have in common: an amount above zero, a reason, a name of its own, a line that exists and can bear it.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from fundalloc.domain.fund import Overdraft
from fundalloc.errors import Refusal, refuse_together
from fundalloc.errors.ledger import (
    AmountNotPositive,
    ClaimUnknown,
    DateOutsideYears,
    NatureNotAllowed,
    NothingAdopted,
    PartnerUnknown,
    ReasonMissing,
    YearUnknown,
)
from fundalloc.errors.spending import BudgetExceeded, NameUsed
from fundalloc.ledger.credit import Course, Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Account, Kind, Subject
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks

if TYPE_CHECKING:
    from fundalloc.ledger.eligibility import Charge
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.permission import Permission
    from fundalloc.ledger.settling import Standing
    from fundalloc.ledger.views import ClaimHistory


def positive(books: OpenBooks, amount_cents: Cents) -> None:
    """Refuse an amount that is not above zero."""
    if amount_cents <= 0:
        books.doubt(AmountNotPositive(amount_cents=amount_cents))


def reasoned(books: OpenBooks, act: Act, reason: str) -> str:
    """Return a reason as the books keep it; none is refused."""
    why = books.text("reason", reason)
    if not why:
        books.doubt(ReasonMissing(act=act))
    return why


def fresh_name(books: OpenBooks, kind: Kind, name: str) -> str:
    """Return a name that no entry of a kind has yet; none is refused."""
    reference = books.needed("reference", name)
    books.doubt(*(NameUsed(name=reference, seq=earlier.seq) for earlier in books.journal.entries(kind, reference=reference)))
    return reference


def open_line(books: OpenBooks, line: Line, act: Act) -> bool:
    """Tell whether the budget has a line; a line that it has not is refused, with what is wrong in its name."""
    if not books.journal.entries(Kind.ALLOCATION_ADOPTED):
        refuse_together((*books.problems, NothingAdopted(act=act)))
    years = tuple(year.id for year in books.fund.fiscal_years)
    if line.fiscal_year not in years:
        books.doubt(YearUnknown(fiscal_year=line.fiscal_year, known=years))
    elif line.recipient not in books.fund.partners:
        books.doubt(PartnerUnknown(recipient=line.recipient, known=books.fund.partners))
    else:
        return True
    return False


def year_of(books: OpenBooks, on: date) -> str:
    """Return the fund's year that a day falls in; a day outside of them is refused."""
    year = books.fund.fiscal_year_of(on)
    if year is None:
        books.doubt(DateOutsideYears(given_on=on, years=tuple(each.id for each in books.fund.fiscal_years)))
        return ""
    return year.id


def day_closed(books: OpenBooks, day: date) -> Iterable[Refusal]:
    """Refuse a day of a closed year, for what says something of that day without moving an amount."""
    from fundalloc.ledger.closing import closed_by

    year = books.fund.fiscal_year_of(day)
    closed = books.journal.closed_years()
    if year is not None and year.id in closed:
        yield closed_by(closed[year.id])


def drawn(
    books: OpenBooks, course: Course, line: Line, amount_cents: Cents, on: date, *, permission: "Permission | None" = None
) -> tuple[tuple[str, Cents], ...]:
    """
    Take an amount from a line on a day, by envelope; what is not there from that day on is refused.

    Where the fund's policy lets a written permission go beyond what is available, ``permission`` may.
    """
    held(books, course, line, amount_cents, on, permission=permission)
    refuse_together(books.problems)
    return course.overdraw(amount_cents, on.isoformat())


def held(books: OpenBooks, course: Course, line: Line, amount_cents: Cents, on: date, *, permission: "Permission | None" = None) -> None:
    """Hold an amount against what a line has from a day on, as ``drawn`` does, and take nothing."""
    least_cents = sum(course.least_from(on.isoformat()).values())
    beyond_cents = amount_cents - least_cents
    if beyond_cents > 0 and permission is not None and books.fund.policy.overdraft is Overdraft.UNDER_WAIVER:
        beyond_cents = 0 if permission.lets(Subject.OVERDRAFT, line, beyond_cents) else beyond_cents
    if beyond_cents > 0:
        books.doubt(
            BudgetExceeded(
                plan_item=line.plan_item,
                recipient=line.recipient,
                fiscal_year=line.fiscal_year,
                asked_cents=amount_cents,
                available_cents=least_cents,
                given_on=on,
            )
        )


def wrong_charge(books: OpenBooks, charge: "Charge", line: Line, amount_cents: Cents, permission: "Permission") -> Iterable[Refusal]:
    """Refuse what may not be charged to a line for an amount, but for what a written permission lets pass."""
    from fundalloc.ledger import eligibility
    from fundalloc.ledger.questions import documents

    plan = books.journal.plan()
    for wrong in eligibility.wrong_plan_item(charge, plan):
        if not isinstance(wrong, NatureNotAllowed) or not permission.lets(Subject.NATURE, line, amount_cents, rule=charge.nature):
            yield wrong
    yield from eligibility.wrong_conditions(charge, books.fund, plan, documents(books.journal))
    yield from eligibility.wrong_cost_object(charge, books.fund, plan)


def wrong_limits(books: OpenBooks, asked: Mapping[Line, Cents], nature: str, permission: "Permission") -> Iterable[Refusal]:
    """Refuse what goes beyond the ceiling of a group of lines, but for what a written permission lets pass."""
    from fundalloc.ledger.limits import Weight, beyond_limit, in_limit
    from fundalloc.ledger.questions import used

    plan = books.journal.plan()
    for limit in books.fund.limits:
        problem = beyond_limit(limit, (Weight(line, nature, cents) for line, cents in asked.items()), used(books.journal), plan)
        where = (line for line in asked if in_limit(limit, line, nature, plan))
        if problem and not permission.lets(Subject.LIMIT, next(where), problem.beyond_cents, rule=limit.id):
            yield problem


def weighs_too_much(books: OpenBooks, entry: "Entry") -> Iterable[Refusal]:
    """Refuse an entry that would weigh more on a group of lines, and beyond its ceiling with what permissions let pass of it."""
    from fundalloc.ledger.limits import beyond_limit, weights
    from fundalloc.ledger.questions import used, waivers
    from fundalloc.ledger.rows import Posting

    moved, plan = tuple(weights(entry.of(Posting))), books.journal.plan()
    permitted = [each for each in waivers(books.journal) if each.record.subject == Subject.LIMIT]
    for limit in books.fund.limits:
        more_cents = sum(each.used_cents for each in permitted if each.record.rule in {"", limit.id})
        ceiling = limit.model_copy(update={"amount_cents": limit.amount_cents + more_cents})
        problem = beyond_limit(ceiling, moved, used(books.journal), plan)
        if problem is not None:
            yield problem


def taken_too_much(books: OpenBooks, entry: "Entry") -> Sequence[Refusal]:
    """
    Refuse an entry that would take from a line, on some day, more than is available from that day on.

    What it gives comes first; what it takes is held together against what is then there, day after day.
    """
    from fundalloc.ledger.entries import gathered
    from fundalloc.ledger.questions import course
    from fundalloc.ledger.rows import Posting

    moved = [posting for posting in gathered(entry.of(Posting)) if posting.account == Account.AVAILABLE]
    first_on = min((posting.effective_on for posting in moved), default="")
    ways: dict[Line, Course] = {}
    found: list[Refusal] = []
    for posting in sorted(moved, key=lambda each: (each.amount_cents < 0, each.effective_on, each.envelope)):
        line, day = Line(posting.fiscal_year, posting.recipient, posting.plan_item), posting.effective_on
        way = ways.setdefault(line, course(books.journal, line, date.fromisoformat(first_on)))
        there_cents = way.least_from(day).get(posting.envelope, 0)
        way.add(posting.envelope, posting.amount_cents, day)
        if there_cents + posting.amount_cents < 0:
            found.append(
                BudgetExceeded(
                    plan_item=line.plan_item,
                    recipient=line.recipient,
                    fiscal_year=line.fiscal_year,
                    asked_cents=-posting.amount_cents,
                    available_cents=there_cents,
                    given_on=date.fromisoformat(day),
                )
            )
    return found


def standing(books: OpenBooks) -> "Standing":
    """Return where the fund stands with its funder."""
    from fundalloc.ledger.settling import Standing

    return Standing(
        deferred_cents=-books.journal.account_cents(Account.DEFERRED_CONTRIBUTIONS),
        receivable_cents=books.journal.account_cents(Account.RECEIVABLE),
        recognition=books.fund.policy.recognition,
    )


def claim_history(books: OpenBooks, claim: str) -> "ClaimHistory":
    """Return what happened to a claim; one that the books do not have is refused."""
    from fundalloc.ledger.views import claim_histories

    history = claim_histories(books.journal, claim=claim).get(claim)
    if history is None:
        known = tuple(sorted(entry.reference for entry in books.journal.entries(Kind.CLAIM_RECEIVED)))
        refuse_together((*books.problems, ClaimUnknown(claim=claim, known=known)))
    assert history is not None, "an unknown claim was refused"
    return history
