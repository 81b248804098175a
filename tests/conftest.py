"""What every folder of tests may ask for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from fundalloc.ledger.address import Address
from tests.stores import STORES, fresh_database, private_server


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Run one server for all tests, in a folder that no other run of them closes to the server's own user."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with private_server(Path(folder) / "postgresql") as uri:
            yield uri


@pytest.fixture
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Address]:
    """Return a place where no ledger stands yet, in the kind of store asked."""
    made: list[Address] = []

    def place(kind: str) -> Address:
        made.append(tmp_path / f"livre-{len(made)}" if kind == "sqlite" else fresh_database(request.getfixturevalue("server")))
        return made[-1]

    return place


@pytest.fixture(params=STORES)
def address(request: pytest.FixtureRequest, new_address: Callable[[str], Address]) -> Address:
    return new_address(request.param)


# A law is about values, not about how busy the machine is: speed is measured in benchmarks/.
# Seeds are fixed, so that a run tells the same twice.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")
