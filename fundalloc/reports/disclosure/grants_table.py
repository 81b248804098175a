"""Published grants as tables, named as the published formats name them, so that an amount is followed to the entries that gave it."""

from fundalloc.ledger.accountability import Span
from fundalloc.ledger.awards import AwardVersion
from fundalloc.ledger.backing import Backing, Moved, Within
from fundalloc.reports.disclosure.federal import reference_number
from fundalloc.reports.disclosure.grants import Disclosure, Grant
from fundalloc.reports.ministry.backing import ADDS
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Cell, Column, Document, Fact, Kind, Page, Row, Said, Table


def grants_document(disclosure: Disclosure, entries: int, made: Preparation) -> Document:
    """Lay out every grant and every version of it; ``entries`` is the last entry known."""
    title = disclosure.publication.programme
    page = Page("grants", title, (_grants(disclosure), _versions(disclosure)))
    facts = (Fact("entries", Said("reports.provenance.entries"), str(entries)),)
    return Document("disclosure", title, (page,), facts, "", made.person)


def _grants(disclosure: Disclosure) -> Table:
    """Lay out what each recipient has and was paid, a row for each grant of the open data."""
    columns = (
        Column("recipient", "recipientOrganization", Kind.CODE),
        Column("amountAwarded", "amountAwarded", Kind.MONEY),
        Column("amountDisbursed", "amountDisbursed", Kind.MONEY),
    )
    rows = tuple(
        Row(
            (
                Cell(grant.award.recipient),
                Cell(grant.award.versions[-1].total_cents, backed_by=_given(disclosure, grant, grant.award.versions)),
                Cell(grant.award.paid_cents, backed_by=(Moved(ADDS["paid"], _within(disclosure, grant)),)),
            )
        )
        for grant in disclosure.grants
    )
    return Table("grants", "360Giving", columns, rows)


def _versions(disclosure: Disclosure) -> Table:
    """Lay out each version of each grant, a row for each of the federal table: its whole value, and what it changed."""
    columns = (
        Column("ref_number", "ref_number", Kind.CODE),
        Column("amendment_number", "amendment_number", Kind.CODE),
        Column("agreement_value", "agreement_value", Kind.MONEY),
        Column("value", "commitmentTransaction/value", Kind.MONEY),
    )
    department = disclosure.publication.publisher.department_number
    rows = tuple(
        Row(
            (
                Cell(reference_number(department, grant)),
                Cell(str(version.number)),
                Cell(version.total_cents, backed_by=_given(disclosure, grant, grant.award.versions[: version.number + 1])),
                Cell(version.change_cents, backed_by=_given(disclosure, grant, (version,))),
            )
        )
        for grant in disclosure.grants
        for version in grant.award.versions
    )
    return Table("versions", "proactive disclosure", columns, rows)


def _given(disclosure: Disclosure, grant: Grant, versions: tuple[AwardVersion, ...]) -> tuple[Backing, ...]:
    """Return what backs what some versions of a grant gave."""
    return (Moved(ADDS["revised"], _within(disclosure, grant), frozenset(version.seq for version in versions)),)


def _within(disclosure: Disclosure, grant: Grant) -> Within:
    return Within(Span(None, disclosure.as_of), recipients=frozenset({grant.award.recipient}))
