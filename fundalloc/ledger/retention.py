"""Until when documents are kept, what holds them longer, and which were destroyed."""

from collections.abc import Collection
from datetime import date
from typing import Final

from fundalloc.domain.clauses import RetentionRule, RetentionStart
from fundalloc.domain.fund import Fund
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Kind

EVERYTHING: Final = "all"
"""What a hold on every document names."""


def documents_kept(journal: Journal, last: int) -> list[tuple[str, str, str]]:
    """Return what was ever attached or filed: its digest, its name, and when it was recorded."""
    found: list[tuple[str, str, str]] = []
    for table in ("attachment", "filed_document"):
        question = (
            f"SELECT sha256, file_name, recorded_at FROM {table} JOIN entry ON entry.seq = {table}.entry_seq "  # noqa: S608 - our own words
            "WHERE entry.seq <= :last ORDER BY entry.seq"
        )
        found.extend((str(digest), str(name), str(at)) for digest, name, at in journal.session.rows(question, last=last))
    return found


def kept_until(fund: Fund, on: date) -> tuple[date | None, str]:
    """Return until when a document recorded on a day is kept, and the rule that says so: the longest one."""
    ends = {rule.id: _ends(rule, fund, on) for rule in fund.clauses.retention}
    rule = max(sorted(ends), key=lambda each: ends[each], default="")
    return ends.get(rule), rule


def _ends(rule: RetentionRule, fund: Fund, on: date) -> date:
    year = fund.fiscal_year_of(on)
    last_year = max(each.ends_on for each in fund.fiscal_years)
    start = {
        RetentionStart.RECORDED: on,
        RetentionStart.YEAR_END: year.ends_on if year else max(on, last_year),
        RetentionStart.AGREEMENT_END: fund.agreement.ends_on if fund.agreement else max(on, last_year),
    }[rule.counted_from]
    leap_day = (start.month, start.day) == (2, 29)
    return start.replace(year=start.year + rule.years, day=28) if leap_day else start.replace(year=start.year + rule.years)


def standing_hold(journal: Journal, named: Collection[str], last: int) -> tuple[int, str] | None:
    """Return the first hold that stands on one of these, documents or everything, with its reason."""
    lifted = {
        int(seq)
        for (seq,) in journal.session.rows(
            "SELECT linked_seq FROM link JOIN entry ON entry.seq = link.entry_seq WHERE kind = :kind AND seq <= :last",
            kind=Kind.HOLD_LIFTED.value,
            last=last,
        )
    }
    standing = [
        entry
        for entry in journal.entries(Kind.HOLD_PLACED, last=last)
        if entry.seq not in lifted and dict(entry.facts)["held-sha256"] in named
    ]
    return (standing[0].seq, standing[0].reason) if standing else None


def destroyed_on(journal: Journal, digest: str, last: int) -> date | None:
    """Return the day a document was destroyed; one that came again since is there."""
    found = journal.session.rows(
        "SELECT effective_on FROM fact JOIN entry ON entry.seq = fact.entry_seq WHERE kind = :kind AND value = :digest AND seq <= :last "
        "AND NOT EXISTS (SELECT 1 FROM attachment WHERE sha256 = :digest AND attachment.entry_seq > seq AND attachment.entry_seq <= :last) "
        "AND NOT EXISTS (SELECT 1 FROM filed_document WHERE sha256 = :digest AND filed_document.entry_seq > seq "
        "AND filed_document.entry_seq <= :last) ORDER BY seq DESC",
        kind=Kind.EVIDENCE_DESTROYED.value,
        digest=digest,
        last=last,
    )
    return date.fromisoformat(found[0][0]) if found else None
