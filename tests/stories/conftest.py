"""The year that several stories are told of: played once."""

import pytest

from tests.fullyear.played import Played, played


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played(tmp_path_factory.mktemp("annee"))
