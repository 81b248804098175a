"""
Hold the engine against inputs no one here wrote, and print what comes of each.

    python -m benchmarks.world [knapsacks] [budgets] [infeasible] [optima] [grants] [boards] [--seconds 10]

Without a word, all of them. ``--seconds`` are given to each knapsack, of which there are sixty. Where the data are:
benchmarks/world_readers.py. Amounts of envelopes and floors are fictitious.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.world_readers import FOLDER, Board, Budget, Grant, best_known, knapsacks, read_boards, read_budget, read_grants, read_mps
from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated, Outcome
from fundalloc.domain.base import FiscalYear, Label, Source
from fundalloc.domain.goals import AmountGranted, Leximin, WeightedValue
from fundalloc.domain.rules import AllOrNothing, Attribute, Cap, Floor, KeyOf, Rule, ShareOf, Stacking
from fundalloc.domain.scenario import Envelope, Recipient, Request, Scenario
from fundalloc.optimization.conflict import feasible, only_groups, proved_impossible, smallest_conflict
from fundalloc.optimization.exact import prices_of
from fundalloc.optimization.solver import Approximate, Session, Stopped

KNAPSACKS: Final = (("mknapcb1.txt", "5.100"), ("mknapcb4.txt", "10.100"))
TIGHTNESS_EACH: Final = 10
INFEASIBLE: Final = ("galenet", "woodinfe", "infeasible-mip0", "forest6", "klein1", "box1")
OPTIMA: Final = {"afiro": "-464.75314286", "adlittle": "225494.96316", "shell": "1208825346", "lseu": "1120"}
SHARE_OF_COST: Final = 8_000
YEAR: Final = FiscalYear(id="2019", starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31))
SOURCE: Final = Source(text="Essai sur des données publiques; montants fictifs")
BOARDS_CENTS: Final = 83_000_001_00
BOARD_FLOOR_CENTS: Final = 150_000_00
BOARD_SHARE_MAX: Final = 1_500
SMALL_CENTS: Final = 50_000_00
MIDDLING_CENTS: Final = 500_000_00


def data(*parts: str) -> Path:
    """Return a file of the world's data."""
    return FOLDER.joinpath(*parts)


# --- Best answers known by others


@dataclass(frozen=True, slots=True)
class Beside:
    """What was reached beside the best known, and the solver's own bound where it did not end its search in time."""

    name: str
    reached: int
    known: int
    bound: int
    ended: bool


def solved_knapsacks(file: str, prefix: str, *, seconds: float) -> Iterator[Beside]:
    """Solve the knapsacks of a file one after the other, so many seconds each."""
    known = best_known(data("orlib-mkp", "best-feasible-slns.txt"))
    for number, model in enumerate(knapsacks(data("orlib-mkp", file))):
        name = f"{prefix}-{number:02d}"
        answer = Session(model.program, seconds).ask(model.goal)
        found = answer.best if isinstance(answer, Stopped) else answer
        assert isinstance(found, Approximate), "nothing chosen is always an answer"
        chosen = np.rint(found.values).astype(np.int64)
        assert not model.program.broken_rows(chosen)
        yield Beside(name, int(model.goal @ chosen), known[name], int(found.bound + 1e-6), isinstance(answer, Approximate))


def budget_scenario(budget: Budget) -> Scenario:
    """Return a participatory budget as an allocation: one envelope, projects whole or not at all, each dollar worth its votes."""
    return _scenario(
        envelope_cents=budget.money * 100,
        requests=[_request(project, cost * 100, weight=votes) for project, cost, votes in budget.projects],
        rules=[_rule(AllOrNothing, "tout-ou-rien")],
        recipients=[Recipient(id="A", label=_label("A"))],
    )


def best_of_budget(budget: Budget) -> int:
    """Return the greatest sum of votes times cost, in cents, by dynamic programming over the costs themselves."""
    reached = {0: 0}
    for _, cost, votes in budget.projects:
        for spent, value in sorted(reached.items(), reverse=True):
            if spent + cost <= budget.money and reached.get(spent + cost, -1) < value + votes * cost:
                reached[spent + cost] = value + votes * cost
    return max(reached.values()) * 100


