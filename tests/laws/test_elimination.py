"""Systems solved unknown by unknown give what was put into them, or say that they cannot."""

from fractions import Fraction
from random import Random

import pytest

from fundalloc.optimization.elimination import solve_square


@pytest.mark.parametrize("seed", range(60))
def test_a_sparse_system_gives_back_what_was_put_in(seed: int) -> None:
    random = Random(seed)
    count = random.randrange(1, 40)
    wanted = [Fraction(random.randrange(-9, 10), random.randrange(1, 7)) for _ in range(count)]
    order = random.sample(range(count), count)
    equations = {}
    for line, own in enumerate(order):
        others = {column: random.choice((-3, -1, 2, 5)) for column in random.sample(order[:line], min(line, random.randrange(3)))}
        equations[1_000 + line] = {**others, own: random.choice((-2, 1, 7))}
    equations[1_000] |= dict.fromkeys(order[1:], 1)
    right = {line: sum((k * wanted[column] for column, k in terms.items()), Fraction(0)) for line, terms in equations.items()}
    found = solve_square(equations, right)
    if found is not None:
        assert all(sum((k * found[column] for column, k in terms.items()), Fraction(0)) == right[line] for line, terms in equations.items())
    assert found is not None or _is_singular(equations)


def _is_singular(equations: dict[int, dict[int, int]]) -> bool:
    """Eliminate densely, without any care."""
    rows = [[Fraction(terms.get(column, 0)) for column in range(len(equations))] for terms in equations.values()]
    for column in range(len(rows)):
        pivot = next((row for row in rows[column:] if row[column]), None)
        if pivot is None:
            return True
        rows.remove(pivot)
        rows.insert(column, pivot)
        for row in rows[column + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [number - factor * other for number, other in zip(row, pivot, strict=True)]
    return False


def test_a_system_that_says_the_same_twice_has_no_single_answer() -> None:
    assert solve_square({1: {1: 1, 2: 1}, 2: {1: 2, 2: 2}}, {1: Fraction(1), 2: Fraction(2)}) is None
