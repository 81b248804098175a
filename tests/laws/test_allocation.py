"""Laws of the allocation: nothing is lost, no rule is bent by a cent, the order of a file never decides, the proof is true."""

import json
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.goals import weights_of
from fundalloc.allocation.layout import laid_out
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.domain.goals import WeightedValue
from fundalloc.domain.rules import Cap, Floor
from fundalloc.domain.scenario import Scenario
from fundalloc.lexicon import lexicon
from fundalloc.optimization.conflict import feasible
from fundalloc.optimization.program import LinearProgram
from tests.laws.scenarios import crossing
from tests.making import envelope, request, rule
from tests.making import scenario as made

SEEDS = range(30)


@pytest.mark.parametrize("choices", [False, True])
def test_no_rule_is_bent_by_a_cent_and_the_proof_is_true(*, choices: bool) -> None:
    answered = 0
    for seed in SEEDS:
        outcome = allocate(crossing(seed, choices=choices))
        if isinstance(outcome, Allocated):
            answered += 1
            assert outcome.proof is not None
            assert outcome.proof.program.broken_rows(outcome.proof.values) == ()
            assert sum(use.granted_cents for use in outcome.envelopes) == outcome.total_cents
            assert all(use.granted_cents <= use.amount_cents for use in outcome.envelopes)
            assert outcome.goals[0].value <= outcome.goals[0].best_possible
    assert answered > len(SEEDS) // 2


@pytest.mark.parametrize("choices", [False, True])
def test_shuffled_rows_give_the_same_cents(*, choices: bool) -> None:
    for seed in SEEDS:
        scenario = crossing(seed, choices=choices)
        shuffled = _shuffled(scenario, seed)
        first, second = allocate(scenario), allocate(shuffled)
        assert first.fingerprint == second.fingerprint
        match first, second:
            case Allocated(), Allocated():
                assert first.awards == second.awards
            case Impossible(), Impossible():
                assert (first.conflict, first.repair) == (second.conflict, second.repair)
            case _:
                pytest.fail(f"seed {seed}: one order has an answer and the other has none")


def _shuffled(scenario: Scenario, seed: int) -> Scenario:
    random = Random(seed)
    parts = {name: list(getattr(scenario, name)) for name in ("requests", "rules", "envelopes", "recipients")}
    for rows in parts.values():
        random.shuffle(rows)
    return scenario.model_copy(update={name: tuple(rows) for name, rows in parts.items()})


def test_a_small_answer_is_as_good_as_every_answer_in_cents() -> None:
    compared = 0
    for seed in range(40):
        scenario = crossing(seed, requests=3, largest_cents=6, choices=seed % 2 == 0)
        best = _best_by_exhaustion(scenario)
        outcome = allocate(scenario)
        match outcome:
            case Impossible():
                assert best is None, f"seed {seed}: an answer exists"
            case Allocated():
                assert best is not None
                assert outcome.goals[0].value <= best <= outcome.goals[0].best_possible
                assert best - outcome.goals[0].value == outcome.certificate.gap_cents == 0
                compared += 1
    assert compared > 10


@pytest.mark.parametrize("largest_cents", [50_000, 7_000_000_001])
def test_an_answer_with_choices_is_proved_under_every_choice(largest_cents: int) -> None:
    open_choices = 0
    for seed in range(16):
        outcome = allocate(crossing(seed, largest_cents=largest_cents, choices=True))
        if isinstance(outcome, Allocated) and outcome.certificate.gap_cents == 0:
            document = json.loads(json.dumps(as_document(outcome, lexicon("fr"))))
            assert findings(document) == [], f"seed {seed}"
            proof = document["proof"]
            bounds = zip(proof["columns"], proof["lower"], proof["upper"], strict=True)
            open_choices += any(name == ["", ""] and low < high for name, low, high in bounds)
    assert open_choices > 10


def test_where_all_amounts_are_free_no_split_in_cents_is_better_than_the_one_given() -> None:
    compared = 0
    for seed in (*range(20), 30, 34, 54, 105, 112, 117, 176, 184, 210, 223, 244, 249, 368):  # These leave no best beside the exact answer.
        outcome = allocate(crossing(seed, requests=3, largest_cents=6))
        if isinstance(outcome, Allocated):
            compared += 1
            assert outcome.goals[0].value == _best_by_exhaustion(outcome.scenario), f"seed {seed}"
            assert outcome.certificate.gap_cents == 0, f"seed {seed}"
            assert outcome.certificate.unique, f"seed {seed}"
    assert compared > 20


