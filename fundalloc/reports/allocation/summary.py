"""The first page: what was decided, how much of each envelope, in which instalments, and what was proved."""

from collections.abc import Iterable

from fundalloc.allocation.outcome import Allocated, Certificate
from fundalloc.domain.base import Label
from fundalloc.reports.allocation.values import gap_told, goal_value
from fundalloc.reports.allocation.words import WORDS, heading, pair
from fundalloc.reports.signing import signatures
from fundalloc.reports.tables import (
    Cell,
    Column,
    ColumnSum,
    ColumnSumWhere,
    Joined,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    Text,
    Tone,
    with_formulas,
)


def summary_page(outcome: Allocated) -> Page:
    """Lay out what a committee reads first."""
    paid_in_parts = (_instalments(outcome),) if outcome.scenario.instalments else ()
    tables = (
        _verdict(outcome),
        _envelopes(outcome),
        *paid_in_parts,
        _proof(outcome),
        _goals(outcome),
        signatures("prepared", "reviewed", "approved"),
    )
    return Page("summary", Said(f"{WORDS}.pages.summary"), tables)


def _verdict(outcome: Allocated) -> Table:
    certificate = outcome.certificate
    requests = {award.request for award in outcome.awards}
    funded = {award.request for award in outcome.awards if award.amount_cents > 0}
    rows = (
        pair("status", Said(f"{WORDS}.status.{outcome.status.value}"), Tone.GOOD if certificate.search_ended else Tone.ATTENTION),
        pair("granted", Said(f"{WORDS}.granted", {"granted_cents": outcome.total_cents, "envelopes_cents": _envelopes_cents(outcome)})),
        pair("funded", Said(f"{WORDS}.funded", {"count": len(funded), "requests": len(requests)})),
        pair("rules-hold", _rules_hold(certificate), Tone.GOOD if certificate.rows_hold else Tone.ATTENTION),
        pair("best", gap_told(outcome)),
        pair("unique", Said(f"{WORDS}.unique.{'yes' if certificate.unique else 'no'}")),
    )
    columns = (Column("fact", heading("fact"), width_max=46), Column("finding", heading("finding"), spills=True))
    note = outcome.scenario.fictitious_note
    return Table("verdict", Said(f"{WORDS}.tables.verdict"), columns, rows, notes=() if note is None else (note,))


def _envelopes_cents(outcome: Allocated) -> int:
    return sum(use.amount_cents for use in outcome.envelopes)


def _rules_hold(certificate: Certificate) -> Text:
    return Said(f"{WORDS}.rows-hold.{'yes' if certificate.rows_hold else 'no'}", {"count": certificate.rows_checked})


def _envelopes(outcome: Allocated) -> Table:
    envelopes = {envelope.id: envelope for envelope in outcome.scenario.envelopes}
    named = [(envelope.label.fr, envelope.label.in_language("en"), envelope.fiscal_year) for envelope in outcome.scenario.envelopes]
    shown = tuple((name, name) for name in told_columns(outcome))
    lookup = ColumnSumWhere("awards", "granted", shown) if shown else ColumnSum("awards", "granted")
    formula = lookup if told_apart(named) else None
    rows = tuple(
        Row(
            (
                Cell(envelopes[use.envelope].label),
                Cell(envelopes[use.envelope].fiscal_year),
                Cell(use.amount_cents),
                Cell(use.granted_cents, formula),
                Cell(),
                Cell(),
            )
        )
        for use in outcome.envelopes
    )
    columns = (
        Column("envelope", heading("envelope"), width_max=46),
        Column("year", heading("year"), Kind.CODE, width_max=14),
        Column("amount", heading("amount"), Kind.MONEY, summed=True),
        Column("granted", heading("granted"), Kind.MONEY, summed=True),
        Column("left", heading("left"), Kind.MONEY, summed=True, formula=RowSum(("amount",), ("granted",))),
        Column("used", heading("used"), Kind.PERCENT, formula=RowShare("granted", "amount")),
    )
    return with_formulas(Table("envelopes", Said(f"{WORDS}.tables.envelopes"), columns, rows, total_label=heading("total")))


