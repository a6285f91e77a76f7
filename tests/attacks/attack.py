"""An attack on the gate by the pull request that it judges: a base, what the pull request does, the mildest answer.

Each attack is compared with the honest pull request that it hides: the same change of `app/bot.py` alone. Nothing that
the pull request brings may run: every file that git or a shell would start leaves a mark, which is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.fakes.repository import Repository
from tests.gate import POLICY, USAGE, Answer, gate, usage

DAY = "2026-11-23"
BOT = "app/bot.py"
OUTCOMES = ("pass", "warn", "require-approval", "block")
WORKFLOW = ".github/workflows/ai-cost.yml"
OWNERS = ".github/CODEOWNERS"
HOOKS = ".pre-commit-config.yaml"
SIGNERS = ".finops-gate/allowed_signers"

GOVERNED = """version: 1
features:
  helpdesk: {paths: ["app/**"]}
approvers:
  engineering-lead: {name: Engineering Lead, users: [alice]}
  governance: {name: FinOps, users: [fiona]}
rules:
  per-call-increase: {require-approval: {ratio: "10", from: engineering-lead}, warn: {ratio: "2"}}
  monthly-increase: {require-approval: {above: "500", from: engineering-lead}, warn: {above: "50"}}
  denied-model: {block: {models: ["gpt-4"]}}
"""
ROW = {
    "feature": "helpdesk",
    "model": "gpt-4o-mini",
    "calls_per_month": 2_000_000,
    "input_mean": 900,
    "cache_read_mean": 0,
    "cache_write_mean": 0,
    "output_mean": 300,
    "reasoning_mean": 0,
}
GATED = """name: AI cost
on: [pull_request]
permissions:
  contents: read
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: make lint
  cost:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@1111111111111111111111111111111111111111
      - name: Judge
        uses: acme/finops-gate@2222222222222222222222222222222222222222
        with:
          fail-on: approval
"""


def bot(model: str = "gpt-4o-mini", above: str = "", beside: str = "", more: str = "") -> str:
    """A file with one call: `above` is a line before the model, `beside` a comment on its line."""
    return f"""from openai import OpenAI

client = OpenAI()


def answer(question):
    return client.chat.completions.create(
{f"        {above}{chr(10)}" if above else ""}        model="{model}",{f"  {beside}" if beside else ""}
        messages=[{{"role": "user", "content": question}}],
        max_tokens=300,
    )
{more}"""


BASE: Mapping[str, str] = {
    POLICY: GOVERNED,
    USAGE: usage(ROW),
    BOT: bot(),
    WORKFLOW: GATED,
    OWNERS: "* @acme/everybody\n/.finops-gate/ @acme/finops\n/.github/ @acme/finops\n",
    HOOKS: """repos:
  - repo: https://github.com/acme/finops-gate
    rev: v1.2.0
    hooks:
      - id: finops-gate
""",
}


class Attack(NamedTuple):
    """One attack. `name` says what the author hopes for."""

    name: str
    head: Mapping[str, str | bytes]
    """Files that the pull request writes."""
    mildest: str = "require-approval"
    """The mildest outcome that is right."""
    rules: tuple[str, ...] = ()
    """Rules that must have found something."""
    base: Mapping[str, str | bytes] = {}
    """Files that base has beside BASE; an empty text: not there."""
    removed: tuple[str, ...] = ()
    links: Mapping[str, str] = {}
    """Symbolic links that the pull request makes, over what was there."""
    words: tuple[str, ...] = ()
    """Words that must stand in the report."""
    saves: bool = False
    """True where the change honestly costs less; else a total below zero fails the attack."""


def run(attack: Attack, root: Path, *options: str) -> Answer:
    """The gate's JSON report of an attack."""
    repository = Repository(root / "repository")
    base = {path: text for path, text in {**BASE, **attack.base}.items() if text}
    repository.write(base).commit("Base")
    repository.branch("change")
    gone = [path for path in (*attack.removed, *attack.links) if (repository.root / path).exists()]
    repository.remove(*gone)
    for path, target in attack.links.items():
        repository.link(path, target)
    repository.write(attack.head).commit("Attack")
    return gate(repository, "diff", "main..HEAD", "--format", "json", "--as-of", DAY, *options)


def check(attack: Attack, root: Path) -> None:
    """Fails when the answer is milder than it must be, shows a saving that nobody makes, or something ran."""
    answer = run(attack, root)
    if answer.code == 2:
        assert attack.mildest == "error", answer.err
        return
    report = answer.report
    told = f"{report['verdict']}: {report['headline']}\n" + "\n".join(
        f"{finding['rule']}: {finding['message']}" for finding in report["findings"]
    )
    assert OUTCOMES.index(report["verdict"]) >= OUTCOMES.index(attack.mildest), told
    assert set(attack.rules) <= set(answer.rules), told
    assert all(word in answer.out for word in attack.words), told
    delta = report["totals"]["delta"]
    assert attack.saves or delta is None or not delta.startswith("-"), told
    assert not list(root.glob("**/executed*")), "something of the pull request ran"
