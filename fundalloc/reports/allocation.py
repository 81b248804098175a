"""The result of an allocation as a committee reads it: what was decided, for whom, why, under which rules, and from what."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import assert_never

from fundalloc.allocation.explanation import sentence
from fundalloc.allocation.outcome import Allocated, Award, Certificate, Impossible, Outcome, Repair, RuleState
from fundalloc.domain.base import Id, Label, Source
from fundalloc.domain.goals import (
    AmountGranted,
    CoveredNeed,
    FewestChanges,
    Goal,
    LeastCarried,
    Leximin,
    Nearness,
    NumberFunded,
    UsableValue,
    WeightedValue,
)
from fundalloc.domain.rules import Attribute, KeyOf, Rule
from fundalloc.domain.scenario import Scenario
from fundalloc.domain.selection import surroundings
from fundalloc.lexicon import Lexicon
from fundalloc.money import BASIS_POINTS_WHOLE, CENTS_IN_DOLLAR, Cents
from fundalloc.reports.preparation import Preparation, natural
from fundalloc.reports.shared_costs import shared_costs_pages
from fundalloc.reports.signing import signatures
from fundalloc.reports.tables import (
    Cell,
    Chart,
    Column,
    ColumnSum,
    ColumnSumWhere,
    Document,
    Fact,
    Joined,
    Kind,
    Page,
    Row,
    RowShare,
    RowSum,
    Said,
    Table,
    TableFormula,
    Term,
    Text,
    Tone,
    Value,
    share_of,
    with_formulas,
)

COLUMNS = "reports.columns"
WORDS = "reports.allocation"
LANDSCAPE_ROWS_MAX = 10


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of one amount, in sentences."""

    award: Award
    scenario: Scenario

    def said(self, lexicon: Lexicon) -> str:
        """Return the reasons one after the other."""
        return " ".join(sentence(reason, self.scenario, lexicon) for reason in self.award.reasons)


@dataclass(frozen=True, slots=True)
class Points:
    """A value that is not money: weighted cents, written as dollars without their symbol."""

    value: Fraction
    unit: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, lexicon: Lexicon) -> str:
        """Return the number, to two decimals, with its unit."""
        hundredths = round(self.value)
        return lexicon.say(self.unit, number=lexicon.money(hundredths).replace("$", "").strip("\u00a0 "), **self.facts)


def allocation_document(outcome: Outcome, made: Preparation, against: Allocated | None = None) -> Document:
    """
    Lay out what an allocation answered, whether it shares the money or says which rules quarrel.

    ``against`` is the answer of another scenario, which each group's amount is laid beside.
    """
    pages, status = _pages(outcome, against), "optimal" if isinstance(outcome, Allocated) else "infeasible"
    scenario = outcome.scenario
    return Document(
        id="allocation",
        title=scenario.title,
        subtitle=Said(f"{WORDS}.subtitle.{status}"),
        pages=pages,
        provenance=_provenance(outcome, made, Said(f"{WORDS}.status.{status}"), against),
        fingerprint=outcome.fingerprint,
        author=made.person,
    )


def _pages(outcome: Outcome, against: Allocated | None) -> tuple[Page, ...]:
    match outcome:
        case Allocated():
            return (
                _summary_page(outcome),
                _awards_page(outcome),
                *_breakdown_pages(outcome, against),
                *shared_costs_pages(outcome),
                _rules_page(outcome),
            )
        case Impossible():
            return (_conflict_page(outcome),)


def _column(name: str) -> Text:
    return Said(f"{COLUMNS}.{name}")


# Summary


def _summary_page(outcome: Allocated) -> Page:
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
        _pair("status", Said(f"{WORDS}.status.optimal"), Tone.GOOD),
        _pair("granted", Said(f"{WORDS}.granted", {"granted_cents": outcome.total_cents, "envelopes_cents": _envelopes_cents(outcome)})),
        _pair("funded", Said(f"{WORDS}.funded", {"count": len(funded), "requests": len(requests)})),
        _pair("rules-hold", _rules_hold(certificate), Tone.GOOD if certificate.rows_hold else Tone.ATTENTION),
        _pair("best", _gap(outcome)),
        _pair("unique", Said(f"{WORDS}.unique.{'yes' if certificate.unique else 'no'}")),
    )
    columns = (Column("fact", _column("fact"), width_max=46), Column("finding", _column("finding"), spills=True))
    note = outcome.scenario.fictitious_note
    return Table("verdict", Said(f"{WORDS}.tables.verdict"), columns, rows, notes=() if note is None else (note,))


