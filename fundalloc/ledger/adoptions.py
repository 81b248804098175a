"""When the lines of a plan were adopted, and what may be spent before (S4-02)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fundalloc.errors import Refusal
from fundalloc.errors.plans import SpentBeforeAdoption
from fundalloc.ledger.credit import Line
from fundalloc.ledger.entries import BEFORE_ADOPTION
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind
from fundalloc.ledger.questions import rows_of
from fundalloc.ledger.rows import BudgetLine, PlanLine


@dataclass(frozen=True, slots=True)
class PlanAdoptions:
    """The day on which each line of the plan was first adopted, where its allocation says it, and the lines that may begin before."""

    adopted_on: Mapping[str, date]
    early: frozenset[Line]


def plan_adoptions(journal: Journal) -> PlanAdoptions:
    """Return when lines were adopted, from every version of the allocation: a new version does not adopt again what stood before."""
    items: defaultdict[int, list[str]] = defaultdict(list)
    for seq, line in rows_of(journal, PlanLine):
        items[seq].append(line.plan_item)
    adopted_on: dict[str, date | None] = {}
    early: set[Line] = set()
    for entry in journal.entries(Kind.ALLOCATION_ADOPTED):
        told = dict(entry.facts).get("plan-adopted-on")
        for item in items[entry.seq]:
            adopted_on.setdefault(item, date.fromisoformat(told) if told else None)
        marked = {value for name, value in entry.facts if name == BEFORE_ADOPTION}
        granted = rows_of(journal, BudgetLine, "entry_seq = :seq", seq=entry.seq) if marked else ()
        early.update(Line(row.fiscal_year, row.recipient, row.plan_item) for _, row in granted if row.request in marked)
    return PlanAdoptions({item: day for item, day in adopted_on.items() if day is not None}, frozenset(early))


def before_adoption(line: Line, day: date, adoptions: PlanAdoptions) -> Iterable[Refusal]:
    """Refuse what is spent or ordered before its line of the plan is adopted, unless the line was marked as beginning before."""
    adopted_on = adoptions.adopted_on.get(line.plan_item)
    if adopted_on is not None and day < adopted_on and line not in adoptions.early:
        yield SpentBeforeAdoption(plan_item=line.plan_item, recipient=line.recipient, given_on=day, adopted_on=adopted_on)
