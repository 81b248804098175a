"""A proposal of transfers as who decides reads it: what will not be spent, where it can be, why, and under whose permission."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fundalloc.domain.base import Id, Label
from fundalloc.domain.clauses import TransferClause
from fundalloc.intake.proposal import LAYOUT
from fundalloc.ledger.answers import FundSummary
from fundalloc.ledger.credit import Line
from fundalloc.lexicon import Lexicon
from fundalloc.money import Cents
from fundalloc.reports.preparation import Preparation, natural
from fundalloc.reports.signing import signatures
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    Document,
    Fact,
    Joined,
    Kind,
    Page,
    Row,
    RowSum,
    Said,
    Table,
    Term,
    Text,
    Tone,
    with_formulas,
)
from fundalloc.steering.forecasts import Forecasting
from fundalloc.steering.steering import SteeredLine, Steering, Terms, Transfer

WORDS: Final = "reports.steering"
PRINT_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    What steering proposes for a fund as of a day.

    ``needs`` says, for each transfer, why it needs a written permission (nothing: it is free under the clause of its ``terms``).
    ``scenario_changed``: the scenario is no longer, letter for letter, the one that was adopted.
    """

    summary: FundSummary
    as_of: date
    known_at: datetime | None
    forecasting: Forecasting
    terms: Terms
    steering: Steering
    needs: tuple[tuple[str, ...], ...]
    scenario_changed: bool

    @property
    def moving(self) -> tuple[SteeredLine, ...]:
        """The lines of the year that is steered."""
        return tuple(each for each in self.steering.lines if each.standing.line.fiscal_year == self.forecasting.year.id)

    def total_cents(self, figure: Callable[[SteeredLine], Cents]) -> Cents:
        return sum(map(figure, self.moving))


def steering_document(proposal: Proposal, made: Preparation) -> Document:
    """Lay out a proposal: what it changes in all and for each partner, its transfers, and every line of the year."""
    summary, print_ = proposal.summary, proposal.steering.outcome.fingerprint
    facts: tuple[tuple[str, str], ...] = (
        ("report-prepared-by", made.person),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
        ("as-of", proposal.as_of.isoformat()),
        ("head", summary.head.hash),
        ("scenario", summary.scenario),
        ("fingerprint", print_),
    )
    return Document(
        id="steering",
        title=Said(f"{WORDS}.title", {"fund": Label(fr=summary.title_fr, en=summary.title_en)}),
        subtitle=Said(f"{WORDS}.subtitle", {"day_on": proposal.as_of, "year": proposal.forecasting.year.id}),
        pages=(
            Page("summary", Said(f"{WORDS}.pages.summary"), (_figures(proposal), _grounds(proposal), _partners(proposal), _signing())),
            Page("transfers", Said(f"{WORDS}.pages.transfers"), (_transfers(proposal),), landscape=True),
            Page("lines", Said(f"{WORDS}.pages.lines"), (_lines(proposal),), landscape=True),
        ),
        provenance=tuple(Fact(name, Said(f"reports.provenance.{name}"), told) for name, told in facts),
        fingerprint=print_,
        author=made.person,
    )


def _signing() -> Table:
    return signatures("prepared", "reviewed", "approved")


def _column(name: str, kind: Kind = Kind.TEXT, *, summed: bool = False, width_max: int = 40, formula: RowSum | None = None) -> Column:
    return Column(name, Said(f"{WORDS}.columns.{name}"), kind, summed=summed, width_max=width_max, formula=formula)


# --- The first page

_FIGURES: Final[Mapping[str, Callable[[SteeredLine], Cents]]] = {
    "budget": lambda each: each.standing.budget_cents,
    "incurred": lambda each: each.standing.incurred_cents,
    "committed": lambda each: each.standing.committed_cents,
    "unspendable": lambda each: each.unspendable_cents,
    "left-over": lambda each: each.left_over_cents,
}


def _figures(proposal: Proposal) -> Table:
    """Say in a few amounts what the year is, and what the transfers make of it."""
    found = {name: proposal.total_cents(figure) for name, figure in _FIGURES.items()}
    shown = (
        *((name, found[name]) for name in ("budget", "incurred", "committed", "unspendable")),
        ("moved", proposal.steering.moved_cents),
        ("left-over", found["left-over"]),
    )
    rows = tuple(Row((Cell(Said(f"{WORDS}.figures.{name}")), Cell(cents))) for name, cents in shown)
    columns = (_column("figure", width_max=60), _column("amount", Kind.MONEY))
    return Table("figures", Said(f"{WORDS}.tables.figures"), columns, rows)


