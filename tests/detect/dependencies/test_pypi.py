"""Versions of Python packages, in every file that names them."""

import json

import pytest

from finops_gate.detect.dependencies.pypi import ECOSYSTEM
from tests.detect.dependencies.reading import named, read

DIGEST = "sha256:" + "a" * 64


def test_requirements_with_hashes_options_addresses_and_markers():
    text = (
        f"# pinned\nShop_Kit==1.2.3 \\\n    --hash={DIGEST}\n-r base.txt\n-c limits.txt\n--index-url https://i.example/s\n"
        "-e ./own\nhttpx[http2]>=0.27,<1 ; python_version > '3.10'\nfoo @ https://h.example/foo.whl\n"
        "bar @ git+https://h.example/bar\nplain\n~broken~\nshop~=1.4  # comment\n"
    )
    found = read(ECOSYSTEM, "requirements/dev.txt", text)
    assert named(ECOSYSTEM, "requirements/dev.txt", text) == [
        "2: shop-kit 1.2.3",
        "8: httpx >=0.27,<1 (0.27)",
        "9: foo https://h.example/foo.whl () [an address]",
        "10: bar git+https://h.example/bar () [git]",
        "11: plain ",
        "13: shop ~=1.4 (1.4)",
    ]
    assert found.pins[0].hashes == (DIGEST,)
    assert found.includes == ("base.txt", "limits.txt")
    assert found.indexes == ("https://i.example/s",)


def test_pyproject_in_all_its_dialects():
    text = """\
[project]
dependencies = [
  "magentic==0.20.0",
  "openai>=1,<3",
]
[project.optional-dependencies]
extra = ["deepeval"]
[dependency-groups]
dev = ["ragas==0.1.7", {include-group = "x"}]
[tool.uv]
dev-dependencies = ["letta>=0.5"]
[[tool.uv.index]]
url = "https://uv.example/simple"
[tool.poetry.dependencies]
python = "^3.11"
crewai = {extras = ["tools"], version = "^0.63.6"}
exact = "1.2"
own = {git = "https://h.example/own"}
near = {path = "../near"}
several = [{version = "^1"}, {version = "^2"}]
any = "*"
[tool.poetry.group.dev.dependencies]
agno = "~1.1"
[[tool.poetry.source]]
url = "https://poetry.example/simple"
"""
    assert named(ECOSYSTEM, "pyproject.toml", text) == [
        "3: magentic 0.20.0",
        "4: openai >=1,<3 (1)",
        "7: deepeval ",
        "9: ragas 0.1.7",
        "11: letta >=0.5 (0.5)",
        "16: crewai ^0.63.6 (0.63.6)",
        "17: exact 1.2",
        "18: own https://h.example/own () [git]",
        "19: near ../near () [a path]",
        "20: several ^1 (1)",
        "21: any ",
        "23: agno ~1.1 (1.1)",
    ]
    assert read(ECOSYSTEM, "pyproject.toml", text).indexes == (
        "https://uv.example/simple",
        "https://poetry.example/simple",
    )


LOCK = f"""\
[[package]]
name = "Shop.Kit"
version = "1.0"
source = {{ registry = "https://i.example/simple" }}
dependencies = [{{ name = "openai" }}, {{ name = "Other_Lib" }}]
wheels = [
  {{ url = "https://i.example/shop_kit-1.0-cp312-cp312-linux_x86_64.whl", hash = "sha256:{"b" * 64}" }},
  {{ url = "https://i.example/shop_kit-1.0-py3-none-any.whl", hash = "{DIGEST}" }},
]

[[package]]
name = "Shop.Kit"
version = "2.0"
source = {{ git = "https://h.example/x" }}

[[package]]
name = "own"
version = "0.1"
source = {{ editable = "." }}
"""


def test_uv_lock_keeps_both_forks_their_hashes_and_needs():
    found = read(ECOSYSTEM, "uv.lock", LOCK)
    assert named(ECOSYSTEM, "uv.lock", LOCK) == ["2: shop-kit 1.0", "12: shop-kit 2.0 [git]", "17: own 0.1 [a path]"]
    first = found.pins[0]
    assert first.url.endswith("-none-any.whl")
    assert set(first.hashes) == {DIGEST, f"sha256:{'b' * 64}"}
    assert first.needs == ("openai", "other-lib")
    assert first.registry == "https://i.example/simple"


