"""A rule binds only the years its text is in force in, and what it compares with is of these years too."""

from collections.abc import Sequence
from datetime import date

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.base import FiscalYear, Source
from fundalloc.domain.rules import Attribute, Cap, CarryForward, Earmark, Excludes, Hold, Ratio, Rule, ShareOf
from tests.making import YEAR, envelope, request, rule, scenario

NEXT = FiscalYear(id="2025-2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
FIRST_YEAR = Source(text="Modalités d’un an", in_force_to=date(2025, 8, 31))
SECOND_YEAR = Source(text="Modalités suivantes", in_force_from=date(2025, 9, 1))
MANAGEMENT = {Attribute.PURPOSE: ("management",)}
TRAINING = {Attribute.PURPOSE: ("training",)}


def granted(*rules: Rule) -> dict[str, int]:
    """Return what four requests of 600,00 $ receive: management and training, this year and the next, of 1 000,00 $ each year."""
    asked = [
        request(f"{purpose}-{place}", 60_000, purpose=purpose, fiscal_year=year.id, weight=2 if purpose == "management" else 1)
        for place, year in enumerate((YEAR, NEXT), start=1)
        for purpose in ("management", "training")
    ]
    envelopes = [envelope(100_000, "an-1"), envelope(100_000, "an-2", fiscal_year=NEXT.id)]
    outcome = allocate(scenario(envelopes=envelopes, requests=asked, rules=rules).model_copy(update={"fiscal_years": (YEAR, NEXT)}))
    assert isinstance(outcome, Allocated)
    received = dict.fromkeys((each.id for each in asked), 0)
    for award in outcome.awards:
        received[award.request] += award.amount_cents
    return received


def test_a_share_of_what_is_granted_is_of_the_years_of_its_text() -> None:
    administration = rule(Cap, "administration", where=MANAGEMENT, share_basis_points=2_500, of=ShareOf.GRANTED, source=FIRST_YEAR)
    assert granted(administration) == {"management-1": 20_000, "training-1": 60_000, "management-2": 60_000, "training-2": 40_000}


def test_a_ratio_compares_sums_of_the_years_of_its_text() -> None:
    ratio = rule(Ratio, "rapport", where=MANAGEMENT, against=TRAINING, share_at_most_basis_points=5_000, source=SECOND_YEAR)
    assert granted(ratio) == {"management-1": 60_000, "training-1": 40_000, "management-2": 30_000, "training-2": 60_000}


def test_a_request_of_a_year_that_the_text_does_not_bind_is_excluded_by_none() -> None:
    never = rule(Excludes, "jamais-ensemble", where=MANAGEMENT, others=TRAINING, source=FIRST_YEAR)
    assert granted(never) == {"management-1": 60_000, "training-1": 0, "management-2": 60_000, "training-2": 40_000}


def _kept(hold: Hold, source: Source) -> Rule:
    return rule(Earmark, "reserve", envelope="an-1", where=TRAINING, amount_cents=50_000, hold=hold, source=source)


def test_money_is_kept_of_an_envelope_whose_year_is_that_of_the_text() -> None:
    assert granted(_kept(Hold.AT_LEAST, FIRST_YEAR))["training-1"] == 50_000
    assert granted(_kept(Hold.AT_LEAST, SECOND_YEAR)) == granted()
    assert granted(_kept(Hold.RESERVED, SECOND_YEAR)) == granted()


def test_money_is_carried_from_an_envelope_whose_year_is_that_of_the_text() -> None:
    held: Sequence[Rule] = [rule(Cap, "peu", where={Attribute.FISCAL_YEAR: (YEAR.id,)}, amount_cents=50_000)]
    carried = rule(CarryForward, "report", envelope="an-1", to_year=NEXT.id, share_basis_points=1_000, source=FIRST_YEAR)
    assert granted(*held, carried)["training-2"] == 50_000
    assert granted(*held, carried.model_copy(update={"source": SECOND_YEAR}))["training-2"] == 40_000


def test_a_carry_forward_limits_only_the_requests_that_it_opens_the_envelope_to() -> None:
    held = rule(Cap, "peu", where={Attribute.FISCAL_YEAR: (YEAR.id,)}, amount_cents=50_000)
    to_training = rule(CarryForward, "formation", where=TRAINING, envelope="an-1", to_year=NEXT.id, share_basis_points=2_000)
    to_nobody = rule(
        CarryForward, "personne", where={Attribute.FISCAL_YEAR: (YEAR.id,)}, envelope="an-1", to_year=NEXT.id, share_basis_points=500
    )
    assert granted(held, to_training)["training-2"] == 60_000
    assert granted(held, to_training, to_nobody) == granted(held, to_training)
