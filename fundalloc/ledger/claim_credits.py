"""Credits: negative lines of a claim, each on a line approved before, whose expense they take back when their own claim is approved."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.errors import Place, Refusal
from fundalloc.errors.claims import CreditNotNegative, CreditOriginUnknown, CreditsExceedClaim, CreditTooLarge, CreditUnreferenced
from fundalloc.errors.ledger import AmountNotPositive
from fundalloc.ledger.kinds import Account
from fundalloc.ledger.rows import CreditRecord, Posting, TaxRecord
from fundalloc.ledger.settling import Standing, given_back
from fundalloc.money import Cents

_TAX_AMOUNTS: Final = ("price_cents", "federal_tax_cents", "provincial_tax_cents", "federal_rebate_cents", "provincial_rebate_cents")


@dataclass(frozen=True, slots=True)
class CreditOrigin:
    """An approved line that a credit may be on, and what it still has incurred."""

    claim: str
    line: str
    left_cents: Cents

    @property
    def named(self) -> str:
        """As a person names it on a credit: ``claim/line``."""
        return f"{self.claim}/{self.line}"


def wrong_amounts(claim: ClaimFile, origins_of: Callable[[ClaimLine], Sequence[CreditOrigin]]) -> Iterable[tuple[Place | None, Refusal]]:
    """Refuse a line of nothing, a credit that names no approved line or takes more than it has, and credits that leave nothing to pay."""
    taken: dict[CreditOrigin, Cents] = {}
    for line in claim.lines:
        if line.amount_cents == 0:
            yield line.place, AmountNotPositive(amount_cents=0)
        elif line.amount_cents > 0 and line.credit_of:
            yield line.place, CreditNotNegative(amount_cents=line.amount_cents)
        elif line.amount_cents < 0 and not line.credit_of:
            yield line.place, CreditUnreferenced(amount_cents=line.amount_cents)
        elif line.amount_cents < 0:
            yield from ((line.place, wrong) for wrong in _wrong_origin(line, origins_of(line), taken))
    credits_given = [line for line in claim.lines if line.amount_cents < 0]
    if claim.total_cents <= 0 and credits_given and all(line.credit_of for line in credits_given):
        yield Place(file=claim.file_name), CreditsExceedClaim(claim=claim.reference, total_cents=claim.total_cents)


def _wrong_origin(line: ClaimLine, origins: Sequence[CreditOrigin], taken: dict[CreditOrigin, Cents]) -> Iterable[Refusal]:
    if len(origins) != 1:
        yield CreditOriginUnknown(credit_of=line.credit_of, known=tuple(origin.named for origin in origins))
        return
    (origin,) = origins
    left_cents = origin.left_cents - taken.get(origin, 0)
    taken[origin] = taken.get(origin, 0) - line.amount_cents
    if -line.amount_cents > left_cents:
        yield CreditTooLarge(credit_of=origin.named, credit_cents=-line.amount_cents, left_cents=left_cents)


def credit_records(claim: ClaimFile, origins_of: Callable[[ClaimLine], Sequence[CreditOrigin]]) -> tuple[CreditRecord, ...]:
    """Return what is sealed of a claim's credits: each with the line it is on."""
    return tuple(
        CreditRecord(claim.reference, line.reference, origin.claim, origin.line, -line.amount_cents)
        for line in claim.lines
        if line.amount_cents < 0
        for origin in origins_of(line)
    )


def credited(spent: Iterable[Posting], *, payee: str, standing: Standing) -> tuple[tuple[Posting, ...], Standing]:
    """Take incurred amounts back: available again, no longer owed nor earned; return the moves, and where that leaves the fund."""
    moves: list[Posting] = []
    left = standing
    for posting in spent:
        given, left = given_back(posting, posting.amount_cents, payee=payee, paid=Account.PAYABLE, standing=left)
        moves.extend(given)
    return tuple(moves), left


def net_of_credits(
    estimates: Iterable[tuple[int, TaxRecord]], origin_of: Mapping[tuple[str, str], tuple[str, str]]
) -> tuple[tuple[int, TaxRecord], ...]:
    """
    Take the taxes of credits off those of the lines they are on, so that a rebate is shared among what was really bought.

    A credit on a line of another period, whose rebate was shared already, is left out.
    """
    found = {(record.claim, record.claim_line): (seq, record) for seq, record in estimates}
    for name in sorted(set(found) & set(origin_of)):
        _, credit = found.pop(name)
        if origin_of[name] in found:
            seq, bought = found[origin_of[name]]
            amounts = {each: getattr(bought, each) + getattr(credit, each) for each in _TAX_AMOUNTS}
            found[origin_of[name]] = (seq, replace(bought, **amounts))
    return tuple((seq, record) for seq, record in found.values() if record.federal_rebate_cents or record.provincial_rebate_cents)
