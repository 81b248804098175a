"""The page of a report that says where it comes from."""

from fundalloc.reports.tables import Cell, Column, Document, Page, Row, Said, Table


def provenance_page(document: Document) -> Page:
    """Lay out what there is to know of a document's origin, as its last page."""
    columns = (
        Column("fact", Said("reports.provenance.fact"), width_max=34),
        Column("value", Said("reports.provenance.value"), width_max=92),
    )
    rows = tuple(Row((Cell(fact.label), Cell(fact.value))) for fact in document.provenance)
    title = Said("reports.provenance.title")
    return Page("provenance", title, (Table("provenance", title, columns, rows),))
