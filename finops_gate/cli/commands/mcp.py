"""`finops-gate mcp`: answer coding agents over the Model Context Protocol."""

from __future__ import annotations

import os

import click

from finops_gate.base.errors import UsageError
from finops_gate.cli import options


@click.command("mcp")
@click.option("--repo", metavar="DIR", help="The only folder that may be read; without it those the client opened.")
def command(repo: str | None) -> int:
    """Answer coding agents over the Model Context Protocol, on standard input and output.

    An agent's client starts this; it offers the tools diff, scan, price and explain. They only read, use no network,
    and look only into the folders that the client has opened (of a client that tells none: the current repository).

    \b
    Examples:
      finops-gate mcp
      finops-gate mcp --repo ~/work/shop

    \b
    A client's configuration:
      {"mcpServers": {"finops-gate": {"command": "finops-gate", "args": ["mcp"]}}}
    """
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise UsageError("the server needs the extra mcp", "pip install 'finops-gate[mcp]'")
    if repo is not None and not os.path.isdir(repo):
        raise UsageError("--repo names no directory", "finops-gate mcp --repo DIR")
    from finops_gate.cli.agents import serve

    serve(repo, options.cache_directory(os.environ))
    return 0


COMMAND: click.Command = command
