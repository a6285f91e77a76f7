import pytest

from tests.action.runner import Job
from tests.action.scene import Scene
from tests.fakes import forge as fakes
from tests.fakes.origin import Origin

TOKEN = "ghs_0123456789abcdef"


class Forge(fakes.GitHub):
    """GitHub with the pull request of the scene."""

    def __init__(self) -> None:
        self.fork = "c" * 40
        super().__init__()

    def routes(self):
        def compared(request, base, head):
            return fakes.Answer(200, {"merge_base_commit": {"sha": self.fork}})

        compare = ("GET", "/repos/acme/shop/compare/([^/]+)\\.\\.\\.([^/]+)", compared)
        return [compare, *super().routes()]


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
def _forge():
    opened = Forge()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _origin(scene):
    opened = Origin(scene.origin.root, TOKEN)
    yield opened
    opened.close()


@pytest.fixture
def origin(_origin):
    _origin.asked.clear()
    _origin.refuses = False
    return _origin


@pytest.fixture
def forge(_forge, scene):
    _forge.reset()
    _forge.head, _forge.base, _forge.fork = scene.head, scene.base, scene.fork
    _forge.commits = [_forge.commit(scene.head, "author")]
    return _forge


@pytest.fixture
def job(scene, forge, origin, tmp_path):
    """A job on the scene: `job("pull_request", payload, scene.merge, depth=2)`. `whole`: in processes of its own."""

    def made(event, payload, revision, depth=2, sha="", token=TOKEN, of=scene, whole=False):
        workspace = of.checkout(revision, depth, name=f"{tmp_path.name}-{revision[:8]}-{depth}")
        return Job(
            workspace,
            tmp_path / "runner",
            event,
            payload,
            sha or revision,
            origin.url,
            forge.url,
            token,
            inside=not whole,
        )

    return made
