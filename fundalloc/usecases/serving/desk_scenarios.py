"""The scenarios of a server's folder: workbooks that were sent and folders that stand there, and what a decision made of them says."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

from fundalloc.domain.base import Label
from fundalloc.intake.sheets import open_book
from fundalloc.ledger.views import natural
from fundalloc.money import Cents
from fundalloc.usecases.allocating.deciding import prove_result
from fundalloc.usecases.files import put_in_place
from fundalloc.usecases.samples import sample_scenarios, scenarios_in
from fundalloc.usecases.serving.proposing import Summary
from fundalloc.usecases.serving.working_out import WorkAnswer

WORKBOOKS: Final = "*.xlsx"


@dataclass(frozen=True, slots=True)
class ScenarioAtHand:
    """A scenario that may be opened; ``is_sample`` says that it comes with the program."""

    name: str
    title: Label
    path: Path
    is_sample: bool


def scenarios_at(room: Path) -> tuple[ScenarioAtHand, ...]:
    """Return the workbooks and the folders of a room, then the samples whose names it does not have."""
    own = {each.name: each for each in _own(room)}
    samples = (ScenarioAtHand(each.id, each.title, each.folder, is_sample=True) for each in scenarios_in(sample_scenarios()))
    return (*own.values(), *(each for each in samples if each.name not in own))


def _own(room: Path) -> Iterator[ScenarioAtHand]:
    if room.is_dir():
        for path in sorted(room.glob(WORKBOOKS)):
            yield ScenarioAtHand(path.name, Label(fr=path.stem), path, is_sample=False)
        for folder in scenarios_in(room):
            yield ScenarioAtHand(folder.id, folder.title, folder.folder, is_sample=False)


def scenario_named(room: Path, name: str) -> Path | None:
    """Return where a scenario of this name is; a name is only ever compared with those there are."""
    return next((each.path for each in scenarios_at(room) if each.name == name), None)


def keep(room: Path, workbook: Path) -> str:
    """
    Keep a workbook in the room, in the place of an earlier one of its name, and return its name.

    Raises:
        RefusedTogether: it is no workbook, it is hostile, or the room cannot be written to.

    """
    open_book(workbook)
    room.mkdir(parents=True, exist_ok=True)
    target = room / f"{workbook.stem}.xlsx"
    put_in_place(target, lambda unfinished: copyfile(workbook, unfinished))
    return target.name


# --- What a decision says


@dataclass(frozen=True, slots=True)
class Share:
    """What a partner or an axis asked for and was granted."""

    name: str
    label_fr: str
    label_en: str
    requested_cents: Cents
    granted_cents: Cents


@dataclass(frozen=True, slots=True)
class GrantedRow:
    """One amount of a decision, and why it is what it is."""

    request: str
    recipient: str
    plan_item: str
    requested_cents: Cents
    granted_cents: Cents
    why: str


@dataclass(frozen=True, slots=True)
class Split:
    """A decision's amounts by partner, by axis and one by one, and whether its proof still holds: ``rows`` were computed again."""

    by_recipient: tuple[Share, ...]
    by_axis: tuple[Share, ...]
    awards: tuple[GrantedRow, ...]
    rows: int
    proved: bool


def summary_of(answer: WorkAnswer) -> Summary:
    """Return a decision in short."""
    from fundalloc.allocation.outcome import Allocated

    assert isinstance(answer.outcome, Allocated), "only a decision is submitted"
    outcome = answer.outcome
    title = outcome.scenario.title
    return Summary(
        title_fr=title.fr, title_en=title.en, scenario=outcome.scenario.id, fingerprint=outcome.fingerprint, total_cents=outcome.total_cents
    )


def split_of(result: Path) -> Split:
    """Read a decision's amounts from its result file, and check its proof again without a solver."""
    document = json.loads(result.read_text(encoding="utf-8"))
    proof = prove_result(result)
    items = {item["id"]: item for item in document["plan"]}
    awards = [_granted(award) for award in document["allocations"]]
    axis = {award.request: (items.get(award.plan_item) or {}).get("axis") or "" for award in awards}
    return Split(
        by_recipient=_shares(awards, lambda award: award.recipient, {}),
        by_axis=_shares(awards, lambda award: axis[award.request], items),
        awards=tuple(awards),
        rows=proof.rows,
        proved=not proof.findings,
    )


def _granted(award: Mapping[str, Any]) -> GrantedRow:
    return GrantedRow(
        request=award["request"],
        recipient=award["recipient"],
        plan_item=award["priority"] or "",
        requested_cents=award["requested_cents"],
        granted_cents=award["amount_cents"],
        why=award["why"],
    )


def _shares(awards: Sequence[GrantedRow], key: Callable[[GrantedRow], str], labels: Mapping[str, Mapping[str, str]]) -> tuple[Share, ...]:
    """Add up what was asked for and granted by each key, in its natural order."""
    groups: dict[str, list[GrantedRow]] = {}
    for award in awards:
        groups.setdefault(key(award), []).append(award)
    return tuple(
        Share(
            name,
            labels.get(name, {}).get("label_fr", ""),
            labels.get(name, {}).get("label_en", ""),
            sum(each.requested_cents for each in groups[name]),
            sum(each.granted_cents for each in groups[name]),
        )
        for name in sorted(groups, key=natural)
    )
