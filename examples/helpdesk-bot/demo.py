"""Shows the gate's verdict on the example pull request, and checks it.

Ends with 0 exactly when the gate asked for the Engineering Lead's approval (exit code 3) and its figures are those that
follow from the catalog's prices and the measured usage, computed here once more from the files that people review.
"""

import csv
import json
import shlex
import subprocess
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).resolve().parent
PRICES = HERE.parents[1] / "pricing" / "models" / "openai.yaml"
USAGE = HERE / "app" / ".finops-gate" / "usage.csv"
COMMAND = Path(sys.executable).parent / "finops-gate"

sys.path.insert(0, str(HERE))
from build import build  # noqa: E402  (the example's own folder)

FEATURE = "helpdesk-bot"
BASE, HEAD = "gpt-4o-mini", "gpt-4-turbo"
DAY = date(2026, 11, 23)
APPROVAL_REQUIRED = 3


class Answer(NamedTuple):
    """What the gate said."""

    code: int
    report: dict[str, Any]


class Figures(NamedTuple):
    """Dollars a call and a month, before and after."""

    call_base: Decimal
    call_head: Decimal
    month_base: Decimal
    month_head: Decimal


def ask(folder: Path) -> Answer:
    """Runs the gate in a fresh copy of the example's history; its report goes where ours goes."""
    build(folder / "repository")
    report = folder / "report.json"
    command = [str(COMMAND), "diff", "main..HEAD"]
    print("$ " + shlex.join(["finops-gate", *command[1:]]), flush=True)
    done = subprocess.run([*command, "--output", f"json={report}"], cwd=folder / "repository", stdin=subprocess.DEVNULL)
    return Answer(done.returncode, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {})


def expected() -> Figures:
    """The figures by hand: tokens of a mean call times their prices, times the calls of a month."""
    with USAGE.open(encoding="utf-8", newline="") as lines:
        (usage,) = [row for row in csv.DictReader(lines) if row["feature"] == FEATURE]
    models = {model["id"]: model for model in yaml.load(PRICES.read_text(encoding="utf-8"), yaml.BaseLoader)["models"]}
    sent, answered, calls = (Decimal(usage[name]) for name in ("input_mean", "output_mean", "calls_per_month"))
    # The same text is another number of tokens for a model that splits it otherwise.
    ratio = Decimal(models[HEAD]["tokenizer"]["ratio"]) / Decimal(models[BASE]["tokenizer"]["ratio"])
    base = _call(models[BASE], sent, answered)
    head = _call(models[HEAD], sent * ratio, answered)
    return Figures(base, head, base * calls, head * calls)


def _call(model: dict[str, Any], sent: Decimal, answered: Decimal) -> Decimal:
    """Dollars of one call at the prices of the day, which are stated for a million tokens."""
    (price,) = [period for period in model["prices"] if _holds(period)]
    return (sent * Decimal(price["input"]) + answered * Decimal(price["output"])) / 1_000_000


def _holds(period: dict[str, str]) -> bool:
    starts, ends = period.get("from"), period.get("until")
    return (not starts or date.fromisoformat(starts) <= DAY) and (not ends or date.fromisoformat(ends) > DAY)


def problems(answer: Answer, figures: Figures) -> list[str]:
    """In what the answer is not the one that the example is about."""
    found = []
    if answer.code != APPROVAL_REQUIRED:
        found.append(f"exit code {answer.code} instead of {APPROVAL_REQUIRED}")
    report = answer.report
    if report.get("verdict") != "require-approval":
        found.append(f"verdict {report.get('verdict')} instead of require-approval")
    asked = [(approval["role"], approval["state"]) for approval in report.get("approvals", [])]
    if asked != [("engineering-lead", "pending")]:
        found.append(f"approvals {asked} instead of the Engineering Lead's")
    rows = [change for change in report.get("changes", []) if change["billed"]]
    if [_swap(row) for row in rows] != [("charts/helpdesk/values.yaml", BASE, HEAD)]:
        found.append(f"changes {[_swap(row) for row in rows]} instead of the one in the chart's values")
        return found
    (row,) = rows
    told = [(row[part] or {}).get(side) for part in ("per_call", "monthly") for side in ("base", "head")]
    for name, said, wanted in zip(Figures._fields, told, figures, strict=True):
        if said is None or Decimal(said) != wanted:
            found.append(f"{name} {said} instead of {wanted.normalize():f}")
    return found


def _swap(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["path"], (row["base"] or {}).get("id", ""), (row["head"] or {}).get("id", "")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="helpdesk-bot-") as folder:
        answer = ask(Path(folder))
    wrong = problems(answer, expected())
    if wrong:
        print("\nThe gate did not answer as the example says:", *wrong, sep="\n- ", file=sys.stderr)
        return 1
    print(f"\nExit code {answer.code}: an approval is required and missing, as it should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
