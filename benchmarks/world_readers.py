"""
Read inputs no one here wrote: MPS models, knapsacks, participatory budgets, real grants, real schools.

The files stay outside the repository: the folder is named by FUNDALLOC_DATA, or lies at ``shared/data`` beside the checkout. Where
they come from is said in its SOURCES.md; nothing of them is copied here.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import islice
from math import lcm
from pathlib import Path
from typing import Final

import numpy as np

from fundalloc.optimization.program import UNBOUNDED, Integers, LinearProgram

FOLDER: Final = Path(os.environ.get("FUNDALLOC_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))
OPEN: Final = Fraction(UNBOUNDED)


@dataclass(frozen=True, slots=True)
class Model:
    """A model read from a file, in whole numbers: to maximise ``goal``; its own objective is ``-value / scale``."""

    program: LinearProgram
    goal: Integers
    scale: Fraction
    rows: tuple[str, ...]

    def objective(self, best: Fraction) -> Fraction:
        return -best / self.scale


# --- MPS (free format; no ranges)


@dataclass(slots=True)
class _Mps:
    senses: dict[str, str]
    terms: dict[str, dict[str, Fraction]]
    right: dict[str, Fraction]
    lower: dict[str, Fraction]
    upper: dict[str, Fraction]
    whole: set[str]


def read_mps(path: Path) -> Model:
    """
    Read a model; every number is taken as the decimal that is written, and each row is multiplied until it is whole.

    A column with bounds that are not whole is counted in parts of one. Each row is a group of its own.
    """
    mps = _sections(path)
    columns = {name: place for place, name in enumerate(mps.terms)}
    parts = [lcm(*(bound.denominator for bound in (mps.lower[name], mps.upper[name]) if abs(bound) < OPEN)) for name in columns]
    objective = next(row for row, sense in mps.senses.items() if sense == "N")
    by_row: defaultdict[str, dict[int, Fraction]] = defaultdict(dict)
    for name, place in columns.items():
        for row, number in mps.terms[name].items():
            by_row[row][place] = number / parts[place]
    rows = [row for row, sense in mps.senses.items() if sense != "N"]
    starts, entries, numbers, low, high = [0], [], [], [], []
    for row in rows:
        terms, right = by_row[row], mps.right.get(row, Fraction(0))
        factor = lcm(right.denominator, *(number.denominator for number in terms.values()))
        entries += list(terms)
        numbers += [int(number * factor) for number in terms.values()]
        starts.append(len(entries))
        low.append(-UNBOUNDED if mps.senses[row] == "L" else int(right * factor))
        high.append(UNBOUNDED if mps.senses[row] == "G" else int(right * factor))
    scale = Fraction(lcm(*(number.denominator for number in by_row[objective].values())) if by_row[objective] else 1)
    goal = np.zeros(len(columns), dtype=np.int64)
    for place, number in by_row[objective].items():
        goal[place] = int(-number * scale)
    program = LinearProgram(
        lower=np.array([_bound(mps.lower[name], part) for name, part in zip(columns, parts, strict=True)], dtype=np.int64),
        upper=np.array([_bound(mps.upper[name], part) for name, part in zip(columns, parts, strict=True)], dtype=np.int64),
        binary=np.array([name in mps.whole for name in columns], dtype=np.bool_),
        starts=np.array(starts, dtype=np.int64),
        columns=np.array(entries, dtype=np.int64),
        coefficients=np.array(numbers, dtype=np.int64),
        row_lower=np.array(low, dtype=np.int64),
        row_upper=np.array(high, dtype=np.int64),
        groups=np.arange(len(rows), dtype=np.int64),
    )
    return Model(program, goal, scale, tuple(rows))


def _bound(bound: Fraction, parts: int) -> int:
    return int(bound) if abs(bound) >= OPEN else int(bound * parts)


def _sections(path: Path) -> _Mps:
    mps = _Mps({}, {}, {}, {}, {}, set())
    section, whole = "", False
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("*"):
            continue
        if not line.startswith(" "):
            section = words[0]
            continue
        match section:
            case "ROWS":
                mps.senses[words[1]] = words[0]
            case "COLUMNS" if "'MARKER'" in words:
                whole = "'INTORG'" in words
            case "COLUMNS":
                _column(mps, words, whole=whole)
            case "RHS":
                pairs = words[len(words) % 2 :]
                mps.right.update({row: Fraction(Decimal(number)) for row, number in zip(pairs[::2], pairs[1::2], strict=True)})
            case "BOUNDS":
                _bounds(mps, words)
            case _:
                raise ValueError(f"{path.name}: {section}")
    return mps


def _column(mps: _Mps, words: list[str], *, whole: bool) -> None:
    name = words[0]
    if name not in mps.terms:
        mps.terms[name], mps.lower[name], mps.upper[name] = {}, Fraction(0), OPEN
        if whole:
            mps.whole.add(name)
    mps.terms[name].update({row: Fraction(Decimal(number)) for row, number in zip(words[1::2], words[2::2], strict=True)})


def _bounds(mps: _Mps, words: list[str]) -> None:
    name = words[2]
    number = Fraction(Decimal(words[3])) if len(words) > 3 else Fraction(0)  # noqa: PLR2004 - a bound, its set, its column, its number
    match words[0]:
        case "UP":
            mps.upper[name] = number
        case "LO":
            mps.lower[name] = number
        case "FX":
            mps.lower[name] = mps.upper[name] = number
        case "FR":
            mps.lower[name], mps.upper[name] = -OPEN, OPEN
        case "MI":
            mps.lower[name] = -OPEN
        case other:
            raise ValueError(other)


# --- Knapsacks (OR-Library) and participatory budgets (Pabulib)


def knapsacks(path: Path) -> Iterator[Model]:
    """Return the multidimensional knapsacks of a file of the OR-Library."""
    numbers = iter(path.read_text(encoding="ascii").split())
    for _ in range(int(next(numbers))):
        items, resources, _best = int(next(numbers)), int(next(numbers)), next(numbers)
        profits = [int(next(numbers)) for _ in range(items)]
        uses = [int(next(numbers)) for _ in range(items * resources)]
        room = [int(next(numbers)) for _ in range(resources)]
        yield Model(_knapsack(items, uses, room), np.array(profits, dtype=np.int64), Fraction(-1), ())


def best_known(path: Path) -> dict[str, int]:
    """Return the best values known of the knapsacks, by name (5.100-00), as their authors found them; the bounds come after."""
    found: dict[str, int] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        words = line.split()
        if len(words) == 2 and "-" in words[0] and words[0][0].isdigit() and words[1].isdigit():  # noqa: PLR2004 - a name, a value
            found.setdefault(words[0], int(words[1]))
    return found


def _knapsack(items: int, uses: list[int], room: list[int]) -> LinearProgram:
    kept = [(place // items, place % items, use) for place, use in enumerate(uses) if use]
    lengths = np.bincount([row for row, _, _ in kept], minlength=len(room))
    return LinearProgram(
        lower=np.zeros(items, dtype=np.int64),
        upper=np.ones(items, dtype=np.int64),
        binary=np.ones(items, dtype=np.bool_),
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        columns=np.array([column for _, column, _ in kept], dtype=np.int64),
        coefficients=np.array([use for _, _, use in kept], dtype=np.int64),
        row_lower=np.full(len(room), -UNBOUNDED, dtype=np.int64),
        row_upper=np.array(room, dtype=np.int64),
        groups=np.arange(len(room), dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Budget:
    """A participatory budget: its money, and for each project its cost and its votes; in whole units of its currency."""

    name: str
    money: int
    projects: tuple[tuple[str, int, int], ...]


def read_budget(path: Path) -> Budget:
    """Read a participatory budget of Pabulib."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    marks = [lines.index(mark) for mark in ("META", "PROJECTS", "VOTES")]
    meta = dict(line.split(";", 1) for line in lines[marks[0] + 1 : marks[1]] if ";" in line)
    header = lines[marks[1] + 1].split(";")
    rows = [dict(zip(header, line.split(";"), strict=False)) for line in lines[marks[1] + 2 : marks[2]]]
    projects = tuple((row["project_id"], int(Decimal(row["cost"])), int(row["votes"])) for row in rows)
    return Budget(path.stem, int(Decimal(meta["budget"].replace(",", "."))), projects)


