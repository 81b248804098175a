"""Exact matching: the same reference and the same amount, once each, and never by guess."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias, assert_never

from fundalloc.money import Cents
from fundalloc.reconciliation.answers import BankMovement, Match, Proposal, StatementMovement, Unmatched

Movement: TypeAlias = StatementMovement | BankMovement


def propose(
    statement: Sequence[StatementMovement], books: Sequence[BankMovement], confirmed: Sequence[tuple[str, int, int]], *, on: date
) -> Proposal:
    """
    Propose what ties and list what does not; ``confirmed`` are (statement, line, entry) already tied, and leave the pool.

    Two movements alike on one side are never matched: which is which cannot be known. Equal amounts without a reference do not tie.
    """
    by_line = {(each.statement, each.line): each for each in statement}
    by_seq = {each.seq: each for each in books}
    tied = tuple(Match(by_line[name, line], by_seq[seq]) for name, line, seq in confirmed)
    lines_left = [each for each in statement if each not in {match.statement for match in tied}]
    books_left = [each for each in books if each not in {match.book for match in tied}]
    proposed = tuple(_exact(lines_left, books_left))
    lines_alone = [each for each in lines_left if each not in {match.statement for match in proposed}]
    books_alone = [each for each in books_left if each not in {match.book for match in proposed}]
    return Proposal(
        on=on,
        proposed=proposed,
        confirmed=tied,
        bank_only=tuple(Unmatched(each, (on - _day(each)).days, _why(each, lines_alone, books_alone)) for each in _by_age(lines_alone)),
        books_only=tuple(Unmatched(each, (on - _day(each)).days, _why(each, books_alone, lines_alone)) for each in _by_age(books_alone)),
        bank_total_cents=sum(each.amount_cents for each in statement),
        books_total_cents=sum(each.amount_cents for each in books),
    )


def comparable(reference: str) -> str:
    """
    Return a reference as banks and people both write it: without case or spaces.

    >>> comparable(" Vir-2024 10 ")
    'VIR-202410'
    """
    return "".join(reference.split()).upper()


def _exact(lines: Iterable[StatementMovement], books: Iterable[BankMovement]) -> Iterable[Match]:
    ours: dict[tuple[str, Cents], list[BankMovement]] = defaultdict(list)
    theirs: dict[tuple[str, Cents], list[StatementMovement]] = defaultdict(list)
    for book in books:
        ours[_key(book)].append(book)
    for line in lines:
        theirs[_key(line)].append(line)
    for key in sorted(theirs):
        if key[0] and len(theirs[key]) == len(ours[key]) == 1:
            yield Match(theirs[key][0], ours[key][0])


def _key(movement: Movement) -> tuple[str, Cents]:
    return comparable(movement.reference), movement.amount_cents


def _why(movement: Movement, same_side: Sequence[Movement], other_side: Sequence[Movement]) -> str:
    reference, _ = key = _key(movement)
    if not reference:
        return "reference-missing"
    across = [each for each in other_side if _key(each)[0] == reference]
    if any(_key(each) == key for each in across):
        return "several-alike"
    if sum(_key(each) == key for each in same_side) > 1:
        return "several-alike"
    return "amount-differs" if across else "no-counterpart"


def _by_age(movements: Sequence[Movement]) -> list[Movement]:
    return sorted(movements, key=lambda each: (_day(each), *_key(each), each.seq, _line(each)))


def _day(movement: Movement) -> date:
    match movement:
        case StatementMovement():
            return movement.booked_on
        case BankMovement():
            return movement.effective_on
        case unreachable:
            assert_never(unreachable)


def _line(movement: Movement) -> int:
    return movement.line if isinstance(movement, StatementMovement) else 0
