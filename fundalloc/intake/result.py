"""The result file of ``allocate`` (JSON), read back before it becomes a budget: complete, optimal, proved, and adding up."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from fundalloc.domain.adopted import DecidedAmount, DecidedPlanItem, Decision
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.ledger import DecisionDoesNotAddUp, DecisionNotOptimal, DecisionUnproved, DecisionUnreadable
from fundalloc.intake.text import read_text


class _Missing(KeyError):
    """A value of the document that is not there, or not of the kind it should be."""


def read_decision(path: Path) -> Decision:
    """
    Read a decided allocation.

    Raises:
        RefusedTogether: it is not a result, it is not optimal, its proof does not hold, or its amounts do not sum to its total.

    """
    place = Place(file=path.name)
    problems: list[Refusal] = []
    decision: Decision | None = None
    try:
        document = json.loads(read_text(path))
        if isinstance(document, dict) and document.get("status") not in {None, "optimal"}:
            problems.append(DecisionNotOptimal(status=str(document["status"])[:40], place=place))
            refuse_together(problems)
        decision = _decision(document, path)
        problems.extend(_doubts(document, decision, place))
    except Refusal as problem:
        problems.append(problem)
    except (ValueError, RecursionError):
        problems.append(DecisionUnreadable(name="JSON", place=place))
    except _Missing as missing:
        problems.append(DecisionUnreadable(name=missing.args[0], place=place))
    refuse_together(problems)
    assert decision is not None, "everything else was refused"
    return decision


def _decision(document: object, path: Path) -> Decision:
    if not isinstance(document, dict):
        raise _Missing("status")
    _text(document, "status")
    scenario = document.get("scenario")
    return Decision(
        scenario=_text(scenario, "id") if isinstance(scenario, dict) else _text(document, "scenario"),
        fingerprint=_text(document, "fingerprint"),
        prepared_by=_text(document, "prepared_by", absent=""),
        file_name=path.name,
        sha256=sha256(path.read_bytes()).hexdigest(),
        amounts=tuple(_amount(each) for each in _list(document, "allocations")),
        plan=tuple(_plan_item(each) for each in _list(document, "plan")),
        amends=_text(document.get("amends", {}), "fingerprint", absent=""),
        plan_adopted_on=_day(document, "plan_adopted_on"),
        before_adoption=tuple(_plain(each, "before_adoption") for each in document.get("before_adoption", ())),
    )


def _doubts(document: Mapping[str, Any], decision: Decision, place: Place) -> list[Refusal]:
    doubts: list[Refusal] = []
    announced_cents = _cents(document, "total_cents")
    if announced_cents != decision.total_cents:
        doubts.append(DecisionDoesNotAddUp(announced_cents=announced_cents, counted_cents=decision.total_cents, place=place))
    certificate = document.get("certificate")
    proved = isinstance(certificate, dict) and certificate.get("rows_hold") is True
    if not proved or not _as_proved(document.get("proof"), decision) or _granted_twice(decision):
        doubts.append(DecisionUnproved(scenario=decision.scenario, place=place))
    return doubts


def _granted_twice(decision: Decision) -> bool:
    """Tell whether a request is granted money twice from one envelope, which an allocation does once."""
    named = [(each.request, each.envelope, each.fiscal_year, each.purpose) for each in decision.amounts]
    return len(set(named)) < len(named)


def _as_proved(proof: object, decision: Decision) -> bool:
    """Tell whether the amounts are the ones the proof was written for (a result may come without its proof)."""
    if proof is None:
        return True
    columns, proved = _list(proof, "columns"), _list(proof, "values")
    amounts = {(each.request, each.envelope): each.amount_cents for each in decision.amounts if each.envelope}
    pairs = zip(columns, proved, strict=False)
    found = {(column[0], column[1]): cents for column, cents in pairs if _is_amount(column)}
    return len(columns) <= len(proved) and amounts.keys() <= found.keys() and all(amounts.get(key, 0) == found[key] for key in found)


def _is_amount(column: object) -> bool:
    """Tell a column of money, named by request and envelope, from one of choice, whose envelope is empty."""
    return isinstance(column, list) and len(column) == 2 and all(isinstance(name, str) and name for name in column)  # noqa: PLR2004 - a pair


def _amount(each: object) -> DecidedAmount:
    return DecidedAmount(
        request=_text(each, "request"),
        recipient=_text(each, "recipient"),
        plan_item=_text(each, "priority", absent=""),
        envelope=_text(each, "envelope", absent=""),
        fiscal_year=_text(each, "fiscal_year"),
        purpose=_text(each, "purpose", absent=""),
        requested_cents=_cents(each, "requested_cents"),
        amount_cents=_cents(each, "amount_cents"),
    )


def _plan_item(each: object) -> DecidedPlanItem:
    label = each.get("label") if isinstance(each, dict) else None
    labels = label if isinstance(label, dict) else {"fr": label if isinstance(label, str) else ""}
    return DecidedPlanItem(
        id=_text(each, "id"),
        level=_text(each, "level", absent=""),
        parent=_text(each, "parent", absent=""),
        axis=_text(each, "axis", absent=""),
        label_fr=_text(each, "label_fr", absent=_text(labels, "fr", absent="")),
        label_en=_text(each, "label_en", absent=_text(labels, "en", absent="")),
        board=_text(each, "board", absent=""),
        shared=_yes(each, "shared"),
        natures=tuple(_plain(nature, "natures") for nature in _list(each, "natures")),
        natures_open=_yes(each, "natures_open"),
    )


def _text(table: object, name: str, *, absent: str | None = None) -> str:
    value = table.get(name) if isinstance(table, dict) else None
    if value is None and absent is not None:
        return absent
    return _plain(value, name)


def _day(table: object, name: str) -> date | None:
    text = _text(table, name, absent="")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _Missing(name) from None


def _plain(value: object, name: str) -> str:
    if not isinstance(value, str) or any(unicodedata.category(mark) in {"Cc", "Cs"} for mark in value):
        raise _Missing(name)
    return unicodedata.normalize("NFC", value)


def _cents(table: object, name: str) -> int:
    value = table.get(name) if isinstance(table, dict) else None
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise _Missing(name)
    return value


def _yes(table: object, name: str) -> bool:
    value = table.get(name, False) if isinstance(table, dict) else None
    if not isinstance(value, bool):
        raise _Missing(name)
    return value


def _list(table: object, name: str) -> list[Any]:
    value = table.get(name) if isinstance(table, dict) else None
    if not isinstance(value, list):
        raise _Missing(name)
    return value
