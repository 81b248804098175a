"""
Measure the allocation beside other ways of solving the same program, in one run.

    python -m benchmarks.allocation                       sizes 1000 10000 100000, and the rows on one machine-size each
    python -m benchmarks.allocation --sizes 1000000       a million amounts, on request
    python -m benchmarks.allocation --ways raw ours       some ways only

Every figure comes from a process of its own. "ours" goes from a scenario in memory to integer cents with its certificate; the other
ways from the same figures in plain lists to floats, with no certificate, no tie settled and no cents. Peak memory is the whole
process's (ru_maxrss), libraries and inputs included; "more" is what came on top of these. Each recipient has a cap (60 % of its
requests) and a floor (15 %), and there is one envelope. Seconds are the processor's; the machine's load is printed: on a busy
machine only ratios mean something.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from typing import Final, TypeVar

import numpy as np

WAYS: Final = ("raw", "ours", "pulp-highs", "pulp-cbc", "linopy")
ROWS: Final = ("again", "again-crossing", "leximin-17", "leximin-1000", "certificate-1000", "certificate-10000")
CAP, FLOOR = 6_000, 1_500
AGAIN: Final = 1_000
RECIPIENT_SIZE: Final = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figures:
    """One program in plain lists: what each amount asks, its weight, its recipient; and the envelope."""

    asked: list[int]
    weights: list[int]
    owners: list[int]
    envelope: int

    @property
    def owner_count(self) -> int:
        return max(self.owners) + 1


def figures(size: int, seed: int = 1) -> Figures:
    """Return the figures of a size; the same seed gives the same."""
    chance = random.Random(seed)
    asked = [chance.randrange(10_000_00, 100_000_00) for _ in range(size)]
    weights = [chance.choice((1, 2, 3, 4, 5)) for _ in range(size)]
    owners = [number % max(17, size // RECIPIENT_SIZE) for number in range(size)]
    return Figures(asked, weights, owners, size * 30_000_00)


class Clock:
    """Adds up what each stage took, in processor seconds, and remembers the memory held when the first one began."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self.held_mib = 0

    def stage(self, name: str, act: Callable[[], T]) -> T:
        self.held_mib = self.held_mib or peak_mib()
        started = processor_seconds()
        found = act()
        self.stages[name] = self.stages.get(name, 0.0) + processor_seconds() - started
        return found


def processor_seconds() -> float:
    """Return the processor time of this process and of the solvers it started, on which others' work weighs least."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + started.ru_utime + started.ru_stime


def peak_mib() -> int:
    """Return the most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# --- The ways


def raw(size: int, clock: Clock) -> float:
    """Solve by highspy on arrays, as quickly as the library can."""
    import highspy

    given = figures(size)
    asked, owners = np.array(given.asked, dtype=np.float64), np.array(given.owners)

    def program() -> highspy.HighsLp:
        totals = np.bincount(owners, weights=asked)
        order = np.argsort(owners, kind="stable")
        lengths = np.bincount(owners)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = size, len(totals) + 1
        model.col_cost_ = np.array(given.weights, dtype=np.float64)
        model.col_lower_, model.col_upper_ = np.zeros(size), asked
        model.row_lower_ = np.append(totals * FLOOR / 10_000, -highspy.kHighsInf)
        model.row_upper_ = np.append(totals * CAP / 10_000, given.envelope)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(lengths), [2 * size])).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate((order, np.arange(size))).astype(np.int32)
        model.a_matrix_.value_ = np.ones(2 * size)
        model.sense_ = highspy.ObjSense.kMaximize
        return model

    model = clock.stage("program", program)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
        solver.setOptionValue(option, setting)
    clock.stage("solve", lambda: (solver.passModel(model), solver.run()))
    clock.stage("read", lambda: np.array(solver.getSolution().col_value))
    return float(solver.getInfo().objective_function_value)


def ours(size: int, clock: Clock) -> float:
    """Go from a scenario in memory to integer cents, proved."""
    from fundalloc.allocation.engine import allocate
    from fundalloc.allocation.outcome import Allocated

    scenario = scenario_of(size)
    with stages_told(clock):
        outcome = clock.stage("whole", lambda: allocate(scenario))
    clock.stages["other"] = clock.stages.pop("whole") - sum(clock.stages.values())
    assert isinstance(outcome, Allocated)
    assert outcome.certificate.rows_hold
    return float(outcome.goals[0].value)


