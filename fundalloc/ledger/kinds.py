"""The closed words of the books: kinds of entries, books, accounts, dimensions, and the states of a claim."""

from enum import StrEnum


class Kind(StrEnum):
    """What an entry records."""

    FUND_OPENED = "fund-opened"
    FUND_AMENDED = "fund-amended"
    ALLOCATION_ADOPTED = "allocation-adopted"
    GRANT_ANNOUNCED = "grant-announced"
    GRANT_CONFIRMED = "grant-confirmed"
    GRANT_SIGNED = "grant-signed"
    GRANT_RECEIVED = "grant-received"
    WAIVER_GRANTED = "waiver-granted"
    TRANSFER_MADE = "transfer-made"
    BALANCE_CARRIED = "balance-carried"
    SUPPLIER_LISTED = "supplier-listed"
    COMMITMENT_MADE = "commitment-made"
    COMMITMENT_RELEASED = "commitment-released"
    CLAIM_RECEIVED = "claim-received"
    CLAIM_REPLACED = "claim-replaced"
    RECEIPT_ADDED = "receipt-added"
    RECEIPT_ABSENT = "receipt-absent"
    CHANGES_ASKED = "changes-asked"
    CLAIM_APPROVED = "claim-approved"
    CLAIM_REFUSED = "claim-refused"
    CLAIM_PAID = "claim-paid"
    EXPENSE_INELIGIBLE = "expense-ineligible"
    TAX_TRUED_UP = "tax-trued-up"
    INTEREST_RECEIVED = "interest-received"
    MONEY_RECOVERED = "money-recovered"
    VOUCHERS_BOUGHT = "vouchers-bought"
    VOUCHERS_ISSUED = "vouchers-issued"
    VOUCHERS_USED = "vouchers-used"
    VOUCHERS_RETURNED = "vouchers-returned"
    VOUCHERS_EXPIRED = "vouchers-expired"
    DOCUMENT_FILED = "document-filed"
    DOCUMENT_READ = "document-read"
    EVIDENCE_TRANSFERRED = "evidence-transferred"
    HOLD_PLACED = "hold-placed"
    HOLD_LIFTED = "hold-lifted"
    EVIDENCE_DESTROYED = "evidence-destroyed"
    PERSONAL_DATA_KEPT = "personal-data-kept"
    PERSONAL_DATA_READ = "personal-data-read"
    PERSONAL_DATA_DESTROYED = "personal-data-destroyed"
    DECISION_RECORDED = "decision-recorded"
    YEAR_CLOSED = "year-closed"
    STATEMENT_IMPORTED = "statement-imported"
    MATCH_CONFIRMED = "match-confirmed"
    MATCH_UNDONE = "match-undone"
    LINE_SPLIT = "line-split"
    LINE_JOINED = "line-joined"
    DIFFERENCE_RECORDED = "difference-recorded"
    UNMATCHED_NOTED = "unmatched-noted"
    HINT_LEARNED = "hint-learned"
    HINT_FORGOTTEN = "hint-forgotten"
    RECONCILIATION_SIGNED = "reconciliation-signed"
    RECONCILIATION_REOPENED = "reconciliation-reopened"
    ENTRY_REVERSED = "entry-reversed"
    CHECKPOINT_SIGNED = "checkpoint-signed"
    REPORT_PREPARED = "report-prepared"
    REPORT_REVIEWED = "report-reviewed"
    REPORT_SIGNED = "report-signed"
    CALL_OPENED = "call-opened"
    STEP_CLOSED = "step-closed"
    ADMISSIBILITY_RECORDED = "admissibility-recorded"
    EVALUATION_RECORDED = "evaluation-recorded"
    DESIGNATION_MADE = "designation-made"
    AGREEMENT_SIGNED = "agreement-signed"
    AGREEMENT_AMENDED = "agreement-amended"
    MANDATE_GIVEN = "mandate-given"
    WORK_REVIEWED = "work-reviewed"
    MILESTONE_ATTESTED = "milestone-attested"
    MILESTONE_ACCEPTED = "milestone-accepted"
    INSTALMENT_RELEASED = "instalment-released"
    FOLLOW_UP_SET = "follow-up-set"
    FOLLOW_UP_DONE = "follow-up-done"


