"""What every test stands on: a machine that looks the same everywhere, Markdown cases, golden files."""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import cases

HERE = Path(__file__).parent

# The same examples in every run: a failure that comes and goes teaches nobody. Deadlines measure the machine.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
# What `make properties` asks for: ten thousand examples of each.
settings.register_profile("thorough", settings.get_profile("house"), max_examples=10_000)
settings.load_profile("house")

SURROUNDINGS = {
    "NO_COLOR": "1",
    "COLUMNS": "120",
    "LINES": "40",
    "TERM": "dumb",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_AUTHOR_NAME": "A. Author",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_COMMITTER_NAME": "A. Author",
    "GIT_COMMITTER_EMAIL": "author@example.com",
}
FOREIGN = (
    "GIT_",
    "GITHUB_",
    "GITLAB_",
    "CI_",
    "BITBUCKET_",
    "CHANGE_",
    "SYSTEM_",
    "FINOPS_GATE_",
    "PRE_COMMIT",
    "XDG_",
    "TIKTOKEN_",
    "LC_",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite golden files instead of comparing with them"
    )


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No configuration, colour, terminal, home or CI of this machine reaches a test or a program that it starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(FOREIGN) or name in (
                "CI",
                "FORCE_COLOR",
                "CLICOLOR_FORCE",
                "CLICOLOR",
                "PYTHONWARNINGS",
            ):
                patch.delenv(name)
        for name, value in SURROUNDINGS.items():
            patch.setenv(name, value)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        loopback()
        yield


def loopback() -> None:
    """Brings the loopback up where it is down: in a network namespace of its own (`unshare -n make test`)."""
    with socket.socket() as probe:
        reached = probe.connect_ex(("127.0.0.1", 9))
    if reached != errno.ENETUNREACH or not sys.platform.startswith("linux"):
        return
    import fcntl

    up_and_running, set_flags = 0x1 | 0x40, 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control, suppress(PermissionError):
        fcntl.ioctl(control, set_flags, struct.pack("16sh", b"lo", up_and_running))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a file beside the test; `make goldens` rewrites the file instead."""

    def compare(name: str, text: str) -> None:
        path = request.path.parent / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
            return
        assert path.exists(), f"{path} does not exist: make goldens, then read it"
        assert text == path.read_bytes().decode("utf-8", "surrogateescape"), f"{name}: make goldens, then read it"

    return compare


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Markdown files under tests/detect and tests/compare are cases."""
    if file_path.suffix == ".md" and file_path.is_relative_to(HERE):
        room = file_path.relative_to(HERE).parts[0]
        if room in ("detect", "compare"):
            return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """One Markdown file of cases."""

    def collect(self) -> Iterator[CaseItem]:
        try:
            found = cases.parse(self.path)
        except cases.CaseError as error:
            raise self.CollectError(str(error)) from None
        for case in found:
            yield CaseItem.from_parent(self, name=case.name, case=case)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: cases.Case, **others: Any) -> None:
        super().__init__(**others)
        self.case = case
        self.funcargs: dict[str, Any] = {}  # none; pytest-lsp's hook breaks on an item that has not even that

    def runtest(self) -> None:
        if self.path.relative_to(HERE).parts[0] == "detect":
            cases.check_reading(self.case, import_module("finops_gate.detect.route").read)
        else:
            cases.check_comparison(self.case, import_module("finops_gate.app.changes").changes_between)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, (cases.CaseError, cases.CaseFailedError)):
            return f"{self.path.relative_to(HERE.parent)}:{self.case.line}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.line - 1, self.case.name
