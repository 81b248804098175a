"""Explore: one scenario under many settings, stopped and taken up again, here or by several processes."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import fundalloc
from fundalloc.allocation.fingerprint import fingerprint
from fundalloc.domain.scenario import Scenario
from fundalloc.errors.sweeps import ClusterMissing
from fundalloc.intake.scenario import read_scenario
from fundalloc.intake.settings import read_settings
from fundalloc.lexicon import Lexicon
from fundalloc.money import plain_amount
from fundalloc.sweeps.exploration import Exploration
from fundalloc.sweeps.grid import Settings, grid_of, listed
from fundalloc.sweeps.keeping import Kept, written
from fundalloc.sweeps.knobs import Knob, Measure, knobs_of
from fundalloc.sweeps.running import Variant, run, run_by, several
from fundalloc.usecases.files import put_in_place

UNFINISHED: Final = ".partiel"


def settings_of(scenario: Scenario, asked: Sequence[str], written_in: Path | None, *, however_many: bool = False) -> Settings:
    """
    Return the settings a person asks for: ranges, or a list in a file.

    Raises:
        RefusedTogether: each range or value that cannot be read, names nothing that may be varied, or too many variants.

    """
    knobs = knobs_of(scenario)
    return grid_of(knobs, asked, however_many=however_many) if written_in is None else listed(knobs, read_settings(written_in))


def explore(
    scenario: Scenario,
    settings: Settings,
    *,
    output: Path | None = None,
    workers: int = 1,
    cluster: str | None = None,
    told: Callable[[int], object] = lambda _count: None,
) -> Exploration:
    """
    Try every setting; with an ``output``, what is done is kept beside it, and an interrupted run goes on from there.

    ``told`` hears how many are done. ``workers`` are processes of this computer, ``cluster`` the address of a Dask scheduler.

    Raises:
        SweepOfAnother: what is kept beside the output is of another exploration.
        ClusterMissing: a cluster is named, and what speaks to it is not installed.

    """
    if output is None:
        variants = tuple(_told(_run(scenario, settings, 0, workers, cluster), told))
        return Exploration(scenario, settings.knobs, variants)
    kept = Kept(output.with_name(output.name + UNFINISHED), fingerprint(scenario), settings)
    told(kept.count)
    with kept.writing() as file:
        for variant in _told(_run(scenario, settings, kept.count, workers, cluster), told):
            file.write(written(variant) + "\n")
            file.flush()
    return Exploration(scenario, settings.knobs, kept.variants())


def _run(scenario: Scenario, settings: Settings, first: int, workers: int, cluster: str | None) -> Iterator[Variant]:
    if cluster is None:
        yield from run(scenario, settings, first=first, workers=workers)
        return
    with _on_cluster(cluster) as client:
        held = client.submit(_held, scenario, pure=False)
        submit = partial(client.submit, several, held, settings.knobs, pure=False)
        yield from run_by(settings, submit, first=first, ahead=4 * max(1, sum(client.nthreads().values())))


def _held(scenario: Scenario) -> Scenario:
    """Return the scenario, as a task whose answer the scheduler gives again to whoever joins when the worker that held it is gone."""
    return scenario


@contextmanager
def _on_cluster(address: str) -> Iterator[Any]:
    try:
        from dask.distributed import Client
    except ImportError as error:
        raise ClusterMissing(address=address) from error
    with Client(address) as client:  # type: ignore[no-untyped-call, unused-ignore]
        yield client


def _told(variants: Iterator[Variant], told: Callable[[int], object]) -> Iterator[Variant]:
    for variant in variants:
        yield variant
        told(1)


def read(path: Path) -> Scenario:
    """Read the scenario to explore; every problem of it is told."""
    return read_scenario(path)


def write_exploration(exploration: Exploration, path: Path, lexicon: Lexicon, *, person: str, now: datetime) -> None:
    """Write an exploration as a workbook or a CSV by the file's ending, whole or not at all; what was kept beside it is then dropped."""
    if path.suffix.lower() == ".xlsx":
        put_in_place(path, lambda unfinished: _write_workbook(exploration, unfinished, lexicon, person, now))
    else:
        put_in_place(path, lambda unfinished: _write_csv(exploration, unfinished, lexicon))
    path.with_name(path.name + UNFINISHED).unlink(missing_ok=True)


def _write_workbook(exploration: Exploration, path: Path, lexicon: Lexicon, person: str, now: datetime) -> None:
    from fundalloc.reports.excel.workbook import write_workbook
    from fundalloc.reports.exploration import exploration_document
    from fundalloc.reports.preparation import Preparation

    made = Preparation(person, now, fundalloc.__version__)
    write_workbook(exploration_document(exploration, made, fingerprint=fingerprint(exploration.scenario)), path, lexicon, created=now)


def _write_csv(exploration: Exploration, path: Path, lexicon: Lexicon) -> None:
    words = "reports.exploration"
    recipients = [recipient.id for recipient in exploration.scenario.recipients]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        others = [lexicon.say(key) for key in (f"{words}.came", "reports.columns.granted", f"{words}.gap", f"{words}.because")]
        rows.writerow([lexicon.say(f"{words}.number"), *(knob.name for knob in exploration.knobs), *others, *recipients])
        for variant in exploration.variants:
            rows.writerow(
                [
                    variant.number + 1,
                    *(shown(knob, value) for knob, value in zip(exploration.knobs, variant.setting, strict=True)),
                    lexicon.say(f"{words}.comes.{variant.came}"),
                    plain_amount(variant.total_cents),
                    plain_amount(variant.gap_cents),
                    " ".join(variant.because),
                    *(plain_amount(variant.received[name]) if name in variant.received else "" for name in recipients),
                ]
            )


def shown(knob: Knob, value: int) -> str:
    """Return a value as files that are read again write it."""
    match knob.measure:
        case Measure.CENTS:
            return plain_amount(value)
        case Measure.SHARE:
            return plain_amount(value) + "%"
        case Measure.COUNT:
            return str(value)


def as_data(exploration: Exploration) -> dict[str, object]:
    """Return an exploration as JSON can hold it, amounts in cents and shares in basis points."""
    return {
        "status": "explored",
        "scenario": exploration.scenario.id,
        "varied": [{"name": knob.name, "measure": knob.measure.value, "present": knob.present} for knob in exploration.knobs],
        "variants": [
            {
                "number": variant.number + 1,
                "setting": list(variant.setting),
                "came": variant.came.value,
                "total_cents": variant.total_cents,
                "goals": [str(goal) for goal in variant.goals],
                "gap_cents": variant.gap_cents,
                "unique": variant.unique,
                "because": list(variant.because),
                "recipients": dict(variant.received),
            }
            for variant in exploration.variants
        ],
        "bounds": [{"recipient": moved.recipient, "least_cents": moved.least, "most_cents": moved.most} for moved in exploration.moves()],
    }
