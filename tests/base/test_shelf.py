"""A shelf lists its files without importing them, and takes one by name."""

import sys

import pytest

from finops_gate.base import shelf


@pytest.fixture
def shelved(tmp_path, monkeypatch):
    folder = tmp_path / "a_shelf_of_tests"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "per_call.py").write_text("RULE = 'per-call'\n")
    (folder / "broken.py").write_text("raise RuntimeError('imported')\n")
    (folder / "_shared.py").write_text("")
    (folder / "notes.txt").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "a_shelf_of_tests"
    for name in [name for name in sys.modules if name.startswith("a_shelf_of_tests")]:
        del sys.modules[name]


def test_names_are_the_files_with_dashes_and_nothing_is_imported(shelved):
    assert shelf.names(shelved) == ("broken", "per-call")


def test_one_plugin_is_taken_by_its_name(shelved):
    assert shelf.take(shelved, "per-call", "RULE") == "per-call"


@pytest.mark.parametrize("name", ["unheard-of", "_shared", "notes", "../per-call", ""])
def test_a_name_that_is_not_on_the_shelf_is_refused(shelved, name):
    with pytest.raises(LookupError):
        shelf.take(shelved, name, "RULE")
