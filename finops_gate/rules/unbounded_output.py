"""A call sets no limit to its answer, and answers are what it costs.

Why it matters:
    A model that repeats itself, or a prompt that asks for everything, is billed up to the longest answer that the model
    can give. A limit costs nothing and bounds that.

Example:
    `gpt-4o` without `max_tokens`: 99 of 100 answers have at most 1,200 tokens, and one may have 16,384.

What to do:
    Set the limit that is named: the 99th percentile of the recorded answers and a quarter more. The mean call costs
    what it did; what is shown is the longest call. The rule speaks where answers are recorded, are at least half of
    what a call costs, and could be four times as long as that limit; and only of a request that names its model
    itself: where the model stands in settings, the limit may stand where the request is. `percent` is the part by
    which the longest call gets cheaper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from finops_gate.base.frozen import replace
from finops_gate.base.money import ZERO, dollars, plain
from finops_gate.base.patterns import lazy
from finops_gate.cost.advising import Spending, advice, finding_of, instead, with_streams
from finops_gate.cost.workload import Stream
from finops_gate.model.setting import Key, Role
from finops_gate.model.site import Site, SiteKind
from finops_gate.model.usage import TokenProfile
from finops_gate.model.verdict import Finding
from finops_gate.rules import Case, Rule

ROOM = Decimal("1.25")
"""What the limit leaves above the 99th percentile."""
FAR = 4
"""How many times the limit the longest answer must be."""
_ASKS = lazy(r"(?:create|parse|stream|complete|completions?|converse|generate\w*|invoke\w*)$", re.IGNORECASE)
"""How the calls end that send a request. What only makes a client or a model (`openai("gpt-4o")`) leaves limits to the
request around it."""


def check(case: Case) -> Iterator[Finding]:
    """One finding for each call without a limit whose longest answer is far from what is recorded."""
    for spending in case.spendings:
        most, limit = spending.quote.max_output, wanted(spending)
        if most is None or limit is None or not unlimited(spending):
            continue
        if spending.site.kind is not SiteKind.MODEL_CALL or most < FAR * limit or not _by_answers(spending):
            continue
        # At most what a call may give, on both sides: the mean call is the same with a limit above all answers.
        now = with_streams(spending, _answering(Decimal(most))).per_call_after
        then = with_streams(spending, _answering(limit)).per_call_after
        if now is None or then is None:
            continue
        message = (
            f"{spending.name}: no limit of output; one call may cost {dollars(now)}, "
            f"with a limit of {plain(limit)} tokens {dollars(then)}"
        )
        rests = (f"99 of 100 answers have at most {plain(limit / ROOM)} tokens; a quarter more is left",)
        found = advice(
            "unbounded-output", spending, f"a limit of {plain(limit)} tokens", instead(spending), message, rests
        )
        assert found.suggests is not None  # advice() has just made it
        longest = replace(
            found.suggests, each_now=now, each_then=then, monthly_now=None, monthly_then=None, unit="longest call"
        )
        yield finding_of(longest, spending)


def unlimited(spending: Spending) -> bool:
    """True where a request names its model itself, and neither it nor another place of these calls sets a limit."""
    sites = (spending.site, *spending.others)
    return any(map(_requests, sites)) and all(site.bound(Key.MAX_OUTPUT) is None for site in sites)


def _requests(site: Site) -> bool:
    bound = site.bound(Key.MODEL)
    return bound is not None and bound.setting.role is Role.CALL_ARGUMENT and bool(_ASKS.search(bound.setting.callee))


def wanted(spending: Spending) -> Decimal | None:
    """The limit that no recorded answer in a hundred reaches, in whole tokens; None where none is recorded."""
    longest = [stream.output.p99 for stream in spending.streams]
    known = [p99 for p99 in longest if p99]
    return (max(known) * ROOM).to_integral_value(rounding="ROUND_UP") if len(known) == len(longest) else None


def _by_answers(spending: Spending) -> bool:
    whole = instead(spending).per_call_before
    silent = with_streams(spending, _answering(ZERO)).per_call_after
    return whole is not None and silent is not None and silent * 2 <= whole


def _answering(tokens: Decimal) -> Callable[[Stream], Stream]:
    def change(stream: Stream) -> Stream:
        return replace(stream, output=TokenProfile(tokens), reasoning=ZERO)

    return change


RULE = Rule("unbounded-output", check, ("percent",), advises=True)
