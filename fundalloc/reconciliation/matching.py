"""
A statement against the books: passes from exact to fuzzy, each bringing the most points it can, each movement used once.

What a pass settles, the next never undoes. A match is unique when nothing else would do as well; without a reference, when nothing else
is even possible: equal amounts that come again and again are left to a person. The order in which a file is read never decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from fundalloc.reconciliation.answers import (
    BankMovement,
    Certainty,
    Fidelity,
    Match,
    Proposal,
    StatementMovement,
    Tied,
)
from fundalloc.reconciliation.candidates import Rules, Sides, candidates, exact_pairs
from fundalloc.reconciliation.packing import best_packing
from fundalloc.reconciliation.unmatched import unmatched_books, unmatched_lines

ALTERNATIVES_MAX: Final = 5
FUZZY: Final = (Fidelity.REFERENCE, Fidelity.PARTY, Fidelity.AMOUNT)

Keys = set[tuple[str, int]]


def propose(
    statement: Sequence[StatementMovement], books: Sequence[BankMovement], confirmed: Sequence[Tied], *, on: date, rules: Rules
) -> Proposal:
    """Propose what ties and list what does not; what was confirmed leaves the pool."""
    sides = Sides(list(statement), list(books), rules).without({key for tied in confirmed for key in _keys(tied.lines, tied.books)})
    matches = [Match(each, Fidelity.EXACT, Certainty.UNIQUE) for each in exact_pairs(sides)]
    left = sides.without({key for match in matches for key in _keys(match.lines, match.books)})
    contested: Keys = set()
    for fidelity in FUZZY:
        found = _pass(left, fidelity, contested)
        matches.extend(found)
        left = left.without({key for match in found for key in _keys(match.lines, match.books)})
    return Proposal(
        on=on,
        settings=rules.settings,
        proposed=tuple(matches),
        confirmed=tuple(confirmed),
        bank_only=unmatched_lines(left, contested, on),
        books_only=unmatched_books(left, contested, on),
        bank_total_cents=sum(each.amount_cents for each in statement),
        books_total_cents=sum(each.amount_cents for each in books),
    )


def _keys(lines: Iterable[StatementMovement], books: Iterable[BankMovement]) -> tuple[tuple[str, int], ...]:
    return (*(line.key for line in lines), *(book.key for book in books))


def _pass(sides: Sides, fidelity: Fidelity, contested: Keys) -> list[Match]:
    """Return the matches of one pass; what more than one candidate wanted is remembered as contested."""
    found = candidates(sides, fidelity)
    uses = [_keys(each.lines, each.books) for each in found]
    packing = best_packing(uses, [each.points.total for each in found])
    wanting: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for number, used in enumerate(uses):
        for key in used:
            wanting[key].append(number)
    matches = []
    for number in sorted(packing.taken):
        others = sorted({each for key in uses[number] for each in wanting[key]} - {number})
        bare = fidelity in {Fidelity.PARTY, Fidelity.AMOUNT}
        searched = found[number].points.together == 0 or not sides.stopped & set(uses[number])
        doubted = bool(contested & set(uses[number])) or not searched or (bare and bool(others))
        unique = number in packing.certain and not doubted
        alternatives = sorted((found[each] for each in others), key=lambda each: -each.points.total)[:ALTERNATIVES_MAX]
        shown = () if unique else tuple(alternatives)
        matches.append(Match(found[number], fidelity, Certainty.UNIQUE if unique else Certainty.AMBIGUOUS, shown))
    contested.update(key for key, numbers in wanting.items() if len(numbers) > 1)
    contested |= sides.alike
    return matches
