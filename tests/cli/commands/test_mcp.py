"""`finops-gate mcp`: what stands before a conversation."""

import subprocess
import sys

from finops_gate.cli.main import main


def test_without_the_extra_it_says_what_to_install():
    code = "import sys; sys.modules['mcp'] = None; from finops_gate.cli.main import main; sys.exit(main(['mcp']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "error: the server needs the extra mcp\nhint: pip install 'finops-gate[mcp]'\n"


def test_folder_that_is_none_is_refused(capsys, tmp_path):
    assert main(["mcp", "--repo", str(tmp_path / "no")]) == 2
    assert "error: --repo names no directory" in capsys.readouterr().err


def test_help_imports_no_protocol():
    code = (
        "import sys; from finops_gate.cli.main import main; code = main(['mcp', '--help']); "
        "sys.exit(code or bool({'mcp', 'pydantic', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "mcpServers" in done.stdout


def test_it_ends_when_the_client_goes(tmp_path):
    words = [sys.executable, "-m", "finops_gate.cli.main", "mcp"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, cwd=tmp_path, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"")


def test_what_is_no_message_ends_nothing_and_is_answered_as_such(tmp_path):
    words = [sys.executable, "-m", "finops_gate.cli.main", "mcp"]
    sent = b'\x00\xff\n{"jsonrpc": "2.0"\n[]\n{"jsonrpc":"2.0","id":1,"method":"ping"}\n'
    done = subprocess.run(words, input=sent, capture_output=True, cwd=tmp_path, timeout=60)
    assert done.returncode == 0
    assert b'"id":1' in done.stdout.replace(b" ", b"")