# --- Models nobody can satisfy, and optima of the literature


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a model has no answer: rows that cannot hold together, whether that is proved, and whether each of them is needed."""

    rows: tuple[str, ...]
    proved: bool
    irreducible: bool


def explained(name: str) -> Explained:
    """Return the smallest conflict of an infeasible model, each of its rows a group."""
    model = read_mps(data("infeasible-and-netlib", f"{name}.mps"))
    groups = smallest_conflict(model.program, range(len(model.rows)))
    return Explained(
        rows=tuple(model.rows[group] for group in groups),
        proved=proved_impossible(only_groups(model.program, groups)),
        irreducible=all(feasible(only_groups(model.program, set(groups) - {group})) for group in groups),
    )


def certified(name: str) -> Fraction | None:
    """Return a model's optimum as exact prices prove it; with choices, as they prove it once these are settled."""
    model = read_mps(data("infeasible-and-netlib", f"{name}.mps"))
    program, answer = model.program, Session(model.program).ask(model.goal)
    assert isinstance(answer, Approximate)
    if program.has_choices:
        chosen = np.rint(answer.values).astype(np.int64)
        return None if program.broken_rows(chosen) else model.objective(Fraction(int(model.goal @ chosen)))
    prices = prices_of(program, model.goal, answer)
    return None if prices is None else model.objective(prices.best)


# --- Real grants and real boards, shared again


