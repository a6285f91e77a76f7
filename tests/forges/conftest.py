import pytest

from finops_gate.forges.access.limits import Limits, Pace
from tests.fakes import forge as fakes


@pytest.fixture(scope="session")
def _served():
    """One server of each forge for the whole session: its state is put back before each test."""
    opened = {}

    def serve(kind):
        if kind not in opened:
            opened[kind] = kind()
        opened[kind].reset()
        return opened[kind]

    yield serve
    for server in opened.values():
        server.close()


@pytest.fixture
def github(_served):
    return _served(fakes.GitHub)


class Slept(list):
    """A pace that does not wait, and tells how long it would have."""

    def pace(self, **limits):
        return Pace(self.append, lambda: fakes.NOW, Limits(**{"seconds": 5.0, **limits}))


@pytest.fixture
def slept():
    return Slept()