def test_poetry_pdm_and_pylock():
    poetry = f"""\
[[package]]
name = "shop"
version = "1.0"
files = [{{file = "shop-1.0-py3-none-any.whl", hash = "{DIGEST}"}}]
[package.dependencies]
openai = ">=1"
[package.source]
type = "git"
"""
    (pin,) = read(ECOSYSTEM, "poetry.lock", poetry).pins
    assert (pin.hashes, pin.needs, pin.elsewhere) == ((DIGEST,), ("openai",), "git")
    pdm = (
        f'[[package]]\nname = "shop"\nversion = "1.0"\ndependencies = ["openai>=1"]\nfiles = [{{hash = "{DIGEST}"}}]\n'
    )
    (pin,) = read(ECOSYSTEM, "pdm.lock", pdm).pins
    assert (pin.hashes, pin.needs) == ((DIGEST,), ("openai",))
    pylock = (
        'lock-version = "1.0"\n[[packages]]\nname = "shop"\nversion = "1.0"\nindex = "https://i.example/simple"\n'
        f'wheels = [{{url = "https://i.example/s-1.0-py3-none-any.whl", hashes = {{sha256 = "{"a" * 64}"}}}}]\n'
        '[[packages]]\nname = "dir"\nversion = "1"\ndirectory = {path = "."}\n[[packages]]\nname = "odd"\n'
    )
    for path in ("pylock.toml", "pylock.dev.toml"):
        pin, other = read(ECOSYSTEM, path, pylock).pins
        assert (pin.hashes, pin.registry, other.elsewhere) == ((DIGEST,), "https://i.example/simple", "a path")


def test_pipenv():
    lock = {
        "_meta": {"sources": [{"url": "https://i.example/simple"}]},
        "default": {
            "shop": {"version": "==1.0", "hashes": [DIGEST]},
            "own": {"git": "https://h.example", "ref": "abc"},
        },
        "develop": {"tool": {"version": "==2"}, "odd": 3},
    }
    text = json.dumps(lock, indent=1)
    found = read(ECOSYSTEM, "Pipfile.lock", text)
    assert [pin[1:3] for pin in found.pins] == [("shop", "1.0"), ("own", ""), ("tool", "2")]
    assert found.indexes == ("https://i.example/simple",)
    pipfile = '[packages]\nshop = "==1.0"\nany = "*"\n[dev-packages]\ntool = {version = ">=2"}\n'
    assert named(ECOSYSTEM, "Pipfile", pipfile) == ["2: shop 1.0", "3: any ", "5: tool >=2 (2)"]


def test_a_conda_environment_and_its_pip_part():
    text = (
        "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - numpy=1.26=py312\n  - c::scipy>=1\n"
        "  - pip\n  - pip:\n    - openai==1.0\n    - magentic>=0.2\n  - later=2\nprefix: /x\n"
    )
    found = [(pin.ecosystem, pin.name, pin.version) for pin in read(ECOSYSTEM, "environment.yml", text).pins]
    assert found == [
        ("conda", "numpy", "1.26"),
        ("conda", "scipy", "1"),
        ("conda", "pip", ""),
        ("pypi", "openai", "1.0"),
        ("pypi", "magentic", "0.2"),
        ("conda", "later", "2"),
    ]


@pytest.mark.parametrize("path", ["pyproject.toml", "uv.lock", "Pipfile"])
def test_what_is_no_toml_says_so(path):
    assert read(ECOSYSTEM, path, "a = ").problem == "it is no TOML"


def test_what_is_no_json_says_so():
    assert read(ECOSYSTEM, "Pipfile.lock", "{").problem == "it is no JSON"


@pytest.mark.parametrize("text", ["project = 3", "[tool]\npoetry = 3", "package = 3", "[project]\ndependencies = 3"])
def test_odd_shapes_name_nothing(text):
    assert read(ECOSYSTEM, "pyproject.toml", text).pins == read(ECOSYSTEM, "uv.lock", text).pins == ()