def told_columns(outcome: Allocated) -> tuple[str, ...]:
    """Return which of envelope and year tell the amounts apart: a column that says the same on every row is left out."""
    envelopes = {use.envelope for use in outcome.envelopes}
    years = {award.fiscal_year for award in outcome.awards} | {envelope.fiscal_year for envelope in outcome.scenario.envelopes}
    return tuple(name for name, values in (("envelope", envelopes), ("year", years)) if len(values) > 1)


def told_apart(names: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether a formula may look these names up: no two alike in either language, for Excel, which ignores case."""
    found = [tuple(part.casefold() for part in name) for name in names]
    languages = [{name[index] for name in found} for index in range(len(found[0]))] if found else []
    return len(set(found)) == len(found) and (len(languages) != 2 or all(len(each) == len(found) for each in languages))  # noqa: PLR2004


def _instalments(outcome: Allocated) -> Table:
    """Say what each instalment pays in all, and what releases it."""
    columns = (
        Column("instalment-name", heading("instalment-name"), width_max=46),
        Column("amount", heading("amount"), Kind.MONEY, summed=True),
        Column("awaits", heading("awaits"), Kind.CODE, width_max=20),
        Column("due", heading("due"), Kind.DATE),
        Column("condition", heading("condition"), width_max=46),
    )
    rows = []
    for each in outcome.scenario.instalments:
        paid = sum(part.amount_cents for award in outcome.awards for part in award.instalments if part.instalment == each.id)
        awaits = "" if each.awaits is None else Said(f"choices.awaits.{each.awaits.value}")
        formula = ColumnSum("awards", f"instalment-{each.id}")
        rows.append(Row((Cell(each.label), Cell(paid, formula), Cell(awaits), Cell(each.due_on), Cell(each.milestone))))
    return with_formulas(Table("instalments", Said(f"{WORDS}.tables.instalments"), columns, tuple(rows), total_label=heading("total")))


def _proof(outcome: Allocated) -> Table:
    amount = _envelopes_cents(outcome)
    left = sum(use.left_cents for use in outcome.envelopes)
    gap = amount - outcome.total_cents - left
    columns = (
        Column("finding", heading("finding")),
        Column("envelopes", heading("sum-of-envelopes"), Kind.MONEY),
        Column("granted", heading("sum-of-granted"), Kind.MONEY),
        Column("left", heading("left"), Kind.MONEY),
        Column("gap", heading("gap"), Kind.MONEY, formula=RowSum(("envelopes",), ("granted", "left"))),
    )
    row = Row(
        (
            Cell(Said(f"{WORDS}.proof.{'holds' if gap == 0 else 'fails'}"), tone=Tone.GOOD if gap == 0 else Tone.ATTENTION),
            Cell(amount, ColumnSum("envelopes", "amount")),
            Cell(outcome.total_cents, ColumnSum("awards", "granted")),
            Cell(left, ColumnSum("envelopes", "left")),
            Cell(),
        )
    )
    return with_formulas(Table("proof", Said(f"{WORDS}.tables.proof"), columns, (row,), notes=(Said(f"{WORDS}.proof.note"),)))


def _goals(outcome: Allocated) -> Table:
    columns = (
        Column("goal", heading("goal"), width_max=46),
        Column("reached", heading("reached"), Kind.CODE, width_max=30),
        Column("best", heading("best"), Kind.CODE, width_max=30),
    )
    rows = tuple(
        Row(
            (
                Cell(Joined((f"{number}.", Label(fr=goal.label_fr, en=goal.label_en)))),
                Cell(goal_value(asked, goal.value)),
                Cell(goal_value(asked, goal.best_possible)),
            )
        )
        for number, (goal, asked) in enumerate(zip(outcome.goals, outcome.scenario.goals, strict=True), start=1)
    )
    return Table("goals", Said(f"{WORDS}.tables.goals"), columns, rows, notes=(Said(f"{WORDS}.goals-note"),), when_empty=heading("none"))
