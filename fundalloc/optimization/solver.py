"""The wall: HiGHS behind a question. Approximate numbers are asked for here and never believed further on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray

from fundalloc.optimization.program import UNBOUNDED, Flags, Integers, LinearProgram

Floats: TypeAlias = NDArray[np.float64]

AMOUNT_BITS: Final = 10
"""Amounts are handed over scaled by a power of two to about this size, where the solver's tolerances mean less than a cent."""

FEASIBILITY_TOLERANCE: Final = 1e-9
SMALLEST_COEFFICIENT: Final = 1e-12
RELATIVE_NOISE: Final = 1e-9
HALF: Final = 0.5
HEARTBEAT_SECONDS: Final = 0.1
FLOOR_NOISE: Final = 1e-11
"""What a goal kept at a value may lose of it, in answers whose amounts are scaled: less than a cent up to a billion dollars."""


@dataclass(frozen=True, slots=True)
class Approximate:
    """
    A solver's answer in cents and goal units, good to about nine digits.

    ``bound`` is the solver's own upper bound on the goal; ``prices`` are one per row (zero where there are choices).
    """

    values: Floats
    prices: Floats
    basic_columns: Flags
    basic_rows: Flags
    objective: float
    bound: float


@dataclass(frozen=True, slots=True)
class NoneFeasible:
    """No values obey the rows."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The time allowed ran out; the best values found so far, where there are some."""

    best: Approximate | None


Answer: TypeAlias = Approximate | NoneFeasible | Stopped


class Asker(Protocol):
    """One program held by some solver, whose bounds and goal can be changed between questions."""

    def ask(self, goal: Integers) -> Answer: ...

    def hold(self, columns: Integers, lower: Integers, upper: Integers) -> None: ...

    def hold_rows(self, rows: Integers, lower: Integers, upper: Integers) -> None: ...

    def at_least(self, goal: Integers, value: float) -> None: ...

    def tells_apart(self, goal: Integers, value: float) -> bool: ...


Opener: TypeAlias = Callable[[LinearProgram, float | None], Asker]
"""Opens a program with a solver, for so many seconds at most where a number is given."""


class SolverFailed(RuntimeError):
    """The solver answered something that is neither a solution nor a refusal: told to the user as a proof that failed."""


