"""The smallest repository with something to judge: a branch that swaps a model."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.repository import Repository

CALL = """from openai import OpenAI

client = OpenAI()


def answer(question):
    return client.chat.completions.create(
        model="{model}",
        messages=[{{"role": "user", "content": question}}],
    )
"""


def a_repository(folder: Path, before: str = "gpt-4o-mini", after: str = "gpt-4-turbo") -> Repository:
    """main calls `before`; the branch that is checked out calls `after`."""
    made = Repository(folder)
    made.write({"bot.py": CALL.format(model=before), "README.md": "x\n"}).commit("Start")
    made.branch("feature").write({"bot.py": CALL.format(model=after)}).commit("Swap")
    return made
