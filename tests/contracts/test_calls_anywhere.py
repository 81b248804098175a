"""A call and its agreement live in any store: the same acts, the same states, the same chain."""

from pathlib import Path

from fundalloc.ledger.address import Address
from fundalloc.usecases.budgeting import books
from fundalloc.usecases.granting import instalments
from tests.calling import TO_DESIGNATION, CallDesk

TO_THE_SECOND_INSTALMENT = (
    "agreement sign AGREEMENT --on 2013-07-02 --as bailleur",
    "agreement release AGREEMENT v1-2013-2014 --on 2013-09-15 --as bailleur",
    "agreement attest AGREEMENT premiere-phase --proof PROOF --on 2014-02-10 --as cs-a",
    "agreement accept AGREEMENT premiere-phase --on 2014-02-20 --as bailleur",
    "agreement release AGREEMENT v2-2013-2014 --on 2014-03-01 --as bailleur",
)


def test_from_the_call_to_the_second_instalment_in_every_store(address: Address, tmp_path: Path) -> None:
    desk = CallDesk(tmp_path / "papiers", address).started()
    for act in (*TO_DESIGNATION, *TO_THE_SECOND_INSTALMENT):
        assert desk.runs(act) == 0, act
    released = [each.instalment for each in instalments.instalments(address, desk.agreement) if each.released is not None]
    assert released == ["v1-2013-2014", "v2-2013-2014"]
    assert books.verify(address).sound
