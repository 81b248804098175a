"""An outcome as one JSON object, with stable keys; new ones may be added (docs: ``allocate --json``)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, assert_never

from fundalloc.allocation.explanation import sentence
from fundalloc.allocation.outcome import Allocated, Award, Impossible, Outcome, Proof, Reason, RuleState
from fundalloc.domain.plan import PlanItem, PlanLevel
from fundalloc.domain.scenario import Instalment, Scenario
from fundalloc.lexicon import Lexicon
from fundalloc.optimization.program import UNBOUNDED
from fundalloc.optimization.whole import Cut, Part, Priced

LAYOUT: Final = "fundalloc-result-1"
PROOF_LAYOUT: Final = "fundalloc-proof-1"


def as_document(outcome: Outcome, lexicon: Lexicon, *, prepared_by: str | None = None) -> dict[str, object]:
    """
    Return an outcome as JSON-ready values: amounts in cents, exact prices and bounds as fractions in text.

    ``prepared_by`` is whoever ran the allocation; the scenario's own author stands in where it is None.
    """
    match outcome:
        case Allocated():
            return _allocated(outcome, lexicon, prepared_by)
        case Impossible():
            return {
                **_head(outcome, lexicon, prepared_by),
                "total_cents": 0,
                "allocations": [],
                "conflict": list(outcome.conflict),
                "conflict_proved": outcome.conflict_proved,
                "repair": [{"rule": repair.rule, "cents" if repair.in_cents else "count": repair.by} for repair in outcome.repair],
            }
        case unreachable:
            assert_never(unreachable)


def _head(outcome: Outcome, lexicon: Lexicon, prepared_by: str | None) -> dict[str, object]:
    return {
        "layout": LAYOUT,
        "status": outcome.status.value,
        "scenario": outcome.scenario.id,
        "title": outcome.scenario.title.in_language(lexicon.language),
        "fingerprint": outcome.fingerprint,
        "prepared_by": outcome.scenario.prepared_by if prepared_by is None else prepared_by,
        "language": lexicon.language,
        **_adopted(outcome.scenario),
    }


def _adopted(scenario: Scenario) -> dict[str, object]:
    """Return when the scenario's plan was adopted and what it amends, where it says so."""
    found: dict[str, object] = {}
    if scenario.plan_adopted_on is not None:
        found["plan_adopted_on"] = scenario.plan_adopted_on.isoformat()
        found["before_adoption"] = [request.id for request in scenario.requests if request.before_adoption]
    if scenario.amends is not None:
        found["amends"] = {"scenario": scenario.amends, "fingerprint": scenario.amends_fingerprint, "reason": scenario.amendment_reason}
    return found


def _allocated(outcome: Allocated, lexicon: Lexicon, prepared_by: str | None) -> dict[str, object]:
    certificate = outcome.certificate
    return {
        **_head(outcome, lexicon, prepared_by),
        "total_cents": outcome.total_cents,
        "envelopes": [
            {"envelope": use.envelope, "amount_cents": use.amount_cents, "granted_cents": use.granted_cents, "left_cents": use.left_cents}
            for use in outcome.envelopes
        ],
        "allocations": [_award(award, outcome.scenario, lexicon) for award in outcome.awards],
        "instalments": [_instalment(each, outcome, lexicon) for each in outcome.scenario.instalments],
        "goals": [
            {
                "goal": goal.kind,
                "label": goal.label_en if lexicon.language == "en" and goal.label_en else goal.label_fr,
                "value": _number(goal.value),
                "best_possible": _number(goal.best_possible),
            }
            for goal in outcome.goals
        ],
        "rules": [_rule(state) for state in outcome.rules],
        "certificate": {
            "rows_hold": certificate.rows_hold,
            "rows_checked": certificate.rows_checked,
            "gap_cents": certificate.gap_cents,
            "unique": certificate.unique,
            "search_ended": certificate.search_ended,
        },
        "plan": _plan(outcome.scenario),
        "proof": _proof(outcome.proof) if outcome.proof else None,
    }


def _number(number: Fraction) -> int | str:
    """Return a whole number as itself, and any other as an exact fraction in text."""
    return number.numerator if number.denominator == 1 else str(number)