class Book(StrEnum):
    """The two books of a fund; each balances by itself in every entry."""

    BUDGET = "budget"
    ACTUAL = "actual"


class Account(StrEnum):
    """
    The accounts; debits are positive, credits negative.

    Budget: what was authorised, transferred in or carried forward (credits) is available, committed or incurred (debits). Actual: bank,
    receivable, due from partners, voucher stock and expense are debits by nature; payable, due to the funder, deferred contributions and
    revenue are credits. Due from partners turns negative where a partner is owed an adjustment.
    """

    AUTHORISED = "authorised"
    TRANSFERRED = "transferred"
    CARRIED = "carried"
    AVAILABLE = "available"
    COMMITTED = "committed"
    INCURRED = "incurred"
    BANK = "bank"
    RECEIVABLE = "receivable"
    DUE_FROM_PARTNERS = "due-from-partners"
    VOUCHER_STOCK = "voucher-stock"
    PAYABLE = "payable"
    DUE_TO_FUNDER = "due-to-funder"
    DEFERRED_CONTRIBUTIONS = "deferred-contributions"
    REVENUE = "revenue"
    EXPENSE = "expense"
    BANK_CHARGES = "bank-charges"
    BANK_DIFFERENCES = "bank-differences"


class Dimension(StrEnum):
    """What a balance may be asked by."""

    FISCAL_YEAR = "fiscal_year"
    ENVELOPE = "envelope"
    RECIPIENT = "recipient"
    PLAN_ITEM = "plan_item"
    NATURE = "nature"
    COMMITMENT = "commitment"


class GrantState(StrEnum):
    """How far a grant has come; money received is a state of its own, and the only one that moves the bank account."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    SIGNED = "signed"


class ClaimState(StrEnum):
    """Where a claim stands: a received one is valid once nothing is missing from it, a paid one reconciled once the bank shows it."""

    RECEIVED = "received"
    VALID = "valid"
    TO_CORRECT = "to-correct"
    REPLACED = "replaced"
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"
    RECONCILED = "reconciled"


class ReceiptKind(StrEnum):
    """What a receipt shows: what was bought, or that it was paid."""

    INVOICE = "invoice"
    PROOF_OF_PAYMENT = "proof-of-payment"


class Absence(StrEnum):
    """Why a line has no receipt."""

    COMING = "coming"
    LOST = "lost"
    NOT_ISSUED = "not-issued"
    HELD_ELSEWHERE = "held-elsewhere"
    CONFIDENTIAL = "confidential"


class Access(StrEnum):
    """Who may read a document: anybody with a role, or few."""

    OPEN = "open"
    RESTRICTED = "restricted"


class UnitAct(StrEnum):
    """What becomes of a voucher."""

    BOUGHT = "bought"
    ISSUED = "issued"
    USED = "used"
    RETURNED = "returned"
    EXPIRED = "expired"


class Subject(StrEnum):
    """What a waiver lets somebody go beyond."""

    TRANSFER = "transfer"
    OVERDRAFT = "overdraft"
    LIMIT = "limit"
    NATURE = "nature"
    QUANTITY = "quantity"
    PLACES = "places"
    RECEIPT = "receipt"
    BEFORE_ADOPTION = "before-adoption"


class Relation(StrEnum):
    """How an entry depends on an earlier one."""

    REVERSES = "reverses"
    CORRECTS = "corrects"
    AMENDS = "amends"
    REPLACES = "replaces"
    UNDER = "under"
    AUTHORISES = "authorises"
    CONCERNS = "concerns"