class Session:
    """
    One program held by the solver, whose bounds and goal can be changed between questions.

    Successive questions start from the last basis, so that a chain of goals or a small change costs little.
    """

    def __init__(self, program: LinearProgram, seconds: float | None = None, *, method: str = "simplex") -> None:
        self._program = program
        self._seconds = seconds
        self._column_scale = _column_scale(program)
        self._row_scale = _row_scale(program, self._column_scale)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("solver", method),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-9),
            ("mip_feasibility_tolerance", 1e-9),
            ("small_matrix_value", SMALLEST_COEFFICIENT),
            ("primal_feasibility_tolerance", FEASIBILITY_TOLERANCE),
            ("dual_feasibility_tolerance", FEASIBILITY_TOLERANCE),
        ):
            self._highs.setOptionValue(option, setting)
        if seconds is not None:
            self._highs.setOptionValue("time_limit", seconds)
        self._highs.passModel(self._model())

    def ask(self, goal: Integers) -> Answer:
        """Maximise whole-number weights on the columns."""
        scaled = -goal / self._column_scale
        factor = _power_of_two(1 / max(float(np.abs(scaled).max(initial=0)), 1e-300))
        everything = np.arange(self._program.column_count, dtype=np.int32)
        self._highs.changeColsCost(len(everything), everything, scaled * factor)
        self._run()
        return self._answer(factor)

    def _run(self) -> None:
        """Run the solver; a search among choices, which may last, is left at once when Ctrl-C is pressed."""
        if not self._program.has_choices:
            self._highs.run()
            return
        self._highs.HandleUserInterrupt = True
        self._highs.startSolve()
        try:
            while not self._highs.wait(HEARTBEAT_SECONDS)[0]:
                pass
        except KeyboardInterrupt:
            self._highs.cancelSolve()  # type: ignore[no-untyped-call]
            self._highs.wait()
            raise

    def hold(self, columns: Integers, lower: Integers, upper: Integers) -> None:
        """Give columns other bounds, in cents."""
        scale = self._column_scale[columns]
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), _opened(lower, scale), _opened(upper, scale))

    def hold_rows(self, rows: Integers, lower: Integers, upper: Integers) -> None:
        """Give rows other bounds, in whole numbers."""
        scale = self._row_scale[rows]
        self._highs.changeRowsBounds(  # type: ignore[attr-defined]
            len(rows), rows.astype(np.int32), _opened(lower, scale), _opened(upper, scale)
        )

    def at_least(self, goal: Integers, value: float) -> None:
        """Keep a goal at a value, less the solver's own noise, for the questions that follow."""
        used = np.flatnonzero(goal).astype(np.int32)
        factor = _power_of_two(1 / max(float(np.abs(goal[used] / self._column_scale[used]).max(initial=0)), 1e-300))
        coefficients = goal[used] / self._column_scale[used] * factor
        floor = value * factor
        self._highs.addRow(floor - FLOOR_NOISE * max(1.0, abs(floor)), highspy.kHighsInf, len(used), used, coefficients)

    def tells_apart(self, goal: Integers, value: float) -> bool:
        """Tell whether values of a goal that are a cent of its least weight apart are not taken for the same one."""
        assert len(goal) == self._program.column_count
        return FLOOR_NOISE * abs(value) < HALF * least_weight(goal)

    def reach(self) -> tuple[Floats, Floats]:
        """Return, after an answer, about how far down and up each row's bound may go before the basis changes, in whole numbers."""
        _, ranging = self._highs.getRanging()
        rows = self._program.row_count
        down, up = np.array(ranging.row_bound_dn.value_)[:rows], np.array(ranging.row_bound_up.value_)[:rows]
        return down / self._row_scale, up / self._row_scale

    def _model(self) -> highspy.HighsLp:
        program, model = self._program, highspy.HighsLp()
        model.num_col_, model.num_row_ = program.column_count, program.row_count
        model.col_cost_ = np.zeros(program.column_count)
        model.col_lower_ = _opened(program.lower, self._column_scale)
        model.col_upper_ = _opened(program.upper, self._column_scale)
        model.row_lower_ = _opened(program.row_lower, self._row_scale)
        model.row_upper_ = _opened(program.row_upper, self._row_scale)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = program.starts.astype(np.int32)
        model.a_matrix_.index_ = program.columns.astype(np.int32)
        model.a_matrix_.value_ = program.coefficients * self._row_scale[program.row_of_entries()] / self._column_scale[program.columns]
        if program.has_choices:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[int(binary)] for binary in program.binary]
        return model

    def _answer(self, factor: float) -> Answer:
        status = self._highs.getModelStatus()
        kind = highspy.HighsModelStatus
        match status:
            case kind.kModelEmpty if np.any((self._program.row_lower > 0) | (self._program.row_upper < 0)):
                return NoneFeasible()  # Without a column nothing is asked of the solver, which answers for the rows all the same.
            case kind.kOptimal | kind.kModelEmpty:
                return self._approximate(factor)
            case kind.kInfeasible | kind.kUnboundedOrInfeasible:
                return NoneFeasible()
            case kind.kTimeLimit | kind.kInterrupt | kind.kIterationLimit | kind.kSolutionLimit:
                found = self._highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
                return Stopped(best=self._approximate(factor) if found else None)
            case _:
                raise SolverFailed(self._highs.modelStatusToString(status))

    def _approximate(self, factor: float) -> Approximate:
        solution, basis, info = self._highs.getSolution(), self._highs.getBasis(), self._highs.getInfo()
        rows = self._program.row_count
        basic = highspy.HighsBasisStatus.kBasic
        objective = -info.objective_function_value / factor
        with_choices = self._program.has_choices
        prices = np.zeros(rows) if with_choices else -np.array(solution.row_dual)[:rows] * self._row_scale / factor
        return Approximate(
            values=np.array(solution.col_value) / self._column_scale,
            prices=prices,
            basic_columns=np.array([status == basic for status in basis.col_status], dtype=np.bool_),
            basic_rows=np.array([status == basic for status in basis.row_status][:rows], dtype=np.bool_),
            objective=objective,
            bound=-info.mip_dual_bound / factor if with_choices else objective,
        )


def answer_if_any(session: Asker, goal: Integers) -> Answer:
    """Ask where nothing is lost by not knowing: a solver that fails is as one that was stopped."""
    try:
        return session.ask(goal)
    except SolverFailed:
        return Stopped(best=None)


def _column_scale(program: LinearProgram) -> Floats:
    bounds = np.concatenate((program.upper[~_counts_ones(program)], -program.lower))
    largest = int(bounds[bounds < UNBOUNDED].max(initial=1))
    return np.where(_counts_ones(program), 1.0, 2.0 ** (AMOUNT_BITS - max(largest, 1).bit_length()))


def _counts_ones(program: LinearProgram) -> Flags:
    """Return the columns that are choices, open or settled: scaled like amounts, a settled one would hide every amount beside it."""
    return np.asarray(program.binary | ((program.lower >= 0) & (program.upper <= 1)), dtype=np.bool_)


def _row_scale(program: LinearProgram, column_scale: Floats) -> Floats:
    of_entries = program.row_of_entries()
    amounts = ~_counts_ones(program)[program.columns]
    largest = np.zeros(program.row_count)
    np.maximum.at(largest, of_entries[amounts], np.abs(program.coefficients[amounts]) / column_scale[program.columns[amounts]])
    exponents = np.floor(np.log2(np.where(largest > 0, largest, 1.0)))
    return np.where(largest > 0, 2.0**-exponents, 1.0)


def least_weight(goal: Integers) -> int:
    """Return a goal's smallest weight that is not zero."""
    return int(np.abs(goal[goal != 0]).min(initial=2**62))


def _power_of_two(number: float) -> float:
    return float(2.0 ** np.floor(np.log2(number)))


def _opened(bounds: Integers, scale: Floats) -> Floats:
    scaled = np.asarray(bounds * scale, dtype=np.float64)
    scaled[bounds >= UNBOUNDED] = highspy.kHighsInf
    scaled[bounds <= -UNBOUNDED] = -highspy.kHighsInf
    return scaled
