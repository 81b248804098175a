"""How rows answer to each other's prices, kept without zeros: the only file that needs SciPy."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from fundalloc.optimization.program import Integers
from fundalloc.optimization.solver import Floats

DENSE_MAX: Final = 60
"""Up to so many rows, a dense solution costs less than a sparse one."""


@dataclass(frozen=True, slots=True)
class Ties:
    """For each two rows, the ideals of the columns that they share, times their coefficients there; ``own`` is each row's with itself."""

    ties: sparse.csc_array
    own: Floats

    @classmethod
    def between(cls, rows: Integers, columns: Integers, coefficients: Floats, ideals: Floats, *, row_count: int) -> "Ties":
        """Return the ties between rows given by their entries."""
        thin = sparse.csr_array((coefficients, (rows, columns)), shape=(row_count, len(ideals)))
        ties = sparse.csc_array(thin.multiply(ideals) @ thin.T)
        return cls(ties, ties.diagonal())

    def solved(self, damped: Floats, right: Floats) -> Floats:
        """Solve the system they make, with so much added to each row's tie to itself."""
        whole = sparse.csc_array(self.ties + sparse.diags_array(damped))
        found = np.linalg.solve(whole.toarray(), right) if len(right) <= DENSE_MAX else linalg.splu(whole).solve(right)
        return np.asarray(found, dtype=np.float64)
