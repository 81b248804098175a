"""
What could be the same money, pass by pass: by a reference, by the party and the amount, by the amount alone.

One line against one movement, against several of one board, or several lines against one movement. A line that names a board is never held
against another one's movements, and two references that differ are never brought together by their amount.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Generic, TypeVar

from fundalloc.domain.matching import Matching
from fundalloc.money import Cents
from fundalloc.reconciliation.answers import BankMovement, Candidate, Fidelity, StatementMovement
from fundalloc.reconciliation.combinations import Search
from fundalloc.reconciliation.points import NAMED_LENGTH_MIN, comparable, party_of, points, words_of

ALIKE_MAX: Final = 20
"""Where more movements than so many would do, which is which is not asked: a person needs a reference."""

Moved = TypeVar("Moved", StatementMovement, BankMovement)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a reconciliation goes by: the fund's settings, the names learned for boards, and the boards."""

    settings: Matching = field(default_factory=Matching)
    aliases: Mapping[str, str] = field(default_factory=dict)
    boards: frozenset[str] = frozenset()


class Timeline(Generic[Moved]):
    """Movements by day, of which those near a day are found at once."""

    def __init__(self, movements: Iterable[Moved]) -> None:
        self._movements: list[Moved] = sorted(movements, key=_by_day)
        self._days: list[date] = [each.on for each in self._movements]

    def near(self, day: date, days: int) -> Sequence[Moved]:
        """Return the movements so many days at most before or after a day."""
        apart = timedelta(days=days)
        return self._movements[bisect_left(self._days, day - apart) : bisect_right(self._days, day + apart)]


@dataclass(slots=True)
class Sides:
    """
    What is still to be matched on both sides, with what is known of each line.

    ``stopped`` are those whose combinations were not all tried, ``alike`` those of which so many would do that none is proposed.
    """

    lines: list[StatementMovement]
    books: list[BankMovement]
    rules: Rules
    parties: dict[tuple[str, int], str] = field(default_factory=dict)
    stopped: set[tuple[str, int]] = field(default_factory=set)
    alike: set[tuple[str, int]] = field(default_factory=set)

    def party(self, line: StatementMovement) -> str:
        """Return the board a line names, read once."""
        if line.key not in self.parties:
            self.parties[line.key] = party_of(line, self.rules.aliases, self.rules.boards)
        return self.parties[line.key]

    def without(self, keys: frozenset[tuple[str, int]] | set[tuple[str, int]]) -> "Sides":
        """Return what is left once some movements are matched."""
        lines = [each for each in self.lines if each.key not in keys]
        books = [each for each in self.books if each.key not in keys]
        return Sides(lines, books, self.rules, self.parties, self.stopped, self.alike)


def candidates(sides: Sides, fidelity: Fidelity) -> list[Candidate]:
    """Return what could be the same money by what a pass goes by, each once, the oldest first."""
    found = {(_keys(each.lines), _keys(each.books)): each for each in _PASSES[fidelity](sides)}
    return sorted(found.values(), key=_oldest_first)


def _oldest_first(candidate: Candidate) -> list[tuple[date, tuple[str, int]]]:
    return [*map(_by_day, candidate.lines), *map(_by_day, candidate.books)]


def _keys(movements: Sequence[StatementMovement] | Sequence[BankMovement]) -> frozenset[tuple[str, int]]:
    return frozenset(each.key for each in movements)


# --- By reference


def _by_reference(sides: Sides) -> Iterator[Candidate]:
    books_of: defaultdict[str, list[BankMovement]] = defaultdict(list)
    lines_of: defaultdict[str, list[StatementMovement]] = defaultdict(list)
    for book in sides.books:
        books_of[comparable(book.reference)].append(book)
    for line in sides.lines:
        lines_of[comparable(line.reference)].append(line)
    for reference in sorted(lines_of.keys() & books_of.keys() - {""}):
        yield from _all_ways(sides, lines_of[reference], books_of[reference], same=True)
    named = {reference: books for reference, books in books_of.items() if len(reference) >= NAMED_LENGTH_MIN}
    for line in sides.lines:
        references = sorted(named.keys() & words_of(line.description) - {comparable(line.reference)})
        if references:
            yield from _all_ways(sides, [line], [book for reference in references for book in named[reference]], same=False)


def _all_ways(sides: Sides, lines: list[StatementMovement], books: list[BankMovement], *, same: bool) -> Iterator[Candidate]:
    """Pair what bears or names the same reference, then put together what makes one amount."""
    if min(len(lines), len(books)) > ALIKE_MAX:
        sides.alike.update((*_keys(lines), *_keys(books)))
        return
    for line in lines:
        for book in books:
            yield from _candidate(sides, [line], [book], same=same, named=not same)
    for line in lines:
        for board in _boards_of(books):
            for some in _together(sides, line, [book for book in books if book.party == board]):
                yield from _candidate(sides, [line], some, same=same, named=not same)
    if same and len(lines) > 1:
        for book in books:
            for several in _together(sides, book, lines):
                yield from _candidate(sides, several, [book], same=True, named=False)


