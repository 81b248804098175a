"""The rules, which of them hold amounts where they are, and what a dollar more would bring."""

from fractions import Fraction

from fundalloc.allocation.outcome import Allocated, RuleState
from fundalloc.domain.goals import Goal, Leximin
from fundalloc.domain.rules import KeyOf, Rule
from fundalloc.money import CENTS_IN_DOLLAR
from fundalloc.reports.allocation.words import WORDS, Points, heading, source_told, yes_no
from fundalloc.reports.tables import Cell, Column, Joined, Kind, Page, Row, Said, Table, Text, Tone


def rules_page(outcome: Allocated) -> Page:
    """Lay out every rule, with its state and its price."""
    columns = (
        Column("id", heading("rule"), Kind.CODE, width_max=24),
        Column("label", heading("label"), width_max=40),
        Column("kind", heading("rule-kind"), width_max=16),
        Column("source", heading("source"), width_max=36),
        Column("statutory", heading("statutory"), width_max=12),
        Column("state", heading("state"), width_max=30),
        Column("slack", heading("slack"), Kind.MONEY),
        Column("price", heading("one-more-dollar"), width_max=34),
    )
    rules = {rule.id: rule for rule in outcome.scenario.rules}
    rows = tuple(_rule_row(rules[state.id], state, outcome.scenario.goals[0]) for state in outcome.rules)
    title = Said(f"{WORDS}.pages.rules")
    table = Table("rules", title, columns, rows, notes=(Said(f"{WORDS}.rules-note"),), when_empty=heading("none"))
    return Page("rules", title, (table,), landscape=True)


def _rule_row(rule: Rule, state: RuleState, goal: Goal) -> Row:
    return Row(
        (
            Cell(rule.id),
            Cell(rule.label),
            Cell(Said(f"{WORDS}.kinds.{rule.kind}")),
            Cell(source_told(rule.source)),
            Cell(yes_no(yes=rule.statutory)),
            Cell(_rule_state(rule, state), tone=Tone.ATTENTION if state.binding or rule.waiver is not None else Tone.PLAIN),
            Cell(None if rule.waiver is not None else state.slack_cents),
            Cell(_price(goal, state)),
        )
    )


def _rule_state(rule: Rule, state: RuleState) -> Text:
    if rule.waiver is not None:
        waiver = rule.waiver
        return Said(f"{WORDS}.states.waived", {"authority": waiver.authority, "decided_on": waiver.decided_on, "reason": waiver.reason})
    if not state.in_force:
        return Said(f"{WORDS}.states.out-of-force")
    return Said(f"{WORDS}.states.{'binding' if state.binding else 'free'}")


def _price(goal: Goal, state: RuleState) -> Text:
    """Say what a dollar of room brings to the first goal, how far that stays true where it is known, and whether choices were held."""
    if state.price is None or state.waived:
        return ""
    if state.price == 0:
        return Said(f"{WORDS}.price.nothing")
    brought = _brought(goal, state.price)
    if state.steady is None:
        return brought
    far = "without-limit" if state.steady.looser is None else "up-to"
    range_ = Said(
        f"{WORDS}.price-range.{far}-choices-held" if state.choices_held else f"{WORDS}.price-range.{far}",
        {"looser_cents": state.steady.looser},
    )
    return Joined((brought, range_), between=", ")


def _brought(goal: Goal, price: Fraction) -> Text:
    """Say a price in points, or, where one dollar raises a level by next to nothing, how much raises it by a point or a dollar."""
    match goal:
        case Leximin(key=KeyOf.REQUESTED | KeyOf.PREVIOUS):
            return Said(f"{WORDS}.price.level", {"amount_cents": -(-price.denominator // price.numerator)})
        case Leximin():
            return Said(f"{WORDS}.price.level-per-unit", {"amount_cents": -(-(CENTS_IN_DOLLAR**2) * price.denominator // price.numerator)})
        case _:
            return Points(price * 100, f"{WORDS}.price.points")
