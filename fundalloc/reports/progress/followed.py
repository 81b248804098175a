"""What a report on progress is drawn from: the follow-up, the plan or the mandate it follows, and the books of the same lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from fundalloc.domain.agreements import TransferAgreement
from fundalloc.domain.base import Id, Label
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.plan import PlanLevel
from fundalloc.domain.progress import Appraisal, Measure, Progress
from fundalloc.domain.scenario import Scenario
from fundalloc.errors import Place
from fundalloc.ledger.answers import PlanLabel, PositionRow
from fundalloc.ledger.backing import Backing, Filed, Within
from fundalloc.reports.ministry.backing import within_lines
from fundalloc.reports.ministry.books import Books
from fundalloc.reports.preparation import natural

TOPS = frozenset({PlanLevel.AXIS.value, PlanLevel.DOSSIER.value})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan, or an objective of the mandate, and the axis, dossier or component it stands under."""

    id: Id
    label: Label
    group: Id


@dataclass(frozen=True, slots=True)
class Frame:
    """Axes, dossiers or components, and everything that stands under them; ``mandate`` says that they are components of a mandate."""

    groups: tuple[Line, ...]
    lines: Mapping[Id, Line]
    indicators: tuple[ProgressIndicator, ...]
    mandate: bool = False

    def group_of(self, name: Id) -> Id:
        """Return what a line stands under; empty where the plan does not say it."""
        return self.lines[name].group if name in self.lines else ""

    def label_of(self, name: Id) -> Label:
        return self.lines[name].label if name in self.lines else Label(fr="")

    def place(self, name: Id) -> tuple[object, ...]:
        """Sort lines in the order of their groups, then of their codes."""
        order = {group.id: number for number, group in enumerate(self.groups)}
        return order.get(self.group_of(name), len(order)), natural(name)


def frame_of_agreement(agreement: TransferAgreement, plan: Iterable[PlanLabel]) -> Frame:
    """Return the components of a mandate with its objectives, and the lines of the adopted plan that stand under them."""
    groups = tuple(Line(each.id, each.label, each.id) for each in agreement.streams)
    objectives = (Line(each.id, each.label, each.stream or "") for each in agreement.agreement_objectives)
    return Frame(groups, _by_id(groups, objectives, _lines(plan)), agreement.indicators, mandate=True)


def frame_of_scenario(scenario: Scenario) -> Frame:
    """Return the plan of a scenario: its axes or dossiers, and all that is under them; without a plan, its requests."""
    if not scenario.plan:
        return Frame((), _by_id(Line(each.id, each.label, "") for each in scenario.requests), scenario.indicators)
    parents = {item.id: item.parent for item in scenario.plan}

    def top(name: Id) -> Id:
        while parents.get(name):
            name = parents[name] or name
        return name

    lines = tuple(Line(item.id, item.label, top(item.id)) for item in scenario.plan)
    groups = tuple(line for line, item in zip(lines, scenario.plan, strict=True) if item.level.value in TOPS)
    return Frame(groups, _by_id(lines), scenario.indicators)


def frame_of_plan(plan: tuple[PlanLabel, ...]) -> Frame:
    """Return the plan that the books adopted."""
    lines = _lines(plan)
    tops = {each.id for each in plan if each.level in TOPS}
    groups = tuple(sorted((line for line in lines if line.id in tops), key=lambda line: natural(line.id)))
    return Frame(groups, _by_id(lines), ())


def _lines(plan: Iterable[PlanLabel]) -> tuple[Line, ...]:
    return tuple(Line(each.id, Label(fr=each.label_fr, en=each.label_en), each.axis or each.id) for each in plan)


def _by_id(*lines: Iterable[Line]) -> Mapping[Id, Line]:
    """Return lines by their ids; the first to bear an id says what it is."""
    found: dict[Id, Line] = {}
    for some in lines:
        for line in some:
            found.setdefault(line.id, line)
    return found


@dataclass(frozen=True)
class Followed:
    """
    Everything a report on progress is drawn from, as of a day.

    ``books`` is None where the plan holds no money; ``regions`` says where each recipient is, ``region`` that only one is told of.
    ``restricted`` lets what is not for everybody be seen, ``places`` says where in its file each number stands.
    """

    progress: Progress
    frame: Frame
    as_of: date
    first: date | None = None
    books: Books | None = None
    scenario: Scenario | None = None
    regions: Mapping[Id, Id | None] | None = None
    region: Id = ""
    restricted: bool = False
    places: Mapping[Measure | Appraisal, Callable[[tuple[str, ...]], Place]] = field(default_factory=dict)

    @cached_property
    def indicators(self) -> tuple[ProgressIndicator, ...]:
        """The indicators of the plan or the mandate, then those of the follow-up."""
        return (*self.frame.indicators, *self.progress.indicators)

    @cached_property
    def position(self) -> tuple[PositionRow, ...]:
        """The lines of budget, where there is money."""
        return tuple(row for row in self.books.live if self.is_here(row.recipient)) if self.books else ()

    def filed(self, noun: Measure | Appraisal, name: str) -> tuple[Backing, ...]:
        """Return what backs a number of the follow-up: its place in its file."""
        amount: int | None = getattr(noun, name)
        if amount is None or noun not in self.places:
            return ()
        on = noun.measured_on if isinstance(noun, Measure) else noun.asked_on
        return (Filed(amount, self.places[noun]((name,)), on, noun.source),)

    def within(self, rows: tuple[PositionRow, ...]) -> Within | None:
        """Return where lines of budget stand in the books, where there are books."""
        return within_lines(self.books.span, rows) if self.books else None

    def is_here(self, recipient: Id | None) -> bool:
        """Tell whether what is of a recipient is told: where one region is asked for, only what is of its own recipients."""
        return not self.region or (recipient is not None and (self.regions or {}).get(recipient) == self.region)

    def is_told(self, on: date, recipient: Id | None, *, restricted: bool) -> bool:
        """Tell whether something is of the days, of the region, and for these eyes."""
        begun = self.first is None or self.first <= on
        return begun and on <= self.as_of and self.is_here(recipient) and (self.restricted or not restricted)
