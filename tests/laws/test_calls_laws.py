"""Calls, whatever the marks: ties stay ties, places are never exceeded, the order of rows is irrelevant, nothing is rounded."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.calls.admissibility import admissions
from fundalloc.calls.designation import counts, places_scenario
from fundalloc.calls.evaluation import evaluations, ranking
from fundalloc.domain.calls import Aggregation, Call, Score
from fundalloc.domain.rules import Count
from fundalloc.intake.call import read_call
from fundalloc.usecases.granting.calls import proposal
from fundalloc.usecases.samples import sample_scenarios

CALL = read_call(sample_scenarios() / "cerac-2013-2015" / "call").call
ADMITTED = admissions(CALL)
ORDER_OF = {each.id: CALL.institution(each).teaching_order for each in CALL.applications}

points = st.integers(min_value=50, max_value=100)


@st.composite
def marked(draw: st.DrawFn) -> Call:
    """Return the call with other marks, few enough that ties are common."""
    by_file = {each.id: draw(points) for each in CALL.applications}
    scores = tuple(each.model_copy(update={"points": min(100, by_file[each.application] // 5 * 5)}) for each in CALL.scores)
    return CALL.model_copy(update={"scores": scores, "aggregation": draw(st.sampled_from(list(Aggregation)))})


@given(marked())
@settings(max_examples=40)
def test_equal_marks_share_a_place_and_the_next_place_counts_them(call: Call) -> None:
    places = ranking(evaluations(call, ADMITTED))
    totals = [place.total for place in places]
    assert totals == sorted(set(totals), reverse=True)
    seen = 0
    for place in places:
        assert place.number == seen + 1
        seen += len(place.applications)


@given(marked(), st.permutations(range(len(CALL.scores))))
@settings(max_examples=20)
def test_the_order_of_marks_is_irrelevant(call: Call, order: list[int]) -> None:
    shuffled = tuple(call.scores[at] for at in order)
    assert evaluations(call.model_copy(update={"scores": shuffled}), ADMITTED) == evaluations(call, ADMITTED)


@given(marked(), st.integers(min_value=0, max_value=4))
@settings(max_examples=25)
def test_no_order_has_more_than_its_places_and_every_file_has_a_verdict(call: Call, places_max: int) -> None:
    found = proposal(call.model_copy(update={"places_max": places_max}))
    accepted: dict[str | None, int] = {}
    for each in found.outcome:
        accepted[ORDER_OF[each.application]] = accepted.get(ORDER_OF[each.application], 0) + each.accepted
    assert max(accepted.values()) <= places_max
    assert sum(counts(found.outcome).values()) == len(CALL.applications)
    marks = {each.application: each.total for each in found.evaluations if each.passed}
    for order in set(ORDER_OF.values()):
        names = {name for name in marks if ORDER_OF[name] == order}
        chosen = names & {each.application for each in found.outcome if each.accepted}
        kept, left = [marks[name] for name in chosen], [marks[name] for name in names - chosen]
        assert not kept or not left or min(kept) >= max(left), "nobody better is passed over"


@given(marked())
@settings(max_examples=20)
def test_weights_keep_the_order_of_exact_marks(call: Call) -> None:
    evaluated = evaluations(call, ADMITTED)
    scenario = places_scenario(call, ranking(evaluated))
    weights = {each.id: each.weight for each in scenario.requests}
    totals = {each.application: each.total for each in evaluated if each.passed}
    for one, other in ((one, other) for one in totals for other in totals):
        assert (totals[one] > totals[other]) == (weights[one] > weights[other])
    assert [type(rule) for rule in scenario.rules] == [Count]


@given(st.lists(st.integers(min_value=0, max_value=100), min_size=3, max_size=3))
@settings(max_examples=30)
def test_marks_of_several_evaluators_become_one_exactly(given_points: list[int]) -> None:
    names = [each.id for each in CALL.evaluators]
    scores = tuple(
        Score(application="D-CS-A", criterion=criterion.id, evaluator=name, points=value)
        for criterion in CALL.criteria
        for name, value in zip(names, given_points, strict=True)
    )
    others = tuple(each for each in CALL.scores if each.application != "D-CS-A")
    expected = {
        Aggregation.MEAN: Fraction(sum(given_points), 3),
        Aggregation.MEDIAN: Fraction(sorted(given_points)[1]),
        Aggregation.LOWEST: Fraction(min(given_points)),
    }
    for aggregation, total in expected.items():
        call = CALL.model_copy(update={"scores": (*others, *scores), "aggregation": aggregation})
        assert next(each.total for each in evaluations(call, ADMITTED) if each.application == "D-CS-A") == total