# --- By party, and by amount alone


def _by_party(sides: Sides) -> Iterator[Candidate]:
    timelines = {party: Timeline(each for each in sides.books if each.party == party) for party in _boards_of(sides.books)}
    lines_of: defaultdict[str, list[StatementMovement]] = defaultdict(list)
    for line in sides.lines:
        party = sides.party(line)
        if party in timelines and not line.reference:
            lines_of[party].append(line)
    for party in sorted(lines_of):
        yield from _near_in_time(sides, lines_of[party], timelines[party])


def _by_amount(sides: Sides) -> Iterator[Candidate]:
    nameless = [line for line in sides.lines if not line.reference and not sides.party(line)]
    for party in _boards_of(sides.books) if nameless else ():
        yield from _near_in_time(sides, nameless, Timeline(each for each in sides.books if each.party == party))


def _near_in_time(sides: Sides, lines: Sequence[StatementMovement], books: Timeline[BankMovement]) -> Iterator[Candidate]:
    """Pair what is near in time and of one amount, and put together what makes one amount."""
    days = sides.rules.settings.days
    near: dict[tuple[str, int], BankMovement] = {}
    for line in lines:
        around = books.near(line.on, days)
        near.update({book.key: book for book in around})
        tying = [book for book in around if abs(book.amount_cents - line.amount_cents) <= sides.rules.settings.tolerance_cents]
        if len(tying) > ALIKE_MAX:
            sides.alike.update((line.key, *(book.key for book in tying)))
            continue
        for book in tying:
            yield from _candidate(sides, [line], [book])
        for some in _together(sides, line, around):
            yield from _candidate(sides, [line], some)
    timeline = Timeline(lines)
    for book in near.values():
        for several in _together(sides, book, timeline.near(book.on, days)):
            yield from _candidate(sides, several, [book])


def _boards_of(books: Iterable[BankMovement]) -> list[str]:
    return sorted({book.party for book in books})


def _together(sides: Sides, one: StatementMovement | BankMovement, pool: Sequence[Moved]) -> Iterator[list[Moved]]:
    """Return the movements of a pool that together make one on the other side; a search that had to stop is remembered."""
    settings = sides.rules.settings
    of_its_sign = [each for each in pool if (each.amount_cents > 0) == (one.amount_cents > 0) and each.amount_cents]
    if len(of_its_sign) < 2:  # noqa: PLR2004 - one alone is a pair
        return
    search = Search(one.amount_cents, settings.tolerance_cents, settings.members_max).among([each.amount_cents for each in of_its_sign])
    if search.stopped:
        sides.stopped.add(one.key)
    for places in search.found:
        yield [of_its_sign[place] for place in places]


def _candidate(
    sides: Sides, lines: list[StatementMovement], books: list[BankMovement], *, same: bool = False, named: bool = False
) -> Iterator[Candidate]:
    """Return the candidate that these make, unless they differ by more than the tolerance, or name other boards."""
    gap_cents = sum(each.amount_cents for each in lines) - sum(each.amount_cents for each in books)
    if abs(gap_cents) > sides.rules.settings.tolerance_cents or (lines[0].amount_cents > 0) != (books[0].amount_cents > 0):
        return
    boards = {book.party for book in books}
    parties = {party for line in lines if (party := sides.party(line))}
    if len(boards) > 1 or (parties and boards not in ({""}, parties)):
        return
    counted = points(lines, books, same=same, named=named, party=parties == boards, gap_cents=gap_cents)
    yield Candidate(_in_order(lines), _in_order(books), counted)


def _in_order(movements: list[Moved]) -> tuple[Moved, ...]:
    return tuple(movements) if len(movements) == 1 else tuple(sorted(movements, key=_by_day))


def _by_day(movement: StatementMovement | BankMovement) -> tuple[date, tuple[str, int]]:
    return movement.on, movement.key


_PASSES: Final[Mapping[Fidelity, Callable[[Sides], Iterator[Candidate]]]] = {
    Fidelity.REFERENCE: _by_reference,
    Fidelity.PARTY: _by_party,
    Fidelity.AMOUNT: _by_amount,
}


def exact_pairs(sides: Sides) -> list[Candidate]:
    """Return each line and movement that alone on their sides bear one reference and one amount, and name no other board."""
    theirs, ours = _alone(sides.lines), _alone(sides.books)
    pairs = [(line, ours[key]) for key, line in theirs.items() if key in ours]
    pairs.sort(key=lambda pair: (pair[0].booked_on, pair[0].statement, pair[0].line))
    return [candidate for line, book in pairs for candidate in _candidate(sides, [line], [book], same=True)]


def _alone(movements: Iterable[Moved]) -> dict[tuple[str, Cents], Moved]:
    """Return the movements that have a reference, and share it with none of the same amount, under both."""
    found: dict[tuple[str, Cents], Moved] = {}
    shared: set[tuple[str, Cents]] = set()
    for each in movements:
        if each.reference:
            key = comparable(each.reference), each.amount_cents
            if found.setdefault(key, each) is not each:
                shared.add(key)
    for key in shared:
        del found[key]
    return found
