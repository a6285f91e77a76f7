"""`finops-gate policy`: check the governing files before a pull request depends on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from finops_gate.base.money import plain
from finops_gate.base.text import clean
from finops_gate.cli import options
from finops_gate.cli.output import log, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from finops_gate.model.policy import Policy, RulePolicy
    from finops_gate.model.rates import CompanyPrices


@click.group("policy")
def command() -> None:
    """Check the governing files before a pull request depends on them.

    \b
    Examples:
      finops-gate policy check
      finops-gate policy check proposals/policy.yaml
      finops-gate policy extend ../finops-policy/policy.yaml
    """


@command.command("extend")
@click.argument("file")
@options.repository
def extend(file: str, repo: str | None) -> int:
    """Put an organisation's policy beside this repository's, and say what to write into policy.yaml.

    FILE is a copy of the organisation's policy: from a checkout of its repository, or downloaded by whatever your
    organisation trusts. It is checked, written to .finops-gate/organisation.yaml, and pinned by its digest. From then
    on a run needs nothing but this repository, and policy.yaml may only tighten what the organisation says.

    \b
    Examples:
      finops-gate policy extend ../finops-policy/policy.yaml
    """
    from finops_gate.app.policies import extend as extended

    done = extended(options.place(file), options.place(repo))
    say(f"{clean(str(done.path))}: {'written' if done.changed else 'as it was'}\n")
    say(f"policy.yaml needs this line:\nextends: {{digest: {done.digest}}}\n")
    if done.problem:
        log(f"policy.yaml does not fit yet: {clean(done.problem, 1000)}")
    return 0


@command.command("check")
@click.argument("file", required=False)
@options.repository
def check(file: str | None, repo: str | None) -> int:
    """Check a policy file, or all governing files as they lie in the work tree.

    What is wrong is told with file, line and key, and is exit 2. What holds is printed in full.

    \b
    Examples:
      finops-gate policy check
      finops-gate policy check proposals/policy.yaml
    """
    from finops_gate.app.policies import check as checked_of
    from finops_gate.app.policies import unused

    checked = checked_of(options.place(file), options.place(repo))
    say("\n".join(_told(checked.policy)) + "\n")
    if checked.profiles:
        say(f"usage: {len(checked.profiles)} rows\n")
    if checked.prices.files:
        say("".join(f"{line}\n" for line in _prices(checked.prices)))
    for suite in sorted({score.suite for score in checked.scores}):
        runs = sum(score.suite == suite for score in checked.scores)
        say(f"scores: {clean(suite)}: {runs} runs\n")
    for waiver in checked.waivers:
        what = waiver.finding or waiver.rule or ""
        proof = "signed" if waiver.signature else "holds once it is on the target branch"
        say(
            f"waiver {clean(waiver.id)}: {clean(what)} until {waiver.expires} by {clean(waiver.approved_by)}, {proof}\n"
        )
    if checked.accepted:
        say(f"baseline: {checked.accepted:,} findings that are old debt\n")
    for name in unused(checked):
        log(f"warning: usage.csv counts {clean(name)}, and no feature of the policy is called so")
    return 0


def _told(policy: Policy) -> Iterator[str]:
    yield f"{clean(policy.source)}: in order"
    if policy.advisory_until is not None:
        yield f"advisory until {policy.advisory_until}"
    yield f"features: {', '.join(clean(feature.name) for feature in policy.features) or 'none'}"
    roles = ", ".join(f"{clean(approver.role)} ({clean(approver.name)})" for approver in policy.approvers)
    yield f"approvers: {roles or 'none; owners of the path, else any maintainer but the author'}"
    for rule in policy.rules:
        yield from _rule(rule, "")
    for scope in policy.scopes:
        where = scope.where
        yield f"in {', '.join(clean(name) for name in (*where.paths, *where.features, *where.environments))}:"
        for rule in scope.rules:
            yield from _rule(rule, "  ")


def _prices(own: CompanyPrices) -> Iterator[str]:
    yield f"prices: {', '.join(clean(path) for path, _ in own.files)}: in order"
    for rate in own.rates:
        what = "off-peak hours" if rate.off_peak else f"{plain(rate.discount * 100)}% off" if rate.discount else ""
        what = what or ", ".join(f"{meter.value} {plain(amount)}" for meter, amount in rate.amounts)
        where = f" in {clean(rate.environment)}" if rate.environment else ""
        days = "".join([f" from {rate.starts}" if rate.starts else "", f" until {rate.ends}" if rate.ends else ""])
        yield f"  {clean(rate.provider)} {clean(' '.join(rate.models))}: {what}{where}{days} ({clean(rate.agreement)})"
    for provider, name, model in own.deployments:
        yield f"  {clean(provider)} deployment {clean(name)}: {clean(model)}"
    if own.self_hosted:
        yield f"  self-hosted: {clean(', '.join(own.self_hosted))}"


def _rule(rule: RulePolicy, indent: str) -> Iterator[str]:
    if not rule.thresholds:
        yield f"{indent}{rule.rule}: off"
    for threshold in rule.thresholds:
        limits = [_limit(name, limit) for name, limit in threshold.limits]
        limits += [f"for {' or '.join(clean(name) for name in threshold.names)}"] if threshold.names else []
        asked = f" by {clean(threshold.role)}," if threshold.role else ""
        when = " and ".join(limits) or "always"
        when += f", on {threshold.evidence.word} evidence or better" if threshold.evidence else ""
        yield f"{indent}{rule.rule}: {threshold.outcome.word}{asked} {when}"


_LIMITS = {
    "ratio": "from {} times the cost on",
    "percent": "from {}% on",
    "margin": "below a margin of {}%",
    "above": "above ${} a month",
    "upper": "above ${} a month at the upper bound",
    "per_1k_calls": "above ${} for 1,000 calls",
    "per_outcome": "above ${} an outcome",
}


def _limit(name: str, limit: Decimal) -> str:
    """A limit in words: ``from 10 times the cost on``, ``where it weakens the gate``."""
    if name == "weakened":
        return (
            "where it weakens the gate" if not limit else f"where it weakens the gate in more than {plain(limit)} ways"
        )
    return _LIMITS[name].format(f"{limit:,f}")


COMMAND: click.Command = command
