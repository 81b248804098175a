"""A linear program as integer arrays, the wall behind which the solvers live, and the exact, rational proof."""
