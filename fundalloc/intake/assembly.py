"""A scenario put together from what its files say."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from fundalloc.domain.base import Id
from fundalloc.domain.plan import RegionalShare
from fundalloc.domain.scenario import PastAward, Rate, Request, Scenario, ScenarioHead
from fundalloc.errors import Level, Refusal
from fundalloc.intake.dimensionchecks import dimension_problems
from fundalloc.intake.gathering import Examined, Gathered, Written, gather
from fundalloc.intake.groundchecks import ground_problems
from fundalloc.intake.order import in_natural_order, natural
from fundalloc.intake.outlines import SCENARIO
from fundalloc.intake.placed import Parts, Placed
from fundalloc.intake.planchecks import before_adoption, plan_remarks, resolve_variants, unexplained_amendment
from fundalloc.intake.references import disagreements
from fundalloc.money import Cents

Noun_ = TypeVar("Noun_")


def examined(written: Written, problems: list[Refusal]) -> Examined[Scenario]:
    """
    Understand what was written: every problem of every part, then everything the parts disagree on.

    The order of rows never matters: everything is sorted by id, the plan in its natural order, except goals and instalments,
    whose order is what they mean.
    """
    problems.extend(resolve_variants(written.tables))
    gathered = gather(written, SCENARIO, problems)
    head: ScenarioHead | None = gathered.head
    parts = _parts(gathered)
    if written.sections is not None:
        problems.extend(disagreements(parts))
        problems.extend(dimension_problems(parts))
        problems.extend(ground_problems(parts) if not parts.unread else ())
        problems.extend(plan_remarks(parts, {} if head is None else head.seasons))
        problems.extend(before_adoption(parts, None if head is None else head.plan_adopted_on))
        problems.extend(() if head is None else unexplained_amendment(head, written.sections.place))
    blocked = any(problem.level is Level.BLOCKS for problem in problems)
    assert blocked or head is not None, "a head that cannot be read is a problem"
    return Examined(
        noun=None if blocked or head is None else _scenario(head, parts),
        problems=tuple(problems),
        detected=written.detected,
        rows={table: len(records) for table, records in written.tables.items()},
    )


def _parts(gathered: Gathered) -> Parts:
    nouns = gathered.nouns
    return Parts(
        years=nouns.get("fiscal_years", ()),
        envelopes=nouns.get("envelopes", ()),
        recipients=nouns["recipients"],
        targets=nouns.get("targets", ()),
        priority_sets=nouns.get("priority_sets", ()),
        priorities=nouns.get("priorities", ()),
        areas=nouns.get("areas", ()),
        programme_levels=nouns.get("programme_levels", ()),
        plan=nouns["plan"],
        plan_steps=nouns.get("plan_steps", ()),
        regional_shares=nouns.get("regional_shares", ()),
        requests=nouns["requests"],
        project_fields=nouns.get("project_fields", ()),
        initiatives=nouns.get("initiatives", ()),
        history=nouns["history"],
        rates=nouns["rates"],
        rules=nouns.get("rules", ()),
        goals=nouns.get("goals", ()),
        instalments=nouns.get("instalments", ()),
        indicators=nouns["indicators"],
        rows=gathered.rows,
        names=gathered.names,
        unread=gathered.unread,
    )


def _order_of_rate(rate: Rate) -> tuple[object, ...]:
    return natural(rate.recipient), natural(rate.programme), natural(rate.destination or ""), rate.indicator.value


def _order_of_award(award: PastAward) -> tuple[object, ...]:
    return natural(award.request), natural(award.year), award.amount_cents


def _order_of_share(share: RegionalShare) -> tuple[object, ...]:
    return natural(share.plan_item), natural(share.region), share.share_basis_points


def _with_history(requests: tuple[Request, ...], history: tuple[PastAward, ...]) -> tuple[Request, ...]:
    """Say what each request received last year, from its latest year, where it does not say so itself."""
    latest: dict[Id, Id] = {}
    for award in history:
        latest[award.request] = max(award.year, latest.get(award.request, award.year), key=natural)
    received: defaultdict[Id, Cents] = defaultdict(int)
    for award in history:
        received[award.request] += award.amount_cents if award.year == latest[award.request] else 0
    return tuple(
        request.model_copy(update={"previous_cents": received[request.id]})
        if request.previous_cents is None and request.id in received
        else request
        for request in requests
    )


def _scenario(head: ScenarioHead, parts: Parts) -> Scenario:
    return Scenario(
        id=head.id,
        title=head.title,
        region=head.region,
        prepared_by=head.prepared_by,
        plan_adopted_on=head.plan_adopted_on,
        amends=head.amends,
        amends_fingerprint=head.amends_fingerprint.strip().lower(),
        amendment_reason=head.amendment_reason,
        fictitious_note=head.fictitious_note,
        seasons=head.seasons,
        fiscal_years=_sorted(parts.years),
        envelopes=_sorted(parts.envelopes),
        recipients=_sorted(parts.recipients),
        targets=_sorted(parts.targets),
        priority_sets=_sorted(parts.priority_sets),
        priorities=_sorted(parts.priorities),
        areas=_sorted(parts.areas),
        programme_levels=_sorted(parts.programme_levels),
        plan=_sorted(parts.plan),
        plan_steps=_sorted(parts.plan_steps),
        regional_shares=tuple(sorted(_nouns(parts.regional_shares), key=_order_of_share)),
        requests=_with_history(_sorted(parts.requests), _nouns(parts.history)),
        project_fields=_sorted(parts.project_fields),
        initiatives=tuple(in_natural_order(_nouns(parts.initiatives), lambda initiative: initiative.request)),
        history=tuple(sorted(_nouns(parts.history), key=_order_of_award)),
        rates=tuple(sorted(_nouns(parts.rates), key=_order_of_rate)),
        rules=_sorted(parts.rules),
        goals=_nouns(parts.goals),
        instalments=_nouns(parts.instalments),
        indicators=_sorted(parts.indicators),
    )


def _nouns(placed: Iterable[Placed[Noun_]]) -> tuple[Noun_, ...]:
    return tuple(each.noun for each in placed)


def _sorted(placed: Iterable[Placed[Any]]) -> tuple[Any, ...]:
    return tuple(in_natural_order(_nouns(placed), lambda noun: str(noun.id)))
