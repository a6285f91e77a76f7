"""The environment of the Action: made from the locked requirements alone, outside of the workspace."""

import os
import subprocess
import sys
import time

import pytest

from tests.action import events
from tests.action.runner import ROOT

ENTRY = ROOT / "action" / "entrypoint.sh"
NETWORK = (
    *("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"),
    *("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"),
)


def entry(folder, *words, **variables):
    temporary = folder / "temp"
    temporary.mkdir(exist_ok=True)
    output = folder / "output"
    output.write_text("")
    environment = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(temporary),
        "RUNNER_TOOL_CACHE": str(folder / "tools"),
        "GITHUB_OUTPUT": str(output),
        "INPUT_PYTHON": sys.executable,
        **variables,
    }
    done = subprocess.run(
        ["bash", str(ENTRY), *words], env=environment, cwd=folder, capture_output=True, text=True, timeout=300
    )
    return done, output.read_text()


@pytest.mark.parametrize(
    ("words", "variables", "said"),
    [
        ([], {}, "install or run"),
        (["install"], {"INPUT_PYTHON": "python2.7"}, "no Python from 3.11 to 3.14"),
        (["install"], {"INPUT_PYTHON": "$(touch pwned)"}, "no Python from 3.11 to 3.14"),
        (["run"], {}, "has not found a Python"),
    ],
)
def test_what_cannot_be_installed_or_run_is_an_error(tmp_path, words, variables, said):
    done, output = entry(tmp_path, *words, **variables)
    assert done.returncode != 0 and said in done.stderr and output == ""
    assert not list(tmp_path.rglob("pwned"))


def test_python_that_has_no_gate_is_an_error_when_nothing_is_installed(tmp_path):
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", str(bare)], check=True)
    done, output = entry(tmp_path, "install", INPUT_PYTHON=str(bare / "bin" / "python"), INPUT_INSTALL="false")
    assert done.returncode == 2 and "has no finops-gate" in done.stderr and output == ""


@pytest.mark.packages
def test_cold_run_takes_less_than_twenty_seconds(scene, job, tmp_path):
    """Everything beyond the checkout: environment, packages without a cache, and the verdict."""
    made = job("pull_request", events.pull_request("opened", scene.base, scene.head), scene.merge, whole=True)
    known = {name: os.environ[name] for name in NETWORK if name in os.environ}
    made.environment = {
        **known,
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_CONFIG_FILE": str(made.workspace / "pip.conf"),
    }
    began = time.monotonic()
    found = made.run(install="", cache="true")
    cold = time.monotonic() - began
    assert found.code == 3, found.log
    assert list((made.folder / "tools" / "finops-gate").glob("*/.ready"))
    began = time.monotonic()
    assert made.run(install="", cache="true").code == 3
    print(f"\ncold {cold:.1f} s, kept environment {time.monotonic() - began:.1f} s")
    assert cold < 20
