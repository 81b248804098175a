"""A year is steered in a folder and in a shared database alike: the same transfers, taken over together."""

from pathlib import Path

from fundalloc.ledger.address import Address
from fundalloc.lexicon import lexicon
from fundalloc.reports.steering import Proposal
from fundalloc.usecases import steering
from fundalloc.usecases.budgeting import books
from tests.bookkeeping import FUND
from tests.steered import CLAUSE, NOW, MidYear, asked, written


def test_what_is_proposed_and_approved_is_in_the_books(address: Address, tmp_path: Path) -> None:
    desk = MidYear(tmp_path, FUND + CLAUSE)
    desk.ledger = address  # type: ignore[assignment]  # a folder, or a database
    desk.claimed()
    proposal = steering.propose(address, asked(written(tmp_path / "scenario")))
    assert isinstance(proposal, Proposal)
    assert [each.amount_cents for each in proposal.steering.transfers] == [500_00, 94_15]
    file = tmp_path / "proposition.json"
    steering.write_proposal(proposal, file, lexicon("fr"), person="analyste")
    made = steering.apply_proposal(address, file, person="direction", now=NOW)
    assert [each.sealed.seq for each in made] == [made[0].sealed.seq, made[0].sealed.seq + 1]
    position = {(row.recipient, row.plan_item): row.authorised_cents + row.transferred_cents for row in books.budget_position(address)}
    assert (position["CECCE", "4.2.1"], position["CEPEO", "4.2.3"]) == (3_500_00, 2_594_15)
    assert books.verify(address).sound
