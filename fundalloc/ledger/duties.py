"""Who may do what: one function answers, for every act, whether a person may, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from fundalloc.domain.fund import Fund, Person, Policy, Role
from fundalloc.errors import Refusal
from fundalloc.errors.ledger import DutiesIncompatible, OtherBoardsBusiness, PersonUnknown, RoleMissing


class Act(StrEnum):
    """What a person does to the books."""

    OPEN_FUND = "open-fund"
    PREPARE_ALLOCATION = "prepare-allocation"
    ADOPT_ALLOCATION = "adopt-allocation"
    RECORD_INSTALMENT = "record-instalment"
    IMPORT_CLAIM = "import-claim"
    ADD_RECEIPT = "add-receipt"
    APPROVE_CLAIM = "approve-claim"
    REFUSE_CLAIM = "refuse-claim"
    PAY_CLAIM = "pay-claim"
    IMPORT_STATEMENT = "import-statement"
    CONFIRM_MATCHES = "confirm-matches"
    RECORD_DIFFERENCE = "record-difference"
    SIGN_RECONCILIATION = "sign-reconciliation"
    REOPEN_RECONCILIATION = "reopen-reconciliation"
    SIGN_CHECKPOINT = "sign-checkpoint"
    PREPARE_REPORT = "prepare-report"
    REVIEW_REPORT = "review-report"
    SIGN_REPORT = "sign-report"
    AMEND_FUND = "amend-fund"
    RECORD_GRANT = "record-grant"
    GRANT_WAIVER = "grant-waiver"
    MAKE_TRANSFER = "make-transfer"
    CARRY_BALANCE = "carry-balance"
    LIST_SUPPLIER = "list-supplier"
    MAKE_COMMITMENT = "make-commitment"
    RELEASE_COMMITMENT = "release-commitment"
    ASK_CHANGES = "ask-changes"
    MARK_INELIGIBLE = "mark-ineligible"
    TRUE_UP_TAX = "true-up-tax"
    RECORD_INTEREST = "record-interest"
    RECOVER_MONEY = "recover-money"
    REVERSE_ENTRY = "reverse-entry"
    CLOSE_YEAR = "close-year"
    MOVE_VOUCHERS = "move-vouchers"
    FILE_DOCUMENT = "file-document"
    READ_DOCUMENT = "read-document"
    TRANSFER_EVIDENCE = "transfer-evidence"
    HOLD_EVIDENCE = "hold-evidence"
    DESTROY_EVIDENCE = "destroy-evidence"
    KEEP_PERSONAL_DATA = "keep-personal-data"
    READ_PERSONAL_DATA = "read-personal-data"
    DESTROY_PERSONAL_DATA = "destroy-personal-data"
    RECORD_DECISION = "record-decision"
    OPEN_CALL = "open-call"
    CLOSE_STEP = "close-step"
    RECORD_ADMISSIBILITY = "record-admissibility"
    RECORD_EVALUATION = "record-evaluation"
    DESIGNATE = "designate"
    SIGN_AGREEMENT = "sign-agreement"
    AMEND_AGREEMENT = "amend-agreement"
    GIVE_MANDATE = "give-mandate"
    REVIEW_WORK = "review-work"
    ATTEST_MILESTONE = "attest-milestone"
    ACCEPT_MILESTONE = "accept-milestone"
    RELEASE_INSTALMENT = "release-instalment"
    SET_FOLLOW_UP = "set-follow-up"
    CLOSE_FOLLOW_UP = "close-follow-up"


class Why(StrEnum):
    """Why an act is refused."""

    UNKNOWN = "unknown"
    ROLE = "role"
    SAME_PERSON = "same-person"
    OTHER_BOARD = "other-board"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person may act; when not, why, and which earlier act of the same person stands in the way."""

    allowed: bool
    reason: Why | None = None
    earlier: Act | None = None


History: TypeAlias = Mapping[Act, frozenset[str]]
"""Who did what before, on the same matter."""

