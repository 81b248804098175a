"""The claim workbook of a board, filled in from the books as they stand: its activities, what they allow, its budget and what is left."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundalloc import __version__
from fundalloc.errors import refuse_together
from fundalloc.errors.ledger import DateOutsideYears, NothingAdopted, PartnerUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.lexicon import Lexicon
from fundalloc.usecases.acting import reading
from fundalloc.usecases.files import put_bytes

if TYPE_CHECKING:  # the store and the drawing are loaded when they are used
    from fundalloc.domain.fund import Fund
    from fundalloc.intake.claim_form import ActivityShown, ClaimForm
    from fundalloc.ledger.answers import PositionRow
    from fundalloc.ledger.journal import Journal
    from fundalloc.ledger.rows import PlanLine


def write_claim_template(
    ledger: Address,
    path: Path,
    lexicon: Lexicon,
    *,
    board: str,
    now: datetime,
    claim: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> "ClaimForm":
    """
    Write the workbook in which a board fills in a claim; it holds only that board's lines of budget, those with money.

    Without days, the claim covers the month of ``now``; without a name, it is called after the board and that month.
    """
    from fundalloc.intake.claim_form import claim_workbook

    first = starts_on or now.date().replace(day=1)
    with reading(ledger) as journal:
        asked = _form(journal, board, claim or f"{board}-{first:%Y-%m}", (first, ends_on or _month_end(first)), now.date(), lexicon)
    content = claim_workbook(asked, lexicon, created=now, program=__version__)
    put_bytes(path, content)
    return asked


def _month_end(day: date) -> date:
    following = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)
    return date.fromordinal(following.toordinal() - 1)


def _form(journal: "Journal", board: str, claim: str, days: tuple[date, date], on: date, lexicon: Lexicon) -> "ClaimForm":
    from fundalloc.intake.claim_form import ClaimForm
    from fundalloc.ledger import questions, views

    fund = journal.fund_at()
    year = fund.fiscal_year_of(days[0])
    _refuse_strange(journal, fund, board, days[0])
    rows = views.budget_position(journal, as_of=None, known_at=None)
    own = [row for row in rows if row.recipient == board and year is not None and row.fiscal_year == year.id and _has_budget(row)]
    orders, plan = questions.commitments(journal), journal.plan()
    return ClaimForm(
        fund=fund.id,
        title=fund.title.in_language(lexicon.language),
        note=fund.fictitious_note.in_language(lexicon.language) if fund.fictitious_note else "",
        recipient=board,
        claim=claim,
        starts_on=days[0],
        ends_on=days[1],
        on=on,
        activities=tuple(_activity(row, plan.get(row.plan_item), lexicon) for row in own),
        commitments=tuple(each.record.commitment for each in orders if each.left_cents and each.record.recipient == board),
        conditions=tuple(condition.id for condition in fund.conditions),
        sharing_keys=tuple(key.id for key in fund.sharing_keys if board in {share.recipient for share in key.shares}),
        cost_objects=tuple(each.id for each in fund.cost_objects),
    )


def _refuse_strange(journal: "Journal", fund: "Fund", board: str, day: date) -> None:
    found = [
        None if board in fund.partners else PartnerUnknown(recipient=board, known=fund.partners),
        None if fund.fiscal_year_of(day) else DateOutsideYears(given_on=day, years=tuple(year.id for year in fund.fiscal_years)),
        None if journal.entries(Kind.ALLOCATION_ADOPTED) else NothingAdopted(act=Act.IMPORT_CLAIM),
    ]
    refuse_together(problem for problem in found if problem is not None)


def _has_budget(row: "PositionRow") -> bool:
    return bool(row.authorised_cents + row.transferred_cents or row.committed_cents or row.incurred_cents)


def _activity(row: "PositionRow", line: "PlanLine | None", lexicon: Lexicon) -> "ActivityShown":
    from fundalloc.intake.claim_form import ActivityShown

    return ActivityShown(
        plan_item=row.plan_item,
        label=lexicon.label({"fr": row.label_fr, "en": row.label_en}),
        natures=tuple(line.natures.split("|")) if line and line.natures else (),
        natures_open=line is not None and line.natures_list == "open",
        authorised_cents=row.authorised_cents + row.transferred_cents,
        committed_cents=row.committed_cents,
        incurred_cents=row.incurred_cents,
        available_cents=row.available_cents,
    )
