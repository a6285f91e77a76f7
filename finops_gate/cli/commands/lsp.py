"""`finops-gate lsp`: prices and findings in the editor, over the Language Server Protocol."""

from __future__ import annotations

import click

from finops_gate.base.errors import UsageError

LOOPBACK = ("127.0.0.1", "localhost")


@click.command("lsp")
@click.option("--stdio", is_flag=True, help="Standard input and output, as without it: many editors' clients say so.")
@click.option("--tcp", metavar="HOST:PORT", help="Listen on a port of this machine instead of standard input.")
def command(stdio: bool, tcp: str | None) -> int:
    """Show an editor what the code that is being written costs, over the Language Server Protocol.

    An editor starts this and talks to it on standard input and output. It only reads, uses no network, executes nothing
    of the repository, and looks only into the folders that the editor has opened. docs/editor.md tells how to set up
    editors.

    \b
    Examples:
      finops-gate lsp
      finops-gate lsp --tcp 127.0.0.1:4389
    """
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        raise UsageError("the server needs the extra lsp", "pip install 'finops-gate[lsp]'")
    if stdio and tcp is not None:
        raise UsageError("--stdio and --tcp are two ways to listen", "finops-gate lsp --stdio")
    address = _address(tcp) if tcp is not None else None
    from finops_gate.cli.editor import serve

    serve(address)
    return 0


def _address(tcp: str) -> tuple[str, int]:
    host, _, port = tcp.rpartition(":")
    if host not in LOOPBACK or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError("--tcp takes a port of this machine alone", "finops-gate lsp --tcp 127.0.0.1:4389")
    return host, int(port)


COMMAND: click.Command = command