ROLES: Final[Mapping[Act, tuple[Role, ...]]] = {
    Act.OPEN_FUND: (Role.BANKER,),
    Act.PREPARE_ALLOCATION: (Role.ANALYST,),
    Act.ADOPT_ALLOCATION: (Role.APPROVER,),
    Act.RECORD_INSTALMENT: (Role.BANKER,),
    Act.IMPORT_CLAIM: (Role.PARTNER, Role.BANKER),
    Act.ADD_RECEIPT: (Role.PARTNER, Role.BANKER),
    Act.APPROVE_CLAIM: (Role.APPROVER,),
    Act.REFUSE_CLAIM: (Role.APPROVER,),
    Act.PAY_CLAIM: (Role.BANKER,),
    Act.IMPORT_STATEMENT: (Role.RECONCILER, Role.BANKER),
    Act.CONFIRM_MATCHES: (Role.RECONCILER,),
    Act.RECORD_DIFFERENCE: (Role.RECONCILER,),
    Act.SIGN_RECONCILIATION: (Role.APPROVER, Role.SIGNATORY),
    Act.REOPEN_RECONCILIATION: (Role.APPROVER, Role.SIGNATORY),
    Act.SIGN_CHECKPOINT: (Role.SIGNATORY, Role.AUDITOR, Role.BANKER, Role.APPROVER),
    Act.PREPARE_REPORT: (Role.ANALYST, Role.BANKER),
    Act.REVIEW_REPORT: (Role.ANALYST, Role.BANKER, Role.APPROVER, Role.SIGNATORY),
    Act.SIGN_REPORT: (Role.SIGNATORY, Role.APPROVER),
    Act.AMEND_FUND: (Role.BANKER,),
    Act.RECORD_GRANT: (Role.BANKER, Role.ANALYST),
    Act.GRANT_WAIVER: (Role.APPROVER, Role.SIGNATORY),
    Act.MAKE_TRANSFER: (Role.APPROVER,),
    Act.CARRY_BALANCE: (Role.APPROVER,),
    Act.LIST_SUPPLIER: (Role.BANKER,),
    Act.MAKE_COMMITMENT: (Role.PARTNER, Role.BANKER),
    Act.RELEASE_COMMITMENT: (Role.PARTNER, Role.BANKER),
    Act.ASK_CHANGES: (Role.APPROVER,),
    Act.MARK_INELIGIBLE: (Role.APPROVER,),
    Act.TRUE_UP_TAX: (Role.BANKER,),
    Act.RECORD_INTEREST: (Role.BANKER,),
    Act.RECOVER_MONEY: (Role.BANKER,),
    Act.REVERSE_ENTRY: (Role.BANKER, Role.APPROVER),
    Act.CLOSE_YEAR: (Role.BANKER, Role.SIGNATORY),
    Act.MOVE_VOUCHERS: (Role.BANKER, Role.PARTNER),
    Act.FILE_DOCUMENT: (Role.PARTNER, Role.BANKER, Role.APPROVER, Role.ANALYST),
    Act.READ_DOCUMENT: (Role.PARTNER, Role.BANKER, Role.APPROVER, Role.AUDITOR),
    Act.TRANSFER_EVIDENCE: (Role.PARTNER, Role.BANKER),
    Act.HOLD_EVIDENCE: (Role.AUDITOR, Role.SIGNATORY, Role.BANKER),
    Act.DESTROY_EVIDENCE: (Role.BANKER, Role.SIGNATORY),
    Act.KEEP_PERSONAL_DATA: (Role.PARTNER, Role.BANKER),
    Act.READ_PERSONAL_DATA: (Role.PARTNER, Role.BANKER, Role.AUDITOR),
    Act.DESTROY_PERSONAL_DATA: (Role.PARTNER, Role.BANKER),
    Act.RECORD_DECISION: (Role.APPROVER, Role.SIGNATORY, Role.BANKER, Role.ANALYST),
    Act.OPEN_CALL: (Role.FUNDER,),
    Act.CLOSE_STEP: (Role.FUNDER, Role.ANALYST),
    Act.RECORD_ADMISSIBILITY: (Role.ANALYST, Role.REGION),
    Act.RECORD_EVALUATION: (Role.ANALYST,),
    Act.DESIGNATE: (Role.DESIGNATOR,),
    Act.SIGN_AGREEMENT: (Role.FUNDER,),
    Act.AMEND_AGREEMENT: (Role.FUNDER,),
    Act.GIVE_MANDATE: (Role.FUNDER,),
    Act.REVIEW_WORK: (Role.REGION, Role.FUNDER),
    Act.ATTEST_MILESTONE: (Role.PARTNER, Role.BANKER, Role.REGION),
    Act.ACCEPT_MILESTONE: (Role.FUNDER,),
    Act.RELEASE_INSTALMENT: (Role.FUNDER,),
    Act.SET_FOLLOW_UP: (Role.APPROVER, Role.SIGNATORY, Role.BANKER, Role.ANALYST, Role.FUNDER, Role.REGION),
    Act.CLOSE_FOLLOW_UP: tuple(Role),
}


