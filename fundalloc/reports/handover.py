"""A fund handed over: what whoever takes it up must know, so that its file is read without the person who kept it (S6-04)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fundalloc.domain.base import Label
from fundalloc.domain.clauses import Agreement, Clause
from fundalloc.domain.fund import Fund, Person
from fundalloc.ledger.accountability import Span
from fundalloc.ledger.answers import ClaimRow, EntryRow, FundSummary, PositionRow
from fundalloc.ledger.backing import Adds, Backing, Moved, Record, Recorded, Unbacked, Within
from fundalloc.ledger.banking import SignOffRow
from fundalloc.ledger.claim_answers import MissingRow, WaitingRow
from fundalloc.ledger.kinds import ClaimState
from fundalloc.ledger.kinds import Kind as EntryKind
from fundalloc.ledger.questions import OpenCommitment, Waiver
from fundalloc.ledger.reporting import OwedRow, ReportState
from fundalloc.money import Cents
from fundalloc.reconciliation.answers import Match, Proposal, Unmatched
from fundalloc.reports.ministry.backing import ADDS, of_entries, within_lines
from fundalloc.reports.ministry.document import known_moment
from fundalloc.reports.ministry.measures import column_label
from fundalloc.reports.plain import Written
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.reconciliation import why_said
from fundalloc.reports.tables import Cell, Column, Document, Fact, Joined, Kind, Page, Row, Said, Table, Term, Text, Tone, Value

WORDS: Final = "reports.handover"


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """Where the reconciliation of one account stands: what is still open on either side, and the last sign-off, if one stands."""

    source: str
    proposal: Proposal
    signed: SignOffRow | None


@dataclass(frozen=True, slots=True)
class Handover:
    """Everything that is handed over, as of a day; ``register`` is every entry known, whose last bears the last seal."""

    as_of: date
    fund: Fund
    summary: FundSummary
    register: tuple[EntryRow, ...]
    position: tuple[PositionRow, ...]
    commitments: tuple[OpenCommitment, ...]
    waivers: tuple[Waiver, ...]
    claims: tuple[ClaimRow, ...]
    waiting: tuple[WaitingRow, ...]
    missing: tuple[MissingRow, ...]
    sources: tuple[SourceStanding, ...]
    owed: tuple[OwedRow, ...]

    @property
    def days(self) -> Span:
        """All days until the one asked."""
        return Span(None, self.as_of)

    def moved(self, measure: str) -> tuple[Backing, ...]:
        """Return what backs a measure of the whole fund."""
        return (Moved(ADDS[measure], Within(self.days)),)

    @property
    def counted(self) -> Iterator[EntryRow]:
        """The entries that count by the day asked."""
        return (entry for entry in self.register if entry.effective_on <= self.as_of)


def handover_document(found: Handover, made: Preparation) -> Document:
    """Lay out a hand-over: in brief, people, money, claims, bank, reports, each on a page of its own."""
    pages = (
        _page("brief", _brief(found), _unknown_clauses(found.fund)),
        _page("people", _people(found)),
        _page("money", _lines(found), _commitments(found), _waivers(found.waivers)),
        _page("claims", _states(found), _waiting(found), _missing(found)),
        _page("bank", _sign_offs(found.sources), _unmatched(found)),
        _page("reports", _owed(found.owed)),
    )
    facts = (
        ("as-of", found.as_of.isoformat()),
        ("known-at", known_moment(found.summary, made)),
        ("entries", str(found.register[-1].seq)),
        ("head", found.register[-1].hash),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
    )
    return Document(
        id="handover",
        title=Said(f"{WORDS}.title", {"fund": Label(fr=found.summary.title_fr, en=found.summary.title_en)}),
        pages=pages,
        provenance=tuple(Fact(name, Said(f"reports.provenance.{name}"), told) for name, told in facts),
        fingerprint=found.register[-1].hash,
        author=made.person,
        subtitle=Said("reports.ministry.subtitle", {"day_on": found.as_of}),
    )


def _page(name: str, *tables: Table) -> Page:
    return Page(name, Said(f"{WORDS}.pages.{name}"), tables, landscape=True)


def _table(name: str, columns: tuple[Column, ...], rows: Iterable[tuple[Value | Cell, ...]], *notes: Text) -> Table:
    told = tuple(Row(_cells(row)) for row in rows)
    return _told(name, columns, told, *notes)


def _cells(row: tuple[Value | Cell, ...]) -> tuple[Cell, ...]:
    return tuple(each if isinstance(each, Cell) else Cell(each) for each in row)


def _told(name: str, columns: tuple[Column, ...], told: tuple[Row, ...], *notes: Text) -> Table:
    return Table(
        name,
        Said(f"{WORDS}.tables.{name}"),
        columns,
        told,
        total_label=column_label("total") if told and any(column.summed for column in columns) else None,
        notes=notes if told else (),
        when_empty=Said(f"{WORDS}.none.{name}"),
    )


def _column(name: str, kind: Kind = Kind.TEXT, *, width_max: int = 30, summed: bool = False, adds: Adds | Unbacked | None = None) -> Column:
    return Column(name, column_label(name), kind, summed=summed, width_max=width_max, adds=adds)


def _or_asked(told: Text, asked: str) -> Cell:
    """Return what is told, or what nobody has said or done yet, so that it is seen."""
    return Cell(told) if told else Cell(Said(f"{WORDS}.{asked}"), tone=Tone.ATTENTION)


# --- In brief, and the people


def _brief(found: Handover) -> Table:
    agreement, last = found.fund.agreement, found.register[-1]
    received = (each.seq for each in found.summary.instalments)
    checkpoint = next((each for each in reversed(found.register) if each.kind is EntryKind.CHECKPOINT_SIGNED), None)
    rows: tuple[tuple[str, Cell], ...] = (
        ("agreement", _or_asked(_agreement(agreement) if agreement else "", "no-agreement")),
        ("banker", Cell(found.fund.banker)),
        ("received", _amount(found.summary.received_cents, of_entries("bank", found.days, received))),
        ("bank", _amount(found.summary.bank_cents, found.moved("bank"))),
        ("deferred", _amount(found.summary.deferred_cents, found.moved("deferred"))),
        ("checkpoint", _or_asked(_sealed(checkpoint) if checkpoint else "", "no-checkpoint")),
        ("seal", Cell(Joined((_sealed(last), last.hash), " – "))),
    )
    columns = (_column("figure", width_max=34), _column("finding", width_max=70))
    return _table("brief", columns, ((Said(f"{WORDS}.facts.{name}"), told) for name, told in rows))


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
        _column("person", Kind.CODE),
        _column("name"),
        _column("role", width_max=44),
        _column("recipient", Kind.CODE),
        _column("acted-until", Kind.DATE),
        _column("last-act", width_max=44),
        _column("seq", Kind.CODE),
    )
    held = ((each.id, each.name, _roles(each), each.board or "", *_last_act(each.id, last)) for each in found.fund.people)
    left = ((each, "", _or_asked("", "no-longer"), "", *_last_act(each, last)) for each in gone)
    return _table("people", columns, (*held, *left), Said(f"{WORDS}.notes.people"))


def _roles(person: Person) -> Joined:
    return Joined(tuple(Term(role.value) for role in person.roles), ", ")


def _last_act(person: str, last: Mapping[str, EntryRow]) -> tuple[Value, ...]:
    entry = last.get(person)
    if entry is None:
        return None, Said(f"{WORDS}.never"), ""
    return entry.recorded_at.date(), Term(entry.kind.value), str(entry.seq)


def _unknown_clauses(fund: Fund) -> Table:
    """List what nobody has said of the agreement: it is to be asked of the funder, and written where the fund says it."""
    columns = (_column("clause", width_max=60), _column("written-at", Kind.CODE))
    names = ((clause, clause.value.removesuffix("-clause")) for clause in Clause)
    rows = ((Cell(Term(clause.value), tone=Tone.ATTENTION), f"clauses.{name}") for clause, name in names if not getattr(fund.clauses, name))
    return _table("unknown-clauses", columns, rows, Said(f"{WORDS}.notes.unknown-clauses"))


# --- Money


def _lines(found: Handover) -> Table:
    """List the budget lines that still hold something, ordered or free."""
    columns = (
        _column("year", Kind.CODE),
        _column("activity", Kind.CODE),
        _column("label", width_max=44),
        _column("recipient", Kind.CODE),
        *(_column(name, Kind.MONEY, summed=True, adds=ADDS[name]) for name in ("revised", "incurred", "committed", "available")),
    )
    held = (each for each in found.position if each.committed_cents or each.available_cents)
    rows = tuple(Row(_cells(_line(each)), within=within_lines(found.days, (each,))) for each in held)
    return _told("lines", columns, rows)


def _line(line: PositionRow) -> tuple[Value | Cell, ...]:
    return (
        line.fiscal_year,
        line.plan_item,
        Label(fr=line.label_fr, en=line.label_en),
        line.recipient,
        line.authorised_cents + line.transferred_cents,
        line.incurred_cents,
        line.committed_cents,
        Cell(line.available_cents, tone=Tone.ATTENTION if line.available_cents < 0 else Tone.PLAIN),
    )


def _commitments(found: Handover) -> Table:
    columns = (
        _column("commitment", Kind.CODE),
        _column("year", Kind.CODE),
        _column("activity", Kind.CODE),
        _column("recipient", Kind.CODE),
        _column("supplier"),
        _column("description", width_max=44),
        _column("amount", Kind.MONEY, summed=True),
        _column("remaining", Kind.MONEY, summed=True),
    )
    rows = (
        (
            each.record.commitment,
            each.fiscal_year,
            each.record.plan_item,
            each.record.recipient,
            each.record.supplier,
            each.record.description,
            Cell(each.record.amount_cents, trace=str(each.seq), backed_by=(Recorded(Record.COMMITMENT, each.seq),)),
            Cell(each.left_cents, backed_by=_left(found, each.record.commitment)),
        )
        for each in found.commitments
        if each.left_cents
    )
    return _table("commitments", columns, rows)


def _left(found: Handover, commitment: str) -> tuple[Backing, ...]:
    """Return what backs what is left of an order."""
    return (Moved(ADDS["committed"], Within(found.days, commitments=frozenset({commitment}))),)


def _waivers(waivers: Iterable[Waiver]) -> Table:
    columns = (
        _column("waiver", Kind.CODE),
        _column("subject"),
        _column("authority"),
        _column("granted-on", Kind.DATE),
        _column("scope", width_max=44),
        _column("amount", Kind.MONEY),
        _column("remaining", Kind.MONEY),
    )
    rows = (
        (
            each.record.waiver,
            Term(each.record.subject),
            each.record.authority,
            date.fromisoformat(each.record.granted_on),
            Joined((each.record.rule, each.record.fiscal_year, each.record.recipient, each.record.plan_item), " – "),
            Cell(
                each.record.amount_cents or None,
                trace=str(each.seq) if each.record.amount_cents else "",
                backed_by=(Recorded(Record.WAIVER, each.seq),),
            ),
            each.left_cents if each.record.amount_cents else None,
        )
        for each in waivers
    )
    return _table("waivers", columns, rows, Said(f"{WORDS}.notes.waivers"))


# --- Claims


def _states(found: Handover) -> Table:
    columns = (_column("state"), _column("claims", Kind.COUNT, summed=True), _column("amount", Kind.MONEY, summed=True))
    by_state = ((state, [each for each in found.claims if each.state is state]) for state in ClaimState)
    rows = ((Term(state.value), len(claims), _claimed(found, *(each.claim for each in claims))) for state, claims in by_state if claims)
    return _table("states", columns, rows)


def _claimed(found: Handover, *claims: str) -> Cell:
    """Return what claims come to by the day; the entry that received each says it line by line."""
    of_them = [each for each in found.claims if each.claim in claims]
    backing = tuple(Recorded(Record.CLAIM, each.entries[0], found.as_of.isoformat()) for each in of_them)
    return Cell(sum(each.total_cents for each in of_them), backed_by=backing)


def _waiting(found: Handover) -> Table:
    columns = (
        _column("claim", Kind.CODE),
        _column("recipient", Kind.CODE),
        _column("state"),
        _column("waits-for"),
        _column("who-may-act", width_max=44),
        _column("since", Kind.DATE),
        _column("days", Kind.COUNT),
        _column("amount", Kind.MONEY, summed=True),
    )
    rows = (
        (
            each.claim,
            each.recipient,
            Term(each.state.value),
            Term(each.waits_for.value),
            _or_asked(", ".join(each.people), "nobody"),
            each.since_on,
            each.days,
            _claimed(found, each.claim),
        )
        for each in found.waiting
    )
    return _table("waiting", columns, rows)


def _missing(found: Handover) -> Table:
    columns = (
        _column("recipient", Kind.CODE),
        _column("claim", Kind.CODE),
        _column("line", Kind.CODE),
        _column("spent-on", Kind.DATE),
        _column("supplier"),
        _column("invoice", Kind.CODE),
        _column("lacking"),
        _column("days", Kind.COUNT),
        _column("amount", Kind.MONEY, summed=True),
    )
    received = {each.claim: each.entries[0] for each in found.claims}
    rows = (
        (
            each.recipient,
            each.claim,
            each.line,
            each.incurred_on,
            each.supplier,
            each.invoice_number,
            Joined(tuple(Term(kind.value) for kind in each.lacking), ", "),
            each.days,
            Cell(each.amount_cents, backed_by=(Recorded(Record.CLAIM_LINE, received[each.claim], each.line),)),
        )
        for each in found.missing
    )
    return _table("missing", columns, rows)


# --- Bank and reports


def _sign_offs(sources: Iterable[SourceStanding]) -> Table:
    columns = (
        _column("account"),
        _column("until", Kind.DATE),
        _column("closing", Kind.MONEY),
        _column("prepared-by", width_max=44),
        _column("signed-by", Kind.CODE),
    )
    return _table("sign-offs", columns, (_sign_off(each) for each in sources), Said(f"{WORDS}.notes.today"))


def _sign_off(standing: SourceStanding) -> tuple[Value | Cell, ...]:
    signed = standing.signed
    if signed is None:
        return Term(standing.source), None, None, "", _or_asked("", "never-signed")
    closing = Cell(signed.closing_cents, backed_by=(Recorded(Record.SIGN_OFF, signed.seq),))
    return Term(standing.source), signed.until, closing, ", ".join(signed.prepared_by), signed.person


def _unmatched(found: Handover) -> Table:
    """List what does not tie yet: alone on the statement or in the books, or proposed and waiting for a person."""
    columns = (
        _column("account"),
        _column("side"),
        _column("movement", Kind.CODE),
        _column("day", Kind.DATE),
        _column("amount", Kind.MONEY, adds=Unbacked.STATEMENT),
        _column("days", Kind.COUNT),
        _column("owner", Kind.CODE),
        _column("why-open", width_max=60),
    )
    rows = []
    for standing in found.sources:
        proposal, account = standing.proposal, Term(standing.source)
        rows += [(account, *_alone("statement", each)) for each in proposal.bank_only]
        rows += [(account, *_alone("books", each)) for each in proposal.books_only]
        rows += [(account, *_proposed(each, found.as_of)) for each in proposal.proposed]
    return _table("unmatched", columns, rows, Said(f"{WORDS}.notes.today"))


def _alone(side: str, alone: Unmatched) -> tuple[Value, ...]:
    movement, why = alone.movement, Joined((why_said(alone), alone.note), " – ")
    return Said(f"{WORDS}.sides.{side}"), movement.name, movement.on, movement.amount_cents, alone.age_days, alone.owner, why


def _proposed(match: Match, as_of: date) -> tuple[Value, ...]:
    day = min(line.on for line in match.lines)
    cents = sum(line.amount_cents for line in match.lines)
    side, why = Said(f"{WORDS}.sides.statement"), Said(f"{WORDS}.proposed")
    return side, match.name, day, cents, (as_of - day).days, "", why


def _owed(owed: Iterable[OwedRow]) -> Table:
    columns = (
        _column("report", Kind.CODE),
        _column("from", Kind.DATE),
        _column("until", Kind.DATE),
        _column("due-on", Kind.DATE),
        _column("preparer", Kind.CODE),
        _column("reviewer", Kind.CODE),
        _column("signer", Kind.CODE),
        _column("state"),
        _column("late-days", Kind.COUNT),
    )
    rows = (
        (
            each.due.id,
            each.due.starts_on,
            each.due.ends_on,
            each.due.due_on,
            each.due.preparer,
            each.due.reviewer or "",
            each.due.signer,
            Term(each.state.value),
            Cell(each.late_days or None, tone=Tone.ATTENTION if each.late_days else Tone.PLAIN),
        )
        for each in owed
        if each.state is not ReportState.SIGNED
    )
    return _table("owed", columns, rows, Said(f"{WORDS}.notes.today"))
