"""Entries before they are sealed: built from facts and balances by pure functions, and refused when they do not balance."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from fundalloc.domain.adopted import Decision
from fundalloc.domain.fund import Recognition
from fundalloc.errors import Worded
from fundalloc.errors.ledger import EntryUnbalanced, TextUnwritable
from fundalloc.ledger.figures import gaps
from fundalloc.ledger.kinds import Account, Book, Kind
from fundalloc.ledger.rows import BudgetLine, Fact, PlanLine, Posting, Row
from fundalloc.money import Cents

TEXT_LENGTH_MAX: Final = 2_000
BEFORE_ADOPTION: Final = "before-adoption"
"""The fact that names a request whose work may begin before the plan is adopted."""
BUDGET_ACCOUNTS: Final = frozenset(
    {Account.AUTHORISED, Account.TRANSFERRED, Account.CARRIED, Account.AVAILABLE, Account.COMMITTED, Account.INCURRED}
)

AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, on a day, by a person, for a reason; ``rows`` are sealed with it."""

    kind: Kind
    effective_on: date
    person: str
    reference: str = ""
    reason: str = ""
    rows: tuple[Row, ...] = ()

    def of(self, kind: type[AnyRow]) -> tuple[AnyRow, ...]:
        """Return the entry's rows of one kind, in their order."""
        return tuple([row for row in self.rows if type(row) is kind])

    @property
    def amount_cents(self) -> Cents:
        """The debits of the entry's first book: what one would call its amount."""
        postings = self.of(Posting)
        book = postings[0].book if postings else ""
        return sum([posting.amount_cents for posting in postings if posting.amount_cents > 0 and posting.book == book])


