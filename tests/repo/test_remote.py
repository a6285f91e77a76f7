from __future__ import annotations

from pathlib import Path

import pytest

from finops_gate.repo.remote import repository_name
from tests.fakes.repository import Repository


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/acme/bot.git", "acme/bot"),
        ("https://github.com/acme/bot/", "acme/bot"),
        ("https://token:x-oauth@github.com/acme/bot", "acme/bot"),
        ("git@github.com:acme/bot.git", "acme/bot"),
        ("gitlab.example.com:group/sub/bot.git", "group/sub/bot"),
        ("ssh://git@example.com:2222/acme/bot.git", "acme/bot"),
        ("git+ssh://example.com/acme/bot", "acme/bot"),
        ("https://github.com/acme", None),
        ("https://github.com/acme/<b>", None),
        ("https://github.com/acme/bot\x1b[31m", None),
        ("/srv/git/bot.git", None),
        ("../bot.git", None),
        ("file:///srv/git/bot.git", None),
        ("C:/Users/me/bot", None),
    ],
)
def test_owner_and_name_come_from_the_address_of_origin(tmp_path: Path, url: str, name: str | None) -> None:
    repository = Repository(tmp_path)
    repository.git("config", "remote.origin.url", url)
    assert repository_name(tmp_path) == name


def test_without_origin_there_is_no_name(tmp_path: Path) -> None:
    Repository(tmp_path).git("remote", "add", "upstream", "https://github.com/acme/bot")
    assert repository_name(tmp_path) is None
