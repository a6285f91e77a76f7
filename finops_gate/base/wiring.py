"""Which files run the gate or say who reviews it, told from the name alone. Asked of every changed file."""

from __future__ import annotations

NAME = b"finops-gate"
"""What a file that runs the gate says somewhere."""
_NAMES = frozenset(
    """
    action.yml action.yaml .pre-commit-config.yaml .pre-commit-config.yml .gitlab-ci.yml .gitlab-ci.yaml
    bitbucket-pipelines.yml azure-pipelines.yml azure-pipelines.yaml jenkinsfile cloudbuild.yaml cloudbuild.yml
    codeowners lefthook.yml lefthook.yaml .lefthook.yml makefile gnumakefile justfile taskfile.yml taskfile.yaml
    tox.ini noxfile.py package.json pyproject.toml dockerfile .drone.yml .travis.yml buildspec.yml appveyor.yml
    """.split()
)
_FOLDERS = (".github/", ".gitlab/", ".circleci/", ".buildkite/", ".husky/", ".githooks/", ".azure-pipelines/", ".ci/")
_ENDS = (".sh", ".bash", ".mk", "requirements.txt")
WORKFLOWS = ".github/workflows/"
"""Where GitHub looks for workflows."""
OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where forges look for the list of owners: the first that is there holds (GitHub's order)."""
_TOLD = (".md", ".rst", ".png", ".svg", ".txt")


def may_run_the_gate(path: str) -> bool:
    """True for workflows, hooks, scripts and lists of owners; whether one runs the gate is then read from its text."""
    lowered = path.lower()
    name = lowered.rpartition("/")[2]
    if name in _NAMES or name.endswith(_ENDS):
        return True
    return lowered.startswith(_FOLDERS) and not name.endswith(_TOLD)


def owns(path: str) -> bool:
    """True for a list of code owners where a forge looks for it."""
    return path in OWNERS
