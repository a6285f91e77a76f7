"""Signatures made and checked by ssh-keygen. Nothing of the repository runs: what it reads are files of ours.

ssh-keygen reads no configuration. The day on which a key holds is passed, so that the same input gives the same answer.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from finops_gate.base.errors import RepositoryError, UsageError
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.repo import programs
from finops_gate.repo.discover import discover

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

NAMESPACE = "finops-gate"
_PRINCIPAL = lazy(r"[A-Za-z0-9][A-Za-z0-9@._\[\]-]*")


def flaw(directory: Path | None, text: bytes, signature: str, principal: str, allowed: bytes | None, day: date) -> str:
    """Why a signature does not prove that the principal signed the text; empty when it does.

    `allowed`: the file of allowed signers. What cannot be checked is not proven.
    """
    if not signature:
        return "is not signed"
    if allowed is None:
        return "is signed, and .finops-gate/allowed_signers at the target names no key"
    if not _PRINCIPAL.fullmatch(principal):
        return "is signed by nobody who has a name"
    place = discover(directory, explicit=directory is not None)
    with tempfile.TemporaryDirectory(prefix="finops-gate-") as folder:
        signers, signed = os.path.join(folder, "allowed_signers"), os.path.join(folder, "signature")
        _write(signers, allowed)
        _write(signed, signature.encode())
        arguments = ("-Y", "verify", "-n", NAMESPACE, "-f", signers, "-I", principal, "-s", signed)
        when = f"-Overify-time={day:%Y%m%d}"
        try:
            answer = programs.ssh_keygen(place, *arguments, when, stdin=text)
        except RepositoryError as error:
            return f"is signed, and nobody can tell by whom: {clean(error.message, 120)}"
    if answer.code == 0:
        return ""
    said = (answer.errors or answer.output.decode("utf-8", "replace")).strip().splitlines()
    return f"has a signature that does not fit: {clean(said[0], 120) if said else 'ssh-keygen refused it'}"


def sign(directory: Path | None, text: bytes, key: str) -> str:
    """The signature of a text with a private key, or with a public one whose private half an agent holds.

    Raises UsageError for a key that cannot be used.
    """
    if key.startswith("-") or not os.path.isfile(key):
        raise UsageError(f"{clean(key)} is no file of an ssh key", "--sign-with ~/.ssh/id_ed25519")
    place = discover(directory, explicit=directory is not None)
    path = os.path.abspath(key)
    answer = programs.ssh_keygen(place, "-Y", "sign", "-n", NAMESPACE, "-f", path, stdin=text, agent=True)
    signature = answer.output.decode("utf-8", "replace")
    if answer.code or "-----BEGIN SSH SIGNATURE-----" not in signature:
        said = answer.errors.strip().splitlines()
        why = clean(said[-1], 200) if said else "it said nothing"
        raise UsageError(
            f"ssh-keygen does not sign with {clean(key)}: {why}", "ssh-add it first if it has a passphrase"
        )
    return signature


def _write(path: str, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
