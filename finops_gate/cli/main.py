"""`finops-gate`: the commands of the shelf, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from finops_gate import __version__
from finops_gate.base import shelf
from finops_gate.base.errors import GateError
from finops_gate.base.text import clean
from finops_gate.cli.output import log

COMMANDS = "finops_gate.cli.commands"
PROGRAM = "finops-gate"
ERROR = 2
INTERRUPTED = 130


class Commands(click.Group):
    """The shelf as a group: listing reads file names and first lines, asking for a command imports that one alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(shelf.names(COMMANDS))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        try:
            found = shelf.take(COMMANDS, cmd_name, "COMMAND")
        except LookupError:
            return None
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], known, 1)
            meant = f" Did you mean {close[0]}?" if close else f" There are {', '.join(known)}."
            raise click.UsageError(f"There is no command {clean(args[0], 40)!r}.{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary(name)) for name in self.list_commands(ctx)])


def summary(command: str) -> str:
    """What a command's file says of it in its first line, after the command's name. Imports nothing."""
    package = sys.modules.get(COMMANDS) or __import__(COMMANDS, fromlist=["*"])
    path = os.path.join(os.path.dirname(package.__file__ or ""), f"{command.replace('-', '_')}.py")
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs more than the whole listing
        line = file.readline()
    return line.strip().strip('"').partition(": ")[2].rstrip(".")


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def gate(context: click.Context) -> None:
    """The price tag of AI on the pull request.

    Reads a git diff, finds what it changes in AI spending (models, billed parameters, prompts), prices it and answers
    pass, warn, require-approval or block.

    \b
    Examples:
      finops-gate diff main..HEAD            judge a branch
      finops-gate diff --staged              judge what is about to be committed
      finops-gate scan                       list every place that spends
      finops-gate explain per-call-increase  what a rule objects to
      finops-gate price gpt-4o-mini          what a call costs

    \b
    Exit codes:
      0  pass, also with warnings or granted approvals
      1  block
      2  no answer: wrong command line, malformed governing file, unreadable repository, error of ours
      3  approval required and missing
      4  warnings, under --fail-on warn
    """
    if context.invoked_subcommand is None:
        log(context.get_help())
        # A pipeline that forgot the command has judged nothing, and must not be green.
        context.exit(ERROR)


def main(arguments: Sequence[str] | None = None, command: click.Command = gate) -> int:
    """Runs a command line and returns the exit code. Never raises, and never answers 0 for what failed."""
    if arguments is None:
        _spare_the_collector()
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a character must not end the run
            stream.reconfigure(errors="backslashreplace")
    try:
        code = command.main(words, prog_name=PROGRAM, standalone_mode=False)
    except GateError as error:
        _tell(error.message, error.hint)
        _trace(wanted=False)
        return error.exit_code
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        if context and error.format_message() == context.get_help():  # a group without its command
            log(context.get_help())
            return ERROR
        _tell(error.format_message(), f"{context.command_path} --help" if context else "")
        return ERROR
    except SystemExit as leave:
        # Shell completion leaves so, and click when a reader closed the pipe, with 1: that would say "block".
        return 0 if leave.code in (0, None) else ERROR
    except Exception as error:  # noqa: BLE001 - the one broad handler: Python's own exit code 1 would say "block"
        _tell(
            f"finops-gate failed: {type(error).__name__}: {error}",
            "an error of ours: please report it as SECURITY.md or CONTRIBUTING.md say, with what -v prints",
        )
        _trace(wanted=not {"-v", "--verbose"}.isdisjoint(words))
        return ERROR
    return code if isinstance(code, int) else 0


def _spare_the_collector() -> None:
    """A run is short and makes next to no cycles: looking for them takes an eighth of it (docs/performance.md)."""
    import atexit
    import gc

    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.freeze)  # at the end Python would search all that is left once more


def _tell(message: str, hint: str) -> None:
    log(f"error: {clean(message, 2000)}")
    if hint:
        log(f"hint: {clean(hint, 2000)}")


def _trace(*, wanted: bool) -> None:
    """The traceback of the exception being handled, under -v (for our own errors) or FINOPS_GATE_DEBUG=1."""
    if wanted or os.environ.get("FINOPS_GATE_DEBUG", "") not in ("", "0"):
        import traceback

        for line in traceback.format_exc().splitlines():
            log(clean(line, 2000))


if __name__ == "__main__":
    sys.exit(main())
