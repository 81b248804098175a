"""Fair levels, covered needs and nearness, against every split in cents of tiny cases, and poured levels against the solver's."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from random import Random

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.goals import aim_of
from fundalloc.allocation.layout import laid_out
from fundalloc.allocation.outcome import Allocated, Impossible
from fundalloc.allocation.proving import findings
from fundalloc.allocation.result import as_document
from fundalloc.domain.goals import CoveredNeed, Goal, Leximin, Nearness
from fundalloc.domain.rules import Attribute, KeyOf, Rule
from fundalloc.domain.scenario import Rate, Scenario
from fundalloc.lexicon import lexicon
from fundalloc.optimization import leximin as turns
from fundalloc.optimization.aims import Group, levels
from fundalloc.optimization.aims import Leximin as Levels
from fundalloc.optimization.filling import pour
from fundalloc.optimization.leximin import Raised
from fundalloc.optimization.optimum import NoAnswer, Optimum, optimise
from fundalloc.optimization.program import ProgramBuilder
from fundalloc.optimization.solver import Session
from tests.laws.test_rules import ASKED, CASES, IDS, PREVIOUS, Split, of, splits, tiny
from tests.making import GRANTED, VALUE, envelope, label, request, scenario

FAIR = Leximin(kind="leximin", label=label("Équité"))
EACH = Leximin(kind="leximin", label=label("Équité"), per=(Attribute.REQUEST,))
PER_PUPIL = Leximin(kind="leximin", label=label("Équité"), key=KeyOf.ATTRIBUTE, attribute="pupils")
NEAR = Nearness(kind="nearness", label=label("Proximité"), per=(Attribute.REQUEST,))
NEAR_KEY = Nearness(kind="nearness", label=label("Proximité"), key=KeyOf.ATTRIBUTE, attribute="pupils")
NEED = CoveredNeed(kind="covered-need", label=label("Besoin"), attribute="pupils", amount_cents=2)


def with_goals(kind: Rule | None, goals: Sequence[Goal]) -> Scenario:
    given = tiny([kind] if kind else [], {"a": 1, "b": 2, "c": 3})
    rate = Rate(recipient="A", programme="mhs", rate_basis_points=0, target_basis_points=9_000, as_of=date(2024, 6, 30), fictitious=True)
    asked = tuple(each.model_copy(update={"programme": "mhs"}) for each in given.requests)
    return given.model_copy(update={"goals": tuple(goals), "requests": asked, "rates": (rate,)})


@pytest.mark.parametrize("goal", [FAIR, EACH], ids=["par-beneficiaire", "par-demande"])
@pytest.mark.parametrize(("kind", "allowed"), CASES, ids=IDS)
def test_no_split_serves_the_worst_served_better(kind: Rule, allowed: Callable[[Split], bool], goal: Leximin) -> None:
    model, program = laid_out(with_goals(kind, [goal]))
    aim = aim_of(goal, model, program)
    assert isinstance(aim, Levels)
    possible = [split for split in splits() if allowed(split)]
    match optimise(program, [aim], model.ideals(program)):
        case Optimum() as found:
            sums = found.exact.totals(group.columns for group in aim.groups)
            exact = sorted(total / group.size for group, total in zip(aim.groups, sums, strict=True))
            others = [_served(aim, [split[model.requests[column.request].id] for column in model.columns]) for split in possible]
            assert all(other <= exact for other in others)
            assert found.missed_cents or max(other[0] for other in others) == _served(aim, found.values)[0]
        case NoAnswer():
            assert not possible
        case _:
            pytest.fail("an answer is proved, or none exists")


def _served(aim: Levels, values: Sequence[int]) -> list[Fraction]:
    return sorted(Fraction(sum(values[column] for column in group.columns), group.size) for group in aim.groups)


@pytest.mark.parametrize(
    "goals", [[FAIR], [PER_PUPIL], [EACH, VALUE], [VALUE, FAIR], [NEAR, GRANTED], [FAIR, NEAR], [NEED, FAIR], [NEAR_KEY]]
)
@pytest.mark.parametrize("kind", [None, *(case for case, _ in CASES)], ids=["sans-regle", *IDS])
def test_a_fair_split_is_proved_from_its_file_and_does_not_depend_on_the_order_of_rows(kind: Rule | None, goals: list[Goal]) -> None:
    given = with_goals(kind, goals)
    shuffled = given.model_copy(update={"requests": given.requests[::-1], "recipients": given.recipients[::-1]})
    first, second = allocate(given), allocate(shuffled)
    match first, second:
        case Allocated(), Allocated():
            assert first.awards == second.awards
            assert findings(json.loads(json.dumps(as_document(first, lexicon("fr"))))) == []
        case Impossible(), Impossible():
            pass
        case _:
            pytest.fail("one order has an answer and the other has none")


def distance(split: Split) -> int:
    return -sum(abs(split[name] - PREVIOUS[name]) for name in ASKED)


def covered(split: Split) -> int:
    return min(of(split, "A"), 5)  # 3 pupils, a gap of 90 %, 0,02 $ each: 0,054 $, rounded down.


@pytest.mark.parametrize(("goal", "worth"), [(NEAR, distance), (NEED, covered)], ids=["proximite", "besoin"])
@pytest.mark.parametrize(("kind", "allowed"), CASES, ids=IDS)
def test_no_split_is_nearer_or_covers_more(kind: Rule, allowed: Callable[[Split], bool], goal: Goal, worth: Callable[[Split], int]) -> None:
    possible = [worth(split) for split in splits() if allowed(split)]
    match allocate(with_goals(kind, [goal])):
        case Allocated() as outcome:
            reached = outcome.goals[0]
            assert reached.value == worth({award.request: award.amount_cents for award in outcome.awards})
            assert reached.value <= max(possible) <= reached.best_possible
            assert max(possible) - reached.value <= outcome.certificate.gap_cents
        case Impossible():
            assert not possible


@pytest.mark.parametrize("seed", range(40))
def test_poured_levels_are_those_the_solver_finds_turn_by_turn(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    builder, groups = ProgramBuilder(), []
    for _ in range(random.randrange(2, 7)):
        own = [builder.amount(random.randrange(1, 40)) for _ in range(random.randrange(1, 4))]
        most = sum(builder.upper[column] for column in own)
        high = random.randrange(most // 2, most + 1)
        builder.row(dict.fromkeys(own, 1), low=random.choice((None, high // 3)), high=random.choice((None, high)), group=0)
        groups.append(Group(tuple(own), random.choice((most, 1, random.randrange(1, 60)))))
    half = [column for group in groups[: len(groups) // 2] for column in group.columns]
    whole = sum(builder.upper) * 2 // 3
    builder.row(dict.fromkeys(range(len(builder.upper)), 1), low=random.choice((None, whole // 3)), high=whole, group=1)
    builder.row(dict.fromkeys(half, 1), high=sum(builder.upper) // 3, group=2)
    program = builder.build()
    poured = pour(program, groups)
    if poured is None:
        assert builder.row_lower[-2] > 0, "only a least amount for all together may stop the pouring"
        return
    direct = turns.leximin(program, levels(program, groups), Session)
    monkeypatch.setattr(turns, "pour", lambda *_: None)
    asked = turns.leximin(program, levels(program, groups), Session)
    assert isinstance(direct, Raised)
    assert isinstance(asked, Raised)
    assert direct.sums == asked.sums == poured.sums
    assert direct.prices.best == asked.prices.best


def test_money_that_can_help_anyone_is_not_left_behind() -> None:
    asked = [request("petite", 10_000, "A"), request("moyenne", 60_000, "B"), request("grande", 200_000, "C")]
    outcome = allocate(scenario(envelopes=[envelope(150_000)], requests=asked, goals=[FAIR]))
    assert isinstance(outcome, Allocated)
    assert outcome.total_cents == 150_000
