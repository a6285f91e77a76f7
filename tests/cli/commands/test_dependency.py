"""`finops-gate dependency`: two versions of one package, and what the newest would change."""

import json
import os
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from finops_gate.cli.main import main
from tests.fakes.index import Index, wheel
from tests.fakes.repository import Repository


@pytest.fixture
def index(tmp_path, monkeypatch):
    served = Index()
    for name, value in {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"{served.url}/simple",
        "HOME": str(tmp_path / "home"),
        "FINOPS_GATE_CACHE": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    models = {"1.0": "gpt-4o-mini", "1.1": "gpt-4o-mini", "1.2": "gpt-4-turbo", "2.0": "gpt-4-turbo"}
    files = {
        f"openai_kit-{version}-py3-none-any.whl": wheel({"openai_kit/__init__.py": f'DEFAULT_MODEL = "{model}"\n'})
        for version, model in models.items()
    }
    served.publish("openai-kit", files)
    yield served
    served.close()


def run(*words):
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["dependency", *words])
    return code, out.getvalue(), err.getvalue()


def test_the_form_that_programs_read(index):
    code, out, _ = run("pypi:openai-kit", "1.1", "1.2", "--format", "json")
    found = json.loads(out)
    assert (code, found["status"], found["reason"], found["package"]) == (0, "inspected", "", "pypi:openai-kit")
    assert found["changes"] == [
        {
            "file": "openai_kit/__init__.py",
            "symbol": "openai_kit:DEFAULT_MODEL",
            "old": "gpt-4o-mini",
            "new": "gpt-4-turbo",
            "line_from": 1,
            "line_to": 1,
            "role": "constant",
        }
    ]
    assert list(found["artefacts"]) == ["openai_kit-1.1-py3-none-any.whl", "openai_kit-1.2-py3-none-any.whl"]


def test_the_form_that_people_read(index):
    assert run("pypi:openai-kit", "1.1", "1.2")[1] == (
        "pypi:openai-kit 1.1 -> 1.2: 1 default model changed\n\n  gpt-4o-mini -> gpt-4-turbo\n"
        "    openai_kit:DEFAULT_MODEL  (openai_kit/__init__.py:1)\n"
    )
    assert run("pypi:openai-kit", "1.0", "1.1")[:2] == (0, "pypi:openai-kit 1.0 -> 1.1: no default model changes\n")


def test_a_second_look_needs_no_network(index):
    first = run("pypi:openai-kit", "1.1", "1.2")
    asked = len(index.asked)
    assert run("pypi:openai-kit", "1.1", "1.2", "--offline") == first
    assert len(index.asked) == asked


def test_what_cannot_be_looked_into_is_an_answer_and_exit_code_2(index):
    code, out, _ = run("pypi:openai-kit", "1.1", "9.9")
    assert (code, out) == (
        2,
        "pypi:openai-kit 1.1 -> 9.9: not inspected: the index does not offer this version\n",
    )
    code, out, _ = run("pypi:absent", "1", "2", "--format", "json")
    assert (code, json.loads(out)["status"]) == (2, "not-inspected")


@pytest.mark.parametrize("words", [("shop", "1", "2"), ("gem:shop", "1", "2"), ("pypi:", "1", "2"), ("pypi:shop", "1")])
def test_what_names_no_pair_is_refused(words):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert "names no package with two versions" in err


def test_watch_tells_what_the_newest_allowed_would_change(index, tmp_path):
    repository = Repository(tmp_path / "r")
    repository.write(
        {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["openai-kit>=1.0,<2", "absent-ai>=1", "numpy>=1"]\n'}
    ).commit()
    code, out, _ = run("watch", "--repo", str(repository.root))
    assert code == 0
    assert "pypi:openai-kit 1.0 -> 1.2: 1 default model changed" in out
    assert "pypi:absent-ai 1 -> newest: not inspected: the index does not have it (404)" in out
    assert "numpy" not in out
    assert out.endswith("1 would change a default model, 0 would not, 1 were not inspected, 0 are the newest allowed\n")


def test_watch_starts_from_the_version_in_use(index, tmp_path):
    lock = '[[package]]\nname = "openai-kit"\nversion = "1.2"\nsource = { registry = "https://i.example" }\n'
    project = '[project]\nname = "x"\ndependencies = ["openai-kit>=1.0,<2"]\n'
    repository = Repository(tmp_path / "r").write({"pyproject.toml": project, "uv.lock": lock})
    repository.commit()
    code, out, _ = run("watch", "--repo", str(repository.root), "--format", "json")
    assert (code, json.loads(out)) == (0, {"packages": [], "current": 1})
