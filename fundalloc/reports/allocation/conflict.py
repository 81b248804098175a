"""The rules that cannot hold together, and the cheapest repairs."""

from dataclasses import replace

from fundalloc.allocation.outcome import Impossible, Repair
from fundalloc.domain.base import Id
from fundalloc.domain.rules import Rule
from fundalloc.reports.allocation.words import WORDS, heading, pair, source_told, yes_no
from fundalloc.reports.tables import Cell, Column, Kind, Page, Row, Said, Table, Tone


def conflict_page(outcome: Impossible) -> Page:
    """Lay out the smallest group of rules that quarrel, and what would set them right."""
    rules = {rule.id: rule for rule in outcome.scenario.rules}
    columns = (
        Column("id", heading("rule"), Kind.CODE, width_max=26),
        Column("label", heading("label"), width_max=44),
        Column("source", heading("source"), width_max=40),
        Column("statutory", heading("statutory"), width_max=14),
    )
    conflict = Table(
        "conflict",
        Said(f"{WORDS}.tables.conflict"),
        columns,
        tuple(_conflict_row(rule_id, rules.get(rule_id)) for rule_id in outcome.conflict),
        notes=(Said(f"{WORDS}.conflict-note", {"count": len(outcome.conflict)}),),
        when_empty=heading("none"),
    )
    repair_columns = (*columns[:3], Column("by", heading("give-way"), Kind.CODE, width_max=30))
    repair = Table(
        "repair",
        Said(f"{WORDS}.tables.repair"),
        repair_columns,
        tuple(_repair_row(each, rules.get(each.rule)) for each in outcome.repair),
        notes=(Said(f"{WORDS}.repair-note"),),
        when_empty=Said(f"{WORDS}.no-repair"),
    )
    return Page("conflict", Said(f"{WORDS}.pages.conflict"), (_conflict_verdict(outcome), conflict, repair), landscape=True)


def _conflict_verdict(outcome: Impossible) -> Table:
    columns = (Column("fact", heading("fact"), width_max=26), Column("finding", heading("finding"), spills=True))
    rows = (
        pair("status", Said(f"{WORDS}.status.infeasible"), Tone.ATTENTION),
        pair("conflict", Said(f"{WORDS}.rules-in-conflict", {"count": len(outcome.conflict)})),
    )
    note = outcome.scenario.fictitious_note
    return Table("verdict", Said(f"{WORDS}.tables.verdict"), columns, rows, notes=() if note is None else (note,))


def _conflict_row(rule_id: Id, rule: Rule | None) -> Row:
    if rule is None:
        return Row((Cell(rule_id), Cell(Said(f"{WORDS}.own-bound")), Cell(), Cell()))
    return Row((Cell(rule.id), Cell(rule.label), Cell(source_told(rule.source)), Cell(yes_no(yes=rule.statutory))))


def _repair_row(repair: Repair, rule: Rule | None) -> Row:
    money = Said(f"{WORDS}.let-in" if repair.opens else f"{WORDS}.amount", {"amount_cents": repair.by})
    by = money if repair.in_cents else Said(f"{WORDS}.by-count", {"count": repair.by})
    row = _conflict_row(repair.rule, rule)
    return replace(row, cells=(*row.cells[:3], Cell(by)))
