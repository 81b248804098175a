"""The closed words of the books: kinds of entries, books, accounts, dimensions, and the states of a claim."""

from enum import StrEnum


class Kind(StrEnum):
    """What an entry records."""

    FUND_OPENED = "fund-opened"
    ALLOCATION_ADOPTED = "allocation-adopted"
    GRANT_RECEIVED = "grant-received"
    CLAIM_RECEIVED = "claim-received"
    RECEIPT_ADDED = "receipt-added"
    CLAIM_APPROVED = "claim-approved"
    CLAIM_REFUSED = "claim-refused"
    CLAIM_PAID = "claim-paid"
    STATEMENT_IMPORTED = "statement-imported"
    MATCH_CONFIRMED = "match-confirmed"
    MATCH_UNDONE = "match-undone"
    ENTRY_REVERSED = "entry-reversed"


class Book(StrEnum):
    """The two books of a fund; each balances by itself in every entry."""

    BUDGET = "budget"
    ACTUAL = "actual"


class Account(StrEnum):
    """
    The accounts; debits are positive, credits negative.

    Budget: what was authorised (credit) is available, committed or incurred (debits). Actual: bank, receivable and expense are debits by
    nature; payable, deferred contributions and revenue are credits.
    """

    AUTHORISED = "authorised"
    AVAILABLE = "available"
    COMMITTED = "committed"
    INCURRED = "incurred"
    BANK = "bank"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    DEFERRED_CONTRIBUTIONS = "deferred-contributions"
    REVENUE = "revenue"
    EXPENSE = "expense"


class Dimension(StrEnum):
    """What a balance may be asked by."""

    FISCAL_YEAR = "fiscal_year"
    ENVELOPE = "envelope"
    RECIPIENT = "recipient"
    PLAN_ITEM = "plan_item"
    NATURE = "nature"


class ClaimState(StrEnum):
    """Where a claim stands."""

    RECEIVED = "received"
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"
