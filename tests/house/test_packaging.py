"""What people install holds all that a run needs, and nothing else."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def pip(*arguments: str, **environment: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(command, env={**os.environ, **offline, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def build(folder: Path) -> Path:
    """The wheel of a fresh copy of the sources, built without the network."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "finops_gate", source / "finops_gate", ignore=shutil.ignore_patterns("__pycache__"))
    options = ("--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    pip("wheel", str(source), *options, SOURCE_DATE_EPOCH="1795392000")
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(tmp_path_factory.mktemp("wheel"))


def test_wheel_holds_every_file_of_the_package_and_nothing_else(wheel):
    package = ROOT / "finops_gate"
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        told = {name.rpartition("/")[2] for name in archive.namelist() if ".dist-info/" in name}
    assert held == wanted
    assert {"finops_gate/py.typed"} | {name for name in held if "/data/" in name} <= held
    assert any("/data/" in name for name in held)
    assert {"LICENSE", "NOTICE", "METADATA", "entry_points.txt"} <= told


def test_two_builds_are_the_same_bytes(wheel, tmp_path):
    again = build(tmp_path)
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_installed_command_answers_and_is_byte_compiled(wheel, tmp_path):
    target = tmp_path / "site"
    pip("install", "--no-deps", "--target", str(target), str(wheel))
    assert list((target / "finops_gate").glob("__pycache__/*.pyc"))
    done = subprocess.run(
        [sys.executable, str(target / "bin" / "finops-gate"), "--version"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+\.\d+\.\d+", done.stdout)


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", text, flags=re.MULTILINE))


def test_lock_pins_every_requirement_with_hashes_and_names_no_index():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for name, wanted in (
        ("run.txt", project["dependencies"]),
        ("dev.txt", [*project["dependencies"], *(entry for group in extras.values() for entry in group)]),
    ):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = locked(name)
        for requirement in wanted:
            assert re.split(r"[<>=!~ \[]", requirement)[0].lower() in pins, f"{requirement}: make lock"
        entries = re.split(r"\n(?=\S)", text)
        assert all("--hash=sha256:" in entry for entry in entries if not entry.startswith("#"))
        assert not re.search(r"://|index-url|find-links|trusted-host|file:|\s@\s", text)
    assert locked("run.txt").items() <= locked("dev.txt").items()


MODULES = {
    "pyyaml": "yaml",
    "gitpython": "git",
    "ibis-framework[duckdb]": "ibis",
    "pydantic": "pydantic",
}
"""What a distribution is imported as, where that is not its name."""
BROUGHT = {
    "pydantic_core": "pydantic",
    "numpy": "ibis-framework[duckdb]",
    "pyarrow": "ibis-framework[duckdb]",
    "anyio": "mcp",
    "mcp_types": "mcp",
}
"""Modules that come with a distribution which has them as its own requirement, and pins or bounds them."""
SERVICES = {"pyspark"}
"""Engines of an organisation's own, which bring their package themselves (requirements/services.txt for the tests)."""


def imported(folder: Path) -> set[str]:
    """The top-level modules that the sources import, anywhere in a file."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").partition(".")[0])
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "language" and node.args:
                found.add(ast.literal_eval(node.args[0]))  # a grammar's wheel, loaded by name
    return found


def declared(*groups: list[str]) -> set[str]:
    names = {re.split(r"[<>=!~ ]", requirement)[0].lower() for group in groups for requirement in group}
    return {MODULES.get(name, name.replace("-", "_")) for name in names}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    later = {"_sha2"}  # of the standard library since 3.12
    used = imported(ROOT / "finops_gate") - set(sys.stdlib_module_names) - later - {"finops_gate"} - SERVICES
    offered = declared(project["dependencies"], *(extras[name] for name in extras if name != "dev"))
    assert {MODULES.get(BROUGHT[name], BROUGHT[name]) if name in BROUGHT else name for name in used} - offered == set()
    assert declared(project["dependencies"]) - used == set()


def test_every_dependency_has_an_upper_bound_and_a_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for requirement in [entry for group in groups for entry in group]:
        assert re.search(r"<\d", requirement), requirement
        assert re.split(r"[<>=!~ \[]", requirement)[0] in decisions, f"docs/decisions.md does not say why {requirement}"
