"""The inventory for a person at a terminal: one line a site, with the price of its model."""

from __future__ import annotations

from finops_gate.base.money import dollars
from finops_gate.base.text import aligned, clean
from finops_gate.model.entries import spoken
from finops_gate.model.inventory import Inventory, Paid
from finops_gate.model.phrases import count
from finops_gate.model.price import Meter, Price, Quote, Quoted
from finops_gate.model.setting import Key, Unknown
from finops_gate.model.site import Site
from finops_gate.reports.inventory import Format

SHOWN = 10
_HEADER = ("where", "kind", "model", "price", "notes")


def render(inventory: Inventory, *, width: int, color: bool, verbose: bool = False) -> str:
    """A count, then a row for each site that spends; mentions in tests and documents are counted, -v lists them."""
    spending = [site for site in inventory.sites if not site.mention]
    mentions = [site for site in inventory.sites if site.mention]
    lines = [f"{count(len(spending), 'site')} at {clean(inventory.revision)}, prices of {inventory.as_of}"]
    listed = [*spending, *(mentions if verbose else [])]
    rows = [_row(site, inventory.quote(site), inventory.paid(site)) for site in listed]
    if rows:
        lines += ["", *(_laid_out(rows, width, color) if width else aligned([_HEADER, *rows]))]
    if mentions and not verbose:
        lines += ["", f"{count(len(mentions), 'site')} in tests and documents not listed; -v lists them"]
    if inventory.tests:
        lines += ["", f"{count(inventory.tests, 'file')} of tests not read; -v reads and lists them"]
    if inventory.skipped:
        lines += ["", f"{count(len(inventory.skipped), 'file')} could not be read:"]
        shown = inventory.skipped if verbose else inventory.skipped[:SHOWN]
        lines += [f"  {clean(entry.path)}: {clean(entry.reason)}" for entry in shown]
        if len(shown) < len(inventory.skipped):
            lines.append(f"  {len(inventory.skipped) - len(shown):,} more; -v lists them all")
    return "\n".join(lines) + "\n"


def _row(site: Site, quote: Quoted | None, paid: Paid | Unknown | None) -> tuple[str, ...]:
    first = site.settings[0].setting
    model = site.bound(Key.MODEL)
    shown = clean(spoken(model)) if model else ""
    if not model:
        others = [bound for bound in site.settings if bound.setting.key is not Key.PROMPT]
        shown = ", ".join(clean(f"{bound.setting.key}={spoken(bound)}") for bound in others[:3])
    notes = [clean(text, 60) for text in (site.feature, site.environment, site.mention) if text]
    where = f"{clean(first.location.path)}:{first.location.line}"
    if site.capacity is not None:
        return where, site.kind.value, shown, *_by_the_hour(paid, notes)
    return where, site.kind.value, shown, *_prices(quote, notes)


def _by_the_hour(paid: Paid | Unknown | None, notes: list[str]) -> tuple[str, str]:
    """A place that states a part of what another one stands for has no price of its own."""
    if paid is None:
        return "", ", ".join(notes)
    if isinstance(paid, Unknown):
        return "unknown", ", ".join([*notes, clean(paid.reason)])
    most = "" if paid.most is None or paid.most == paid.month else f" to {dollars(paid.most)}"
    return f"{dollars(paid.hour)} / hour, {dollars(paid.month)}{most} / month", ", ".join(notes)


def _prices(quote: Quoted | None, notes: list[str]) -> tuple[str, str]:
    if quote is None or isinstance(quote, Unknown):
        reason = [clean(quote.reason)] if quote is not None else []
        return "unknown", ", ".join([*notes, *reason])
    if quote.reason:
        notes.append(clean(quote.reason))
    if quote.standing:
        notes.append(quote.standing)
    return _price(quote), ", ".join(notes)


def _price(quote: Quote) -> str:
    sent, answered = quote.price(Meter.INPUT), quote.price(Meter.OUTPUT)
    if sent is not None:
        return f"{dollars(sent.amount)} in, {dollars(answered.amount)} out / 1M" if answered else f"{_of(sent)}"
    first = next((price for price in quote.prices if not price.conditions), None)
    return _of(first) if first else "unknown"


def _of(price: Price) -> str:
    unit = f"1M {price.meter}" if price.meter.per_million else price.meter.value
    return f"{dollars(price.amount)} / {unit}"


def _laid_out(rows: list[tuple[str, ...]], width: int, color: bool) -> list[str]:
    import io

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 60),
        force_terminal=True,
        color_system="standard" if color else None,
        no_color=not color,
        emoji=False,
        markup=False,
        highlight=False,
        legacy_windows=False,
    )
    table = Table(box=SIMPLE_HEAD, header_style="bold" if color else "", pad_edge=False)
    for name in _HEADER:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return [line for line in lines if line]  # the box frames itself with empty lines


FORMAT: Format = Format(render, "text/plain; charset=utf-8")