def _award(award: Award, scenario: Scenario, lexicon: Lexicon) -> dict[str, object]:
    return {
        "request": award.request,
        "recipient": award.recipient,
        "priority": award.plan_item,
        "envelope": award.envelope,
        "fiscal_year": award.fiscal_year,
        "purpose": award.purpose,
        "amount_cents": award.amount_cents,
        "requested_cents": award.requested_cents,
        "why": " ".join(sentence(reason, scenario, lexicon) for reason in award.reasons),
        "reasons": [_reason(reason) for reason in award.reasons],
        "instalments": [{"instalment": part.instalment, "amount_cents": part.amount_cents} for part in award.instalments],
    }


def _instalment(instalment: Instalment, outcome: Allocated, lexicon: Lexicon) -> dict[str, object]:
    parts = [part.amount_cents for award in outcome.awards for part in award.instalments if part.instalment == instalment.id]
    return {
        "id": instalment.id,
        "label": instalment.label.in_language(lexicon.language),
        "share_basis_points": instalment.share_basis_points,
        "amount_cents": sum(parts),
        "awaits": None if instalment.awaits is None else instalment.awaits.value,
        "due_on": None if instalment.due_on is None else instalment.due_on.isoformat(),
        "milestone": instalment.milestone,
        "paid": instalment.paid,
    }


def _reason(reason: Reason) -> dict[str, object]:
    bar = None if reason.bar is None else reason.bar.value
    return {"because": reason.because.value, "rule": reason.rule, "envelope": reason.envelope, "bar": bar}


def _rule(state: RuleState) -> dict[str, object]:
    return {
        "id": state.id,
        "binding": state.binding,
        "slack_cents": state.slack_cents,
        "price": None if state.price is None else _number(state.price),
        "price_steady": None
        if state.steady is None
        else {"tighter_cents": state.steady.tighter, "looser_cents": state.steady.looser, "choices_held": state.choices_held},
        "waived": state.waived,
        "in_force": state.in_force,
    }


def _plan(scenario: Scenario) -> list[dict[str, object]]:
    items = {item.id: item for item in scenario.plan}
    return [
        {
            "id": item.id,
            "level": item.level.value,
            "parent": item.parent,
            "axis": _axis(item, items),
            "label_fr": item.label.fr,
            "label_en": item.label.en,
            "board": item.board,
            "shared": item.shared,
            "natures": list(item.natures),
            "natures_open": item.natures_open,
        }
        for item in scenario.plan
    ]


def _axis(item: PlanItem, items: Mapping[str, PlanItem]) -> str | None:
    top: PlanItem | None = item
    while top is not None and top.level not in {PlanLevel.AXIS, PlanLevel.DOSSIER}:
        top = items.get(top.parent) if top.parent else None
    return top.id if top else None


def _proof(proof: Proof) -> dict[str, object]:
    """Return the program and its prices as plain numbers, for a checker that knows nothing else."""
    program, prices = proof.program, proof.prices
    return {
        "layout": PROOF_LAYOUT,
        "columns": [list(name) for name in proof.columns],
        "lower": program.lower.tolist(),
        "upper": program.upper.tolist(),
        "values": list(proof.values),
        "rows": [
            {
                "rule": proof.groups[group] if group >= 0 else None,
                "columns": program.row(row)[0].tolist(),
                "coefficients": program.row(row)[1].tolist(),
                "low": _bound(int(program.row_lower[row])),
                "high": _bound(int(program.row_upper[row])),
            }
            for row, group in enumerate(program.groups.tolist())
        ],
        "goal": proof.goals[0].tolist(),
        "prices": [int(price) for price in prices.rows],
        "denominator": prices.denominator,
        "scale": proof.scale,
        "bound": str(prices.best),
        "parts": _part(proof.parts) if isinstance(proof.parts, Cut) else None,
    }


def _part(part: Part) -> dict[str, object]:
    """Return how a part of the whole-cent answers is cut in two, or the prices that bound it: the program's rows', then the cuts'."""
    match part:
        case Priced(prices=prices):
            return {"prices": [int(price) for price in prices.rows], "denominator": prices.denominator}
        case Cut():
            return {"columns": list(part.columns), "at": part.at, "below": _part(part.below), "above": _part(part.above)}
        case unreachable:
            assert_never(unreachable)


def _bound(bound: int) -> int | None:
    return None if abs(bound) >= UNBOUNDED else bound
