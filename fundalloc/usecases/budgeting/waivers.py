"""
Written permissions to go beyond a rule: put on file with the document that gives them, then used up.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from fundalloc.errors import Refusal
from fundalloc.errors.ledger import PartnerUnknown, PlanItemUnknown, YearUnknown
from fundalloc.errors.spending import WaiverRuleUnknown, WaiverUnknown
from fundalloc.ledger.address import Address
from fundalloc.ledger.credit import Line
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind, Subject
from fundalloc.ledger.outcomes import Recorded, WaiverRow
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, reading, writing
from fundalloc.usecases.checking import fresh_name, positive, reasoned

if TYPE_CHECKING:
    from fundalloc.domain.fund import Fund
    from fundalloc.ledger.questions import Waiver

AMOUNT_NEEDED: Final = frozenset({Subject.OVERDRAFT, Subject.LIMIT})
"""What nobody may go beyond without an end: elsewhere a permission may have no amount of its own."""


@dataclass(frozen=True, slots=True)
class WaiverAsked:
    """A written permission as it was received: what it lets somebody go beyond, where, for how much, and who gave it on which day."""

    waiver: str
    subject: Subject
    authority: str
    granted_on: date
    amount_cents: Cents = 0
    rule: str = ""
    fiscal_year: str = ""
    recipient: str = ""
    plan_item: str = ""


def grant_waiver(
    ledger: Address, asked: WaiverAsked, document: Path, *, reason: str, person: str, now: datetime, dry_run: bool = False
) -> Recorded:
    """Put a written permission on file, with the document that gives it; acts may then be done under it."""
    from fundalloc.ledger.entries import Entry
    from fundalloc.ledger.rows import WaiverRecord
    from fundalloc.usecases.papers.evidence import Paper, filed

    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        books.answer_for(Act.GRANT_WAIVER, {})
        reference = fresh_name(books, Kind.WAIVER_GRANTED, asked.waiver)
        why = reasoned(books, Act.GRANT_WAIVER, reason)
        books.day(asked.granted_on)
        if asked.amount_cents < 0 or asked.subject in AMOUNT_NEEDED:
            positive(books, asked.amount_cents)
        books.doubt(*_wrong_scope(books, asked))
        record = WaiverRecord(
            waiver=reference,
            subject=asked.subject.value,
            rule=asked.rule,
            fiscal_year=asked.fiscal_year,
            recipient=asked.recipient,
            plan_item=asked.plan_item,
            amount_cents=asked.amount_cents,
            authority=books.needed("authority", asked.authority),
            granted_on=asked.granted_on.isoformat(),
        )
        paper = filed(books, document, Paper(reference, "waiver", reference, asked.recipient))
        entry = Entry(Kind.WAIVER_GRANTED, books.occasion.today, person, reference=reference, reason=why, rows=(record, paper))
        sealed = books.seal(entry)
    return Recorded(reference, asked.amount_cents, sealed)


def _wrong_scope(books: OpenBooks, asked: WaiverAsked) -> Iterable[Refusal]:
    """Refuse a permission for a year, a partner, a line of the plan or a rule that the fund has not: nothing could be done under it."""
    from fundalloc.ledger.plan import near_codes

    years, partners, plan = tuple(year.id for year in books.fund.fiscal_years), books.fund.partners, books.journal.plan()
    if asked.fiscal_year and asked.fiscal_year not in years:
        yield YearUnknown(fiscal_year=asked.fiscal_year, known=years)
    if asked.recipient and asked.recipient not in partners:
        yield PartnerUnknown(recipient=asked.recipient, known=partners)
    if asked.plan_item and plan and asked.plan_item not in plan:
        yield PlanItemUnknown(plan_item=asked.plan_item, known=near_codes(plan, asked.plan_item))
    rules = _rules_of(books.fund, asked.subject)
    if asked.rule and rules is not None and asked.rule not in rules:
        yield WaiverRuleUnknown(rule=asked.rule, subject=asked.subject, known=rules)


def _rules_of(fund: "Fund", subject: Subject) -> tuple[str, ...] | None:
    """Return the rules that a permission of a subject may name; None where the fund itself does not say them."""
    match subject:
        case Subject.LIMIT:
            return tuple(limit.id for limit in fund.limits)
        case Subject.QUANTITY:
            return tuple(limit.id for limit in fund.quantity_limits)
        case Subject.NATURE | Subject.PLACES:
            return None
        case Subject.TRANSFER | Subject.OVERDRAFT | Subject.RECEIPT | Subject.BEFORE_ADOPTION:
            return ()
        case unreachable:
            assert_never(unreachable)


def waiver_on_file(books: OpenBooks, reference: str) -> "Waiver | None":
    """Return the waiver an act names, if it names one; a name that is not on file is refused."""
    from fundalloc.ledger import questions

    found = questions.waiver(books.journal, reference) if reference else None
    if reference and found is None:
        known = tuple(sorted({each.record.waiver for each in questions.waivers(books.journal)}))
        books.doubt(WaiverUnknown(waiver=reference, known=known))
    return found


def waiver_for(books: OpenBooks, reference: str, subject: Subject, line: Line, amount_cents: Cents) -> "Waiver | None":
    """Return the waiver an act is done under; one that does not cover it is refused."""
    from fundalloc.ledger.permission import falls_short

    found = waiver_on_file(books, reference)
    if found is not None and not found.covers(subject.value, line, amount_cents=amount_cents):
        books.doubt(falls_short(found, subject, amount_cents))
        return None
    return found


def granters(books: OpenBooks, under: "Waiver | None") -> frozenset[str]:
    """Return who put a waiver on file: the fund's policy may keep them from acting under it."""
    found = books.journal.entry(under.seq) if under else None
    return frozenset({found.person} if found else ())


def waivers(ledger: Address, *, as_of: date | None = None, known_at: datetime | None = None) -> tuple[WaiverRow, ...]:
    """Return the written permissions on file, with what is left of each."""
    from fundalloc.ledger import questions

    with reading(ledger) as journal:
        entries = {entry.seq: entry for entry in journal.entries(Kind.WAIVER_GRANTED)}
        return tuple(
            WaiverRow(
                **asdict(each.record),
                left_cents=each.left_cents if each.record.amount_cents else None,
                used_by=each.used_by,
                reason=entries[each.seq].reason,
                person=entries[each.seq].person,
                seq=each.seq,
            )
            for each in questions.waivers(journal, as_of=as_of, known_at=known_at)
        )
