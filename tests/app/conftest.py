import pytest

from tests.fakes.index import Index


@pytest.fixture
def index():
    served = Index()
    yield served
    served.close()
