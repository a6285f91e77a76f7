"""Shows the gate's verdict on two bumps of a library: one that changes its default model, and one that does not.

Ends with 0 exactly when the gate asked for an approval of the first and let the second pass without a word.
"""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
APP = HERE / "app"
INDEX = HERE / "index"
COMMAND = Path(sys.executable).parent / "finops-gate"
PACKAGE = "magentic"
LOCK = """\
version = 1
requires-python = ">=3.11"

[[package]]
name = "{name}"
version = "{version}"
source = {{ registry = "https://packages.example/simple" }}
wheels = [
    {{ url = "https://packages.example/{file}", hash = "sha256:{digest}", size = {size} }},
]
"""


class Answer(NamedTuple):
    """What the gate said of one range."""

    code: int
    report: dict[str, Any]


def lock(version: str) -> str:
    """The lockfile with a version of the package, by the hash of its published wheel."""
    (wheel,) = (INDEX / PACKAGE).glob(f"{PACKAGE}-{version}-*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return LOCK.format(name=PACKAGE, version=version, file=wheel.name, digest=digest, size=wheel.stat().st_size)


def build(folder: Path) -> None:
    """The history: `main`, then `bump` (0.20.0), then `patch` (0.20.1)."""
    shutil.copytree(APP, folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    for branch, version in (("main", "0.19.0"), ("bump", "0.20.0"), ("patch", "0.20.1")):
        if branch != "main":
            git(folder, "checkout", "--quiet", "-b", branch)
        (folder / "uv.lock").write_text(lock(version), encoding="utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", f"{PACKAGE} {version}")


def git(folder: Path, *arguments: str) -> None:
    """Runs git without any configuration of the machine, at a fixed time."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {f"GIT_{role}_{what}": text for role in ("AUTHOR", "COMMITTER") for what, text in PERSON.items()}
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env={**inherited, **who, **own})


PERSON = {"NAME": "Dana Díaz", "EMAIL": "dana@example.com", "DATE": "2026-11-23T08:30:00+00:00"}


def ask(folder: Path, revisions: str) -> Answer:
    """Runs the gate on a range, with the example's folder as the configured index and a cache of its own."""
    report = folder.parent / "report.json"
    command = [str(COMMAND), "diff", revisions, "--inspect", "network"]
    print("$ " + shlex.join(["finops-gate", *command[1:]]), flush=True)
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    own = {
        "PIP_INDEX_URL": INDEX.as_uri(),
        "PIP_CONFIG_FILE": os.devnull,
        "FINOPS_GATE_CACHE": str(folder.parent / "cache"),
    }
    done = subprocess.run(
        [*command, "--output", f"json={report}"], cwd=folder, stdin=subprocess.DEVNULL, env={**outside, **own}
    )
    print(flush=True)
    return Answer(done.returncode, json.loads(report.read_text(encoding="utf-8")))


def problems(bump: Answer, patch: Answer) -> list[str]:
    """In what the answers are not those that the example is about."""
    found = []
    if (bump.code, bump.report["verdict"]) != (3, "require-approval"):
        found.append(f"the bump: exit code {bump.code}, {bump.report['verdict']}")
    billed = [row for row in bump.report["changes"] if row["billed"]]
    swaps = [(row["kind"], row["base"]["id"], row["head"]["id"], row["feature"]) for row in billed]
    if swaps != [("package", "gpt-3.5-turbo", "gpt-4-turbo", "ticket-triage")]:
        found.append(f"the bump: changes {swaps}")
    lines = [(reach["path"], reach["line"]) for row in billed for reach in row["reaches"]]
    if lines != [("services/triage/main.py", 6), ("services/triage/main.py", 10)]:
        found.append(f"the bump: relied on at {lines}")
    if (patch.code, patch.report["verdict"], patch.report["findings"]) != (0, "pass", []):
        found.append(f"the patch: exit code {patch.code}, {patch.report['verdict']}")
    return found


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="silent-bump-") as place:
        folder = Path(place) / "repository"
        build(folder)
        wrong = problems(ask(folder, "main..bump"), ask(folder, "bump..patch"))
    if wrong:
        print("The gate did not answer as the example says:", *wrong, sep="\n- ", file=sys.stderr)
        return 1
    print("The bump needs an approval, the patch needs nobody: as it should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
