"""A director weighs a decision: what goals compete for, what each rule costs, how far numbers may move, and what may go wrong."""

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fundalloc.allocation.engine import split
from fundalloc.allocation.outcome import Split
from fundalloc.cli.main import run
from fundalloc.domain.goals import Leximin, Nearness
from fundalloc.domain.rules import Attribute, Cap, Floor, ShareOf
from fundalloc.domain.scenario import Scenario
from fundalloc.intake.scenario import read_scenario
from fundalloc.sweeps.dropping import without_each
from fundalloc.sweeps.frontier import frontier
from fundalloc.sweeps.knobs import knobs_of, turned
from fundalloc.sweeps.ranges import ranges_of, shape_of
from fundalloc.usecases.allocating.weighing import numbers_of
from tests.making import VALUE, envelope, label, request, rule, scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TABLE = SCENARIOS / "table-interordres-bsl-2010-2011"
FAIR = Leximin(kind="leximin", label=label("équité"))
NEAR = Nearness(kind="nearness", label=label("an dernier"))


def contested(**more: object) -> Scenario:
    """Return a scenario where the dearest priority would leave the others with nothing."""
    asked = [
        request("a", 600_00, recipient="A", weight=5, previous_cents=200_00),
        request("b", 600_00, recipient="B", weight=3, previous_cents=300_00),
        request("c", 600_00, recipient="C", weight=1, previous_cents=400_00),
    ]
    return scenario(envelopes=[envelope(900_00)], requests=asked, goals=[VALUE], **more)  # type: ignore[arg-type]


def test_the_frontier_goes_from_the_best_value_to_the_fairest_and_no_point_is_beaten() -> None:
    found = frontier(contested(), [VALUE, FAIR], steps=7)
    assert not isinstance(found, Split)
    values = [point.values for point in found.points]  # type: ignore[union-attr]
    assert values[0] == (600_00 * 5 + 300_00 * 3, 0)
    assert values[-1][1] * 2 == 1, "at the fairest, everyone has half"
    assert all(one[0] > other[0] and one[1] < other[1] for one, other in pairwise(values))


def test_the_knee_is_the_point_farthest_from_the_line_between_the_ends() -> None:
    made = contested(rules=[rule(Cap, "plafond", per=(Attribute.RECIPIENT,), amount_cents=450_00)])
    found = frontier(made, [VALUE, FAIR], steps=9)
    sums = [sum(found.shares(point)) for point in found.points]  # type: ignore[union-attr]
    assert found.knee == sums.index(max(sums))  # type: ignore[union-attr]


def test_three_goals_have_a_frontier_too() -> None:
    found = frontier(contested(), [VALUE, FAIR, NEAR], steps=4)
    best_near = max(point.values[2] for point in found.points)  # type: ignore[union-attr]
    assert best_near == 0, "last year's amounts add up to the envelope"
    assert len(found.points) > 3  # type: ignore[union-attr]


def test_the_price_of_a_rule_is_what_its_absence_brings() -> None:
    rules = [
        rule(Floor, "plancher", per=(Attribute.RECIPIENT,), amount_cents=100_00, statutory=True),
        rule(Cap, "lâche", per=(Attribute.RECIPIENT,), amount_cents=600_00),
    ]
    made = contested(rules=rules)
    loose, floor = without_each(made).dropped
    assert loose.gains == (Fraction(0),)
    assert floor.gains == (Fraction(100_00 * 3 - 100_00),), "a hundred dollars go from the last priority to the second"
    assert floor.changes == {"A": 0, "B": 100_00, "C": -100_00}
    assert floor.rule.statutory


def test_where_nothing_can_be_shared_the_rule_that_frees_it_is_found() -> None:
    rules = [
        rule(Floor, "trop", per=(Attribute.RECIPIENT,), amount_cents=400_00),
        rule(Cap, "plafond", per=(Attribute.RECIPIENT,), amount_cents=500_00),
    ]
    cap, floor = without_each(contested(rules=rules)).dropped
    assert cap.because
    assert cap.gains is None
    assert floor.because == ()


def test_a_number_may_move_to_the_ends_of_its_range_and_no_further() -> None:
    made = contested(rules=[rule(Cap, "plafond", per=(Attribute.RECIPIENT,), share_basis_points=9_000, of=ShareOf.REQUESTED)])
    knobs = [knob for knob in knobs_of(made) if knob.part != "requests"]
    found, now = ranges_of(made, knobs), split(made)
    for each in found.ranges:  # type: ignore[union-attr]
        for end, way in ((each.same.least, -1), (each.same.most, 1)):
            if end is not None:
                assert split(turned(made, {each.knob: end})).received == now.received  # type: ignore[union-attr]
                assert split(turned(made, {each.knob: end + way})).received != now.received  # type: ignore[union-attr]
        for end in (each.shape.least, each.shape.most):
            if end is not None:
                assert shape_of(made, split(turned(made, {each.knob: end}))) == shape_of(made, now)  # type: ignore[arg-type]


def test_what_is_weighed_is_a_workbook_a_file_and_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explore", "frontier", str(TABLE), "--steps", "2", "--output", str(tmp_path / "f.xlsx")]) == 0
    assert load_workbook(tmp_path / "f.xlsx").sheetnames[:2] == ["Frontière", "Montants à chaque point"]
    capsys.readouterr()
    assert run(["explore", "rules", str(TABLE), "--json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["report"] == "rule-prices"
    first = found["pages"][0]["tables"][0]["rows"][0]["rule"]
    assert run(["explore", "ranges", str(TABLE), "--of", f"{numbers_of(read_scenario(TABLE), ())[0].name}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["report"] == "ranges"
    assert first


def test_goals_that_cannot_be_weighed_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explore", "frontier", str(TABLE), "--between", "value"]) == 1
    assert "frontiere-d-un-seul-but" in capsys.readouterr().err
    assert run(["explore", "frontier", str(TABLE), "--between", "value,nearness"]) == 1
    assert "rien-l-an-dernier" in capsys.readouterr().err
    assert run(["explore", "frontier", str(TABLE), "--between", "value,beauty"]) == 1
    assert "beauty" in capsys.readouterr().err