def _grounds(proposal: Proposal) -> Table:
    """Say what the proposal rests on: the method, the clause, how few the transfers are, the proof."""
    steering, certificate = proposal.steering, proposal.steering.outcome.certificate
    asking = sum(map(bool, proposal.needs))
    told: tuple[tuple[str, Text, Tone], ...] = (
        ("method", Said(f"{WORDS}.methods.{proposal.forecasting.method}"), Tone.PLAIN),
        ("clause", _clause(proposal.terms.clause), Tone.PLAIN if proposal.terms.clause else Tone.ATTENTION),
        ("smallest", Said(f"{WORDS}.smallest", {"smallest_cents": proposal.terms.smallest_cents}), Tone.PLAIN),
        ("count", Said(f"{WORDS}.count", {"count": len(steering.transfers)}), Tone.PLAIN),
        ("fewest", Said(f"{WORDS}.fewest.{'proved' if steering.fewest else 'open'}"), Tone.PLAIN),
        ("permissions", Said(f"{WORDS}.permissions", {"count": asking}), Tone.ATTENTION if asking else Tone.GOOD),
        ("proof", Said(f"{WORDS}.proof", {"count": certificate.rows_checked}), Tone.GOOD),
        ("scenario", Said(f"{WORDS}.scenario.{'changed' if proposal.scenario_changed else 'same'}"), Tone.PLAIN),
    )
    rows = tuple(Row((Cell(Said(f"{WORDS}.grounds.{name}")), Cell(text, tone=tone))) for name, text, tone in told)
    columns = (_column("ground", width_max=34), _column("finding", width_max=80))
    return Table("grounds", Said(f"{WORDS}.tables.grounds"), columns, rows)


def _clause(clause: TransferClause | None) -> Text:
    if clause is None:
        return Said(f"{WORDS}.clause.unknown")
    return Said(f"{WORDS}.clause.{clause.base}", {"share_basis_points": clause.share_basis_points})


def _partners(proposal: Proposal) -> Table:
    """Show each partner's budget before and after, beside what it can spend."""
    labels = {each.id: each.label for each in proposal.steering.outcome.scenario.recipients}
    columns = (
        _column("partner", width_max=44),
        _column("budget", Kind.MONEY, summed=True),
        _column("usable", Kind.MONEY, summed=True),
        _column("change", Kind.MONEY, summed=True),
        _column("after", Kind.MONEY, summed=True, formula=RowSum(("budget", "change"))),
    )
    rows = []
    for recipient in sorted({each.standing.line.recipient for each in proposal.moving}):
        own = [each for each in proposal.moving if each.standing.line.recipient == recipient]
        budget, change = sum(each.standing.budget_cents for each in own), sum(each.change_cents for each in own)
        usable = sum(min(each.usable_cents, each.after_cents) for each in own)
        rows.append(Row((Cell(labels.get(recipient, recipient)), Cell(budget), Cell(usable), Cell(change), Cell())))
    title = Said(f"{WORDS}.chart")
    described = Said(f"{WORDS}.chart-description", {"rows": len(rows)})
    chart = Chart(title=title, description=described, names="partner", series=("budget", "after"))
    total = Said("reports.columns.total")
    return with_formulas(Table("partners", Said(f"{WORDS}.tables.partners"), columns, tuple(rows), total_label=total, chart=chart))


# --- Transfers, one by one


def _transfers(proposal: Proposal) -> Table:
    columns = (
        _column("number", Kind.COUNT, width_max=6),
        _column("from", width_max=34),
        _column("to", width_max=34),
        _column("moved", Kind.MONEY, summed=True),
        _column("why-out", width_max=44),
        _column("why-in", width_max=44),
        _column("permission", width_max=30),
    )
    lines = {each.standing.line: each for each in proposal.steering.lines}
    named, several = _plan_labels(proposal), len(proposal.steering.outcome.scenario.envelopes) > 1
    rows = []
    for number, (each, needs) in enumerate(zip(proposal.steering.transfers, proposal.needs, strict=True), start=1):
        cells = (
            Cell(number),
            Cell(_line_name(each.origin, named, each.envelope if several else "")),
            Cell(_line_name(each.target, named, "")),
            Cell(each.amount_cents),
            Cell(why_out(each, lines[each.origin])),
            Cell(why_in(each, lines[each.target])),
            Cell(_permission(needs), tone=Tone.ATTENTION if needs else Tone.GOOD),
        )
        rows.append(Row(cells))
    title, none = Said(f"{WORDS}.tables.transfers"), Said(f"{WORDS}.no-transfer")
    return Table("transfers", title, columns, tuple(rows), total_label=Said("reports.columns.total") if rows else None, when_empty=none)


def _line_name(line: Line, labels: Mapping[Id, Label], envelope: Id) -> Text:
    return Joined((f"{line.recipient} {line.plan_item}", labels.get(line.plan_item, ""), f"({envelope})" if envelope else ""))


def _plan_labels(proposal: Proposal) -> Mapping[Id, Label]:
    return {item.id: item.label for item in proposal.steering.outcome.scenario.plan}


def _permission(needs: Sequence[str]) -> Text:
    return Joined(tuple(map(Term, needs)), between=", ") if needs else Said(f"{WORDS}.free")


def why_out(transfer: Transfer, line: SteeredLine) -> Text:
    """Say why money leaves a line."""
    facts = {"unspendable_cents": line.unspendable_cents, "forecast_cents": line.usable_cents}
    return Joined((Said(f"{WORDS}.out.{transfer.out}", facts), line.forecast.reason))