class stages_told:  # noqa: N801 - read as a sentence: with stages_told
    """Time the engine's own functions, by stage, while this holds."""

    def __init__(self, clock: Clock) -> None:
        from fundalloc.allocation import engine
        from fundalloc.optimization import optimum

        self._clock = clock
        self._named = (
            (engine, "program", ("laid_out", "aim_of")),
            (optimum, "solve and prices", ("settle",)),
            (optimum, "uniqueness", ("nearest",)),
            (optimum, "cents", ("best_in_cents",)),
            (engine, "certificate", ("_certified",)),
            (engine, "explanation", ("fingerprint", "awards_of", "rule_states", "_proof")),
        )
        self._kept: list[tuple[object, str, object]] = []

    def __enter__(self) -> None:
        for module, stage, names in self._named:
            for name in names:
                act = getattr(module, name)
                self._kept.append((module, name, act))
                setattr(module, name, self._timed(stage, act))

    def __exit__(self, *_: object) -> None:
        for module, name, act in self._kept:
            setattr(module, name, act)

    def _timed(self, stage: str, act: Callable[..., T]) -> Callable[..., T]:
        def timed(*given: object, **named: object) -> T:
            return self._clock.stage(stage, lambda: act(*given, **named))

        return timed


def scenario_of(size: int):  # type: ignore[no-untyped-def]  # noqa: ANN201 - the nouns are imported only by the ways that use them
    """Return the figures of a size as a scenario."""
    from fundalloc.domain.rules import Attribute, Cap, Floor, ShareOf
    from tests.making import VALUE, envelope, request, rule, scenario

    given = figures(size)
    return scenario(
        envelopes=[envelope(given.envelope)],
        goals=[VALUE],
        requests=[
            request(f"r{number:07d}", asked, recipient=f"R{owner:06d}", weight=weight)
            for number, (asked, owner, weight) in enumerate(zip(given.asked, given.owners, given.weights, strict=True))
        ],
        rules=[
            rule(Cap, "plafond", per=(Attribute.RECIPIENT,), share_basis_points=CAP, of=ShareOf.REQUESTED),
            rule(Floor, "plancher", per=(Attribute.RECIPIENT,), share_basis_points=FLOOR, of=ShareOf.REQUESTED),
        ],
    )


def pulp_usual(solver: str) -> Callable[[int, Clock], float]:
    """Return a way that solves by PuLP as its documentation writes programs, with one of its solvers."""

    def solved(size: int, clock: Clock) -> float:
        import pulp

        given = figures(size)

        def program() -> pulp.LpProblem:
            problem = pulp.LpProblem("usual", pulp.LpMaximize)
            columns = [pulp.LpVariable(f"x{number}", 0, asked) for number, asked in enumerate(given.asked)]
            own: list[list[int]] = [[] for _ in range(given.owner_count)]
            for number, owner in enumerate(given.owners):
                own[owner].append(number)
            problem += pulp.lpSum(weight * column for weight, column in zip(given.weights, columns, strict=True))
            for numbers in own:
                total = sum(given.asked[number] for number in numbers)
                problem += pulp.lpSum(columns[number] for number in numbers) <= total * CAP / 10_000
                problem += pulp.lpSum(columns[number] for number in numbers) >= total * FLOOR / 10_000
            problem += pulp.lpSum(columns) <= given.envelope
            return problem

        problem = clock.stage("program", program)
        clock.stage("solve", lambda: problem.solve(pulp.getSolver(solver, msg=False)))
        return float(pulp.value(problem.objective))

    return solved


def linopy(size: int, clock: Clock) -> float:
    """Solve by linopy, with its grouped sums."""
    import linopy as library
    import xarray

    given = figures(size)
    asked = xarray.DataArray(np.array(given.asked, dtype=np.float64), dims="amount")
    owners = xarray.DataArray(np.array(given.owners), dims="amount", name="owner")

    def program() -> library.Model:
        model = library.Model()
        amounts = model.add_variables(lower=0, upper=asked, name="x")
        totals = asked.groupby(owners).sum()
        sums = amounts.groupby(owners).sum()
        model.add_constraints(sums <= totals * CAP / 10_000, name="cap")
        model.add_constraints(sums >= totals * FLOOR / 10_000, name="floor")
        model.add_constraints(amounts.sum() <= given.envelope, name="envelope")
        model.add_objective((amounts * xarray.DataArray(np.array(given.weights), dims="amount")).sum(), sense="max")
        return model

    model = clock.stage("program", program)
    clock.stage("solve", lambda: model.solve("highs", io_api="direct", output_flag=False))
    return float(model.objective.value or 0)


