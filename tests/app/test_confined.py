"""Which repository a program may have looked into."""

import os

import pytest

from finops_gate.app.confined import here, repository
from finops_gate.base.errors import RepositoryError, UsageError
from tests.fakes.repository import Repository


@pytest.fixture
def made(tmp_path):
    found = Repository(tmp_path / "open" / "shop")
    found.write({"services/bot.py": "x = 1\n"}).commit()
    return found


@pytest.fixture
def elsewhere(tmp_path):
    found = Repository(tmp_path / "secret")
    found.write({"secret.py": "x = 1\n"}).commit()
    return found


def test_repository_of_the_first_folder_is_meant(made):
    assert repository(None, [str(made.root)]) == os.path.realpath(made.root)


def test_directory_is_relative_to_the_first_folder_or_absolute(made):
    folders = [str(made.root.parent)]
    assert repository("shop/services", folders) == os.path.realpath(made.root)
    assert repository(str(made.root / "services"), folders) == os.path.realpath(made.root)


def test_any_of_the_folders_will_do(made, elsewhere):
    assert repository(str(elsewhere.root), [str(made.root), str(elsewhere.root)]) == os.path.realpath(elsewhere.root)


@pytest.mark.parametrize("directory", ["..", "../../secret", "services/../../../secret", "/", "/etc"])
def test_nothing_outside_is_looked_into(made, elsewhere, directory):
    with pytest.raises(UsageError, match="outside of what may be read"):
        repository(directory, [str(made.root)])


def test_sibling_whose_name_begins_alike_is_outside(made, tmp_path):
    Repository(tmp_path / "open" / "shop-secret").write({"a": "b"}).commit()
    with pytest.raises(UsageError, match="outside"):
        repository(str(tmp_path / "open" / "shop-secret"), [str(made.root)])


def test_link_that_leads_out_is_outside(made, elsewhere):
    (made.root / "link").symlink_to(elsewhere.root)
    with pytest.raises(UsageError, match="outside"):
        repository("link", [str(made.root)])


def test_folder_may_be_a_link_itself(made, tmp_path):
    (tmp_path / "link").symlink_to(made.root)
    assert repository(None, [str(tmp_path / "link")]) == os.path.realpath(made.root)


def test_part_of_a_repository_opens_not_the_whole(made):
    with pytest.raises(UsageError, match="outside") as refused:
        repository(None, [str(made.root / "services")])
    assert "open the whole repository" in refused.value.hint


def test_forged_git_file_opens_nothing(made, elsewhere):
    forged = made.root / "vendor"
    forged.mkdir()
    (forged / ".git").write_text(f"gitdir: {elsewhere.root}/.git\n", encoding="utf-8")
    with pytest.raises(UsageError, match="does not know this work tree"):
        repository("vendor", [str(made.root)])


def test_linked_work_tree_is_vouched_for_by_its_repository(made, tmp_path):
    tree = tmp_path / "trees" / "feature"
    made.git("worktree", "add", "-q", str(tree))
    assert repository(None, [str(tree)]) == os.path.realpath(tree)
    copied = tmp_path / "trees" / "copy"
    copied.mkdir()
    (copied / ".git").write_bytes((tree / ".git").read_bytes())
    with pytest.raises(UsageError, match="does not know this work tree"):
        repository(None, [str(copied)])


def test_submodule_is_vouched_for_by_its_repository(made, elsewhere):
    made.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(elsewhere.root), "lib")
    assert repository(None, [str(made.root / "lib")]) == os.path.realpath(made.root / "lib")


@pytest.mark.parametrize(
    ("directory", "folders", "error"),
    [
        (None, [], UsageError),
        ("a\0b", ["/tmp"], UsageError),
        ("no/such", None, RepositoryError),
        ("x" * 5000, None, RepositoryError),
    ],
)
def test_what_is_no_directory_is_refused(made, directory, folders, error):
    with pytest.raises(error):
        repository(directory, [str(made.root)] if folders is None else folders)


def test_here_is_the_top_of_the_current_repository(made, tmp_path, monkeypatch):
    monkeypatch.chdir(made.root / "services")
    assert here() == os.path.realpath(made.root)
    monkeypatch.chdir(tmp_path)
    assert here() == os.path.realpath(tmp_path)
