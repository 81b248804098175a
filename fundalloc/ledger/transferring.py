"""What the clause of transfers is held against: a line as adopted and as it stands, what already left it freely, what it is for."""

from fundalloc.ledger.budgeting import TransferAsked
from fundalloc.ledger.credit import Line
from fundalloc.ledger.journal import Journal
from fundalloc.ledger.kinds import Account
from fundalloc.ledger.questions import account_by_line, reversed_by, rows_of
from fundalloc.ledger.rows import BudgetLine
from fundalloc.money import Cents


def transfer_asked(journal: Journal, origin: Line, target: Line, amount_cents: Cents, envelope: str = "") -> TransferAsked:
    """Return a transfer with what its clause is held against; an empty ``envelope`` keeps the origin's own."""
    adopted_cents = -account_by_line(journal, Account.AUTHORISED, origin)
    moved_cents = sum(-account_by_line(journal, account, origin) for account in (Account.TRANSFERRED, Account.CARRIED))
    return TransferAsked(
        origin=origin,
        target=target,
        amount_cents=amount_cents,
        adopted_cents=adopted_cents,
        current_cents=adopted_cents + moved_cents,
        freely_out_cents=freely_out(journal, origin),
        same_envelope=not envelope or envelopes_of(journal, origin) <= {envelope},
    )


def envelopes_of(journal: Journal, line: Line) -> set[str]:
    """Return the envelopes that a line of budget has drawn on."""
    found = journal.session.rows(
        "SELECT DISTINCT envelope FROM total WHERE book = 'budget' AND fiscal_year = :year "
        "AND recipient = :recipient AND plan_item = :item",
        year=line.fiscal_year,
        recipient=line.recipient,
        item=line.plan_item,
    )
    return {envelope for (envelope,) in found}


def freely_out(journal: Journal, line: Line) -> Cents:
    """Return what left a line by transfers made freely and not reversed."""
    found = journal.session.rows(
        "SELECT entry_seq, amount_cents FROM posting JOIN entry ON entry.seq = posting.entry_seq WHERE kind = 'transfer-made' "
        "AND book = 'budget' AND account = 'transferred' AND amount_cents > 0 AND fiscal_year = :year AND recipient = :recipient "
        "AND plan_item = :item AND NOT EXISTS (SELECT 1 FROM link WHERE link.entry_seq = entry.seq AND relation = 'under')",
        year=line.fiscal_year,
        recipient=line.recipient,
        item=line.plan_item,
    )
    undone = reversed_by(journal)
    return sum(int(cents) for seq, cents in found if seq not in undone)


def purposes_of(journal: Journal, *lines: Line) -> set[str]:
    """Return what the money of some lines was adopted for."""
    asked = {(line.recipient, line.plan_item) for line in lines}
    return {line.purpose for _, line in rows_of(journal, BudgetLine) if (line.recipient, line.plan_item) in asked}