def why_in(transfer: Transfer, line: SteeredLine) -> Text:
    """Say why money comes to a line."""
    facts = {"lacking_cents": max(0, line.usable_cents - line.standing.budget_cents), "forecast_cents": line.usable_cents}
    return Joined((Said(f"{WORDS}.into.{transfer.into}", facts), line.forecast.reason))


# --- Every line


def _lines(proposal: Proposal) -> Table:
    columns = (
        _column("partner", Kind.CODE, width_max=14),
        _column("plan-item", Kind.CODE, width_max=12),
        _column("label", width_max=34),
        _column("budget", Kind.MONEY, summed=True),
        _column("incurred", Kind.MONEY, summed=True),
        _column("committed", Kind.MONEY, summed=True),
        _column("method", width_max=24),
        _column("usable", Kind.MONEY),
        _column("unspendable", Kind.MONEY, summed=True),
        _column("change", Kind.MONEY, summed=True),
        _column("after", Kind.MONEY, summed=True, formula=RowSum(("budget", "change"))),
        _column("left-over", Kind.MONEY, summed=True),
    )
    labels = _plan_labels(proposal)
    ordered = sorted(proposal.moving, key=lambda each: (natural(each.standing.line.plan_item), each.standing.line.recipient))
    rows = tuple(_line_row(each, labels, proposal.terms) for each in ordered)
    table = Table(
        "lines", Said(f"{WORDS}.tables.lines"), columns, rows, total_label=Said("reports.columns.total"), notes=(Said(f"{WORDS}.note"),)
    )
    return with_formulas(table)


def _line_row(each: SteeredLine, labels: Mapping[Id, Label], terms: Terms) -> Row:
    standing, method = each.standing, each.forecast.method
    by = "excluded" if standing.line in terms.excluded else method or "nobody"
    return Row(
        (
            Cell(standing.line.recipient),
            Cell(standing.line.plan_item),
            Cell(labels.get(standing.line.plan_item, "")),
            Cell(standing.budget_cents),
            Cell(standing.incurred_cents),
            Cell(standing.committed_cents),
            Cell(Said(f"{WORDS}.by.{by}"), tone=Tone.PLAIN if method else Tone.ATTENTION),
            Cell(each.usable_cents),
            Cell(each.unspendable_cents, tone=Tone.ATTENTION if each.unspendable_cents else Tone.PLAIN),
            Cell(each.change_cents),
            Cell(),
            Cell(each.left_over_cents),
        )
    )


# --- As plain data


def steering_data(proposal: Proposal, lexicon: Lexicon) -> dict[str, object]:
    """Return what the books need of a proposal, and what anybody may compute again; amounts are in cents."""
    steering = proposal.steering
    lines = {each.standing.line: each for each in steering.lines}
    return {
        "layout": LAYOUT,
        "fund": proposal.summary.fund,
        "as_of": proposal.as_of.isoformat(),
        "known_at": proposal.known_at.isoformat() if proposal.known_at else None,
        "head": {"seq": proposal.summary.head.seq, "hash": proposal.summary.head.hash},
        "method": proposal.forecasting.method.value,
        "fiscal_year": proposal.forecasting.year.id,
        "scenario_changed": proposal.scenario_changed,
        "fewest": steering.fewest,
        "moved_cents": steering.moved_cents,
        "unspendable_cents": proposal.total_cents(_FIGURES["unspendable"]),
        "left_over_cents": proposal.total_cents(_FIGURES["left-over"]),
        "transfers": [
            {
                "from": _line_data(each.origin),
                "to": _line_data(each.target),
                "envelope": each.envelope,
                "amount_cents": each.amount_cents,
                "out": each.out.value,
                "into": each.into.value,
                "needs": list(needs),
                "reason": _reason(proposal, each, lines).said(lexicon),
            }
            for each, needs in zip(steering.transfers, proposal.needs, strict=True)
        ],
        "lines": [_steered_data(each) for each in steering.lines],
    }


def _reason(proposal: Proposal, each: Transfer, lines: Mapping[Line, SteeredLine]) -> Said:
    """Say a transfer's reason as the books keep it: why out, why in, and the fingerprint of the allocation it leads to."""
    facts = {
        "day_on": proposal.as_of,
        "fingerprint": proposal.steering.outcome.fingerprint[:PRINT_SHOWN],
        "out": why_out(each, lines[each.origin]),
        "into": why_in(each, lines[each.target]),
    }
    return Said(f"{WORDS}.reason", facts)


def _line_data(line: Line) -> dict[str, str]:
    return {"fiscal_year": line.fiscal_year, "recipient": line.recipient, "plan_item": line.plan_item}


def _steered_data(each: SteeredLine) -> dict[str, object]:
    standing = each.standing
    return {
        "line": _line_data(standing.line),
        "budget_cents": standing.budget_cents,
        "incurred_cents": standing.incurred_cents,
        "committed_cents": standing.committed_cents,
        "forecast_cents": each.forecast.cents if each.forecast.method else None,
        "method": each.forecast.method.value if each.forecast.method else None,
        "usable_cents": each.usable_cents,
        "unspendable_cents": each.unspendable_cents,
        "after_cents": each.after_cents,
        "left_over_cents": each.left_over_cents,
    }
