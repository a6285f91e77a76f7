"""A clone is completed beside itself: nothing that its configuration names runs, and the checkout stays as it is."""

import os
from pathlib import Path

import pytest

from finops_gate.base.errors import RangeError, RepositoryError, UsageError
from finops_gate.repo.fetching import WHOLE, Clone, Origin
from tests.fakes.origin import Origin as Served
from tests.fakes.repository import Repository

TOKEN = "ghs_0123456789"


@pytest.fixture
def source(tmp_path):
    made = Repository(tmp_path / "source")
    made.write({"a.py": "1\n"}).commit("one")
    made.write({"a.py": "2\n"}).commit("two")
    made.write({"a.py": "3\n"}).commit("three")
    return made


@pytest.fixture
def served(source):
    origin = Served(source.root, TOKEN)
    yield origin
    origin.close()


def shas(source):
    return source.git("rev-list", "--reverse", "HEAD").split()


def contents(folder: Path):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def clone(copy, tmp_path, served, token=TOKEN):
    return Clone(copy.root, tmp_path / "beside", Origin(f"{served.url}/acme/shop", token))


def test_checkout_is_left_as_it_is_and_nothing_of_its_configuration_runs(source, served, tmp_path):
    copy = source.clone(tmp_path / "copy", "--depth=1")
    marks = tmp_path / "marks"
    marks.mkdir()
    program = tmp_path / "trap.sh"
    program.write_text(f"#!/bin/sh\ntouch {marks}/$$\n")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("reference-transaction", "post-checkout", "pre-auto-gc", "post-index-change"):
        (hooks / hook).symlink_to(program)
    for key in ("credential.helper", "core.askPass", "core.sshCommand", "core.gitProxy", "core.fsmonitor"):
        copy.git("config", key, str(program))
    copy.git("config", "core.alternateRefsCommand", str(program))
    copy.git("config", "core.hooksPath", str(hooks))
    copy.git("config", "http.proxy", "http://127.0.0.1:9")
    copy.git("config", "url.http://127.0.0.1:9/.insteadOf", served.url)
    copy.git("config", "remote.origin.uploadpack", str(program))
    copy.git("config", "gc.auto", "1")
    before = contents(copy.root)
    made = clone(copy, tmp_path, served)
    one, _, three = shas(source)
    assert made.commits([one]) == [None] and made.fork(one, three) is None
    made.fetch([one, three], 1)
    made.fetch([one, three], WHOLE)
    assert made.fork(one, three) == one and not made.shallow
    assert contents(copy.root) == before
    assert not os.listdir(marks)


def test_token_stands_in_no_file_and_no_command_line(source, served, tmp_path, monkeypatch):
    copy = source.clone(tmp_path / "copy", "--depth=1")
    folder = tmp_path / "bin"
    folder.mkdir()
    real = next(f"{p}/git" for p in os.environ["PATH"].split(":") if os.access(f"{p}/git", os.X_OK))
    (folder / "git").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/lines\nexec {real} "$@"\n')
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    made = clone(copy, tmp_path, served)
    made.fetch(shas(source)[:1], 1)
    lines = (tmp_path / "lines").read_text()
    assert " fetch " in lines and TOKEN not in lines and "Authorization" not in lines
    assert not [path for path, content in contents(tmp_path / "beside").items() if TOKEN.encode() in content]


def test_what_is_not_there_is_an_error_that_keeps_the_token(source, served, tmp_path):
    copy = source.clone(tmp_path / "copy", "--depth=1")
    made = clone(copy, tmp_path, served, "another")
    with pytest.raises(RepositoryError, match="git fetch refused") as caught:
        made.fetch(shas(source)[:1], 1)
    assert "another" not in caught.value.message
    with pytest.raises(RepositoryError, match="git fetch refused"):
        clone(copy, tmp_path / "more", served).fetch(["d" * 40], 1)


@pytest.mark.parametrize("name", ["main", "--upload-pack=x", "", "a" * 39, "refs/heads/main", "+a:b"])
def test_only_full_ids_are_fetched(source, served, tmp_path, name):
    with pytest.raises(UsageError):
        clone(source, tmp_path, served).fetch([name], 1)
    assert served.asked == []


@pytest.mark.parametrize(
    "url",
    [
        *("http://forge.example/acme/shop", "ssh://forge.example/acme/shop", "file:///etc", "ext::sh -c x", "/srv/git"),
        *("https://user:secret@forge.example/acme/shop", "https://", "git@forge.example:acme/shop", "--upload-pack=x"),
    ],
)
def test_only_encrypted_addresses_are_fetched_from(source, tmp_path, url):
    with pytest.raises(UsageError, match="no address that the gate fetches from"):
        Clone(source.root, tmp_path / "beside", Origin(url)).fetch(["a" * 40], 1)
    assert not (tmp_path / "beside").exists()


def test_without_an_origin_nothing_is_fetched(source, tmp_path):
    with pytest.raises(RepositoryError, match="where the repository comes from"):
        Clone(source.root, tmp_path / "beside", None).fetch(["a" * 40], 1)


def test_whole_history_without_a_common_commit_is_an_error(source, tmp_path):
    three = shas(source)[-1]
    source.git("checkout", "-q", "--orphan", "alone")
    alone = source.commit("Alone")
    with pytest.raises(RangeError, match="no common ancestor"):
        Clone(source.root, tmp_path / "beside", None).fork(three, alone)


def test_fork_of_neighbours_is_known_without_history(source, tmp_path):
    one, two, _ = shas(source)
    made = Clone(source.root, tmp_path / "beside", None)
    assert made.fork(one, two) == made.fork(two, one) == made.fork(one, one) == one
    assert made.directory == str(source.root)


def test_odd_address_of_origin_is_not_copied(source, served, tmp_path):
    copy = source.clone(tmp_path / "copy", "--depth=1")
    (copy.root / ".git" / "config").write_text('[remote "origin"]\n\turl = "x\\"\\n[core]\\n\\tfsmonitor = touch y"\n')
    made = clone(copy, tmp_path, served)
    made.fetch(shas(source)[:1], 1)
    assert "fsmonitor" not in (tmp_path / "beside" / "config").read_text()


def test_repository_of_sha256_is_completed_too(tmp_path):
    made = Repository(tmp_path / "source", create=False)
    made.root.mkdir()
    made.git("init", "-q", "-b", "main", "--object-format=sha256")
    first = made.write({"a.py": "1\n"}).commit("one")
    made.write({"a.py": "2\n"}).commit("two")
    copy = made.clone(tmp_path / "copy", "--depth=1")
    served = Served(made.root)
    try:
        found = Clone(copy.root, tmp_path / "beside", Origin(f"{served.url}/acme/shop"))
        found.fetch([first], 1)
        assert found.commits([first])[0].sha == first
    finally:
        served.close()
