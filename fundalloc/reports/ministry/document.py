"""The financial report a fund owes the ministry as of a day: every figure comes from the ledger, with the entries it rests on."""

from fundalloc.domain.base import Label
from fundalloc.ledger.answers import FundSummary
from fundalloc.reports.ministry.books import Books
from fundalloc.reports.ministry.breakdowns import (
    axis_page,
    crossed_page,
    envelope_page,
    explanations_page,
    lines_page,
    nature_page,
    objective_pages,
    recipient_page,
)
from fundalloc.reports.ministry.evidence import missing_page
from fundalloc.reports.ministry.measures import WORDS
from fundalloc.reports.ministry.money import ineligible_page, received_page, restated_pages
from fundalloc.reports.ministry.summary import adoption, summary_page
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Document, Fact, Joined, Said, Text


def ministry_document(books: Books, made: Preparation) -> Document:
    """Lay out the ministry financial report; it is ready to sign only when nothing stands in the way."""
    fund = Label(fr=books.summary.title_fr, en=books.summary.title_en)
    pages = (
        summary_page(books),
        axis_page(books),
        *objective_pages(books),
        recipient_page(books),
        crossed_page(books),
        nature_page(books),
        envelope_page(books),
        lines_page(books),
        explanations_page(books),
        received_page(books),
        ineligible_page(books),
        *restated_pages(books),
        missing_page(books.expenses),
    )
    return Document(
        id="ministry",
        title=Said(f"{WORDS}.title.{books.told.kind}", {"fund": fund}),
        subtitle=span_said(books),
        pages=pages,
        provenance=_provenance(books, made),
        fingerprint=books.summary.head.hash,
        author=made.person,
    )


def span_said(books: Books) -> Text:
    """Say which days a report is of."""
    if books.span.first is None:
        return Said(f"{WORDS}.subtitle", {"day_on": books.span.last})
    return Said(f"{WORDS}.subtitle-range", {"first_on": books.span.first, "last_on": books.span.last})


def known_moment(summary: FundSummary, made: Preparation) -> str:
    """Return the moment that the books are told as known at: the one asked for, or that of the report."""
    known_at = summary.known_at
    return made.at.isoformat(sep=" ", timespec="seconds") if known_at is None else known_at.isoformat(sep=" ")


def _provenance(books: Books, made: Preparation) -> tuple[Fact, ...]:
    summary = books.summary
    facts: tuple[tuple[str, Text], ...] = (
        ("fund", Joined((Label(fr=summary.title_fr, en=summary.title_en), f"({summary.fund})"))),
        ("banker", summary.banker),
        ("from", books.span.first.isoformat() if books.span.first else ""),
        ("as-of", books.span.last.isoformat()),
        ("known-at", known_moment(summary, made)),
        ("entries", str(summary.head.seq)),
        ("head", summary.head.hash),
        ("scenario", summary.scenario),
        ("allocation-fingerprint", summary.fingerprint),
        ("adopted", adoption(summary)),
        ("scenario-prepared-by", summary.prepared_by),
        ("report-prepared-by", made.person),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
        ("fiscal-years", Joined(tuple(f"{name} ({first} – {last})" for name, first, last in summary.fiscal_years), between="; ")),
        ("fictitious", Label(fr=summary.note_fr, en=summary.note_en) if summary.note_fr else ""),
    )
    return (*(Fact(name, Said(f"reports.provenance.{name}"), value) for name, value in facts if value != ""), *made.beside_facts)