def writable(name: str, text: str) -> str:
    """
    Return a person's text as the books keep it: in normal form C.

    Raises:
        TextUnwritable: control characters, lone surrogates, or more than 2,000 characters.

    """
    written = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if len(written) > TEXT_LENGTH_MAX or any(unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\n\t" for mark in written):
        raise TextUnwritable(name=text_name(name))
    return written


def text_name(name: str) -> Worded:
    """Return what people call one of our texts, for a refusal to say."""
    return Worded(name, (f"texts.{name}",))


def facts(named: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return named facts in the order of their names; an empty one is not written."""
    return tuple(Fact(name, unicodedata.normalize("NFC", value)) for name, value in sorted(named.items()) if value)


def refuse_unbalanced(entry: Entry) -> None:
    """
    Check that each book of an entry sums to zero, to the cent.

    Raises:
        EntryUnbalanced: it does not.

    """
    postings = entry.of(Posting)
    found = gaps([posting.book for posting in postings], [posting.amount_cents for posting in postings])
    for book, gap_cents in sorted(found.items()):
        raise EntryUnbalanced(book=Book(book), gap_cents=gap_cents)


def move(origin: Account, target: Account, amount_cents: Cents, like: Posting) -> tuple[Posting, Posting]:
    """Return a debit of ``target`` and a credit of ``origin``, with the dimensions and the day of another posting."""
    book = Book.BUDGET if target in BUDGET_ACCOUNTS else Book.ACTUAL
    return (
        replace(like, book=book.value, account=target.value, amount_cents=amount_cents),
        replace(like, book=book.value, account=origin.value, amount_cents=-amount_cents),
    )


def adoption(decision: Decision, *, on: date, person: str) -> Entry:
    """Make a decided allocation the budget: each amount is authorised, and available."""
    axis_of = {item.id: item.axis for item in decision.plan}
    lines = [
        BudgetLine(
            request=each.request,
            recipient=each.recipient,
            plan_item=each.plan_item,
            axis=axis_of.get(each.plan_item, ""),
            envelope=each.envelope,
            fiscal_year=each.fiscal_year,
            purpose=each.purpose,
            requested_cents=each.requested_cents,
            amount_cents=each.amount_cents,
        )
        for each in decision.amounts
    ]
    postings = [posting for line in lines if line.amount_cents for posting in _authorised(line, on)]
    plan = [
        PlanLine(
            plan_item=item.id,
            level=item.level,
            parent=item.parent,
            axis=item.axis,
            label_fr=writable("label_fr", item.label_fr),
            label_en=writable("label_en", item.label_en),
            board=item.board,
            natures="|".join(item.natures),
            natures_list="open" if item.natures_open else "closed",
        )
        for item in decision.plan
    ]
    told = facts(
        {
            "scenario": decision.scenario,
            "fingerprint": decision.fingerprint,
            "prepared-by": decision.prepared_by,
            "file-name": decision.file_name,
            "file-sha256": decision.sha256,
            "total-cents": str(decision.total_cents),
            "plan-adopted-on": "" if decision.plan_adopted_on is None else decision.plan_adopted_on.isoformat(),
        }
    )
    early = (Fact(BEFORE_ADOPTION, request) for request in decision.before_adoption)
    return Entry(Kind.ALLOCATION_ADOPTED, on, person, reference=decision.scenario, rows=(*told, *early, *postings, *lines, *plan))


def _authorised(line: BudgetLine, on: date) -> tuple[Posting, Posting]:
    like = Posting("", "", 0, on.isoformat(), line.fiscal_year, line.envelope, line.recipient, line.plan_item)
    return move(Account.AUTHORISED, Account.AVAILABLE, line.amount_cents, like)


def instalment(
    amount_cents: Cents,
    *,
    receivable_cents: Cents,
    fiscal_year: str,
    reference: str,
    on: date,
    person: str,
    recognition: Recognition = Recognition.AS_SPENT,
) -> Entry:
    """
    Record money that reached the bank: it first settles what was receivable, the rest is deferred until eligible money is spent.

    A fund that recognises money on receipt has it as revenue at once.
    """
    like = Posting("", "", 0, on.isoformat(), fiscal_year)
    settled_cents = min(amount_cents, max(0, receivable_cents))
    earned = Account.REVENUE if recognition is Recognition.ON_RECEIPT else Account.DEFERRED_CONTRIBUTIONS
    moves = (
        *move(Account.RECEIVABLE, Account.BANK, settled_cents, like),
        *move(earned, Account.BANK, amount_cents - settled_cents, like),
    )
    return Entry(Kind.GRANT_RECEIVED, on, person, reference=reference, rows=gathered(moves))


def claim_approved(
    claim: str,
    committed: Sequence[Posting],
    *,
    deferred_cents: Cents,
    on: date,
    person: str,
    recognition: Recognition = Recognition.AS_SPENT,
) -> Entry:
    """
    Approve what was committed: it is incurred, owed, and recognised as revenue.

    ``deferred_cents`` is the money received and not yet recognised; what goes beyond it is receivable from the funder. A fund that
    recognises money on receipt has nothing left to recognise.
    """
    moves: list[Posting] = []
    for posting in committed:
        moves.extend(move(Account.COMMITTED, Account.INCURRED, posting.amount_cents, posting))
        moves.extend(move(Account.PAYABLE, Account.EXPENSE, posting.amount_cents, posting))
        if recognition is Recognition.ON_RECEIPT:
            continue
        recognised_cents = min(posting.amount_cents, max(0, deferred_cents))
        deferred_cents -= recognised_cents
        earned = Posting("", "", 0, posting.effective_on, posting.fiscal_year)
        moves.extend(move(Account.REVENUE, Account.DEFERRED_CONTRIBUTIONS, recognised_cents, earned))
        moves.extend(move(Account.REVENUE, Account.RECEIVABLE, posting.amount_cents - recognised_cents, earned))
    return Entry(Kind.CLAIM_APPROVED, on, person, reference=claim, rows=gathered(moves))


def claim_refused(claim: str, received: Sequence[Posting], *, reason: str, on: date, person: str, kind: Kind = Kind.CLAIM_REFUSED) -> Entry:
    """Take back everything a claim had committed: it is available again, or ordered again where it came from a commitment."""
    moves = (replace(posting, amount_cents=-posting.amount_cents) for posting in received)
    return Entry(kind, on, person, reference=claim, reason=reason, rows=gathered(moves))


def claim_paid(claim: str, payable: Sequence[Posting], *, payee: str, payment_reference: str, on: date, person: str) -> Entry:
    """Pay a board what is owed for its claim, in one movement of the bank account; ``payable`` are the credits that are left."""
    total_cents = -sum(posting.amount_cents for posting in payable)
    moves = [replace(posting, amount_cents=-posting.amount_cents, effective_on=on.isoformat()) for posting in payable]
    bank = Posting(Book.ACTUAL.value, Account.BANK.value, -total_cents, on.isoformat(), recipient=payee)
    told = facts({"payment-reference": payment_reference})
    return Entry(Kind.CLAIM_PAID, on, person, reference=claim, rows=(*told, *gathered(moves), bank))


def gathered(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """Add up postings that differ only by their amount; those that come to nothing are not written."""
    sums: dict[Posting, Cents] = {}
    for posting in postings:
        bare = replace(posting, amount_cents=0)
        sums[bare] = sums.get(bare, 0) + posting.amount_cents
    return tuple(replace(bare, amount_cents=amount_cents) for bare, amount_cents in sums.items() if amount_cents)
