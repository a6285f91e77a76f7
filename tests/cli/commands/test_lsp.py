"""`finops-gate lsp` refuses what it cannot do before anything is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def run(*words, before=""):
    code = f"import sys; {before}sys.argv = ['finops-gate', 'lsp', *{list(words)!r}]; "
    code += "from finops_gate.cli.main import main; sys.exit(main())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL
    )


def test_without_the_extra_it_says_what_to_install():
    hidden = "import importlib.util as u; f = u.find_spec; "
    hidden += "u.find_spec = lambda name, *more: None if name == 'pygls' else f(name, *more); "
    done = run(before=hidden)
    assert done.returncode == 2
    assert done.stderr == "error: the server needs the extra lsp\nhint: pip install 'finops-gate[lsp]'\n"


@pytest.mark.parametrize("address", ["0.0.0.0:80", "example.com:80", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999"])
def test_it_listens_on_this_machine_alone(address):
    done = run("--tcp", address)
    assert done.returncode == 2
    assert "a port of this machine alone" in done.stderr


def test_two_ways_to_listen_are_one_too_many():
    done = run("--stdio", "--tcp", "127.0.0.1:4389")
    assert done.returncode == 2
    assert "two ways to listen" in done.stderr