def grants_scenario(grants: Sequence[Grant]) -> Scenario:
    """
    Return the grants as one envelope shared again: each asks its project's cost, may have 80 % of it, themes keep their floors.

    The envelope is what was given that year; a theme keeps at least seven tenths of what it received (a fictitious rule), and a
    dollar is worth more to a small project than to a large one.
    """
    given: defaultdict[str, int] = defaultdict(int)
    for grant in grants:
        given[grant.theme] += min(grant.granted_cents, grant.cost_cents * SHARE_OF_COST // 10_000)
    requests = [
        _request(each.id, each.cost_cents, recipient=f"dep{each.department}", tags=(f"t{each.theme}",), weight=_small_first(each))
        for each in grants
    ]
    floors = [
        _rule(Floor, f"theme-{theme}", where={Attribute.TAG: (f"t{theme}",)}, amount_cents=cents * 7 // 10)
        for theme, cents in sorted(given.items())
    ]
    costs = {each.id: each.cost_cents for each in grants}
    return _scenario(
        envelope_cents=sum(given.values()),
        requests=[each.model_copy(update={"project_cost_cents": costs[each.id]}) for each in requests],
        rules=[_rule(Stacking, "cumul-80", share_basis_points=SHARE_OF_COST), *floors],
        recipients=[Recipient(id=name, label=_label(name)) for name in sorted({each.recipient for each in requests})],
    )


def _small_first(grant: Grant) -> int:
    return 3 if grant.cost_cents < SMALL_CENTS else 2 if grant.cost_cents < MIDDLING_CENTS else 1


def boards_scenario(boards: Sequence[Board]) -> Scenario:
    """Return an envelope (fictitious) for the boards: as fair as can be per pupil in a low-income household, with a floor for each."""
    served = [board for board in boards if board.low_income]
    need = Leximin(kind="leximin", label=_label("need"), key=KeyOf.ATTRIBUTE, attribute="low-income")
    granted = AmountGranted(kind="amount-granted", label=_label("granted"))
    scenario = _scenario(
        envelope_cents=BOARDS_CENTS,
        requests=[_request(f"r-{board.id}", BOARDS_CENTS, recipient=board.id) for board in served],
        rules=[
            _rule(Floor, "plancher", per=(Attribute.RECIPIENT,), amount_cents=BOARD_FLOOR_CENTS),
            _rule(Cap, "part-max", per=(Attribute.RECIPIENT,), share_basis_points=BOARD_SHARE_MAX, of=ShareOf.ENVELOPE),
        ],
        recipients=[Recipient(id=board.id, label=_label(board.id), attributes={"low-income": board.low_income}) for board in served],
    )
    return scenario.model_copy(update={"goals": (need, granted)})


def _label(text: str) -> Label:
    return Label(fr=text, en=text)


def _request(request_id: str, cents: int, *, recipient: str = "A", weight: int = 1, tags: tuple[str, ...] = ()) -> Request:
    return Request(
        id=request_id, recipient=recipient, label=_label(request_id), fiscal_year=YEAR.id, amount_cents=cents, weight=weight, tags=tags
    )


def _rule(kind: type[Rule], rule_id: str, *, where: Mapping[Attribute, tuple[str, ...]] | None = None, **more: object) -> Rule:
    named = kind.__name__
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in named).strip("-")
    fields = {"id": rule_id, "kind": words, "label": _label(rule_id), "source": SOURCE, "where": where or {}, **more}
    found: Rule = kind.model_validate(fields)
    return found


def _scenario(*, envelope_cents: int, requests: Sequence[Request], rules: Sequence[Rule], recipients: Sequence[Recipient]) -> Scenario:
    value = WeightedValue(kind="weighted-value", label=_label("value"))
    return Scenario(
        id="monde",
        title=_label("Données publiques"),
        fiscal_years=(YEAR,),
        envelopes=(Envelope(id="E", label=_label("E"), fiscal_year=YEAR.id, amount_cents=envelope_cents, fictitious=True, source=SOURCE),),
        recipients=tuple(recipients),
        requests=tuple(requests),
        rules=tuple(rules),
        goals=(value, AmountGranted(kind="amount-granted", label=_label("granted"))),
    )


# --- The whole, printed


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for, or all of it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts: dict[str, Callable[[float], None]] = {
        "knapsacks": _print_knapsacks,
        "budgets": _print_budgets,
        "infeasible": _print_infeasible,
        "optima": _print_optima,
        "grants": _print_grants,
        "boards": _print_boards,
    }
    asked.add_argument("parts", nargs="*", choices=parts, default=list(parts))
    asked.add_argument("--seconds", type=float, default=10)
    chosen = asked.parse_args(arguments)
    print(f"load of the machine: {os.getloadavg()}")
    for word in chosen.parts:
        started = time.perf_counter()
        parts[word](chosen.seconds)
        print(f"-- {word}: {time.perf_counter() - started:.1f} s\n")


def _print_knapsacks(seconds: float) -> None:
    """Print a line for each file and tightness: ten knapsacks, how many reached the best known, and how far the others are."""
    print(f"{'knapsacks':12} {'reached':>8} {'proved':>7} {'worst below known':>18} {'widest gap said':>16}")
    for file, prefix in KNAPSACKS:
        found = list(solved_knapsacks(file, prefix, seconds=seconds))
        for first in range(0, len(found), TIGHTNESS_EACH):
            ten = found[first : first + TIGHTNESS_EACH]
            assert all(each.reached <= each.known <= each.bound for each in ten)
            print(
                f"{prefix} {first:02d}-{first + len(ten) - 1:02d} {sum(each.reached == each.known for each in ten):>5}/{len(ten)} "
                f"{sum(each.ended for each in ten):>7} {max(_percent(each.known, each.reached) for each in ten):>17.3f}% "
                f"{max(_percent(each.bound, each.reached) for each in ten):>15.3f}%"
            )


def _percent(above: int, reached: int) -> float:
    return 100 * (above - reached) / above


def _print_budgets(_seconds: float) -> None:
    for path in sorted(data("pabulib").glob("*.pb")):
        budget = read_budget(path)
        best = best_of_budget(budget)
        print(f"{budget.name} ({len(budget.projects)} projects): {_told(allocate(budget_scenario(budget), seconds=10))}, best {best}")


def _print_infeasible(_seconds: float) -> None:
    for name in INFEASIBLE:
        found = explained(name)
        print(f"{name}: {len(found.rows)} rows cannot hold together; proved: {found.proved}; each needed: {found.irreducible}")


def _print_optima(_seconds: float) -> None:
    for name, known in OPTIMA.items():
        best = certified(name)
        print(f"{name}: {best} = {float(best or 0):.8f}, known {known}")


def _print_grants(_seconds: float) -> None:
    grants = read_grants(data("grants-france-2019", "projets_dotations_investissement_2019.xlsx"))
    scenario = grants_scenario(grants)
    started = time.perf_counter()
    outcome = allocate(scenario)
    print(f"{len(grants)} grants, {len(scenario.rules)} rules: {_told(outcome)} in {time.perf_counter() - started:.1f} s")


def _print_boards(_seconds: float) -> None:
    boards = read_boards(data("ontario-schools-2019-2020", "sif_data_table_2019_2020_en.xlsx"))
    started = time.perf_counter()
    outcome = allocate(boards_scenario(boards))
    print(f"{len(boards)} boards: {_told(outcome)} in {time.perf_counter() - started:.2f} s")


def _told(outcome: Outcome) -> str:
    if not isinstance(outcome, Allocated):
        return f"impossible: {', '.join(outcome.conflict)}"
    certificate, goal = outcome.certificate, outcome.goals[0]
    return (
        f"{outcome.total_cents / 100:.2f} given, goal {float(goal.value):.2f}, gap {certificate.gap_cents}, unique {certificate.unique}, "
        f"search ended {certificate.search_ended}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