def may(act: Act, person: str, fund: Fund, history: History, *, recipient: str = "") -> Verdict:
    """
    Say whether a person may do an act, given who did what before on the same matter.

    ``recipient`` is the board the act concerns: a partner acts for its own only (S9-12). The one who prepared an allocation, imported
    a claim or approved it is told apart from the one who adopts, approves or pays, as the fund's policy says.
    """
    someone = fund.person(person)
    if someone is None:
        return Verdict(allowed=False, reason=Why.UNKNOWN)
    if not set(someone.roles) & set(ROLES[act]):
        return Verdict(allowed=False, reason=Why.ROLE)
    if recipient and not _speaks_for(someone, act, recipient):
        return Verdict(allowed=False, reason=Why.OTHER_BOARD)
    for earlier in _kept_apart(act, fund.policy):
        if {someone.id, someone.name} & history.get(earlier, frozenset()):
            return Verdict(allowed=False, reason=Why.SAME_PERSON, earlier=earlier)
    return Verdict(allowed=True)


def refusal(act: Act, person: str, fund: Fund, history: History, *, recipient: str = "") -> Refusal | None:
    """Return the refusal that a verdict calls for, if it calls for one."""
    verdict = may(act, person, fund, history, recipient=recipient)
    match verdict.reason:
        case None:
            return None
        case Why.UNKNOWN:
            return PersonUnknown(person=person, known=tuple(sorted(each.id for each in fund.people)))
        case Why.ROLE:
            return RoleMissing(person=person, act=act, roles=ROLES[act])
        case Why.OTHER_BOARD:
            someone = fund.person(person)
            return OtherBoardsBusiness(person=person, board=(someone.board if someone else None) or "", recipient=recipient)
        case Why.SAME_PERSON:
            return DutiesIncompatible(person=person, act=act, earlier=verdict.earlier or act)
        case unreachable:
            assert_never(unreachable)


def _speaks_for(person: Person, act: Act, recipient: str) -> bool:
    other_roles = set(person.roles) & set(ROLES[act]) - {Role.PARTNER}
    return bool(other_roles) or person.board == recipient


def _kept_apart(act: Act, policy: Policy) -> tuple[Act, ...]:
    importer = (Act.IMPORT_CLAIM,) if policy.approver_differs_from_importer else ()
    granter = (Act.GRANT_WAIVER,) if policy.waiver_user_differs_from_granter else ()
    lister = (Act.LIST_SUPPLIER,) if policy.approver_differs_from_supplier_lister else ()
    apart = {
        Act.ADOPT_ALLOCATION: (Act.PREPARE_ALLOCATION,) if policy.adopter_differs_from_preparer else (),
        Act.IMPORT_CLAIM: granter,
        Act.APPROVE_CLAIM: (*importer, *granter, *lister),
        Act.REFUSE_CLAIM: importer,
        Act.PAY_CLAIM: (Act.APPROVE_CLAIM,) if policy.payer_differs_from_approver else (),
        Act.CONFIRM_MATCHES: (Act.PAY_CLAIM,) if policy.reconciler_differs_from_payer else (),
        Act.SIGN_RECONCILIATION: (Act.CONFIRM_MATCHES,) if policy.reviewer_differs_from_reconciler else (),
        Act.REVIEW_REPORT: (Act.PREPARE_REPORT,),
        Act.SIGN_REPORT: (Act.PREPARE_REPORT, Act.REVIEW_REPORT),
        Act.ASK_CHANGES: importer,
        Act.MARK_INELIGIBLE: importer,
        Act.REVERSE_ENTRY: (Act.REVERSE_ENTRY,) if policy.reverser_differs_from_author else (),
        Act.MAKE_TRANSFER: granter,
        Act.MAKE_COMMITMENT: granter,
        Act.MOVE_VOUCHERS: granter,
        Act.DESIGNATE: (Act.RECORD_ADMISSIBILITY, Act.RECORD_EVALUATION, *granter),
        Act.ACCEPT_MILESTONE: (Act.ATTEST_MILESTONE,),
        Act.CLOSE_YEAR: (Act.PAY_CLAIM,) if policy.closer_differs_from_payer else (),
    }
    return apart.get(act, ())
