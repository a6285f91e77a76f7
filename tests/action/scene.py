"""A repository as a forge has it, with a pull request, and the checkouts that jobs begin with."""

from __future__ import annotations

from pathlib import Path

from tests.cli.example import CALL
from tests.fakes.repository import Repository
from tests.gate import usage

POLICY = """version: 1
features:
  helpdesk: {paths: ["bot.py"]}
approvers:
  engineering-lead: {users: [lead]}
"""
USAGE = usage(
    {"feature": "helpdesk", "model": "gpt-4o-mini", "calls_per_month": 50_000, "input_mean": 900, "output_mean": 300}
)


class Scene:
    """main, the branch `feature` that swaps a model, and main two commits further on, with the merge of both."""

    def __init__(
        self,
        folder: Path,
        *,
        swap: str = "gpt-4-turbo",
        files: dict[str, str] | None = None,
        policy: str = POLICY,
        before: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.origin = Repository(folder / "origin")
        self.origin.write({"bot.py": CALL.format(model="gpt-4o-mini"), "README.md": "x\n"})
        self.origin.write({".finops-gate/policy.yaml": policy, ".finops-gate/usage.csv": USAGE})
        self.origin.write(before or {})
        self.fork = self.origin.commit("Start")
        self.origin.branch("feature").write({"bot.py": CALL.format(model=swap), **(files or {})})
        self.origin.commit("Swap")
        self.head = self.origin.write({"notes.md": "later\n"}).commit("Notes")
        self.origin.checkout("main").write({"other.md": "1\n"}).commit("Elsewhere")
        self.base = self.origin.write({"other.md": "2\n"}).commit("Elsewhere again")
        self.origin.git("checkout", "-q", "--detach", "main")
        self.merge = self.origin.merge("feature")
        self.origin.git("update-ref", "refs/pull/7/merge", self.merge)
        self.origin.git("update-ref", "refs/pull/7/head", self.head)
        self.origin.checkout("main")

    def checkout(self, revision: str, depth: int = 0, *, name: str = "workspace") -> Path:
        """What actions/checkout leaves behind: a detached HEAD, and `depth` commits of history (0: all of it)."""
        here = Repository(self.folder / name)
        self.origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
        url = self.origin.root.absolute().as_uri()
        reach = [f"--depth={depth}"] if depth else []
        every = [] if depth else ["+refs/heads/*:refs/remotes/origin/*"]
        here.git("fetch", "-q", "--no-tags", *reach, url, f"+{revision}:refs/remotes/checkout", *every)
        here.git("checkout", "-q", "--detach", "refs/remotes/checkout")
        here.git("remote", "add", "origin", "https://github.example/acme/shop")
        return here.root
