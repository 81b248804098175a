"""A hand-over in brief: the agreement, what the books hold, the people, and what nobody has said of the agreement."""

from collections.abc import Mapping

from fundalloc.domain.clauses import Agreement, Clause
from fundalloc.domain.fund import Fund, Person
from fundalloc.ledger.answers import EntryRow
from fundalloc.ledger.backing import Backing
from fundalloc.ledger.kinds import Kind as EntryKind
from fundalloc.money import Cents
from fundalloc.reports.handover.found import Handover
from fundalloc.reports.handover.layout import WORDS, column, or_asked, page, table
from fundalloc.reports.ministry.backing import of_entries
from fundalloc.reports.ministry.money import timing_notes
from fundalloc.reports.plain import Written
from fundalloc.reports.tables import Cell, Joined, Kind, Page, Said, Table, Term, Tone, Value


def brief_page(found: Handover) -> Page:
    """Lay out the hand-over in brief, with what nobody has said of the agreement."""
    return page("brief", _brief(found), _unknown_clauses(found.fund))


def people_page(found: Handover) -> Page:
    """Lay out who acted in the fund."""
    return page("people", _people(found))


def _brief(found: Handover) -> Table:
    agreement, last = found.fund.agreement, found.register[-1]
    received = (each.seq for each in found.summary.instalments)
    checkpoint = next((each for each in reversed(found.register) if each.kind is EntryKind.CHECKPOINT_SIGNED), None)
    rows: tuple[tuple[str, Cell], ...] = (
        ("agreement", or_asked(_agreement(agreement) if agreement else "", "no-agreement")),
        ("banker", Cell(found.fund.banker)),
        ("received", _amount(found.summary.received_cents, of_entries("bank", found.days, received))),
        ("bank", _amount(found.summary.bank_cents, found.moved("bank"))),
        ("deferred", _amount(found.summary.deferred_cents, found.moved("deferred"))),
        ("checkpoint", or_asked(_sealed(checkpoint) if checkpoint else "", "no-checkpoint")),
        ("seal", Cell(Joined((_sealed(last), last.hash), " – "))),
    )
    columns = (column("figure", width_max=34), column("finding", width_max=70))
    notes = timing_notes(found.summary.deferred_cents)
    return table("brief", columns, ((Said(f"{WORDS}.facts.{name}"), told) for name, told in rows), *notes)


def _agreement(told: Agreement) -> Joined:
    days = Said(f"{WORDS}.days", {"first_on": told.starts_on, "last_on": told.ends_on})
    return Joined((told.number, told.funder, days), " – ")


def _amount(cents: Cents, backing: tuple[Backing, ...]) -> Cell:
    return Cell(Written(cents, Kind.MONEY), backed_by=backing)


def _sealed(entry: EntryRow) -> Said:
    return Said(f"{WORDS}.sealed", {"seq": entry.seq, "day_on": entry.recorded_at.date(), "person": entry.person})


def _people(found: Handover) -> Table:
    """Show the fund's people, then those who acted once and are no longer among them."""
    last = {entry.person: entry for entry in found.counted}
    gone = sorted(last.keys() - {each.id for each in found.fund.people})
    columns = (
        column("person", Kind.CODE),
        column("name"),
        column("role", width_max=44),
        column("recipient", Kind.CODE),
        column("acted-until", Kind.DATE),
        column("last-act", width_max=44),
        column("seq", Kind.CODE),
    )
    held = ((each.id, each.name, _roles(each), each.board or "", *_last_act(each.id, last)) for each in found.fund.people)
    left = ((each, "", or_asked("", "no-longer"), "", *_last_act(each, last)) for each in gone)
    return table("people", columns, (*held, *left), Said(f"{WORDS}.notes.people"))


def _roles(person: Person) -> Joined:
    return Joined(tuple(Term(role.value) for role in person.roles), ", ")


def _last_act(person: str, last: Mapping[str, EntryRow]) -> tuple[Value, ...]:
    entry = last.get(person)
    if entry is None:
        return None, Said(f"{WORDS}.never"), ""
    return entry.recorded_at.date(), Term(entry.kind.value), str(entry.seq)


def _unknown_clauses(fund: Fund) -> Table:
    """List what nobody has said of the agreement: it is to be asked of the funder, and written where the fund says it."""
    columns = (column("clause", width_max=60), column("written-at", Kind.CODE))
    names = ((clause, clause.value.removesuffix("-clause")) for clause in Clause)
    rows = ((Cell(Term(clause.value), tone=Tone.ATTENTION), f"clauses.{name}") for clause, name in names if not getattr(fund.clauses, name))
    return table("unknown-clauses", columns, rows, Said(f"{WORDS}.notes.unknown-clauses"))
