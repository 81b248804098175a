"""Changes of lines as transfers from one to another, as few as can be: every transfer settles a line, and the best ones settle two."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from fundalloc.ledger.credit import Line
from fundalloc.money import Cents

SEARCHED_MAX: Final = 14
"""Up to so many lines, every way of settling them in separate groups is gone through."""


class Move(NamedTuple):
    """An amount from a line to another."""

    origin: Line
    target: Line
    amount_cents: Cents


def paired(changes: Mapping[Line, Cents]) -> tuple[tuple[Move, ...], bool]:
    """
    Return the moves that make some changes, which add up to nothing, and whether fewer moves were ruled out.

    Lines that settle one another in a group of their own save one move; so many groups as can be are looked for.
    """
    moving = {line: cents for line, cents in sorted(changes.items()) if cents}
    assert sum(moving.values()) == 0, "what some lines lose, others gain"
    twins, rest = _twins(moving)
    searched = len(rest) <= SEARCHED_MAX
    groups = _most_groups(rest) if searched else [rest] if rest else []
    moves = [*twins, *(move for group in groups for move in _within(group))]
    least = max(sum(cents < 0 for cents in moving.values()), sum(cents > 0 for cents in moving.values()))
    return tuple(sorted(moves)), searched or len(moves) == least


def _twins(moving: Mapping[Line, Cents]) -> tuple[list[Move], dict[Line, Cents]]:
    """Pair lines of opposite changes: one move settles both, and no grouping does better with either."""
    rest, moves = dict(moving), []
    for line, cents in moving.items():
        if cents < 0 and line in rest:
            twin = next((other for other, gain in rest.items() if gain == -cents), None)
            if twin is not None:
                moves.append(Move(line, twin, -cents))
                del rest[line], rest[twin]
    return moves, rest


def _most_groups(moving: Mapping[Line, Cents]) -> list[dict[Line, Cents]]:
    """Cut lines into as many groups as can be that each settle themselves: the best order of lines brings the sum to nothing most often."""
    lines = list(moving)
    sums, most, last = [0] * (1 << len(lines)), [0] * (1 << len(lines)), [0] * (1 << len(lines))
    for chosen in range(1, 1 << len(lines)):
        lowest = (chosen & -chosen).bit_length() - 1
        sums[chosen] = sums[chosen & (chosen - 1)] + moving[lines[lowest]]
        last[chosen] = max((place for place in range(len(lines)) if chosen >> place & 1), key=lambda place: most[chosen & ~(1 << place)])
        most[chosen] = most[chosen & ~(1 << last[chosen])] + (sums[chosen] == 0)
    groups: list[dict[Line, Cents]] = []
    chosen = (1 << len(lines)) - 1
    while chosen:
        if sums[chosen] == 0:
            groups.append({})
        groups[-1][lines[last[chosen]]] = moving[lines[last[chosen]]]
        chosen &= ~(1 << last[chosen])
    return groups


def _within(group: Mapping[Line, Cents]) -> list[Move]:
    """Settle a group, a line or two with each move: inside a partner first, where nobody else has to agree."""
    left = dict(sorted(group.items(), key=lambda each: (each[0].recipient, each[0])))
    moves: list[Move] = []
    for same in (True, False):
        for origin in [line for line, cents in left.items() if cents < 0]:
            for target in _takers(left, origin, same=same):
                cents = min(-left[origin], left[target])
                if cents:
                    moves.append(Move(origin, target, cents))
                    left[origin], left[target] = left[origin] + cents, left[target] - cents
    return moves


def _takers(left: Mapping[Line, Cents], origin: Line, *, same: bool) -> Sequence[Line]:
    return [line for line, cents in left.items() if cents > 0 and (not same or line.recipient == origin.recipient)]
