"""Whole numbers over whole numbers, many at once: exact, in 64 bits where these are enough, in Python's own integers elsewhere."""

from collections import defaultdict
from fractions import Fraction
from typing import Final

import numpy as np

from fundalloc.optimization.program import SAFE_TOTAL, Flags, Integers

SAFE_VALUE: Final = 2.0**50
"""Floats tell whole numbers below this apart, with room to spare."""


FLOATS_TELL: Final = 2**53
"""Floats carry whole numbers up to this exactly, and their ratios are then never out of order."""


def divided(numbers: Integers, tops: Integers, bottoms: Integers) -> tuple[Integers, Integers]:
    """
    Return the whole part of each product of a number and a fraction, and what is left of it over the fraction's denominator.

    Where the numbers are whole numbers of 64 bits, they and what is sought must be below ``SAFE_VALUE``; what is beyond is given as
    beyond. Products of 64 bits are let go round: what is left of a division is less than its divisor, so that it is right even where
    the product was not.
    """
    if np.dtype(object) in {numbers.dtype, tops.dtype, bottoms.dtype}:
        products = numbers.astype(object) * tops
        return products // bottoms, products % bottoms
    near = np.clip(np.floor(numbers * (tops / bottoms)), -SAFE_VALUE, SAFE_VALUE)
    wholes = near.astype(np.int64)
    left = numbers * tops - wholes * bottoms
    short, long = left < 0, left >= bottoms
    return wholes - short + long, left + np.where(short, bottoms, 0) - np.where(long, bottoms, 0)


def where_sought(wholes: Integers, left: Integers, *, free: Flags, held: Integers, lower: Integers, upper: Integers) -> Flags:
    """Tell which columns stand where exact values would have them: free ones within their bounds, others at the bound they are held at."""
    below = (wholes < lower) | ((wholes == lower) & (left == 0))
    inside = (wholes >= lower) & ((wholes < upper) | ((wholes == upper) & (left == 0)))
    return np.asarray(np.where(free, inside, np.where(held == lower, below, wholes >= upper)), dtype=np.bool_)


def ranked(tops: Integers, bottoms: Integers) -> Integers:
    """Return the place of each ratio among their different values, the smallest first."""
    if max(abs(tops).max(initial=0), bottoms.max(initial=0)) >= FLOATS_TELL:
        tops, bottoms = tops.astype(object), bottoms.astype(object)
    _, firsts, places = np.unique((tops / bottoms).astype(np.float64), return_index=True, return_inverse=True)
    shared = np.gcd(tops, bottoms)
    lowest = (tops // shared, bottoms // shared)
    if all(np.array_equal(each, each[firsts][places]) for each in lowest):
        return np.asarray(places)
    ratios = list(map(Fraction, tops.tolist(), bottoms.tolist()))
    rank = {ratio: place for place, ratio in enumerate(sorted(set(ratios)))}
    return np.array([rank[ratio] for ratio in ratios], dtype=np.int64)


def added_up(tops: Integers, bottoms: Integers, starts: Integers) -> tuple[Integers, Integers]:
    """Return the sums of ratios that follow each other, each beginning at a start: one ratio for each."""
    if tops.dtype == np.int64 and tops.astype(np.float64).sum() >= SAFE_TOTAL:
        tops = tops.astype(object)
    sums, shared = np.add.reduceat(tops, starts), bottoms[starts]
    mixed = np.flatnonzero(np.logical_or.reduceat(bottoms != np.repeat(shared, np.diff(np.append(starts, len(tops)))), starts))
    if len(mixed):
        sums, shared = sums.astype(object), shared.astype(object)
        ends = np.append(starts[1:], len(tops))
        for place in mixed.tolist():
            own = slice(int(starts[place]), int(ends[place]))
            sums[place], shared[place] = _sum_of(tops[own].tolist(), bottoms[own].tolist()).as_integer_ratio()
    return sums, shared


def _sum_of(tops: list[int], bottoms: list[int]) -> Fraction:
    """Add ratios up; those of one denominator are added as whole numbers first."""
    over: defaultdict[int, int] = defaultdict(int)
    for top, bottom in zip(tops, bottoms, strict=True):
        over[bottom] += top
    return sum((Fraction(top, bottom) for bottom, top in over.items()), Fraction(0))
