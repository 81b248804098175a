"""
Steer: from the books of a fund in mid-year to proposed transfers, certified; then, once approved, into the books all together.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fundalloc
from fundalloc.domain.proposed import Proposed, ProposedMove
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.ledger import NothingAdopted
from fundalloc.errors.steering import (
    DayOutsideYears,
    DeclaredLineUnknown,
    DeclaredTwice,
    NothingDeclared,
    NoYearBefore,
    OtherScenarioAdopted,
    ProposalOfAnother,
    ProposalOutdated,
    ProposalUnproved,
)
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.outcomes import Recorded
from fundalloc.lexicon import Lexicon
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.budgeting.transfers import TransferOrder, moved
from fundalloc.usecases.files import put_text

if TYPE_CHECKING:
    from fundalloc.allocation.outcome import Impossible
    from fundalloc.domain.base import FiscalYear
    from fundalloc.domain.reporting import LineNote
    from fundalloc.domain.scenario import Scenario
    from fundalloc.ledger.answers import FundSummary
    from fundalloc.ledger.journal import Journal
    from fundalloc.reports.steering import Proposal
    from fundalloc.reports.tables import Document
    from fundalloc.steering.forecasts import Forecasting, Method, Seasons
    from fundalloc.steering.standing import Standing
    from fundalloc.steering.steering import Terms, Transfer


@dataclass(frozen=True, slots=True)
class SteeringAsked:
    """
    What to steer by: the scenario whose allocation was adopted, the day, and how the end of the year is foreseen.

    ``declared`` is a table of what managers say will still be spent, ``last_year`` the books whose seasons are read where this fund's own
    hold no earlier year. A difference below ``smallest_cents`` is left alone. ``beyond_clause`` also proposes what needs a permission.
    """

    scenario: Path
    as_of: date
    method: "Method"
    known_at: datetime | None = None
    declared: Path | None = None
    last_year: Address | None = None
    smallest_cents: Cents = 0
    beyond_clause: bool = False


def propose(ledger: Address, asked: SteeringAsked) -> "Proposal | Impossible":
    """Propose the transfers that make the best of what is left of a year, or say which rules cannot hold together any more."""
    from fundalloc.allocation.outcome import Impossible
    from fundalloc.intake.scenario import read_scenario
    from fundalloc.ledger import views
    from fundalloc.reports.steering import Proposal
    from fundalloc.steering.standing import standings
    from fundalloc.steering.steering import steer

    scenario = read_scenario(asked.scenario)
    notes = _notes(asked)
    with reading(ledger) as journal:
        summary = views.fund_summary(journal, as_of=asked.as_of, known_at=asked.known_at)
        year = _year(journal, asked.as_of)
        refuse_together(_wrong_scenario(scenario, summary))
        lines = standings(journal, as_of=asked.as_of, known_at=asked.known_at)
        forecasting = _forecasting(journal, asked, year, _declared(notes, year, scenario, lines))
        terms = _terms(journal, asked, year, lines)
        found = steer(scenario, lines, forecasting, terms)
        if isinstance(found, Impossible):
            return found
        return Proposal(
            summary=summary,
            as_of=asked.as_of,
            known_at=asked.known_at,
            forecasting=forecasting,
            terms=terms,
            steering=found,
            needs=_needs(journal, found.transfers),
            scenario_changed=_changed(scenario, summary),
        )


def _changed(scenario: "Scenario", summary: "FundSummary") -> bool:
    from fundalloc.allocation.fingerprint import fingerprint

    return fingerprint(scenario) != summary.fingerprint


def _wrong_scenario(scenario: "Scenario", summary: "FundSummary") -> Iterable[Refusal]:
    if summary.adopted_on is None:
        yield NothingAdopted(act=Act.MAKE_TRANSFER)
    elif scenario.id != summary.scenario:
        yield OtherScenarioAdopted(scenario=scenario.id, adopted=summary.scenario)


def _year(journal: "Journal", as_of: date) -> "FiscalYear":

    fund = journal.fund_at(on=as_of)
    year = fund.fiscal_year_of(as_of)
    if year is None:
        refuse_together((DayOutsideYears(given_on=as_of, years=tuple(each.id for each in fund.fiscal_years)),))
    assert year is not None, "a day in no year was refused"
    return year


# --- What is foreseen


def _notes(asked: SteeringAsked) -> "tuple[LineNote, ...]":
    from fundalloc.steering.forecasts import Method
    from fundalloc.usecases.accountability.ministry import read_notes

    if asked.declared is not None:
        return read_notes(asked.declared)
    refuse_together((NothingDeclared(),) if asked.method is Method.DECLARED else ())
    return ()


def _declared(
    notes: "Iterable[LineNote]", year: "FiscalYear", scenario: "Scenario", lines: "Iterable[Standing]"
) -> "Mapping[Line, LineNote]":
    """Return what managers declare, by line; one that nobody knows, or that is said twice, is refused."""
    from fundalloc.steering.rewriting import line_of

    known = {*(line_of(request) for request in scenario.requests), *(standing.line for standing in lines)}
    given = [(Line(note.fiscal_year or year.id, note.recipient, note.plan_item), note) for note in notes if note.forecast_cents is not None]
    often = Counter(line for line, _ in given)
    problems: list[Refusal] = []
    for line, times in often.items():
        if line not in known:
            problems.append(DeclaredLineUnknown(recipient=line.recipient, plan_item=line.plan_item))
        elif times > 1:
            problems.append(DeclaredTwice(recipient=line.recipient, plan_item=line.plan_item))
    refuse_together(problems)
    return dict(given)


def _forecasting(journal: "Journal", asked: SteeringAsked, year: "FiscalYear", declared: "Mapping[Line, LineNote]") -> "Forecasting":
    from fundalloc.steering.forecasts import Forecasting, Method, Seasons

    seasons = _seasons(journal, asked.last_year, year) if asked.method is Method.SEASONAL else Seasons(())
    return Forecasting(asked.method, year, asked.as_of, seasons, declared)


def _seasons(journal: "Journal", last_year: Address | None, year: "FiscalYear") -> "Seasons":
    """Return the seasons of the last year before this one, from the books named or from these."""
    if last_year is None:
        return _seasons_in(journal, year)
    with reading(last_year) as other:
        return _seasons_in(other, year)


def _seasons_in(journal: "Journal", year: "FiscalYear") -> "Seasons":
    from fundalloc.steering.forecasts import Seasons
    from fundalloc.steering.standing import spending_of

    before = [each for each in journal.fund_at().fiscal_years if each.ends_on < year.starts_on]
    spending = spending_of(journal, max(before, key=lambda each: each.ends_on)) if before else ()
    if not spending:
        refuse_together((NoYearBefore(fiscal_year=year.id),))
    return Seasons(spending)


# --- What may move


def _terms(journal: "Journal", asked: SteeringAsked, year: "FiscalYear", lines: "Iterable[Standing]") -> "Terms":
    """Return what the clause of transfers lets move; where nobody has said it, or what goes beyond it is asked for, everything may."""
    from fundalloc.ledger.budgeting import free_cents
    from fundalloc.ledger.plan import under
    from fundalloc.ledger.transferring import purposes_of, transfer_asked
    from fundalloc.steering.steering import Terms

    clause, plan = journal.fund_at(on=asked.as_of).clauses.transfers, journal.plan()
    if clause is None or asked.beyond_clause:
        return Terms(year.id, clause, frozenset(), {}, asked.smallest_cents)
    own = [standing.line for standing in lines if standing.line.fiscal_year == year.id]
    excluded = frozenset(
        line
        for line in own
        if under(plan, line.plan_item, clause.excluded_plan_items) or purposes_of(journal, line) & set(clause.excluded_purposes)
    )
    freely = {line: free_cents(transfer_asked(journal, line, line, 0), clause) for line in own}
    return Terms(year.id, clause, excluded, freely, asked.smallest_cents)


def _needs(journal: "Journal", transfers: "Iterable[Transfer]") -> tuple[tuple[str, ...], ...]:
    """Return why each transfer needs a written permission, those before it taken as made."""
    from dataclasses import replace

    from fundalloc.ledger.budgeting import needs
    from fundalloc.ledger.transferring import purposes_of, transfer_asked

    clause, plan, before = journal.fund_at().clauses.transfers, journal.plan(), defaultdict[Line, Cents](int)
    found: list[tuple[str, ...]] = []
    for each in transfers:
        asked = transfer_asked(journal, each.origin, each.target, each.amount_cents)
        asked = replace(asked, freely_out_cents=asked.freely_out_cents + before[each.origin])
        found.append(tuple(need.value for need in needs(asked, clause, plan, purposes_of(journal, each.origin, each.target))))
        before[each.origin] += each.amount_cents
    return tuple(found)


# --- What is given to who decides


def document_of(proposal: "Proposal", *, person: str, now: datetime) -> "Document":
    """Lay out a proposal for who decides."""
    from fundalloc.reports.preparation import Preparation
    from fundalloc.reports.steering import steering_document

    return steering_document(proposal, Preparation(person, now, fundalloc.__version__))


def as_data(proposal: "Proposal", lexicon: Lexicon, *, person: str) -> dict[str, object]:
    """Return a proposal as plain data: the result of the new allocation, which ``prove`` checks, and the transfers that lead to it."""
    from fundalloc.allocation.result import as_document
    from fundalloc.reports.steering import steering_data

    return {**as_document(proposal.steering.outcome, lexicon, prepared_by=person), "steering": steering_data(proposal, lexicon)}


def write_proposal(proposal: "Proposal", path: Path, lexicon: Lexicon, *, person: str) -> None:
    """Write a proposal for the books to take over once it is approved, whole or not at all."""
    import json

    text = json.dumps(as_data(proposal, lexicon, person=person), ensure_ascii=False, indent=1) + "\n"
    put_text(path, text)


# --- What the books take over


def apply_proposal(
    ledger: Address, file: Path, *, person: str, now: datetime, waiver: str = "", on: date | None = None, dry_run: bool = False
) -> tuple[Recorded, ...]:
    """
    Make every transfer of a proposal, all together or none, once the allocation it leads to is proved again.

    Whoever prepared it does not approve it, where the fund's policy keeps these apart. ``waiver`` is the permission of those that need one.
    """
    from fundalloc.intake.proposal import read_proposal

    proposed = read_proposal(file)
    refuse_together(_unproved(file, proposed))
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.ADOPT_ALLOCATION, {Act.PREPARE_ALLOCATION: frozenset({proposed.prepared_by} - {""})})
        if proposed.fund != books.fund.id:
            books.doubt(ProposalOfAnother(fund=proposed.fund, own=books.fund.id))
        books.doubt(*_outdated(books, proposed))
        refuse_together(books.problems)
        return tuple(moved(books, _order(each, waiver), on=on) for each in proposed.moves)


def _unproved(file: Path, proposed: Proposed) -> Iterable[Refusal]:
    """Prove the allocation again, and that the transfers lead to it from the budgets that the proposal was made from."""
    from fundalloc.intake.result import read_decision
    from fundalloc.usecases.allocating.deciding import prove_result

    reached: defaultdict[tuple[str, str, str], Cents] = defaultdict(int, proposed.budgets)
    for move in proposed.moves:
        reached[move.origin] -= move.amount_cents
        reached[move.target] += move.amount_cents
    for each in read_decision(file).amounts:
        reached[each.fiscal_year, each.recipient, each.plan_item] -= each.amount_cents
    wrong = len(prove_result(file).findings) + sum(bool(cents) for cents in reached.values())
    if wrong:
        yield ProposalUnproved(count=wrong, place=Place(file=file.name))


def _outdated(books: OpenBooks, proposed: Proposed) -> Iterable[Refusal]:
    """Refuse lines whose budget is no longer the one the proposal was made from."""
    from fundalloc.ledger.kinds import Account
    from fundalloc.ledger.questions import account_by_line

    given = (Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED)
    for line, then_cents in proposed.budgets:
        now_cents = -sum(account_by_line(books.journal, account, Line(*line)) for account in given)
        if now_cents != then_cents:
            year, recipient, plan_item = line
            yield ProposalOutdated(recipient=recipient, plan_item=plan_item, fiscal_year=year, then_cents=then_cents, now_cents=now_cents)


def _order(move: ProposedMove, waiver: str) -> TransferOrder:
    return TransferOrder(Line(*move.origin), Line(*move.target), move.amount_cents, move.reason, waiver)
