"""Whether an expense may be charged at all: its day, its activity, its nature, its conditions, its taxes, its supplier."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fundalloc.domain.claims import ClaimLine
from fundalloc.domain.clauses import Condition, CostObject, QuantityLimit
from fundalloc.domain.fund import Fund
from fundalloc.domain.taxes import TaxedCost, Taxpayer, TaxTable, cost, parts_of
from fundalloc.errors import Place, Refusal
from fundalloc.errors.evidence import PersonalIdentifier
from fundalloc.errors.ledger import ActivityOfOtherBoard, JustificationMissing, NatureNotAllowed, PlanItemUnknown
from fundalloc.errors.spending import (
    ConditionUndeclared,
    ConditionUnknown,
    CostObjectUnknown,
    DocumentNotOnFile,
    NetOfTaxWrong,
    OutsideAgreement,
    QuantityExceeded,
    SchoolMissing,
    SupplierUnlisted,
    TaxRateUnknown,
    TaxTreatmentMissing,
)
from fundalloc.ledger.entries import text_name
from fundalloc.ledger.kinds import Relation
from fundalloc.ledger.likeness import Tokens, tokens
from fundalloc.ledger.plan import near_codes, under
from fundalloc.ledger.rows import Link, PlanLine, TaxRecord

_IDENTIFIERS: Final = re.compile(
    r"""
    \b[A-Z]{4}[ ]?\d{8}\b              # Québec's permanent code
    | \b\d{3}-\d{3}-\d{3}\b            # Ontario's education number
    | [\w.+-]+@[\w-]+\.[\w.]+          # a person's address
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Charge:
    """What a claim line and a commitment have in common when one asks whether they are eligible."""

    recipient: str
    plan_item: str
    nature: str
    conditions: tuple[str, ...]
    justified: bool
    cost_object: str = ""


def wrong_plan_item(charge: Charge, plan: Mapping[str, PlanLine]) -> Iterable[Refusal]:
    """Refuse an activity outside the plan, of another board, or that does not allow this nature (S4-04, S5-04 to S5-07)."""
    item = plan.get(charge.plan_item)
    if item is None:
        yield PlanItemUnknown(plan_item=charge.plan_item, known=near_codes(plan, charge.plan_item))
        return
    if item.board and item.board != charge.recipient:
        yield ActivityOfOtherBoard(plan_item=charge.plan_item, board=item.board, recipient=charge.recipient)
    natures = tuple(item.natures.split("|")) if item.natures else ()
    if not natures or charge.nature in natures:
        return
    if item.natures_list == "closed":
        yield NatureNotAllowed(nature=charge.nature, plan_item=charge.plan_item, allowed=natures)
    elif not charge.justified:
        yield JustificationMissing(nature=charge.nature, plan_item=charge.plan_item)


def wrong_conditions(charge: Charge, fund: Fund, plan: Mapping[str, PlanLine], documents: Mapping[str, int]) -> Iterable[Refusal]:
    """
    Refuse what does not declare every condition its nature or its activity is subject to (S5-10, S5-15), or lacks its document (S5-20).

    ``documents`` are those on file, each with its entry.
    """
    known = {condition.id for condition in fund.conditions}
    for name in charge.conditions:
        if name not in known:
            yield ConditionUnknown(condition=name, known=tuple(sorted(known)))
    for condition in fund.conditions:
        if _applies(condition, charge, plan) and condition.id not in charge.conditions:
            yield ConditionUndeclared(condition=condition.label.fr or condition.id, plan_item=charge.plan_item)
        elif condition.id in charge.conditions and condition.document and condition.document not in documents:
            yield DocumentNotOnFile(condition=condition.id, document=condition.document)


def rests_on(charges: Iterable[Charge], fund: Fund, documents: Mapping[str, int]) -> tuple[Link, ...]:
    """Return links to the documents on file that what is declared rests on."""
    declared = {name for charge in charges for name in charge.conditions}
    named = {condition.document for condition in fund.conditions if condition.document and condition.id in declared}
    return tuple(Link(Relation.CONCERNS.value, documents[name]) for name in sorted(named))


def wrong_cost_object(charge: Charge, fund: Fund, plan: Mapping[str, PlanLine]) -> Iterable[Refusal]:
    """Refuse a visit, an event or a deliverable that the fund does not have for this activity and this nature (S5-16, S5-18)."""
    known = tuple(each.id for each in fund.cost_objects if _applies(each, charge, plan))
    if charge.cost_object and charge.cost_object not in known:
        yield CostObjectUnknown(cost_object=charge.cost_object, plan_item=charge.plan_item, known=known)


def _applies(condition: Condition | QuantityLimit | CostObject, charge: Charge, plan: Mapping[str, PlanLine]) -> bool:
    return (not condition.natures or charge.nature in condition.natures) and (
        not condition.plan_items or under(plan, charge.plan_item, condition.plan_items)
    )