def _envelopes_cents(outcome: Allocated) -> int:
    return sum(use.amount_cents for use in outcome.envelopes)


def _pair(name: str, value: Text, tone: Tone = Tone.PLAIN) -> Row:
    return Row((Cell(Said(f"{WORDS}.facts.{name}")), Cell(value, tone=tone)))


def _rules_hold(certificate: Certificate) -> Text:
    return Said(f"{WORDS}.rows-hold.{'yes' if certificate.rows_hold else 'no'}", {"count": certificate.rows_checked})


def _gap(outcome: Allocated) -> Text:
    """Say how much better could still exist, beside the whole, so that a person can judge."""
    if outcome.certificate.gap_cents == 0:
        return Said(f"{WORDS}.best-possible")
    gap = outcome.certificate.gap_cents
    match outcome.scenario.goals[0]:
        case Leximin():
            return Said(f"{WORDS}.level-gap", {"gap_cents": gap})
        case _:
            best = Points(outcome.goals[0].best_possible, f"{WORDS}.points")
            return Said(f"{WORDS}.gap", {"gap": Points(Fraction(gap), f"{WORDS}.points"), "best": best})


def _envelopes(outcome: Allocated) -> Table:
    envelopes = {envelope.id: envelope for envelope in outcome.scenario.envelopes}
    named = [(envelope.label.fr, envelope.label.in_language("en"), envelope.fiscal_year) for envelope in outcome.scenario.envelopes]
    shown = tuple((name, name) for name in _told_columns(outcome))
    lookup = ColumnSumWhere("awards", "granted", shown) if shown else ColumnSum("awards", "granted")
    formula = lookup if _told_apart(named) else None
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
        Column("envelope", _column("envelope"), width_max=46),
        Column("year", _column("year"), Kind.CODE, width_max=14),
        Column("amount", _column("amount"), Kind.MONEY, summed=True),
        Column("granted", _column("granted"), Kind.MONEY, summed=True),
        Column("left", _column("left"), Kind.MONEY, summed=True, formula=RowSum(("amount",), ("granted",))),
        Column("used", _column("used"), Kind.PERCENT, formula=RowShare("granted", "amount")),
    )
    return with_formulas(Table("envelopes", Said(f"{WORDS}.tables.envelopes"), columns, rows, total_label=_column("total")))


def _told_columns(outcome: Allocated) -> tuple[str, ...]:
    """Return which of envelope and year tell the amounts apart: a column that says the same on every row is left out."""
    envelopes = {use.envelope for use in outcome.envelopes}
    years = {award.fiscal_year for award in outcome.awards} | {envelope.fiscal_year for envelope in outcome.scenario.envelopes}
    return tuple(name for name, values in (("envelope", envelopes), ("year", years)) if len(values) > 1)


