"""A fund handed over: what whoever takes it up must know, so that its file is read without the person who kept it (S6-04)."""

from fundalloc.domain.base import Label
from fundalloc.reports.handover.bank import bank_page, reports_page
from fundalloc.reports.handover.brief import brief_page, people_page
from fundalloc.reports.handover.claims import claims_page
from fundalloc.reports.handover.found import Handover
from fundalloc.reports.handover.layout import WORDS
from fundalloc.reports.handover.money import money_page
from fundalloc.reports.ministry.document import known_moment
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.tables import Document, Fact, Said


def handover_document(found: Handover, made: Preparation) -> Document:
    """Lay out a hand-over: in brief, people, money, claims, bank, reports, each on a page of its own."""
    pages = (brief_page(found), people_page(found), money_page(found), claims_page(found), bank_page(found), reports_page(found))
    facts = (
        ("as-of", found.as_of.isoformat()),
        ("known-at", known_moment(found.summary, made)),
        ("entries", str(found.register[-1].seq)),
        ("head", found.register[-1].hash),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
    )
    return Document(
        id="handover",
        title=Said(f"{WORDS}.title", {"fund": Label(fr=found.summary.title_fr, en=found.summary.title_en)}),
        pages=pages,
        provenance=tuple(Fact(name, Said(f"reports.provenance.{name}"), told) for name, told in facts),
        fingerprint=found.register[-1].hash,
        author=made.person,
        subtitle=Said("reports.ministry.subtitle", {"day_on": found.as_of}),
    )
