"""Compare: allocate each scenario, then change the first one thing at a time to see what made the difference."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Final

import fundalloc
from fundalloc.allocation.engine import allocate
from fundalloc.allocation.outcome import Allocated
from fundalloc.domain.base import Label
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.intake import ComparedTooFew, ComparedWithoutAnswer
from fundalloc.intake.differing import differing_cells
from fundalloc.intake.scenario import read_scenario
from fundalloc.lexicon import Lexicon
from fundalloc.reports.comparison import Change, Comparison, Side, comparison_document, finding, state_of
from fundalloc.reports.stability import stabilities
from fundalloc.reports.tables import Document
from fundalloc.usecases.files import put_in_place

SIDES_MAX: Final = len(ascii_uppercase)
CHANGES_MEASURED_MAX: Final = 25
NAMED_PARTS: Final = ("rules", "envelopes")
WHOLE_PARTS: Final = ("recipients", "plan", "requests", "rates", "goals")


def compare(paths: Sequence[Path]) -> Comparison:
    """
    Allocate every scenario and lay them beside the first; each difference of rule or data is then tried alone in the first.

    Raises:
        RefusedTogether: fewer than two scenarios, one with problems, or one whose rules cannot hold together.

    """
    if not 2 <= len(paths) <= SIDES_MAX:  # noqa: PLR2004 - a comparison has two sides
        refuse_together((ComparedTooFew(count=len(paths), count_max=SIDES_MAX),))
    sides: list[Side] = []
    problems: list[Refusal] = []
    for letter, path in zip(ascii_uppercase, paths, strict=False):
        outcome = allocate(read_scenario(path))
        if isinstance(outcome, Allocated):
            sides.append(Side(letter, str(path), outcome))
        else:
            problems.append(ComparedWithoutAnswer(rules=outcome.conflict, place=Place(file=path.name)))
    refuse_together(problems)
    first = sides[0]
    changes = [change for side in sides[1:] for change in _differences(first, side)]
    measured = [_measured(first, change, by_letter(sides, change.letter)) for change in changes[:CHANGES_MEASURED_MAX]]
    cells = differing_cells([side.outcome.scenario for side in sides])
    return Comparison(tuple(sides), (*measured, *changes[CHANGES_MEASURED_MAX:]), cells)


def by_letter(sides: Sequence[Side], letter: str) -> Side:
    """Return the side a letter names."""
    return next(side for side in sides if side.letter == letter)


def _differences(first: Side, other: Side) -> Iterator[Change]:
    before, after = first.outcome.scenario, other.outcome.scenario
    for part in NAMED_PARTS:
        old, new = ({each.id: each for each in getattr(side, part)} for side in (before, after))
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                how = "added" if name not in old else "removed" if name not in new else "changed"
                yield Change(letter=other.letter, part=part, id=name, label=(new.get(name) or old[name]).label, how=how)
    for part in WHOLE_PARTS:
        old_part, new_part = getattr(before, part), getattr(after, part)
        if old_part != new_part:
            yield Change(letter=other.letter, part=part, id=part, label=_what_changed(old_part, new_part), how="changed")


def _what_changed(old: Sequence[Any], new: Sequence[Any]) -> Label:
    """Name what differs in a whole part: how many of its items, in both languages."""
    names = {getattr(each, "id", str(number)): each for number, each in enumerate(old)}
    later = {getattr(each, "id", str(number)): each for number, each in enumerate(new)}
    changed = sorted(name for name in {*names, *later} if names.get(name) != later.get(name))
    shown = ", ".join(changed[:4]) + (", …" if len(changed) > 4 else "")  # noqa: PLR2004 - a line's worth
    return Label(fr=f"{len(changed)}\u00a0: {shown}", en=f"{len(changed)}: {shown}")


def _measured(first: Side, change: Change, other: Side) -> Change:
    """Allocate the first scenario with this one change; where that has no answer, the change cannot stand alone."""
    before, after = first.outcome.scenario, other.outcome.scenario
    try:
        outcome = allocate(before.model_copy(update={change.part: _part_with(before, after, change)}))
    except (Refusal, KeyError, StopIteration):
        return change
    if not isinstance(outcome, Allocated):
        return change
    now, then = Side(change.letter, "", outcome).by_recipient(), first.by_recipient()
    gaps = {name: now.get(name, 0) - then.get(name, 0) for name in {*now, *then}}
    return Change(
        letter=change.letter,
        part=change.part,
        id=change.id,
        label=change.label,
        how=change.how,
        moved_cents=sum(gap for gap in gaps.values() if gap > 0),
        total_change_cents=sum(gaps.values()),
        changes={name: gap for name, gap in sorted(gaps.items()) if gap},
    )


def _part_with(before: Scenario, after: Scenario, change: Change) -> tuple[Any, ...]:
    new: tuple[Any, ...] = getattr(after, change.part)
    if change.part in WHOLE_PARTS:
        return new
    kept = [each for each in getattr(before, change.part) if each.id != change.id]
    return tuple(sorted([*kept, *(each for each in new if each.id == change.id)], key=lambda each: str(each.id)))


def as_data(comparison: Comparison, lexicon: Lexicon) -> dict[str, object]:
    """Return a comparison as JSON can hold it, amounts in cents."""
    recipients = [side.by_recipient() for side in comparison.sides]
    requests = [side.by_request() for side in comparison.sides]
    return {
        "status": "compared",
        "sides": [
            {
                "letter": side.letter,
                "source": side.source,
                "scenario": side.outcome.scenario.id,
                "title": side.outcome.scenario.title.in_language(lexicon.language),
                "fingerprint": side.outcome.fingerprint,
                "total_cents": side.outcome.total_cents,
            }
            for side in comparison.sides
        ],
        "recipients": [_row(name, label, recipients, lexicon) for name, label in comparison.recipients.items()],
        "stability": [
            {
                "recipient": each.recipient,
                "least_cents": each.least,
                "most_cents": each.most,
                "gains": each.gains,
                "losses": each.losses,
            }
            for each in stabilities(tuple(comparison.recipients), recipients)
        ],
        "requests": [
            _row(name, label, requests, lexicon)
            for name, label in comparison.requests.items()
            if len({each.get(name, 0) for each in requests}) > 1
        ],
        "differences": [
            {
                "letter": change.letter,
                "part": change.part,
                "id": change.id,
                "how": change.how,
                "moved_cents": change.moved_cents,
                "total_change_cents": change.total_change_cents,
                "recipients": None if change.changes is None else dict(change.changes),
            }
            for change in comparison.changes
        ],
        "cells": [
            {
                "table": cell.table,
                "row": cell.row,
                "column": None if cell.field is None else cell.field.name,
                "values": [cell.shown(at, lexicon) for at in range(len(comparison.sides))],
            }
            for cell in comparison.cells
        ],
        "rules": [
            {"id": name, "states": {side.letter: state_of(side, name) for side in comparison.sides}}
            for name in sorted({rule.id for side in comparison.sides for rule in side.outcome.scenario.rules})
        ],
    }


def _row(name: str, label: Label, amounts: Sequence[Mapping[str, int]], lexicon: Lexicon) -> dict[str, object]:
    cents = [each.get(name, 0) for each in amounts]
    return {
        "id": name,
        "label": label.in_language(lexicon.language),
        "amounts_cents": cents,
        "gaps_cents": [each - cents[0] for each in cents[1:]],
        "findings": [finding(each - cents[0]) for each in cents[1:]],
    }


def comparison_report(comparison: Comparison, *, person: str, now: datetime) -> Document:
    """Lay a comparison out."""
    from fundalloc.reports.preparation import Preparation

    return comparison_document(comparison, Preparation(person, now, fundalloc.__version__))


def write_comparison(comparison: Comparison, path: Path, lexicon: Lexicon, *, person: str, now: datetime) -> None:
    """Write a comparison's workbook, whole or not at all."""
    from fundalloc.reports.excel.workbook import write_workbook

    document = comparison_report(comparison, person=person, now=now)
    put_in_place(path, lambda unfinished: write_workbook(document, unfinished, lexicon, created=now))
