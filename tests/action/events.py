"""Payloads of events, with the fields that GitHub sends and a few of the many that nobody reads."""

from __future__ import annotations

from typing import Any

REPOSITORY = {"id": 1, "full_name": "acme/shop", "default_branch": "main", "private": True}
FORK = {"id": 2, "full_name": "stranger/shop", "fork": True}


def pull_request(
    action: str, base: str, head: str, *, fork: bool = False, title: str = "Swap a model"
) -> dict[str, Any]:
    return {
        "action": action,
        "number": 7,
        "pull_request": {
            "number": 7,
            "title": title,
            "state": "open",
            "merged": False,
            "user": {"login": "author", "type": "User"},
            "base": {"ref": "main", "sha": base, "repo": REPOSITORY},
            "head": {"ref": "feature", "sha": head, "repo": FORK if fork else REPOSITORY},
        },
        "repository": REPOSITORY,
        "sender": {"login": "author"},
    }


def review(base: str, head: str) -> dict[str, Any]:
    said = {"state": "approved", "user": {"login": "lead"}, "commit_id": head}
    return {**pull_request("submitted", base, head), "review": said}


def merge_group(base: str, head: str) -> dict[str, Any]:
    return {
        "action": "checks_requested",
        "merge_group": {
            "head_sha": head,
            "head_ref": f"refs/heads/gh-readonly-queue/main/pr-7-{base}",
            "base_sha": base,
            "base_ref": "refs/heads/main",
        },
        "repository": REPOSITORY,
    }


def push(before: str, after: str, *, deleted: bool = False) -> dict[str, Any]:
    return {
        "ref": "refs/heads/main",
        "before": before,
        "after": after,
        "created": not before.strip("0"),
        "deleted": deleted,
        "forced": False,
        "repository": REPOSITORY,
    }


def dispatch() -> dict[str, Any]:
    return {
        "ref": "refs/heads/main",
        "inputs": {},
        "workflow": ".github/workflows/ai-cost.yml",
        "repository": REPOSITORY,
    }


def schedule() -> dict[str, Any]:
    return {"schedule": "0 5 * * 1", "repository": REPOSITORY}
