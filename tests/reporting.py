"""Outcomes and books made by hand, for the reports to lay out; every name and amount is fictitious."""

from datetime import UTC, date, datetime
from fractions import Fraction

from fundalloc.allocation.outcome import (
    Allocated,
    Award,
    Because,
    Certificate,
    EnvelopeUse,
    GoalReached,
    Impossible,
    InstalmentPart,
    Reason,
    Repair,
    RuleState,
)
from fundalloc.domain.base import FiscalYear, Label, Source
from fundalloc.domain.goals import AmountGranted, WeightedValue
from fundalloc.domain.plan import PlanItem, PlanLevel
from fundalloc.domain.reporting import Explanations, LineNote
from fundalloc.domain.rules import Attribute, Cap, Count, Floor, ShareOf, Waiver
from fundalloc.domain.scenario import Awaits, Envelope, Instalment, Recipient, Request, Scenario
from fundalloc.ledger.accountability import ContributionMove, Contributions, DetailRow, Span
from fundalloc.ledger.answers import ExpenseRow, FundSummary, InstalmentRow, PlanLabel, PositionRow
from fundalloc.ledger.figures import Head
from fundalloc.ledger.kinds import Account, ClaimState
from fundalloc.ledger.kinds import Kind as EntryKind
from fundalloc.money import apportion
from fundalloc.reports.ministry.books import Books, Told
from fundalloc.reports.preparation import Preparation

NOW = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
MADE = Preparation("Camille Exemple", NOW, "0.1.0", "HiGHS 1.11")
BOARDS = {
    "nord": Label(fr="Conseil scolaire fictif du Nord", en="Fictitious Northern School Board"),
    "sud": Label(fr="Conseil scolaire catholique fictif des Grandes-Rivières du Sud", en="Fictitious Great Rivers Catholic School Board"),
    "est": Label(fr="Conseil scolaire public fictif de l’Est", en="Fictitious Eastern Public School Board"),
    "centre": Label(fr="Consortium fictif", en="Fictitious Consortium"),
}
SOURCE = Source(text="Entente fictive, article 7", in_force_from=date(2024, 9, 1))


def _plan(axes: int, activities: int) -> tuple[PlanItem, ...]:
    items = []
    for axis in range(1, axes + 1):
        label = Label(fr=f"Axe fictif {axis} : réussite, transition et collaboration régionale", en=f"Fictitious axis {axis}")
        items.append(PlanItem(id=str(axis), level=PlanLevel.AXIS, label=label))
        items.append(PlanItem(id=f"{axis}.1", level=PlanLevel.OBJECTIVE, parent=str(axis), label=Label(fr=f"Objectif {axis}.1")))
        for number in range(1, activities + 1):
            text = f"Activité fictive {number}, menée avec les écoles secondaires et les partenaires de la région afin d’appuyer les élèves"
            code = f"{axis}.1.{number}"
            label = Label(fr=text, en=f"Fictitious activity {number}, with secondary schools and regional partners")
            items.append(PlanItem(id=code, level=PlanLevel.ACTIVITY, parent=f"{axis}.1", label=label))
    return tuple(items)


def scenario(axes: int = 2, activities: int = 3) -> Scenario:
    plan = _plan(axes, activities)
    boards = tuple(BOARDS)
    requests = tuple(
        Request(
            id=f"{item.id}-{board}",
            recipient=board,
            plan_item=item.id,
            label=item.label,
            fiscal_year="2024-2025",
            amount_cents=200_000 + 1_234_57 * (1 + (rank * 7 + place * 3) % 11),
        )
        for rank, item in enumerate(each for each in plan if each.level is PlanLevel.ACTIVITY)
        for place, board in enumerate(boards)
        if (rank + place) % 2 == 0
    )
    return Scenario(
        id="exemple-fictif",
        title=Label(fr="Exemple fictif de plan régional 2024-2025", en="Fictitious regional plan 2024-2025"),
        prepared_by="Camille Exemple",
        fictitious_note=Label(fr="Tous les montants et tous les noms sont fictifs.", en="All amounts and names are fictitious."),
        fiscal_years=(FiscalYear(id="2024-2025", starts_on=date(2024, 9, 1), ends_on=date(2025, 8, 31)),),
        envelopes=(
            Envelope(
                id="regionale",
                label=Label(fr="Enveloppe régionale", en="Regional envelope"),
                fiscal_year="2024-2025",
                amount_cents=sum(request.amount_cents for request in requests) * 7 // 10,
                fictitious=True,
                source=SOURCE,
            ),
        ),
        recipients=tuple(Recipient(id=name, label=label) for name, label in BOARDS.items()),
        plan=plan,
        requests=requests,
        rules=_rules(),
        goals=(
            WeightedValue(kind="weighted-value", label=Label(fr="Servir d’abord les priorités", en="Priorities first")),
            AmountGranted(kind="amount-granted", label=Label(fr="Donner le plus possible", en="Grant as much as possible")),
        ),
        instalments=(
            Instalment(
                id="v1",
                label=Label(fr="Premier versement", en="First instalment"),
                share_basis_points=6000,
                awaits=Awaits.DATE,
                due_on=date(2024, 10, 15),
            ),
            Instalment(
                id="v2",
                label=Label(fr="Second versement", en="Second instalment"),
                share_basis_points=4000,
                awaits=Awaits.REPORT_ACCEPTED,
                milestone="Rapport 2024",
            ),
        ),
    )


