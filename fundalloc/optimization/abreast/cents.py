"""
From exact values to whole cents under many settings at once: to the largest remainders of each binding row, then to the first columns.

This is what ``rounding.py`` says where no row but those that bind could be broken by a cent; elsewhere the setting is asked alone.
"""

import numpy as np

from fundalloc.optimization.abreast.nest import Bounds, Lines, Nest
from fundalloc.optimization.abreast.water import Heights
from fundalloc.optimization.program import Flags


def in_cents(nest: Nest, bounds: Bounds, heights: Heights) -> tuple[Lines, Flags]:
    """Return whole values, and under which settings the written rule is known to give these."""
    ragged = heights.left > 0
    settings, columns = np.nonzero(ragged)
    values, plain = heights.wholes.copy(), _no_other_row_is_near(nest, bounds, heights, ragged)
    if not len(settings):
        return values, plain
    holders, left, bottoms = (each[settings, columns] for each in (heights.holders, heights.left, heights.bottoms))
    order = np.lexsort((columns, -left, holders, settings))
    settings, columns, holders, left, bottoms = (each[order] for each in (settings, columns, holders, left, bottoms))
    begins = np.flatnonzero(np.concatenate(([True], (settings[1:] != settings[:-1]) | (holders[1:] != holders[:-1]))))
    sizes = np.diff(np.append(begins, len(order)))
    owed, rest = np.divmod(np.add.reduceat(left, begins), bottoms[begins])
    plain[settings[begins[rest != 0]]] = False
    up = np.arange(len(order)) - np.repeat(begins, sizes) < np.repeat(owed, sizes)
    values[settings[up], columns[up]] += 1
    return values, plain


def _no_other_row_is_near(nest: Nest, bounds: Bounds, heights: Heights, ragged: Flags) -> Flags:
    """Tell where a cent more for each column between two cents breaks no row but those that bind."""
    least, more = nest.sums(heights.wholes), nest.sums(ragged.astype(np.int64))
    far = (least >= bounds.low) & (least + more <= bounds.high)
    return np.asarray(np.all(far | heights.stand.binding[:, :-1], axis=1), dtype=np.bool_)