@pytest.mark.parametrize("requests", [8, 60])
def test_where_rules_cross_it_is_proved_from_the_file_that_no_whole_cent_answer_is_better(requests: int) -> None:
    cut = 0
    for seed in (2, 16, 36, 46, 51, 74, 91, 92, 112, 171, 197, 198, 217, 251):
        outcome = allocate(crossing(seed, requests=requests))
        if isinstance(outcome, Allocated):
            assert (outcome.certificate.gap_cents, outcome.certificate.unique) == (0, True), f"seed {seed}"
            document = json.loads(json.dumps(as_document(outcome, lexicon("fr"))))
            assert findings(document) == [], f"seed {seed}"
            cut += document["proof"]["parts"] is not None
    assert cut > 0


def _best_by_exhaustion(scenario: Scenario) -> int | None:
    """Try every split in whole cents, and every choice with it."""
    model, program = laid_out(scenario)
    goal = scenario.goals[0]
    assert isinstance(goal, WeightedValue)
    weights = weights_of(goal, model, program.column_count).tolist()
    spans = [range(low, high + 1) for low, high in zip(program.lower.tolist(), program.upper.tolist(), strict=True)]
    values = [
        sum(weight * value for weight, value in zip(weights, split, strict=True))
        for split in product(*spans)
        if not program.broken_rows(split)
    ]
    return max(values, default=None)


def test_dropping_any_rule_of_a_quarrel_ends_it() -> None:
    quarrels = 0
    for seed in range(120):
        scenario = crossing(seed, choices=seed % 2 == 0)
        outcome = allocate(scenario)
        if isinstance(outcome, Impossible):
            quarrels += 1
            model, program = laid_out(scenario)
            groups = {model.group_ids.index(name) for name in outcome.conflict}
            held = [group in groups or group < 0 for group in program.groups.tolist()]
            assert not feasible(_with(program, held))
            for dropped in groups:
                assert feasible(
                    _with(program, [keep and group != dropped for keep, group in zip(held, program.groups.tolist(), strict=True)])
                )
    assert quarrels > 5


def _with(program: LinearProgram, keep: list[bool]) -> LinearProgram:
    return program.with_rows(np.array(keep, dtype=np.bool_))


@settings(max_examples=40, deadline=None)
@given(asked=st.integers(10, 10**9), ceiling=st.integers(1, 10**9), wanted=st.integers(1, 10**9))
def test_a_repair_is_enough_at_its_stated_cost_and_not_a_cent_below(asked: int, ceiling: int, wanted: int) -> None:
    rules = (rule(Cap, "plafond", amount_cents=ceiling, statutory=True), rule(Floor, "plancher", amount_cents=wanted))
    scenario = made(envelopes=[envelope(2 * 10**9)], requests=[request("r", asked)], rules=rules)
    outcome = allocate(scenario)
    match outcome:
        case Allocated():
            assert wanted <= min(asked, ceiling)
        case Impossible():
            (repair,) = outcome.repair
            assert repair.rule == "plancher", "the statutory rule is left alone while another can give way"
            assert isinstance(allocate(_with_floor(scenario, wanted - repair.by)), Allocated)
            assert isinstance(allocate(_with_floor(scenario, wanted - repair.by + 1)), Impossible)


def _with_floor(scenario: Scenario, cents: int) -> Scenario:
    ceiling, _ = scenario.rules
    return scenario.model_copy(update={"rules": (ceiling, rule(Floor, "plancher", amount_cents=cents))})


def test_a_larger_envelope_never_lowers_the_first_goal() -> None:
    for seed in SEEDS:
        scenario = crossing(seed, floors=False)
        more = scenario.envelopes[0].model_copy(update={"amount_cents": scenario.envelopes[0].amount_cents * 11 // 10})
        before = allocate(_without_envelope_shares(scenario))
        after = allocate(_without_envelope_shares(scenario.model_copy(update={"envelopes": (more, *scenario.envelopes[1:])})))
        assert isinstance(before, Allocated)
        assert isinstance(after, Allocated)
        assert after.goals[0].best_possible >= before.goals[0].value


def _without_envelope_shares(scenario: Scenario) -> Scenario:
    """A share of an envelope moves with it, and may bind elsewhere: the law speaks of fixed rules."""
    return scenario.model_copy(update={"rules": tuple(rule for rule in scenario.rules if getattr(rule, "of", None) != "envelope")})
