"""
The other way through the wall: PuLP, which writes the model for every solver it knows and hands it to the one asked for.

Columns and rows are numbered (``x12``, ``r7``), because PuLP rewrites names; ours are kept beside.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pulp

from fundalloc.optimization.program import UNBOUNDED, Integers, LinearProgram
from fundalloc.optimization.solver import HALF, RELATIVE_NOISE, Answer, Approximate, NoneFeasible, SolverFailed, Stopped, least_weight

CLOSE: Final = 1e-7
INTEGER_NOISE: Final = 1e-6
"""How far from a whole number solvers take a choice for one, unless told otherwise."""

QUIET: Final = {"msg": False, "gapRel": 0.0}


def installed() -> tuple[str, ...]:
    """Return the names of the solvers that PuLP finds on this computer."""
    return tuple(pulp.listSolvers(onlyAvailable=True))


class PulpSession:
    """One program asked of a solver that PuLP knows; written out again for each question."""

    def __init__(self, program: LinearProgram, seconds: float | None = None, *, name: str) -> None:
        self._program, self._name, self._seconds = program, name, seconds
        self._lower, self._upper = program.lower.copy(), program.upper.copy()
        self._row_lower, self._row_upper = program.row_lower.copy(), program.row_upper.copy()
        self._floors: list[tuple[Integers, float]] = []

    def ask(self, goal: Integers) -> Answer:
        """Maximise whole-number weights on the columns."""
        problem, columns = self._problem(goal)
        solver = pulp.getSolver(self._name, **QUIET, **({} if self._seconds is None else {"timeLimit": self._seconds}))
        problem.solve(solver)
        match problem.sol_status:
            case pulp.LpSolutionOptimal:
                return self._approximate(problem, columns, goal)
            case pulp.LpSolutionInfeasible:
                return NoneFeasible()
            case pulp.LpSolutionIntegerFeasible:
                return Stopped(best=self._approximate(problem, columns, goal))
            case _ if self._seconds is None:
                raise SolverFailed(pulp.LpStatus[problem.status])
            case _:
                return Stopped(best=None)

    def hold(self, columns: Integers, lower: Integers, upper: Integers) -> None:
        """Give columns other bounds, in cents."""
        self._lower[columns], self._upper[columns] = lower, upper

    def hold_rows(self, rows: Integers, lower: Integers, upper: Integers) -> None:
        """Give rows other bounds, in whole numbers."""
        self._row_lower[rows], self._row_upper[rows] = lower, upper

    def at_least(self, goal: Integers, value: float) -> None:
        """Keep a goal at a value, less the solver's own noise, for the questions that follow."""
        self._floors.append((goal, value - RELATIVE_NOISE * max(1.0, abs(value))))

    def tells_apart(self, goal: Integers, value: float) -> bool:
        """Tell whether values of a goal a cent of its least weight apart are not taken for the same one, were a choice not quite 0 or 1."""
        weight = int(np.abs(goal).max(initial=0)) * int(self._upper.max(initial=0))
        return INTEGER_NOISE * weight + RELATIVE_NOISE * abs(value) < HALF * least_weight(goal)

    def _problem(self, goal: Integers) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
        program = replace(self._program, lower=self._lower, upper=self._upper, row_lower=self._row_lower, row_upper=self._row_upper)
        problem, columns = model_of(program, goal)
        for number, (weights, floor) in enumerate(self._floors):
            used = np.flatnonzero(weights)
            problem += pulp.lpSum(int(weights[column]) * columns[column] for column in used) >= floor, f"g{number}"
        return problem, columns

    def _approximate(self, problem: pulp.LpProblem, columns: Sequence[pulp.LpVariable], goal: Integers) -> Approximate:
        values = np.array([column.value() or 0.0 for column in columns], dtype=np.float64)
        prices = np.zeros(self._program.row_count)
        if not self._program.has_choices:
            for row, name in ((row, f"r{row}{side}") for row in range(self._program.row_count) for side in ("", "h")):
                constraint = problem.get_constraint_by_name(name)
                prices[row] += (constraint.pi or 0.0) if constraint is not None else 0.0
        span = CLOSE * np.maximum(1.0, np.abs(values))
        objective = float(goal @ values)
        return Approximate(
            values=values,
            prices=prices,
            basic_columns=(values > self._lower + span) & (values < self._upper - span),
            basic_rows=np.abs(prices) <= CLOSE,
            objective=objective,
            bound=objective,
        )


def model_of(program: LinearProgram, goal: Integers) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """Return a program as PuLP holds it, to be maximised, with its columns in their order."""
    problem = pulp.LpProblem("fundalloc", pulp.LpMaximize)
    kinds = {True: pulp.LpInteger, False: pulp.LpContinuous}
    columns = [
        problem.add_variable(f"x{number}", low, high, kinds[binary])
        for number, (low, high, binary) in enumerate(
            zip(program.lower.tolist(), program.upper.tolist(), program.binary.tolist(), strict=True)
        )
    ]
    problem += pulp.LpAffineExpression((columns[column], int(goal[column])) for column in np.flatnonzero(goal).tolist())
    for row in range(program.row_count):
        terms, coefficients = program.row(row)
        _add_row(
            problem,
            row,
            [(columns[column], coefficient) for column, coefficient in zip(terms.tolist(), coefficients.tolist(), strict=True)],
            int(program.row_lower[row]),
            int(program.row_upper[row]),
        )
    return problem, columns


def _add_row(problem: pulp.LpProblem, row: int, terms: list[tuple[pulp.LpVariable, int]], low: int, high: int) -> None:
    if low == high:
        problem += pulp.LpAffineExpression(terms) == low, f"r{row}"
        return
    if low > -UNBOUNDED:
        problem += pulp.LpAffineExpression(terms) >= low, f"r{row}"
    if high < UNBOUNDED:
        problem += pulp.LpAffineExpression(terms) <= high, f"r{row}h"


def write_model(program: LinearProgram, goal: Integers, path: Path, ending: str) -> None:
    """
    Write the model of record for other tools: ``.mps``, or ``.lp`` for any other ending.

    The file says in its own section that the goal is maximised: in a remark, as PuLP does by itself, other tools would not read it.
    """
    problem, _ = model_of(program, goal)
    if ending.lower() == ".mps":
        problem.writeMPS(str(path), with_objsense=True)
    else:
        problem.writeLP(str(path))