def _rules() -> tuple[Cap | Floor | Count, ...]:
    waiver = Waiver(authority="Comité directeur fictif", reason="exercice de transition", decided_on=date(2024, 10, 1))
    return (
        Cap(
            id="plafond-par-conseil",
            kind="cap",
            label=Label(fr="Au plus 40 % de l’enveloppe par conseil", en="At most 40% of the envelope for each board"),
            source=SOURCE,
            statutory=True,
            per=(Attribute.RECIPIENT,),
            share_basis_points=4000,
            of=ShareOf.ENVELOPE,
        ),
        Floor(
            id="plancher-du-consortium",
            kind="floor",
            label=Label(fr="Au moins 5 000 $ au consortium", en="At least $5,000 to the consortium"),
            source=SOURCE,
            amount_cents=500_000,
        ),
        Count(
            id="trois-par-ordre",
            kind="count",
            label=Label(fr="Au plus trois par ordre", en="At most three per order"),
            source=SOURCE,
            at_most=3,
            waiver=waiver,
        ),
    )


def allocated(axes: int = 2, activities: int = 3) -> Allocated:
    """An allocation in proportion to what is asked: nobody claims that it is optimal."""
    chosen = scenario(axes, activities)
    envelope = chosen.envelopes[0]
    granted = apportion(envelope.amount_cents - 1_00, {request.id: request.amount_cents for request in chosen.requests})
    awards = tuple(_award(chosen, request, granted[request.id]) for request in chosen.requests)
    total = sum(award.amount_cents for award in awards)
    return Allocated(
        scenario=chosen,
        fingerprint="0123456789abcdef" * 4,
        awards=awards,
        envelopes=(EnvelopeUse(envelope.id, envelope.amount_cents, total),),
        goals=(
            GoalReached("weighted-value", "Servir d’abord les priorités", "Priorities first", Fraction(total * 3), Fraction(total * 3)),
            GoalReached("amount-granted", "Donner le plus possible", "Grant as much as possible", Fraction(total), Fraction(total)),
        ),
        rules=(
            RuleState("plafond-par-conseil", binding=True, slack_cents=0, price=Fraction(4, 3)),
            RuleState("plancher-du-consortium", binding=False, slack_cents=123_456, price=Fraction(0)),
            RuleState("trois-par-ordre", binding=False, slack_cents=None, price=None, waived=True),
        ),
        certificate=Certificate(rows_hold=True, rows_checked=312, gap_cents=0, unique=True),
    )


def _award(chosen: Scenario, request: Request, amount: int) -> Award:
    parts = apportion(amount, {each.id: each.share_basis_points for each in chosen.instalments})
    reason = (
        Reason(Because.HELD_BY_RULE, rule="plafond-par-conseil")
        if request.recipient == "sud"
        else Reason(Because.SHARED_WITH_EQUALS, envelope="regionale")
    )
    return Award(
        request=request.id,
        recipient=request.recipient,
        plan_item=request.plan_item,
        envelope="regionale",
        fiscal_year=request.fiscal_year,
        purpose=request.purpose,
        amount_cents=amount,
        requested_cents=request.amount_cents,
        reasons=(reason,),
        instalments=tuple(InstalmentPart(name, cents) for name, cents in parts.items()),
    )


def impossible() -> Impossible:
    return Impossible(
        scenario=scenario(),
        fingerprint="fedcba9876543210" * 4,
        conflict=("plafond-par-conseil", "plancher-du-consortium"),
        repair=(Repair("plancher-du-consortium", 1_250_00, in_cents=True),),
        conflict_proved=True,
    )