def _told_apart(names: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether a formula may look these names up: no two alike in either language, for Excel, which ignores case."""
    found = [tuple(part.casefold() for part in name) for name in names]
    languages = [{name[index] for name in found} for index in range(len(found[0]))] if found else []
    return len(set(found)) == len(found) and (len(languages) != 2 or all(len(each) == len(found) for each in languages))  # noqa: PLR2004


def _instalments(outcome: Allocated) -> Table:
    """Say what each instalment pays in all, and what releases it."""
    columns = (
        Column("instalment-name", _column("instalment-name"), width_max=46),
        Column("amount", _column("amount"), Kind.MONEY, summed=True),
        Column("awaits", _column("awaits"), Kind.CODE, width_max=20),
        Column("due", _column("due"), Kind.DATE),
        Column("condition", _column("condition"), width_max=46),
    )
    rows = []
    for each in outcome.scenario.instalments:
        paid = sum(part.amount_cents for award in outcome.awards for part in award.instalments if part.instalment == each.id)
        awaits = "" if each.awaits is None else Said(f"choices.awaits.{each.awaits.value}")
        formula = ColumnSum("awards", f"instalment-{each.id}")
        rows.append(Row((Cell(each.label), Cell(paid, formula), Cell(awaits), Cell(each.due_on), Cell(each.milestone))))
    return with_formulas(Table("instalments", Said(f"{WORDS}.tables.instalments"), columns, tuple(rows), total_label=_column("total")))


def _proof(outcome: Allocated) -> Table:
    amount = _envelopes_cents(outcome)
    left = sum(use.left_cents for use in outcome.envelopes)
    gap = amount - outcome.total_cents - left
    columns = (
        Column("finding", _column("finding")),
        Column("envelopes", _column("sum-of-envelopes"), Kind.MONEY),
        Column("granted", _column("sum-of-granted"), Kind.MONEY),
        Column("left", _column("left"), Kind.MONEY),
        Column("gap", _column("gap"), Kind.MONEY, formula=RowSum(("envelopes",), ("granted", "left"))),
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
        Column("goal", _column("goal"), width_max=46),
        Column("reached", _column("reached"), Kind.CODE, width_max=30),
        Column("best", _column("best"), Kind.CODE, width_max=30),
    )
    rows = tuple(
        Row(
            (
                Cell(Joined((f"{number}.", Label(fr=goal.label_fr, en=goal.label_en)))),
                Cell(_goal_value(asked, goal.value)),
                Cell(_goal_value(asked, goal.best_possible)),
            )
        )
        for number, (goal, asked) in enumerate(zip(outcome.goals, outcome.scenario.goals, strict=True), start=1)
    )
    return Table("goals", Said(f"{WORDS}.tables.goals"), columns, rows, notes=(Said(f"{WORDS}.goals-note"),), when_empty=_column("none"))


def _goal_value(goal: Goal, value: Fraction) -> Text:
    """Say a goal's value in its own measure: dollars, requests, a share of the key or dollars for each unit of it, or points."""
    match goal:
        case AmountGranted() | CoveredNeed() | LeastCarried() | Nearness() | UsableValue(weighing=None):
            return Said(f"{WORDS}.amount", {"amount_cents": int(value)})
        case NumberFunded():
            return Said(f"{WORDS}.requests", {"count": int(value)})
        case FewestChanges():
            return Said(f"{WORDS}.changed-groups", {"count": -int(value)})
        case Leximin(key=KeyOf.REQUESTED | KeyOf.PREVIOUS):
            return Said(f"{WORDS}.level", {"share_basis_points": int(value * BASIS_POINTS_WHOLE)})
        case Leximin():
            return Said(f"{WORDS}.level-per-unit", {"amount_cents": int(value)})
        case WeightedValue() | UsableValue():
            return Points(value, f"{WORDS}.points")
        case unreachable:
            assert_never(unreachable)


# One row per amount


@dataclass(frozen=True, slots=True)
class _Dimension:
    """A way to sum the amounts: what an award is under, and how it is called."""

    id: str
    key_of: Callable[[Award], Id | None]
    name_of: Callable[[Id], Text]
    coded: bool = False


def _dimensions(outcome: Allocated) -> tuple[_Dimension, ...]:
    """Return the dimensions that tell amounts apart: those with two values at least."""
    return tuple(each for each in _every_dimension(outcome) if len({each.key_of(award) for award in outcome.awards} - {None}) > 1)


def _every_dimension(outcome: Allocated) -> tuple[_Dimension, ...]:
    scenario = outcome.scenario
    recipients = {recipient.id: recipient for recipient in scenario.recipients}
    plan = {item.id: item for item in scenario.plan}
    tops = _tops(scenario)
    around = surroundings(scenario.recipients, scenario.plan, scenario.envelopes, initiatives=scenario.initiatives)
    requests = {request.id: request for request in scenario.requests}
    areas = {area.id: area.label for area in scenario.areas}
    levels = {level.id: level.label for level in scenario.programme_levels}
    fields = {project.id: project.label for project in scenario.project_fields}

    def worn(attribute: Attribute) -> Callable[[Award], Id | None]:
        return lambda award: next(iter(around.values(requests[award.request], attribute)), None)

    return (
        _Dimension("axis", lambda award: tops.get(award.plan_item or ""), lambda key: plan[key].label, coded=True),
        _Dimension("recipient", lambda award: award.recipient, lambda key: recipients[key].label),
        _Dimension("region", lambda award: recipients[award.recipient].region, Term),
        _Dimension("teaching-order", lambda award: recipients[award.recipient].teaching_order, Term),
        _Dimension("area", worn(Attribute.AREA), areas.__getitem__),
        _Dimension("grades", worn(Attribute.GRADES), _grades),
        _Dimension("programme-level", worn(Attribute.PROGRAMME_LEVEL), levels.__getitem__),
        _Dimension("project-field", worn(Attribute.PROJECT_FIELD), fields.__getitem__),
    )


def _grades(grades: Id) -> Text:
    lowest, _, highest = grades.partition("-")
    return Said(f"{WORDS}.grade" if lowest == highest else f"{WORDS}.grades", {"lowest": lowest, "highest": highest})


def _tops(scenario: Scenario) -> dict[Id, Id]:
    """Return the plan's largest item above each item."""
    parents = {item.id: item.parent for item in scenario.plan}

    def top(item_id: Id) -> Id:
        above = parents.get(item_id)
        return item_id if above is None else top(above)

    return {item_id: top(item_id) for item_id in parents}


def _awards_page(outcome: Allocated) -> Page:
    return Page("awards", Said(f"{WORDS}.pages.awards"), (_awards(outcome),), landscape=True)


def _awards(outcome: Allocated) -> Table:
    dimensions = tuple(each for each in _dimensions(outcome) if each.id != "recipient")
    instalments, names, told = outcome.scenario.instalments, _names(outcome.scenario), _told_columns(outcome)
    columns = (
        Column("code", _column("code"), Kind.CODE, width_max=24),
        Column("request", _column("request"), width_max=38),
        *(Column(each.id, _column(each.id), Kind.CODE, width_max=18) for each in dimensions),
        Column("recipient", _column("recipient"), width_max=24),
        *(Column(name, _column(name), Kind.CODE, width_max=18) for name in told),
        Column("requested", _column("requested"), Kind.MONEY, summed=True),
        Column("granted", _column("granted"), Kind.MONEY, summed=True),
        Column("share", _column("share-of-request"), Kind.PERCENT, formula=RowShare("granted", "requested")),
        Column("why", _column("why"), width_max=40),
        *(Column(f"instalment-{each.id}", each.label, Kind.MONEY, summed=True) for each in instalments),
    )
    ordered = sorted(outcome.awards, key=_reading_order)
    rows = tuple(
        _award_row(names, dimensions, told, award, first=index == 0 or ordered[index - 1].request != award.request)
        for index, award in enumerate(ordered)
    )
    title = Said(f"{WORDS}.pages.awards")
    return with_formulas(Table("awards", title, columns, rows, total_label=_column("total"), when_empty=_column("none")))


def _reading_order(award: Award) -> tuple[object, ...]:
    return (natural(award.plan_item or award.request), award.recipient, award.request, award.fiscal_year, award.envelope or "")


@dataclass(frozen=True, slots=True)
class _Names:
    """What a scenario's requests, recipients and envelopes are called, at hand for every row."""

    scenario: Scenario
    requests: Mapping[Id, Label]
    recipients: Mapping[Id, Label]
    envelopes: Mapping[Id, Label]


def _names(scenario: Scenario) -> _Names:
    return _Names(
        scenario,
        requests={each.id: each.label for each in scenario.requests},
        recipients={each.id: each.label for each in scenario.recipients},
        envelopes={each.id: each.label for each in scenario.envelopes},
    )


def _award_row(names: _Names, dimensions: tuple[_Dimension, ...], told: tuple[str, ...], award: Award, *, first: bool) -> Row:
    """Say what is asked once per request, on the first of its rows, so that the column sums to what was asked."""
    parts = {part.instalment: part.amount_cents for part in award.instalments}
    envelope = names.envelopes.get(award.envelope or "", Said(f"{WORDS}.no-envelope"))
    where: dict[str, Text] = {"envelope": envelope, "year": award.fiscal_year}
    return Row(
        (
            Cell(award.plan_item or award.request),
            Cell(names.requests[award.request]),
            *(Cell(_dimension_value(each, award)) for each in dimensions),
            Cell(names.recipients[award.recipient]),
            *(Cell(where[name]) for name in told),
            Cell(award.requested_cents if first else None),
            Cell(award.amount_cents),
            Cell(),
            Cell(Why(award, names.scenario)),
            *(Cell(parts.get(each.id, 0)) for each in names.scenario.instalments),
        )
    )


def _dimension_value(dimension: _Dimension, award: Award) -> Value:
    key = dimension.key_of(award)
    if key is None:
        return None
    return key if dimension.coded else dimension.name_of(key)


# Summaries


def _breakdown_pages(outcome: Allocated, against: Allocated | None) -> tuple[Page, ...]:
    return tuple(
        Page(f"by-{each.id}", Said(f"{WORDS}.pages.by-{each.id}"), (_breakdown(outcome, each, against),), landscape=_few(outcome, each))
        for each in _dimensions(outcome)
    )


def _few(outcome: Allocated, dimension: _Dimension) -> bool:
    """Tell whether the rows fit across a sheet on its side, with their chart."""
    return len({dimension.key_of(award) for award in outcome.awards}) <= LANDSCAPE_ROWS_MAX


def _breakdown(outcome: Allocated, dimension: _Dimension, against: Allocated | None) -> Table:
    besides = _besides(outcome, dimension, against)
    labels = {key: name for beside in besides for key, name in beside.names.items()}
    labels |= {key: dimension.name_of(key) for award in outcome.awards if (key := dimension.key_of(award)) is not None}
    keys = sorted(labels, key=natural)
    apart = dimension.coded or _told_apart([(each.fr, each.in_language("en")) for each in labels.values() if isinstance(each, Label)])
    code = (Column("code", _column(dimension.id), Kind.CODE, width_max=10),) if dimension.coded else ()
    columns = (
        *code,
        Column("name", _column("label" if dimension.coded else dimension.id), width_max=58),
        Column("requests", _column("requests"), Kind.COUNT, summed=True),
        Column("requested", _column("requested"), Kind.MONEY, summed=True),
        Column("granted", _column("granted"), Kind.MONEY, summed=True),
        Column("share", _column("share-of-request"), Kind.PERCENT, formula=RowShare("granted", "requested")),
        Column("share-of-total", _column("share-of-total"), Kind.PERCENT),
        *(column for beside in besides for column in beside.columns()),
    )
    key_column = "code" if dimension.coded else "name"
    rows = tuple(_breakdown_row(outcome, dimension, (key, labels[key]), besides, key_column if apart else None) for key in keys)
    chart = Chart(
        title=Said(f"{WORDS}.charts.by-{dimension.id}"),
        description=Said(f"{WORDS}.charts.description", {"title": Said(f"{WORDS}.charts.by-{dimension.id}"), "rows": len(rows)}),
        names="name",
        series=(*(beside.name for beside in besides), "requested", "granted"),
    )
    title = Said(f"{WORDS}.pages.by-{dimension.id}")
    notes = _left_out(outcome, dimension)
    return with_formulas(Table(f"by-{dimension.id}", title, columns, rows, total_label=_column("total"), chart=chart, notes=notes))


def _left_out(outcome: Allocated, dimension: _Dimension) -> tuple[Text, ...]:
    """Say what was granted to requests that the dimension does not tell apart, and that the table leaves out."""
    others = [award for award in outcome.awards if dimension.key_of(award) is None]
    facts = {"count": len({award.request for award in others}), "granted_cents": sum(award.amount_cents for award in others)}
    return (Said(f"{WORDS}.left-out", facts),) if others else ()


def _breakdown_row(
    outcome: Allocated, dimension: _Dimension, named: tuple[Id, Text], besides: tuple["_Beside", ...], key_column: str | None
) -> Row:
    key, name = named
    awards = [award for award in outcome.awards if dimension.key_of(award) == key]
    requested = {award.request: award.requested_cents for award in awards}
    granted = sum(award.amount_cents for award in awards)

    def formula(column: str) -> TableFormula | None:
        return None if key_column is None else ColumnSumWhere("awards", column, ((dimension.id, key_column),))

    return Row(
        (
            *((Cell(key),) if dimension.coded else ()),
            Cell(name),
            Cell(len(requested)),
            Cell(sum(requested.values()), formula("requested")),
            Cell(granted, formula("granted")),
            Cell(),
            Cell(share_of(granted, outcome.total_cents)),
            *(cell for beside in besides for cell in (Cell(beside.amounts.get(key, 0)), Cell(), Cell())),
        )
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """Amounts that each group's is laid beside: what it received last year, or receives in another scenario."""

    name: str
    amounts: Mapping[Id, Cents]
    names: Mapping[Id, Text]

    def columns(self) -> tuple[Column, ...]:
        """Return the amount, the change, and the change as a share."""
        change = f"{self.name}-change"
        return (
            Column(self.name, _column(self.name), Kind.MONEY, summed=True),
            Column(change, _column(change), Kind.MONEY, summed=True, formula=RowSum(("granted",), (self.name,))),
            Column(f"{change}-share", _column(f"{change}-share"), Kind.PERCENT, formula=RowShare(change, self.name)),
        )


def _besides(outcome: Allocated, dimension: _Dimension, against: Allocated | None) -> tuple[_Beside, ...]:
    found = []
    if any(request.previous_cents is not None for request in outcome.scenario.requests):
        previous = {request.id: request.previous_cents or 0 for request in outcome.scenario.requests}
        keys = {award.request: dimension.key_of(award) for award in outcome.awards}
        found.append(_Beside("previous", _summed((key, previous[request]) for request, key in keys.items()), {}))
    if against is not None:
        there = next(each for each in _every_dimension(against) if each.id == dimension.id)
        amounts = _summed((there.key_of(award), award.amount_cents) for award in against.awards)
        if amounts:
            found.append(_Beside("against", amounts, {key: there.name_of(key) for key in amounts}))
    return tuple(found)


def _summed(amounts: Iterable[tuple[Id | None, Cents]]) -> Mapping[Id, Cents]:
    found: defaultdict[Id, Cents] = defaultdict(int)
    for key, cents in amounts:
        if key is not None:
            found[key] += cents
    return dict(found)


# Rules


def _rules_page(outcome: Allocated) -> Page:
    columns = (
        Column("id", _column("rule"), Kind.CODE, width_max=24),
        Column("label", _column("label"), width_max=40),
        Column("kind", _column("rule-kind"), width_max=16),
        Column("source", _column("source"), width_max=36),
        Column("statutory", _column("statutory"), width_max=12),
        Column("state", _column("state"), width_max=30),
        Column("slack", _column("slack"), Kind.MONEY),
        Column("price", _column("one-more-dollar"), width_max=34),
    )
    rules = {rule.id: rule for rule in outcome.scenario.rules}
    rows = tuple(_rule_row(rules[state.id], state, outcome.scenario.goals[0]) for state in outcome.rules)
    title = Said(f"{WORDS}.pages.rules")
    table = Table("rules", title, columns, rows, notes=(Said(f"{WORDS}.rules-note"),), when_empty=_column("none"))
    return Page("rules", title, (table,), landscape=True)


def _rule_row(rule: Rule, state: RuleState, goal: Goal) -> Row:
    return Row(
        (
            Cell(rule.id),
            Cell(rule.label),
            Cell(Said(f"{WORDS}.kinds.{rule.kind}")),
            Cell(_source(rule.source)),
            Cell(_yes_no(yes=rule.statutory)),
            Cell(_rule_state(rule, state), tone=Tone.ATTENTION if state.binding or rule.waiver is not None else Tone.PLAIN),
            Cell(None if rule.waiver is not None else state.slack_cents),
            Cell(_price(goal, state)),
        )
    )


def _yes_no(*, yes: bool) -> Text:
    return Said(f"{WORDS}.statutory.{'yes' if yes else 'no'}")


def _source(source: Source) -> Text:
    parts: list[Text] = [source.text]
    if source.in_force_from is not None:
        parts.append(Said(f"{WORDS}.in-force-from", {"day_on": source.in_force_from}))
    if source.in_force_to is not None:
        parts.append(Said(f"{WORDS}.in-force-to", {"day_on": source.in_force_to}))
    return Joined(tuple(parts), between=", ")


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


# When no answer exists


def _conflict_page(outcome: Impossible) -> Page:
    rules = {rule.id: rule for rule in outcome.scenario.rules}
    columns = (
        Column("id", _column("rule"), Kind.CODE, width_max=26),
        Column("label", _column("label"), width_max=44),
        Column("source", _column("source"), width_max=40),
        Column("statutory", _column("statutory"), width_max=14),
    )
    conflict = Table(
        "conflict",
        Said(f"{WORDS}.tables.conflict"),
        columns,
        tuple(_conflict_row(rule_id, rules.get(rule_id)) for rule_id in outcome.conflict),
        notes=(Said(f"{WORDS}.conflict-note"),),
        when_empty=_column("none"),
    )
    repair_columns = (*columns[:3], Column("by", _column("give-way"), Kind.CODE, width_max=30))
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
    columns = (Column("fact", _column("fact"), width_max=26), Column("finding", _column("finding"), spills=True))
    rows = (
        _pair("status", Said(f"{WORDS}.status.infeasible"), Tone.ATTENTION),
        _pair("conflict", Said(f"{WORDS}.rules-in-conflict", {"count": len(outcome.conflict)})),
    )
    note = outcome.scenario.fictitious_note
    return Table("verdict", Said(f"{WORDS}.tables.verdict"), columns, rows, notes=() if note is None else (note,))


def _conflict_row(rule_id: Id, rule: Rule | None) -> Row:
    if rule is None:
        return Row((Cell(rule_id), Cell(Said(f"{WORDS}.own-bound")), Cell(), Cell()))
    return Row((Cell(rule.id), Cell(rule.label), Cell(_source(rule.source)), Cell(_yes_no(yes=rule.statutory))))


def _repair_row(repair: Repair, rule: Rule | None) -> Row:
    by = Said(f"{WORDS}.amount", {"amount_cents": repair.by}) if repair.in_cents else Said(f"{WORDS}.by-count", {"count": repair.by})
    row = _conflict_row(repair.rule, rule)
    return replace(row, cells=(*row.cells[:3], Cell(by)))


# Provenance


def _provenance(outcome: Outcome, made: Preparation, status: Text, against: Allocated | None) -> tuple[Fact, ...]:
    scenario = outcome.scenario
    facts: list[tuple[str, Text]] = [
        ("scenario", scenario.id),
        ("scenario-title", scenario.title),
        ("status", status),
        ("fingerprint", outcome.fingerprint),
        ("scenario-prepared-by", scenario.prepared_by),
        ("report-prepared-by", made.person),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
        ("solver", made.solver),
        ("fiscal-years", Joined(tuple(f"{year.id} ({year.starts_on} – {year.ends_on})" for year in scenario.fiscal_years), between="; ")),
        ("envelope-sources", Joined(_distinct(_source(envelope.source) for envelope in scenario.envelopes), between="; ")),
        ("requests", str(len(scenario.requests))),
        ("rules", str(len(scenario.rules))),
        ("fictitious", scenario.fictitious_note or ""),
        ("amends", scenario.amends or ""),
        ("amends-fingerprint", scenario.amends_fingerprint),
        ("amendment-reason", scenario.amendment_reason),
        ("against", "" if against is None else against.scenario.title),
        ("against-fingerprint", "" if against is None else against.fingerprint),
    ]
    return tuple(Fact(name, Said(f"reports.provenance.{name}"), value) for name, value in facts if value != "")


def _distinct(texts: Iterable[Text]) -> tuple[Text, ...]:
    found: list[Text] = []
    for text in texts:
        if text not in found:
            found.append(text)
    return tuple(found)
