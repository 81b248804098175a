"""
Statements, from the file a bank or a general ledger sends to the books: read whole, held to its balances and to the statement before it.

As for every act on the books: ``now`` is timezone-aware, ``person`` is an id of the fund's people, ``dry_run`` keeps nothing, and what
cannot be done raises ``RefusedTogether`` with every problem found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fundalloc.domain.statements import StatementBalance, StatementFile, StatementLine
from fundalloc.errors import Place, Refusal, refuse_together
from fundalloc.errors.ledger import DateInFuture, StatementEmpty, StatementNameUsed
from fundalloc.errors.reconciliation import AccountForeign, PeriodSigned
from fundalloc.errors.statements import BalancesDoNotTie, ProfileUnknown, StatementsNotContiguous
from fundalloc.ledger.address import Address
from fundalloc.ledger.answers import Sealed, StatementImported
from fundalloc.ledger.duties import Act
from fundalloc.ledger.kinds import Kind
from fundalloc.money import Cents
from fundalloc.usecases.acting import OpenBooks, writing

if TYPE_CHECKING:  # the store and the readers are loaded when they are used, so that --help stays quick
    from fundalloc.intake.statements.profile import Profile
    from fundalloc.ledger.banking import StatementRow
    from fundalloc.ledger.entries import Entry

PROFILE_DOCUMENT: Final = "profile-document"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of a statement that its file does not: the profile of its tables, the account meant, its balances."""

    profile: str = ""
    account: str = ""
    opening_cents: Cents | None = None
    closing_cents: Cents | None = None


def import_statement(
    ledger: Address, statement_file: Path, *, person: str, now: datetime, told: Told | None = None, dry_run: bool = False
) -> StatementImported:
    """
    Read a statement into the books, in whatever format it is; the same file twice changes nothing.

    Movements that an earlier statement already brought, under the bank's own reference, are left out: downloads overlap.
    """
    said = told or Told()
    with writing(ledger, person=person, now=now, dry_run=dry_run) as books:
        profile = _profile(books, said.profile)
        statement = _read(books, statement_file, profile, said)
        already = books.journal.seq_of_file(statement.sha256, Kind.STATEMENT_IMPORTED) if statement.sha256 else None
        if already is not None:
            return _answer(statement, statement.lines, already.sealed(0, kept=not dry_run), already=True)
        fresh = _held_to_books(books, statement)
        entry = _entry(books, statement, fresh, profile)
        refuse_together(books.problems)
        books.file(statement_file.read_bytes())
        return _answer(statement, fresh, books.seal(entry), already=False)


def _profile(books: OpenBooks, name: str) -> "Profile | None":
    """Return a profile from its file, or from the books where it was used before; the last version used stands."""
    from fundalloc.intake.statements.profile import Profile, read_profile

    if not name:
        return None
    if Path(name).is_file():
        problems: list[Refusal] = []
        profile = read_profile(Path(name), problems)
        refuse_together(problems)
        return profile
    imported = (dict(entry.facts) for entry in books.journal.entries(Kind.STATEMENT_IMPORTED))
    used = {facts["profile"].split("/")[0]: facts[PROFILE_DOCUMENT] for facts in imported if "profile" in facts}
    if name not in used:
        refuse_together((ProfileUnknown(profile=name, known=tuple(sorted(used))),))
    return Profile.model_validate_json(used[name])


def _read(books: OpenBooks, path: Path, profile: "Profile | None", said: Told) -> StatementFile:
    """Read a file; a balance that it does not say may be said by whoever imports it."""
    from fundalloc.intake.statements import read_statement
    from fundalloc.intake.statements.profile import NO_PROFILE
    from fundalloc.intake.statements.registry import Wanted

    statement = read_statement(path, books.problems, Wanted(profile or NO_PROFILE, said.account, books.fund.currency))
    opening = statement.opening or (None if said.opening_cents is None else StatementBalance(said.opening_cents))
    closing = statement.closing or (None if said.closing_cents is None else StatementBalance(said.closing_cents))
    return replace(statement, opening=opening, closing=closing)


def _held_to_books(books: OpenBooks, statement: StatementFile) -> tuple[StatementLine, ...]:
    """Hold a statement to the fund, to the day and to the statement before it; return the lines that the books do not have yet."""
    from fundalloc.ledger import banking

    name = statement.reference
    earlier = [each for each in banking.statements(books.journal) if each.source == statement.source]
    books.answer_for(Act.IMPORT_STATEMENT, {})
    books.text("statement", name)
    taken = books.journal.entries(Kind.STATEMENT_IMPORTED, reference=name)
    books.doubt(*(StatementNameUsed(statement=name, seq=each.seq) for each in taken))
    if not statement.lines and not books.problems and statement.opening is None:
        books.doubt(StatementEmpty(file=statement.file_name))
    known = set(books.fund.matching.accounts) or {each.account for each in earlier if each.account}
    if statement.account and known and statement.account not in known and statement.source == banking.BANK:
        books.doubt(AccountForeign(account=statement.account, known=tuple(sorted(known))))
    for line in statement.lines:
        if line.booked_on > books.occasion.today:
            books.doubt(DateInFuture(given_on=line.booked_on, today_on=books.occasion.today, place=line.place))
    met = {line.record.bank_reference for line in banking.lines(books.journal, statement.source)} - {""}
    fresh = tuple(line for line in statement.lines if line.bank_reference not in met)
    books.doubt(*_breaks(statement, fresh, earlier), *_after_signing(books, statement, fresh))
    return fresh


