"""A follow-up read from a folder or a workbook: each measure clear, of an indicator that is known and no longer to come."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

from fundalloc.domain.base import Id
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.progress import Appraisal, Measure, Progress
from fundalloc.errors import Level, Place, Refusal, refuse_together
from fundalloc.errors.calls import NameNotListed
from fundalloc.errors.progress import MeasureOfWhatIsToCome, MeasureTypeMissing, MeasureUnclear, PartAboveWhole
from fundalloc.intake.anywhere import examine_anywhere
from fundalloc.intake.document import PlaceOf
from fundalloc.intake.gathering import Examined, Gathered, Written, gather, put_together
from fundalloc.intake.names import nearest
from fundalloc.intake.outlines import PROGRESS
from fundalloc.intake.placed import Placed

Known: TypeAlias = Mapping[str, frozenset[Id]]
"""The names that the plan and the books know, by column; of a column that is not there, nothing is said."""

Places: TypeAlias = Mapping[Measure | Appraisal, PlaceOf]
"""Where each measure and appraisal was written, field by field."""

SUGGESTIONS_MAX = 8
NAMING = ("about", "plan_item", "recipient")
"""The columns whose names stand in the plan or in the books."""


def read_progress(path: Path, indicators: tuple[ProgressIndicator, ...] = (), known: Known | None = None) -> Progress:
    """
    Read a follow-up's folder or workbook; ``indicators`` are those of the plan or the agreement it follows.

    Raises:
        RefusedTogether: every problem in it that blocks, and those that do not.

    """
    read = examine_progress(path, indicators, known)
    refuse_together(read.problems)
    assert read.noun is not None, "what does not block is read"
    return read.noun


def read_progress_with_places(path: Path, indicators: tuple[ProgressIndicator, ...], known: Known) -> tuple[Progress, Places]:
    """
    Read a follow-up with the places of its measures and appraisals, so that a figure can be followed to its line.

    Raises:
        RefusedTogether: every problem in it that blocks, and those that do not.

    """
    places: dict[Measure | Appraisal, PlaceOf] = {}

    def understood(written: Written, problems: list[Refusal]) -> Examined[Progress]:
        gathered = gather(written, PROGRESS, problems)
        for table in ("measures", "appraisals"):
            places.update({placed.noun: placed.place_of for placed in gathered.nouns.get(table, ())})
        return _judged(gathered, written, problems, indicators, known)

    read = examine_anywhere(path, PROGRESS, understood)
    refuse_together(read.problems)
    assert read.noun is not None, "what does not block is read"
    return read.noun, places


def examine_progress(path: Path, indicators: tuple[ProgressIndicator, ...] = (), known: Known | None = None) -> Examined[Progress]:
    """
    Read a follow-up's folder or workbook and tell everything there is to say about it.

    Raises:
        RefusedTogether: there is nothing there to read.

    """
    return examine_anywhere(path, PROGRESS, partial(_understood, indicators=indicators, known=known or {}))


def _understood(
    written: Written, problems: list[Refusal], *, indicators: tuple[ProgressIndicator, ...], known: Known
) -> Examined[Progress]:
    return _judged(gather(written, PROGRESS, problems), written, problems, indicators, known)


def _judged(
    gathered: Gathered, written: Written, problems: list[Refusal], indicators: tuple[ProgressIndicator, ...], known: Known
) -> Examined[Progress]:
    """Tell what is wrong with what was gathered, and put it together where nothing blocks."""
    listed = {each.id: each for each in (*indicators, *(placed.noun for placed in gathered.nouns.get("indicators", ())))}
    problems.extend(_measures(gathered, listed))
    problems.extend(_appraisals(gathered))
    problems.extend(_strangers(gathered, known))
    blocked = any(problem.level is Level.BLOCKS for problem in problems)
    noun = None if blocked else put_together(Progress, gathered)
    rows = {table: len(records) for table, records in written.tables.items()}
    return Examined(noun=noun, problems=tuple(problems), detected=written.detected, rows=rows)


def _measures(gathered: Gathered, listed: Mapping[Id, ProgressIndicator]) -> Iterator[Refusal]:
    """Hold each measure to a count or a rate, of a known indicator that can be measured."""
    for placed in gathered.nouns.get("measures", ()):
        measure: Measure = placed.noun
        counted, over = measure.value is not None, (measure.numerator is not None, measure.denominator is not None)
        if over not in {(True, True), (False, False)} or counted == over[0]:
            yield MeasureUnclear(indicator=measure.indicator, place=placed.place("value"))
        if measure.numerator is not None and measure.denominator is not None and measure.numerator > measure.denominator:
            yield PartAboveWhole(part=measure.numerator, whole=measure.denominator, place=placed.place("numerator"))
        yield from _of_a_known_indicator(placed, listed)
    for placed in gathered.nouns.get("family_changes", ()):
        if placed.noun.indicator not in listed:
            yield _unknown(placed.noun.indicator, tuple(listed), placed.place("indicator"))


def _of_a_known_indicator(placed: Placed[Measure], listed: Mapping[Id, ProgressIndicator]) -> Iterator[Refusal]:
    measure = placed.noun
    indicator = listed.get(measure.indicator)
    if indicator is None:
        yield _unknown(measure.indicator, tuple(listed), placed.place("indicator"))
    elif indicator.to_come:
        yield MeasureOfWhatIsToCome(indicator=indicator.id, place=placed.place("indicator"))
    elif indicator.by_type and not measure.type:
        yield MeasureTypeMissing(indicator=indicator.id, place=placed.place("type"))


def _appraisals(gathered: Gathered) -> Iterator[Refusal]:
    for placed in gathered.nouns.get("appraisals", ()):
        appraisal: Appraisal = placed.noun
        for part, whole in (("answered", "asked"), ("satisfied", "answered")):
            if getattr(appraisal, part) > getattr(appraisal, whole):
                yield PartAboveWhole(part=getattr(appraisal, part), whole=getattr(appraisal, whole), place=placed.place(part))


def _strangers(gathered: Gathered, known: Known) -> Iterator[Refusal]:
    """Tell of names that neither the plan nor the books know."""
    for table in ("measures", "remarks", "achievements", "appraisals"):
        for placed in gathered.nouns.get(table, ()):
            for column in NAMING:
                name = getattr(placed.noun, column, None)
                if name is not None and column in known and name not in known[column]:
                    yield _unknown(name, tuple(sorted(known[column])), placed.place(column))


def _unknown(name: Id, known: tuple[Id, ...], place: Place) -> Refusal:
    return NameNotListed(name=name, suggestions=nearest(name, known)[:SUGGESTIONS_MAX], place=place)
