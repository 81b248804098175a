"""The result of an allocation as a committee reads it: what was decided, for whom, why, under which rules, and from what."""

from collections.abc import Iterable

from fundalloc.allocation.outcome import Allocated, Impossible, Outcome
from fundalloc.reports.allocation.awards import awards_page
from fundalloc.reports.allocation.breakdowns import breakdown_pages
from fundalloc.reports.allocation.conflict import conflict_page
from fundalloc.reports.allocation.rules import rules_page
from fundalloc.reports.allocation.summary import summary_page
from fundalloc.reports.allocation.words import WORDS, source_told
from fundalloc.reports.preparation import Preparation
from fundalloc.reports.shared_costs import shared_costs_pages
from fundalloc.reports.tables import Document, Fact, Joined, Page, Said, Text


def allocation_document(outcome: Outcome, made: Preparation, against: Allocated | None = None) -> Document:
    """
    Lay out what an allocation answered, whether it shares the money or says which rules quarrel.

    ``against`` is the answer of another scenario, which each group's amount is laid beside.
    """
    pages, status = _pages(outcome, against), outcome.status.value
    scenario = outcome.scenario
    return Document(
        id="allocation",
        title=scenario.title,
        subtitle=Said(f"{WORDS}.subtitle.{status}"),
        pages=pages,
        provenance=_provenance(outcome, made, Said(f"{WORDS}.status.{status}"), against),
        fingerprint=outcome.fingerprint,
        author=made.person,
    )


def _pages(outcome: Outcome, against: Allocated | None) -> tuple[Page, ...]:
    match outcome:
        case Allocated():
            return (
                summary_page(outcome),
                awards_page(outcome),
                *breakdown_pages(outcome, against),
                *shared_costs_pages(outcome),
                rules_page(outcome),
            )
        case Impossible():
            return (conflict_page(outcome),)


def _provenance(outcome: Outcome, made: Preparation, status: Text, against: Allocated | None) -> tuple[Fact, ...]:
    scenario = outcome.scenario
    facts: list[tuple[str, Text]] = [
        ("scenario", scenario.id),
        ("scenario-title", scenario.title),
        ("status", status),
        ("fingerprint", outcome.fingerprint),
        ("scenario-prepared-by", scenario.prepared_by),
        ("report-prepared-by", made.person),
        ("report-prepared-at", made.at.isoformat(sep=" ", timespec="minutes")),
        ("program-version", made.version),
        ("solver", made.solver),
        ("fiscal-years", Joined(tuple(f"{year.id} ({year.starts_on} – {year.ends_on})" for year in scenario.fiscal_years), between="; ")),
        ("envelope-sources", Joined(_distinct(source_told(envelope.source) for envelope in scenario.envelopes), between="; ")),
        ("requests", str(len(scenario.requests))),
        ("rules", str(len(scenario.rules))),
        ("fictitious", scenario.fictitious_note or ""),
        ("amends", scenario.amends or ""),
        ("amends-fingerprint", scenario.amends_fingerprint),
        ("amendment-reason", scenario.amendment_reason),
        ("against", "" if against is None else against.scenario.title),
        ("against-fingerprint", "" if against is None else against.fingerprint),
    ]
    return tuple(Fact(name, Said(f"reports.provenance.{name}"), value) for name, value in facts if value != "")


def _distinct(texts: Iterable[Text]) -> tuple[Text, ...]:
    found: list[Text] = []
    for text in texts:
        if text not in found:
            found.append(text)
    return tuple(found)
