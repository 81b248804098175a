"""A seal shows that it stands under a signed root, and a root that it grew out of an earlier one, without the other seals being seen."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from fundalloc.ledger.chain.merkle import Levels, root_of
from fundalloc.ledger.chain.standalone_tree import grew, is_under, leaf

seals = st.lists(st.integers(0, 10**6).map(lambda number: sha256(str(number).encode()).hexdigest()), min_size=1, max_size=40, unique=True)


def signed(kept: list[str]) -> tuple[int, str]:
    return len(kept), root_of(kept)


@given(seals)
def test_every_seal_stands_at_its_place_under_the_root_and_nowhere_else(kept: list[str]) -> None:
    root, levels, size = root_of(kept), Levels(kept), len(kept)
    for place, seal in enumerate(kept):
        proof = list(levels.inclusion(place))
        assert is_under(leaf(seal), place, (size, root), proof)
        assert not is_under(leaf(sha256(seal.encode()).hexdigest()), place, (size, root), proof)
        assert not is_under(leaf(seal), place, (size, root_of([*kept, seal])), proof)
        assert [other for other in range(size) if is_under(leaf(seal), other, (size, root), proof)] == [place]


@given(seals, st.data())
def test_a_tree_grows_out_of_each_of_its_beginnings(kept: list[str], data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, len(kept)))
    proof = list(Levels(kept).consistency(earlier))
    assert grew(signed(kept[:earlier]), signed(kept), proof)
    assert grew(signed([]), signed(kept), [])
    assert not grew((0, root_of(kept)), signed(kept), [])
    assert not grew(signed([]), signed(kept), [root_of(kept)])
    assert not grew(signed(kept), signed([]), [])
    other = data.draw(st.integers(0, earlier - 1))
    changed = [*kept[:other], sha256(kept[other].encode()).hexdigest(), *kept[other + 1 :]]
    assert not grew(signed(changed[:earlier]), signed(kept), proof)
    assert not grew(signed(kept[:earlier]), signed(changed), proof)


@given(seals, st.data())
def test_no_step_of_a_proof_can_be_changed_or_left_out(kept: list[str], data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, len(kept)))
    proof = list(Levels(kept).consistency(earlier))
    for number, step in enumerate(proof):
        for spoilt in ([*proof[:number], sha256(step.encode()).hexdigest(), *proof[number + 1 :]], [*proof[:number], *proof[number + 1 :]]):
            assert not grew(signed(kept[:earlier]), signed(kept), spoilt)
