"""Whatever the rules and whatever was spent: what is spent stays, totals stay, rules hold, and what is proposed is worth proposing."""

from collections import Counter, defaultdict
from datetime import date
from random import Random

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.domain.goals import Leximin
from fundalloc.domain.reporting import LineNote
from fundalloc.domain.scenario import Scenario
from fundalloc.ledger.credit import Line
from fundalloc.lexicon import lexicon
from fundalloc.steering.forecasts import Forecasting, Method
from fundalloc.steering.rewriting import line_of
from fundalloc.steering.standing import Standing
from fundalloc.steering.steering import Steering, Terms, steer
from tests.laws.scenarios import crossing
from tests.making import YEAR, label

TODAY = date(2025, 1, 31)
FAIR = Leximin(kind="leximin", label=label("Équité"))
SEEDS = range(12)


def in_midyear(seed: int, *, choices: bool) -> tuple[Scenario, tuple[Standing, ...], Forecasting]:
    """A scenario adopted, of which a random part was spent, and what managers say of some lines."""
    random = Random(seed)
    scenario = crossing(seed, choices=choices)
    named = tuple(each.model_copy(update={"plan_item": f"1.{place}"}) for place, each in enumerate(scenario.requests))
    goals = (FAIR,) if seed % 4 == 3 else scenario.goals
    scenario = scenario.model_copy(update={"requests": named, "goals": goals})
    outcome = allocate(scenario)
    if isinstance(outcome, Impossible):
        pytest.skip("nothing was adopted")
    budgets: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for award in outcome.awards:
        if award.envelope:
            budgets[award.request][award.envelope] += award.amount_cents
    standings, notes = [], {}
    for request in named:
        line, budget = line_of(request), dict(budgets[request.id])
        spent = sum(budget.values()) * random.choice((0, 1, 1, 2, 3)) // 4
        left = {envelope: cents if sum(budget.values()) - spent >= cents else 0 for envelope, cents in budget.items()}
        free = left if len(budget) > 1 else {envelope: cents - spent for envelope, cents in budget.items()}
        standings.append(Standing(line, budget, free, spent, 0, date(2024, 12, 31) if spent else None))
        if random.random() < 0.3:
            notes[line] = LineNote(plan_item=line.plan_item, recipient=line.recipient, forecast_cents=random.randrange(50_000))
    return scenario, tuple(standings), Forecasting(Method.STRAIGHT_LINE, YEAR, TODAY, declared=notes)


def terms(smallest_cents: int = 0) -> Terms:
    return Terms(YEAR.id, None, frozenset(), {}, smallest_cents)


@pytest.mark.parametrize("choices", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_proposed_keeps_what_must_stay_and_leaves_less_unspent(seed: int, *, choices: bool) -> None:
    scenario, standings, forecasting = in_midyear(seed, choices=choices)
    found = steer(scenario, standings, forecasting, terms(smallest_cents=500 if seed % 2 else 0))
    assert isinstance(found, Steering), "what stands today obeys every rule"
    assert not list(findings(as_document(found.outcome, lexicon("fr"))))
    reached: Counter[Line] = Counter({each.line: each.budget_cents for each in standings})
    for each in found.transfers:
        assert each.origin != each.target
        reached[each.origin] -= each.amount_cents
        reached[each.target] += each.amount_cents
    by_line = {each.standing.line: each for each in found.lines}
    assert sum(reached.values()) == sum(each.budget_cents for each in standings)
    for standing in standings:
        line = by_line[standing.line]
        assert reached[standing.line] == line.after_cents >= standing.used_cents
        assert standing.budget_cents - line.after_cents <= standing.free_cents
        assert line.forecast.method or line.after_cents >= standing.budget_cents, "what nobody can foresee keeps what it has"
    before, after = (sum(getattr(each, name) for each in found.lines) for name in ("unspendable_cents", "left_over_cents"))
    assert after <= before or FAIR in scenario.goals, "fairness may ask for more than thrift"


@pytest.mark.parametrize("seed", range(8))
def test_once_made_nothing_more_is_proposed(seed: int) -> None:
    scenario, standings, forecasting = in_midyear(seed, choices=False)
    found = steer(scenario, standings, forecasting, terms())
    assert isinstance(found, Steering)
    after = {each.standing.line: each for each in found.lines}
    moved = tuple(
        Standing(
            each.line,
            after[each.line].after,
            {
                envelope: max(0, cents - each.budget.get(envelope, 0) + each.free.get(envelope, 0))
                for envelope, cents in after[each.line].after.items()
            },
            each.incurred_cents,
            0,
            each.covered_to,
        )
        for each in standings
    )
    again = steer(scenario, moved, forecasting, terms())
    assert isinstance(again, Steering)
    assert again.moved_cents == 0


def test_what_was_adopted_is_all_there_is_to_move() -> None:
    scenario, standings, forecasting = in_midyear(1, choices=False)
    outcome = allocate(scenario)
    assert isinstance(outcome, Allocated)
    assert outcome.total_cents == sum(each.budget_cents for each in standings)
    nothing = Terms(YEAR.id, None, frozenset(each.line for each in standings), {})
    found = steer(scenario, standings, forecasting, nothing)
    assert isinstance(found, Steering)
    assert found.transfers == ()
