"""Signatures by ssh-keygen: what proves, and what does not. Keys are made here."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from finops_gate.base.errors import UsageError
from finops_gate.repo.signatures import flaw, sign
from tests.fakes.repository import Repository

DAY = date(2026, 11, 24)
TEXT = b'{"what":"is signed"}'


def a_key(folder: Path, name: str = "key", passphrase: str = "") -> tuple[str, str]:
    """A private key's file, and its public half."""
    path = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", str(path)], check=True, timeout=30
    )
    return str(path), path.with_suffix(".pub").read_text().strip()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return Repository(tmp_path / "repository").root


def test_signed_and_checked(place: Path, tmp_path: Path) -> None:
    key, public = a_key(tmp_path)
    signature = sign(place, TEXT, key)
    allowed = f"alice {public}\n".encode()
    assert flaw(place, TEXT, signature, "alice", allowed, DAY) == ""
    assert "does not fit" in flaw(place, TEXT + b" ", signature, "alice", allowed, DAY)
    assert "does not fit" in flaw(place, TEXT, signature, "bob", allowed, DAY)
    assert "does not fit" in flaw(place, TEXT, signature, "alice", b"", DAY)
    assert "does not fit" in flaw(place, TEXT, signature.replace("U1NI", "AAAA"), "alice", allowed, DAY)
    assert "names no key" in flaw(place, TEXT, signature, "alice", None, DAY)
    assert flaw(place, TEXT, "", "alice", allowed, DAY) == "is not signed"
    assert flaw(place, TEXT, signature, "-oX", allowed, DAY) == "is signed by nobody who has a name"


def test_another_key_and_another_purpose_prove_nothing(place: Path, tmp_path: Path) -> None:
    key, public = a_key(tmp_path)
    _, other = a_key(tmp_path, "other")
    signature = sign(place, TEXT, key)
    assert "does not fit" in flaw(place, TEXT, signature, "alice", f"alice {other}\n".encode(), DAY)
    assert "does not fit" in flaw(place, TEXT, signature, "alice", f'alice namespaces="git" {public}\n'.encode(), DAY)
    for_git = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", key], input=TEXT, capture_output=True, check=True, timeout=30
    ).stdout.decode()
    assert "does not fit" in flaw(place, TEXT, for_git, "alice", f"alice {public}\n".encode(), DAY)


def test_a_key_that_has_ended_on_the_day_of_the_change_proves_nothing(place: Path, tmp_path: Path) -> None:
    key, public = a_key(tmp_path)
    signature = sign(place, TEXT, key)
    ended = f'alice valid-before="20261101" {public}\n'.encode()
    assert "does not fit" in flaw(place, TEXT, signature, "alice", ended, DAY)
    assert flaw(place, TEXT, signature, "alice", ended, date(2026, 10, 1)) == ""


def test_without_ssh_keygen_nobody_can_tell(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, public = a_key(tmp_path)
    signature = sign(place, TEXT, key)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert "nobody can tell by whom" in flaw(place, TEXT, signature, "alice", f"alice {public}\n".encode(), DAY)


def test_a_program_of_the_repository_is_never_started(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = place / "bin" / "ssh-keygen"
    planted.parent.mkdir()
    planted.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 0\n")
    planted.chmod(0o755)
    monkeypatch.setenv("PATH", str(planted.parent))
    assert "nobody can tell by whom" in flaw(place, TEXT, "x", "alice", b"alice x", DAY)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("key", ["-oProxyCommand=touch x", "/no/such/key", ""])
def test_what_is_no_key_is_refused(place: Path, key: str) -> None:
    with pytest.raises(UsageError, match="is no file of an ssh key"):
        sign(place, TEXT, key)


def test_a_key_that_cannot_sign_is_told(place: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("not a key\n")
    with pytest.raises(UsageError, match="does not sign"):
        sign(place, TEXT, str(broken))
