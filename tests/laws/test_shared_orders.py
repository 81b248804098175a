"""What boards order together: not a cent of an order is lost or doubled, however it is claimed and released."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundalloc.domain.claims import ClaimFile, ClaimLine
from fundalloc.domain.fund import Fund
from fundalloc.errors import Refusal
from fundalloc.intake.fund import read_fund
from fundalloc.ledger.budgeting import released
from fundalloc.ledger.credit import Line
from fundalloc.ledger.drawing import Drawing, liquidate, shares_of
from fundalloc.ledger.permission import Permission
from fundalloc.ledger.questions import OpenCommitment, Reserved
from fundalloc.ledger.rows import CommitmentRecord, Posting
from fundalloc.money import Cents
from tests.spending import YEAR, SpendingDesk, with_rules

DAY = date(2024, 11, 5)
KEY = "trois-conseils"
LINE = ClaimLine(
    reference="1",
    recipient="CECCE",
    plan_item="4.5.1",
    nature="speaker",
    incurred_on=DAY,
    supplier="Fournisseur fictif",
    invoice_number="F-1",
    description="",
    amount_cents=0,
    commitment="BC-1",
    sharing_key=KEY,
)
RECORD = CommitmentRecord("BC-1", YEAR, "CECCE", "4.5.1", "speaker", "Fournisseur fictif", "", "", 0)
amounts = st.integers(min_value=1, max_value=1_000_000)


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory) -> Fund:
    return read_fund(SpendingDesk(tmp_path_factory.mktemp("fonds")).fund(with_rules()))


def ordered(fund: Fund, cents: Cents) -> OpenCommitment:
    """An order of two boards, reserved for each from two envelopes."""
    shares = shares_of(fund, KEY, "4.5.1", cents)
    assert shares is not None
    left = (
        Reserved(Line(YEAR, board, "4.5.1"), envelope, part)
        for board, share in shares.items()
        for envelope, part in (("a", share // 3), ("b", share - share // 3))
    )
    return OpenCommitment(RECORD, 2, tuple(left), DAY.isoformat(), KEY)


def claimed(fund: Fund, order: OpenCommitment, claims: Sequence[Cents]) -> Drawing:
    drawing = Drawing(Permission(None, list[Refusal]().append), commitments={"BC-1": order})
    lines = tuple(replace(LINE, reference=str(number), amount_cents=cents) for number, cents in enumerate(claims))
    liquidate(ClaimFile(reference="R1", file_name="", sha256="", lines=lines), fund, drawing)
    return drawing


@settings(max_examples=60, deadline=None)
@given(cents=amounts, claims=st.lists(amounts, max_size=6))
def test_what_is_taken_from_an_order_and_from_the_budget_is_what_is_claimed(fund: Fund, cents: Cents, claims: list[Cents]) -> None:
    drawing = claimed(fund, ordered(fund, cents), claims)
    left, drawn = drawing.commitments["BC-1"], Counter[str]()
    for draw in drawing.draws:
        drawn[draw.line.recipient] += draw.amount_cents
    assert cents - left.left_cents + drawn.total() == sum(claims)
    assert all(part.amount_cents >= 0 for part in left.left)
    assert all(left.left_of(board) == 0 for board, beyond in drawn.items() if beyond), (
        "a board draws from its budget once its part is used up"
    )


@settings(max_examples=60, deadline=None)
@given(cents=amounts, claims=st.lists(amounts, max_size=6))
def test_each_board_is_charged_its_share_of_each_claim_and_no_more(fund: Fund, cents: Cents, claims: list[Cents]) -> None:
    drawing = claimed(fund, ordered(fund, cents), claims)
    charged = Counter[str]()
    for draw in drawing.draws:
        charged[draw.line.recipient] += draw.amount_cents
    for posting in drawing.postings:
        charged[posting.recipient] += posting.amount_cents if not posting.commitment else 0
    shares = Counter[str]()
    for each in claims:
        shares.update(shares_of(fund, KEY, "4.5.1", each))
    assert charged == shares


@settings(max_examples=60, deadline=None)
@given(cents=amounts, freed=st.integers(min_value=0, max_value=10_000))
def test_what_is_released_goes_back_to_the_boards_and_never_more_than_each_had(fund: Fund, cents: Cents, freed: int) -> None:
    order = ordered(fund, cents)
    freed_cents = cents * freed // 10_000
    entry = released(order, freed_cents, on=DAY, person="caisse", reason="Essai")
    back = Counter[str]()
    for posting in entry.of(Posting):
        back[posting.recipient] += posting.amount_cents if posting.account == "available" else 0
    assert back.total() == freed_cents
    assert all(0 <= back[board] <= order.left_of(board) for board in ("CECCE", "CEPEO"))