def charge_of(line: ClaimLine) -> Charge:
    """Return what a claim line asks to be charged."""
    return Charge(line.recipient, line.plan_item, line.nature, line.conditions, bool(line.justification.strip()), line.cost_object)


def wrong_day(line: ClaimLine, fund: Fund) -> Iterable[Refusal]:
    """Refuse what was incurred outside the agreement; only that day counts, not the invoice's nor the payment's."""
    agreement = fund.agreement
    if agreement is not None and not agreement.starts_on <= line.incurred_on <= agreement.ends_on:
        yield OutsideAgreement(given_on=line.incurred_on, starts_on=agreement.starts_on, ends_on=agreement.ends_on)


def wrong_quantities(
    lines: Iterable[ClaimLine], fund: Fund, plan: Mapping[str, PlanLine], before: Callable[[QuantityLimit, str, str], int]
) -> Iterable[tuple[ClaimLine, Refusal]]:
    """Refuse a line that would give a school more than a rule allows in a year; ``before`` counts what it already has."""
    counted: dict[tuple[str, str, Tokens], int] = {}
    for line in lines:
        for limit in fund.quantity_limits:
            if line.amount_cents < 0 or not _applies(limit, charge_of(line), plan):
                continue
            year = fund.fiscal_year_of(line.incurred_on)
            key = (limit.id, year.id if year else "", tokens(line.school))
            if not line.school:
                yield line, SchoolMissing(rule=limit.id, plan_item=line.plan_item)
                continue
            if key not in counted:
                counted[key] = before(limit, key[1], line.school)
            counted[key] += 1
            if counted[key] > limit.per_school_max:
                yield (
                    line,
                    QuantityExceeded(rule=limit.id, school=line.school, plan_item=line.plan_item, count_max=limit.per_school_max),
                )


def wrong_supplier(supplier: str, fund: Fund, register: Iterable[str]) -> Iterable[Refusal]:
    """Refuse a supplier outside the register, where the fund keeps to it (S5-14)."""
    known = tuple(sorted(register))
    if fund.policy.supplier_register_required and supplier not in known:
        yield SupplierUnlisted(supplier=supplier, known=known)


def personal(name: str, text: str) -> Iterable[Refusal]:
    """Refuse a text that holds what looks like a pupil's identifier or a person's address (S11-01)."""
    if _IDENTIFIERS.search(text):
        yield PersonalIdentifier(name=text_name(name))


# --- Taxes


def taxed(line: ClaimLine, fund: Fund, table: TaxTable) -> tuple[TaxedCost | None, Refusal | None]:
    """Return what the line's invoice really costs, or why that cannot be said; nothing where the line tells no price."""
    if line.price_cents is None or line.tax_cents is None:
        told_in_part = line.price_cents is not None or line.tax_cents is not None
        is_missing = told_in_part or fund.policy.tax_treatment_required
        return None, TaxTreatmentMissing(recipient=line.recipient) if is_missing else None
    payer = taxpayer(fund, line.recipient)
    rate = table.tax(payer.province, line.incurred_on) if payer else None
    rebate = table.rebate(payer, line.incurred_on) if payer else None
    if rate is None or rebate is None:
        return None, TaxRateUnknown(recipient=line.recipient, given_on=line.incurred_on)
    found = cost(line.price_cents, parts_of(line.tax_cents, rate), rebate)
    if found.net_cents == line.amount_cents:
        return found, None
    return None, NetOfTaxWrong(
        amount_cents=line.amount_cents,
        net_cents=found.net_cents,
        price_cents=found.price_cents,
        tax_cents=found.tax_cents,
        rebate_cents=found.rebate_cents,
    )


def taxpayer(fund: Fund, recipient: str) -> Taxpayer | None:
    """Return what a partner is to the tax authorities, where the fund says it."""
    return next((each for each in fund.taxpayers if each.id == recipient), None)


def tax_record(claim: str, line: ClaimLine, payer: Taxpayer, found: TaxedCost) -> TaxRecord:
    """Return the estimate that is sealed with a claim line, to be trued up by what is really given back."""
    return TaxRecord(
        claim=claim,
        claim_line=line.reference,
        recipient=line.recipient,
        entity=payer.entity.value,
        province=payer.province.value,
        activity=payer.activity.value,
        incurred_on=line.incurred_on.isoformat(),
        price_cents=found.price_cents,
        federal_tax_cents=found.federal_tax_cents,
        provincial_tax_cents=found.provincial_tax_cents,
        federal_rebate_cents=found.federal_rebate_cents,
        provincial_rebate_cents=found.provincial_rebate_cents,
        actual_cents=0,
    )


def at_line(problem: Refusal, place: Place | None) -> Refusal:
    """Point a refusal at a line."""
    problem.place = place
    return problem
