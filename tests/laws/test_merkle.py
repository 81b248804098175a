"""A seal shows that it stands under a signed root, without the other seals being seen."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from fundalloc.ledger.merkle import leads_to, proof_of, root_of

seals = st.lists(st.integers(0, 10**6).map(lambda number: sha256(str(number).encode()).hexdigest()), min_size=1, max_size=40)


@given(seals)
def test_every_seal_leads_to_the_root_and_no_other_does(kept: list[str]) -> None:
    root = root_of(kept)
    for place, seal in enumerate(kept):
        assert leads_to(seal, proof_of(kept, place)) == root
        assert leads_to(sha256(seal.encode()).hexdigest(), proof_of(kept, place)) != root
