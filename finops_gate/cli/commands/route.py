"""`finops-gate route`: simulate intent routing on the recorded calls of a feature."""

from __future__ import annotations

import os
import re
import sys
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import click

from finops_gate.base.errors import UsageError
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import say, terminal

if TYPE_CHECKING:
    from datetime import datetime

    from finops_gate.app.route import Given

_SPLIT = "--split faq=60%:gpt-4.1-nano, --split reset=0.1:$0.0001 or --split spam=5%:nothing"
_SIZE = "--tokens faq=300/60 (input/output of a mean call)"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_CLASSIFIER = "classifier"
_LARGEST = Decimal(1_000_000_000)


@click.command("route")
@click.option("--feature", required=True, help="The feature whose calls are routed.")
@click.option("--split", "splits", multiple=True, required=True, metavar="NAME=SHARE:TARGET", help="Repeatable.")
@click.option(
    "--tokens", "sizes", multiple=True, metavar="NAME=IN/OUT", help="Tokens of a call of a split; repeatable."
)
@click.option("--classifier", default="", metavar="TARGET", help="What tells the calls apart, paid for every call.")
@click.option("--on", "only", default="", metavar="MODEL", help="Only the calls recorded on this model.")
@click.option("--sweep", is_flag=True, help="Also a line for every share from 0 to 100 %.")
@options.printed("finops_gate.reports.route")
@options.repository
@options.day
@options.loudness
def command(
    feature: str,
    splits: tuple[str, ...],
    sizes: tuple[str, ...],
    classifier: str,
    only: str,
    sweep: bool,
    name: str,
    repo: str | None,
    as_of: datetime | None,
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Say what a feature would cost if shares of its calls went elsewhere; the rest stays with today's model.

    A target is a model, dollars a call for what costs a fixed amount (a static script: $0.0001), or `nothing`. Shares
    come to at most 1. Calls of a split are as long as the others, unless --tokens says how long they are: then what
    stays is the rest of the recorded tokens. The classifier is a model or dollars a call; a model reads what is sent
    and answers with 5 tokens, unless --tokens classifier=IN/OUT says otherwise.

    \b
    Examples:
      finops-gate route --feature helpdesk-bot --split 'reset=40%:$0.0001' --sweep
      finops-gate route --feature helpdesk-bot --split faq=0.6:gpt-4.1-nano --tokens faq=300/60
      finops-gate route --feature helpdesk-bot --split faq=60%:gpt-4o-mini --classifier gpt-4.1-nano
    """
    from finops_gate.app.render import ROUTES
    from finops_gate.app.route import Asked, run

    given = tuple(_split(text) for text in splits)
    names = [one.name for one in given]
    doubled = next((one for one in names if names.count(one) > 1), None)
    if doubled is not None:
        raise UsageError(f"two splits are called {doubled}", "give each a name of its own")
    if sum((one.share for one in given), Decimal(0)) > 1:
        raise UsageError("the shares come to more than 1", "what they leave stays with today's model")
    tokens = dict(_size(text, (*names, *([_CLASSIFIER] if classifier else []))) for text in sizes)
    teller = _target(classifier) if classifier else None
    asked = Asked(feature, given, tokens, teller, only, sweep)
    route = run(options.place(repo), asked, options.day_of(as_of) or options.today())
    shown = terminal(sys.stdout, os.environ, no_color=no_color)
    text = ROUTES.render(route, name, width=shown.width, color=shown.color, verbose=verbose)
    say(f"{text.partition(chr(10))[0]}\n" if quiet and name == "table" else text)
    return 0


def _split(text: str) -> Given:
    from finops_gate.app.route import Given

    name, _, rest = text.partition("=")
    share, _, target = rest.partition(":")
    amount = _number(share.removesuffix("%"))
    if amount is not None and share.endswith("%"):
        amount /= 100
    if not _NAME.fullmatch(name) or amount is None or amount > 1 or not target:
        raise UsageError(f"--split {clean(text, 80)} is not NAME=SHARE:TARGET", _SPLIT)
    if name == _CLASSIFIER:
        raise UsageError(f"a split cannot be called {_CLASSIFIER}", "--classifier says what tells the calls apart")
    return Given(name, amount, _target(target))


def _target(text: str) -> str | Decimal:
    if text.casefold() in ("nothing", "none"):
        return Decimal(0)
    if not text.startswith("$"):
        return text
    amount = _number(text[1:])
    if amount is None:
        raise UsageError(f"{clean(text, 40)} is no amount of dollars", "write a fixed cost of a call as $0.0001")
    return amount


def _size(text: str, names: tuple[str, ...]) -> tuple[str, tuple[Decimal, Decimal]]:
    name, _, tokens = text.partition("=")
    sent, _, answered = tokens.partition("/")
    pair = _number(sent), _number(answered)
    if pair[0] is None or pair[1] is None:
        raise UsageError(f"--tokens {clean(text, 80)} is not NAME=INPUT/OUTPUT", _SIZE)
    if name not in names:
        raise UsageError(f"--tokens {clean(name, 40)} is none of {', '.join(names)}", _SIZE)
    return name, (pair[0], pair[1])


def _number(text: str) -> Decimal | None:
    """A number that is not negative, of plain digits; None for anything else."""
    try:
        number = Decimal(text) if re.fullmatch(r"[0-9]*\.?[0-9]+|[0-9]+\.", text) else None
    except InvalidOperation:
        return None
    return number if number is not None and number <= _LARGEST else None


COMMAND: click.Command = command