def _breaks(statement: StatementFile, fresh: Sequence[StatementLine], earlier: Sequence["StatementRow"]) -> Iterator[Refusal]:
    """Refuse balances that do not follow: those a person said (the file's own were held to it), and that of the statement before."""
    opening, closing = statement.opening, statement.closing
    if opening is not None and closing is not None and None in {opening.place, closing.place}:
        gap_cents = closing.cents - opening.cents - statement.moved_cents
        if gap_cents:
            yield BalancesDoNotTie(
                opening_cents=opening.cents,
                moved_cents=statement.moved_cents,
                closing_cents=closing.cents,
                gap_cents=gap_cents,
                place=Place(file=statement.file_name),
            )
    before = _just_before(statement, earlier)
    if before is None or before.closing_cents is None:
        return
    overlap_cents = statement.moved_cents - sum(line.amount_cents for line in fresh)
    opened_cents = opening.cents if opening else closing.cents - statement.moved_cents if closing else None
    if opened_cents is not None and opened_cents + overlap_cents != before.closing_cents:
        yield StatementsNotContiguous(
            statement=before.statement,
            closing_cents=before.closing_cents,
            opening_cents=opened_cents + overlap_cents,
            place=Place(file=statement.file_name),
        )


def _just_before(statement: StatementFile, earlier: Sequence["StatementRow"]) -> "StatementRow | None":
    """Return the statement that ends last before this one does."""
    _, ends = _span(statement)
    before = [each for each in earlier if each.ends_on is not None and ends is not None and each.ends_on <= ends]
    return max(before, key=lambda each: (each.ends_on, each.seq), default=None)


def _span(statement: StatementFile) -> tuple[date | None, date | None]:
    """Return the first and last days a statement speaks of: those of its movements, or of its balances where nothing moved."""
    days = [line.booked_on for line in statement.lines]
    if not days:
        days = [balance.on for balance in (statement.opening, statement.closing) if balance is not None and balance.on is not None]
    return min(days, default=None), max(days, default=None)


def _after_signing(books: OpenBooks, statement: StatementFile, fresh: Sequence[StatementLine]) -> Iterator[Refusal]:
    """Refuse a line dated up to a day that was reconciled and signed."""
    from fundalloc.ledger.banking import sign_offs

    signed = sign_offs(books.journal, statement.source)
    if not signed:
        return
    last = signed[-1]
    for line in fresh:
        if line.booked_on <= last.until:
            yield PeriodSigned(
                name=f"{statement.reference}:{line.line}", until_on=last.until, person=last.person, seq=last.seq, place=line.place
            )


def _entry(books: OpenBooks, statement: StatementFile, fresh: Sequence[StatementLine], profile: "Profile | None") -> "Entry":
    from fundalloc.ledger.entries import Entry, facts
    from fundalloc.ledger.rows import StatementRecord

    starts_on, ends_on = _span(statement)
    told = facts(
        {
            "file-name": statement.file_name,
            "file-sha256": statement.sha256,
            "format": statement.format,
            "source": statement.source,
            "account": statement.account,
            "books-account": statement.books_account,
            "profile": statement.profile,
            PROFILE_DOCUMENT: profile.model_dump_json() if profile else "",
            "opening-cents": _written(statement.opening),
            "closing-cents": _written(statement.closing),
            "starts-on": starts_on.isoformat() if starts_on else "",
            "ends-on": ends_on.isoformat() if ends_on else "",
            "left-out": str(len(statement.lines) - len(fresh)) if len(fresh) < len(statement.lines) else "",
        }
    )
    records = tuple(
        StatementRecord(
            statement.reference,
            line.line,
            books.text("reference", line.reference),
            line.booked_on.isoformat(),
            line.amount_cents,
            books.text("description", line.description),
            books.text("party", line.party),
            books.text("bank-reference", line.bank_reference),
        )
        for line in fresh
    )
    today, person = books.occasion.today, books.occasion.person
    return Entry(Kind.STATEMENT_IMPORTED, today, person, reference=statement.reference, rows=(*told, *records))


def _written(balance: StatementBalance | None) -> str:
    return "" if balance is None else str(balance.cents)


def _answer(statement: StatementFile, fresh: Sequence[StatementLine], sealed: Sealed, *, already: bool) -> StatementImported:
    return StatementImported(
        statement=statement.reference,
        format=statement.format,
        account=statement.account,
        lines=len(fresh),
        left_out=len(statement.lines) - len(fresh),
        money_in_cents=sum(line.amount_cents for line in fresh if line.amount_cents > 0),
        money_out_cents=sum(line.amount_cents for line in fresh if line.amount_cents < 0),
        opening_cents=statement.opening.cents if statement.opening else None,
        closing_cents=statement.closing.cents if statement.closing else None,
        already=already,
        sealed=sealed,
    )