# --- Real grants and real schools


@dataclass(frozen=True, slots=True)
class Grant:
    """An investment grant of 2019: its project's cost and what the State gave."""

    id: str
    programme: str
    theme: str
    department: str
    cost_cents: int
    granted_cents: int


def read_grants(path: Path, *, most: int | None = None) -> tuple[Grant, ...]:
    """Read the grants whose cost and subsidy are positive; binary cents are rounded to the nearest, as the file shows them."""
    grants = []
    for row in _sheet(path, 1):
        cost, granted = _cents(row["cout_total"]), _cents(row["montant_sub"])
        if cost > 0 and granted > 0:
            theme = str(row["categorie"]).split("-", 1)[0].strip()
            grants.append(Grant(str(row["id_projet"]), str(row["dotation"]), theme, str(row["id_dep"]), cost, granted))
        if most is not None and len(grants) == most:
            break
    return tuple(grants)


@dataclass(frozen=True, slots=True)
class Board:
    """A school board: pupils, and pupils in low-income households in hundredths of a pupil (a suppressed value counts nothing)."""

    id: str
    pupils: int
    low_income: int


def read_boards(path: Path, *, schools_max: int | None = None) -> tuple[Board, ...]:
    """Add up the schools of each board, or the first of them only."""
    pupils: defaultdict[str, int] = defaultdict(int)
    poor: defaultdict[str, int] = defaultdict(int)
    for row in islice(_sheet(path, 0), schools_max):
        low_income = next(value for name, value in row.items() if "Low-Income" in name)
        enrolled, share = _whole(row["Enrolment"]), _whole(low_income)
        pupils[str(row["Board Number"])] += enrolled
        poor[str(row["Board Number"])] += enrolled * share
    return tuple(Board(board, pupils[board], poor[board]) for board in sorted(pupils))


def _sheet(path: Path, number: int) -> Iterator[Mapping[str, object]]:
    from openpyxl import load_workbook

    # Read whole, so that no file stays open behind a caller that stops early.
    book = load_workbook(BytesIO(path.read_bytes()), read_only=True)
    rows = book.worksheets[number].iter_rows(values_only=True)
    header = [str(name) for name in next(rows)]
    for row in rows:
        yield dict(zip(header, row, strict=True))


def _cents(value: object) -> int:
    return round(Decimal(str(value)) * 100) if isinstance(value, int | float) else 0


def _whole(value: object) -> int:
    text = str(value).rstrip("%")
    return int(text) if text.isdigit() else 0