def books(*, missing: bool = False, axes: int = 2, activities: int = 3) -> Books:
    """The books of a fund in mid-year, drawn from the allocation above."""
    position = tuple(_position(number, award) for number, award in enumerate(allocated(axes, activities).awards))
    expenses = tuple(_expense(number, row, with_receipt=not (missing and number == 0)) for number, row in enumerate(position[:4]))
    instalment = InstalmentRow(2, "VIR-0001", date(2024, 10, 15), NOW, "banque", 5_000_000)
    summary = FundSummary(
        fund="fonds-fictif",
        title_fr="Fonds régional fictif",
        title_en="Fictitious regional fund",
        note_fr="Tous les montants et tous les noms sont fictifs.",
        note_en="All amounts and names are fictitious.",
        banker="nord",
        currency="CAD",
        fiscal_years=(("2024-2025", date(2024, 9, 1), date(2025, 8, 31)),),
        as_of=date(2025, 3, 31),
        known_at=None,
        scenario="exemple-fictif",
        fingerprint="0123456789abcdef" * 4,
        adopted_on=date(2024, 10, 1),
        adopted_by="direction",
        prepared_by="Camille Exemple",
        authorised_cents=sum(row.authorised_cents for row in position),
        committed_cents=sum(row.committed_cents for row in position),
        incurred_cents=sum(row.incurred_cents for row in position),
        paid_cents=sum(row.paid_cents for row in position),
        available_cents=sum(row.available_cents for row in position),
        received_cents=instalment.amount_cents,
        bank_cents=instalment.amount_cents - sum(row.paid_cents for row in position),
        receivable_cents=0,
        deferred_cents=instalment.amount_cents - sum(row.incurred_cents for row in position),
        revenue_cents=sum(row.incurred_cents for row in position),
        accounts=(
            (Account.BANK, instalment.amount_cents - sum(row.paid_cents for row in position)),
            (Account.PAYABLE, sum(row.paid_cents - row.incurred_cents for row in position)),
            (Account.DEFERRED_CONTRIBUTIONS, sum(row.incurred_cents for row in position) - instalment.amount_cents),
        ),
        instalments=(instalment,),
        head=Head(40, "ab" * 32),
    )
    labels = tuple(
        PlanLabel(item.id, item.level.value, item.parent or "", item.id[0], item.label.fr, item.label.en)
        for item in scenario(axes, activities).plan
    )
    held = Contributions((), (ContributionMove(EntryKind.GRANT_RECEIVED, summary.deferred_cents, (2,)),))
    told = Told(explanations=Explanations(share_basis_points=5_000, amount_cents=5_000_00), notes=_explained(position))
    span = Span(date(2024, 9, 1), date(2025, 3, 31))
    return Books(summary, position, labels, expenses, span, details=_details(position), contributions=held, told=told)


def _explained(position: tuple[PositionRow, ...]) -> tuple[LineNote, ...]:
    """A forecast on each line, and a word on each."""
    return tuple(
        LineNote(
            plan_item=row.plan_item,
            recipient=row.recipient,
            forecast_cents=row.available_cents // 4,
            explanation="Activité reportée au printemps, faute de personnel suppléant.",
        )
        for row in position
    )


def _details(position: tuple[PositionRow, ...]) -> tuple[DetailRow, ...]:
    return tuple(
        DetailRow(
            row.fiscal_year,
            "regionale",
            row.recipient,
            row.plan_item,
            "supply-teaching" if number % 2 else "student-transport",
            row.authorised_cents,
            row.transferred_cents,
            row.committed_cents,
            row.incurred_cents,
        )
        for number, row in enumerate(position)
    )


def _position(number: int, award: Award) -> PositionRow:
    incurred, committed = award.amount_cents // 3, award.amount_cents // 10 * (number % 2)
    code = award.plan_item or ""
    return PositionRow(
        axis=code[0],
        objective=code[:3],
        plan_item=code,
        label_fr=f"Activité fictive {code}, avec les écoles secondaires et les partenaires de la région",
        label_en=f"Fictitious activity {code}",
        recipient=award.recipient,
        fiscal_year=award.fiscal_year,
        authorised_cents=award.amount_cents,
        transferred_cents=0,
        committed_cents=committed,
        incurred_cents=incurred,
        paid_cents=incurred // 2,
        available_cents=award.amount_cents - committed - incurred,
        entries=(1, 3 + number, 4 + number, 12 + number),
    )


def _expense(number: int, row: PositionRow, *, with_receipt: bool) -> ExpenseRow:
    return ExpenseRow(
        claim="REC-01",
        line=str(number + 1),
        state=ClaimState.APPROVED,
        recipient=row.recipient,
        plan_item=row.plan_item,
        nature="suppleance",
        fiscal_year=row.fiscal_year,
        incurred_on=date(2025, 2, 3),
        supplier="=cmd|' /C calc'!A0",
        invoice_number=f"F-{number}",
        description="Suppléance",
        amount_cents=row.incurred_cents,
        receipts=("aa" * 32,) if with_receipt else (),
        seq=20 + number,
    )
