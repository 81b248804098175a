"""A search that a time limit cut short says so wherever its answer is shown, and never calls it the best."""

from dataclasses import replace
from fractions import Fraction

import pytest

from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.allocation.result import as_document
from fundalloc.cli.allocate import spoken
from fundalloc.domain.goals import Goal, NumberFunded
from fundalloc.lexicon import lexicon
from fundalloc.reports.allocation.document import allocation_document
from fundalloc.reports.plain import as_text
from tests.making import VALUE, envelope, label, request, scenario
from tests.reporting import MADE

COUNTED = NumberFunded(kind="number-funded", label=label("Nombre"))


def cut_short(goal: Goal, gap: int) -> Allocated:
    """Return an answer as it stands when time ran out with so much still possible for the first goal."""
    asked = [request(name, 40_000, all_or_nothing=True) for name in "abc"]
    outcome = allocate(scenario(envelopes=[envelope(100_000)], requests=asked, goals=[goal]))
    assert isinstance(outcome, Allocated)
    (reached,) = outcome.goals
    told = replace(outcome.certificate, search_ended=False, unique=False, gap_cents=gap)
    return replace(outcome, certificate=told, goals=(replace(reached, best_possible=reached.value + Fraction(gap)),))


@pytest.mark.parametrize(
    ("language", "sentence", "best"),
    [
        ("fr", "La recherche a été arrêtée par la limite de temps", "optimale, prouvée"),
        ("en", "The search was cut short by the time limit", "Optimal allocation"),
    ],
)
def test_neither_the_terminal_nor_the_report_calls_it_optimal(language: str, sentence: str, best: str) -> None:
    outcome, words = cut_short(VALUE, 20_000), lexicon(language)
    assert as_document(outcome, words)["status"] == "feasible"
    assert sentence in spoken(outcome, words)
    text = as_text(allocation_document(outcome, MADE), words)
    assert best not in text
    assert "200" in spoken(outcome, words)
    ended = replace(outcome, certificate=replace(outcome.certificate, search_ended=True))
    assert sentence not in spoken(ended, words)
    assert best in as_text(allocation_document(ended, MADE), words)


def test_what_could_still_be_gained_is_told_in_the_goal_s_own_measure() -> None:
    words = lexicon("fr")
    assert "de plus de 200,00 points, sur 1\u00a0000,00 points" in spoken(cut_short(VALUE, 20_000), words)
    assert "de plus de 1 demande, sur 3 demandes" in spoken(cut_short(COUNTED, 1), words).replace("\u00a0", " ")