# --- The rows of one size each


def again(_size: int, clock: Clock) -> float:
    """Solve 500 amounts a thousand times with another envelope each time, unique answer and cents included; milliseconds each."""
    return asked_again(scenario_of(500), clock)


def again_crossing(_size: int, clock: Clock) -> float:
    """Do the same where a cap for each of six tags crosses those of the recipients."""
    return asked_again(crossing_of(500), clock)


def crossing_of(size: int):  # type: ignore[no-untyped-def]  # noqa: ANN201 - the nouns are imported only by the ways that use them
    """Return the scenario of a size, with a cap for each of six tags that crosses those of the recipients."""
    from fundalloc.domain.rules import Attribute, Cap, ShareOf
    from tests.making import rule

    plain = scenario_of(size)
    tagged = tuple(each.model_copy(update={"tags": (f"t{number * 7 % 11 % 6}",)}) for number, each in enumerate(plain.requests))
    crossing = rule(Cap, "croise", per=(Attribute.TAG,), share_basis_points=5_500, of=ShareOf.REQUESTED)
    return plain.model_copy(update={"requests": tagged, "rules": (*plain.rules, crossing)})


def asked_again(scenario, clock: Clock) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the noun is imported only by the ways that use it
    """Solve a scenario a thousand times, its one envelope changed each time, and now and then cold to compare."""
    from fundalloc.allocation.engine import allocate
    from fundalloc.allocation.goals import aim_of
    from fundalloc.allocation.layout import laid_out
    from fundalloc.optimization.optimum import Found, Optimum, optimise

    (whole,) = scenario.envelopes
    model, program = laid_out(scenario)
    aims = [aim_of(goal, model, program) for goal in scenario.goals]
    ideals = model.ideals(program)
    last = int(np.flatnonzero(program.groups == len(model.group_ids) - 1)[0])
    found: Found | None = None
    for turn in range(AGAIN):
        bounds = program.row_upper.copy()
        bounds[last] = whole.amount_cents * (600 + turn) // 1_000
        changed = replace(program, row_upper=bounds)
        near = found if isinstance(found, Optimum) else None
        found = clock.stage("solve", lambda changed=changed, near=near: optimise(changed, aims, ideals, near=near))  # type: ignore[misc]
        assert isinstance(found, Optimum)
        if turn % (AGAIN // 10) == 0:
            other = scenario.model_copy(update={"envelopes": (whole.model_copy(update={"amount_cents": int(bounds[last])}),)})
            assert [award.amount_cents for award in allocate(other).awards] == list(found.values), "as if it were solved cold"  # type: ignore[union-attr]
    return clock.stages["solve"] * 1_000 / AGAIN


def leximin_over(groups: int, size: int) -> Callable[[int, Clock], float]:
    """Return a row that raises the worst-served group first, then the next; the figure is milliseconds."""

    def raised(_size: int, clock: Clock) -> float:
        from fundalloc.allocation.engine import allocate
        from fundalloc.domain.goals import Leximin
        from tests.making import envelope, label, request, scenario

        chance = random.Random(1)
        asked = [
            request(f"r{number:05d}", chance.randrange(10_000_00, 100_000_00), recipient=f"R{number % groups:05d}")
            for number in range(size)
        ]
        goal = Leximin(kind="leximin", label=label("leximin"))
        made = scenario(envelopes=[envelope(size * 30_000_00)], requests=asked, goals=[goal])
        allocate(scenario(envelopes=[envelope(100)], requests=asked[:2], goals=[goal]))
        clock.stage("solve", lambda: allocate(made))
        return clock.stages["solve"] * 1_000

    return raised


def certificate(size: int) -> Callable[[int, Clock], float]:
    """Return a row that proves an answer over the rationals and on whole cents; the figure is milliseconds."""

    def proved(_size: int, clock: Clock) -> float:
        from fundalloc.allocation.engine import first_question
        from fundalloc.optimization.exact import prices_of
        from fundalloc.optimization.solver import Approximate, Session

        program, goal = first_question(scenario_of(size))
        answer = Session(program).ask(goal)
        assert isinstance(answer, Approximate)
        whole = np.floor(answer.values).astype(np.int64)
        prices = clock.stage("prices", lambda: prices_of(program, goal, answer))
        clock.stage("rows on whole cents", lambda: program.broken_rows(whole))
        assert prices is not None
        return sum(clock.stages.values()) * 1_000

    return proved


ACTS: Final[dict[str, Callable[[int, Clock], float]]] = {
    "raw": raw,
    "ours": ours,
    "pulp-highs": pulp_usual("HiGHS"),
    "pulp-cbc": pulp_usual("PULP_CBC_CMD"),
    "linopy": linopy,
    "again": again,
    "again-crossing": again_crossing,
    "leximin-17": leximin_over(17, 170),
    "leximin-1000": leximin_over(1_000, 1_000),
    "certificate-1000": certificate(1_000),
    "certificate-10000": certificate(10_000),
}


# --- Each in its own process, and the table


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way took: seconds in all and by stage, peak memory, how much of it came once the figures were held, the value found."""

    seconds: float
    stages: dict[str, float]
    memory_mib: int
    more_mib: int
    value: float


def measured(way: str, size: int) -> Measured | None:
    """Measure a way in a fresh process, or nothing where its library is absent or it fails (its last line is printed)."""
    command = [sys.executable, "-m", "benchmarks.allocation", "--one", way, "--sizes", str(size)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if ended.returncode:
        print(f"{way} at {size}: {ended.stderr.strip().splitlines()[-1]}")
        return None
    return Measured(**json.loads(ended.stdout.splitlines()[-1]))


def one(way: str, size: int) -> None:
    """Measure a way here and print it as one line of JSON."""
    clock = Clock()
    value = ACTS[way](size, clock)
    memory = peak_mib()
    found = Measured(sum(clock.stages.values()), clock.stages, memory, memory - clock.held_mib, value)
    print(json.dumps(asdict(found)))


def table(sizes: Iterable[int], ways: Sequence[str]) -> None:
    """Print each way beside raw highspy, size by size."""
    for size in sizes:
        print(f"\n{size} amounts{'way':>12} {'seconds':>9} {'x raw':>7} {'MiB':>6} {'x raw':>7} {'more':>6}   stages (seconds)")
        base: Measured | None = None
        for way in ways:
            if way == "linopy" and find_spec("linopy") is None:
                print(f"{way:>20} is not installed")
                continue
            found = measured(way, size)
            if found is None:
                continue
            base = found if way == "raw" else base
            times, memories = (found.seconds / base.seconds, found.memory_mib / base.memory_mib) if base else (1.0, 1.0)
            if way == "ours":
                cents = found.seconds - found.stages["explanation"]
                beside = cents / base.seconds if base else 1.0
                print(f"{'to proved cents':>20} {cents:9.3f} {beside:7.2f}   without fingerprint, reasons and prices")
            stages = ", ".join(f"{name} {seconds:.3f}" for name, seconds in found.stages.items())
            cost = f"{found.seconds:9.3f} {times:7.2f} {found.memory_mib:6} {memories:7.2f} {found.more_mib:6}"
            print(f"{way:>20} {cost}   {stages}  (value {found.value:.0f})")


def main() -> None:
    """Print the table, then the rows of one size each."""
    options = argparse.ArgumentParser(description="Measure the allocation beside other ways.")
    options.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    options.add_argument("--ways", nargs="*", default=list(WAYS))
    options.add_argument("--rows", nargs="*", default=list(ROWS))
    options.add_argument("--one")
    chosen = options.parse_args()
    if chosen.one:
        one(chosen.one, chosen.sizes[0])
        return
    print(f"load of the machine: {os.getloadavg()}, {os.cpu_count()} cores")
    table(chosen.sizes, chosen.ways)
    print()
    for row in chosen.rows:
        found = measured(row, 0)
        if found is not None:
            print(f"{row:>20}: {found.value:.2f} ms{' each' if row.startswith('again') else ''}")
    print(f"load of the machine at the end: {os.getloadavg()}")


if __name__ == "__main__":
    main()
