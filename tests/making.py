"""Small scenarios for tests, made from a few words."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast, get_args

from fundalloc.domain.base import FiscalYear, Label, Source
from fundalloc.domain.goals import AmountGranted, Goal, WeightedValue
from fundalloc.domain.plan import PlanItem
from fundalloc.domain.rules import Rule, RuleBase
from fundalloc.domain.scenario import Envelope, Instalment, Rate, Recipient, Request, Scenario

YEAR = FiscalYear(id="2024-2025", starts_on=date(2024, 9, 1), ends_on=date(2025, 8, 31))
SOURCE = Source(text="Texte fictif pour les essais")
VALUE = WeightedValue(kind="weighted-value", label=Label(fr="Valeur", en="Value"))
GRANTED = AmountGranted(kind="amount-granted", label=Label(fr="Argent accordé", en="Money granted"))


def label(text: str) -> Label:
    return Label(fr=text, en=text)


def envelope(amount_cents: int, envelope_id: str = "E", **more: object) -> Envelope:
    fields: dict[str, object] = {"id": envelope_id, "label": label(envelope_id), "fiscal_year": YEAR.id, "amount_cents": amount_cents}
    return Envelope.model_validate({**fields, "fictitious": True, "source": SOURCE, **more})


def request(request_id: str, amount_cents: int, recipient: str = "A", **more: object) -> Request:
    fields: dict[str, object] = {"id": request_id, "recipient": recipient, "label": label(request_id), "fiscal_year": YEAR.id}
    return Request.model_validate({**fields, "amount_cents": amount_cents, **more})


def scenario(
    *,
    envelopes: Sequence[Envelope],
    requests: Sequence[Request],
    rules: Iterable[Rule] = (),
    goals: Sequence[Goal] = (VALUE, GRANTED),
    recipients: Sequence[Recipient] | None = None,
    plan: Sequence[PlanItem] = (),
    rates: Sequence[Rate] = (),
    instalments: Sequence[Instalment] = (),
) -> Scenario:
    named = sorted({each.recipient for each in requests})
    return Scenario(
        id="essai",
        title=label("Essai"),
        fiscal_years=(YEAR,),
        envelopes=tuple(envelopes),
        recipients=tuple(recipients) if recipients is not None else tuple(Recipient(id=name, label=label(name)) for name in named),
        plan=tuple(plan),
        requests=tuple(requests),
        rates=tuple(rates),
        rules=tuple(rules),
        goals=tuple(goals),
        instalments=tuple(instalments),
    )


def rule(kind: type[RuleBase], rule_id: str, **more: object) -> Rule:
    fields = {"id": rule_id, "kind": get_args(kind.model_fields["kind"].annotation)[0], "label": label(rule_id), "source": SOURCE}
    return cast("Rule", kind.model_validate({**fields, **more}))
