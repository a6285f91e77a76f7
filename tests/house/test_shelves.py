"""Every plug-in is one file that ends in its typed constant, and one test that stands where the house says."""

import ast
from importlib import import_module

import pytest

from finops_gate.base import shelf as reading
from scripts import new
from scripts.generate_rule_pages import PageError, page
from scripts.shelves import SHELVES

PLUGINS = [pytest.param(shelf, name, id=f"{shelf.kind}-{name}") for shelf in SHELVES for name in shelf.names()]


def taken(shelf, name):
    return reading.take(shelf.package, name.replace("_", "-"), shelf.constant)


@pytest.mark.parametrize(("shelf", "name"), PLUGINS)
def test_file_ends_in_its_typed_constant(shelf, name):
    last = ast.parse(shelf.source(name).read_text(encoding="utf-8")).body[-1]
    targets = last.targets if isinstance(last, ast.Assign) else [getattr(last, "target", None)]
    assert [getattr(target, "id", None) for target in targets] == [shelf.constant]
    module, _, noun = shelf.noun.partition(":")
    assert isinstance(taken(shelf, name), getattr(import_module(module), noun))


@pytest.mark.parametrize(("shelf", "name"), PLUGINS)
def test_plugin_has_its_test(shelf, name):
    wanted = ", ".join(str(path) for path in shelf.tests(name))
    assert shelf.tested(name), f"write one of {wanted}"


def test_plugin_that_no_mark_names_has_no_test():
    (sdks,) = [shelf for shelf in SHELVES if shelf.kind == "sdk"]
    assert sdks.tested("openai") and sdks.tested("azure_openai")
    assert not sdks.tested("open") and not sdks.tested("openai_cobol")


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.kind)
def test_every_shelf_holds_something(shelf):
    assert shelf.names()
    assert list(reading.names(shelf.package)) == sorted(name.replace("_", "-") for name in shelf.names())


@pytest.mark.parametrize("kind", ["rule", "command", "sdk", "language", "config"])
def test_a_plugin_calls_itself_what_its_file_is_called(kind):
    (shelf,) = [shelf for shelf in SHELVES if shelf.kind == kind]
    for name in shelf.names():
        plugin = taken(shelf, name)
        assert (plugin.id if kind == "rule" else plugin.name).replace("-", "_") == name


@pytest.mark.parametrize(
    "docstring",
    [
        None,
        "A first sentence.",
        "A first sentence.\n\nWhy it matters:\n    x\n\nExample:\n    x\n",
        "A first sentence.\n\nExample:\n    x\n\nWhy it matters:\n    x\n\nWhat to do:\n    x\n",
        "A first sentence.\n\nWhy it matters:\n\nExample:\n    x\n\nWhat to do:\n    x\n",
    ],
)
def test_rule_whose_docstring_is_no_page_is_refused(docstring):
    with pytest.raises(PageError, match=r"rules/x\.py"):
        page("x", "rules/x.py", docstring)


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.kind)
def test_new_plugin_is_begun_with_its_test_and_satisfies_the_shelf(shelf, tmp_path):
    source, test = new.begin(shelf.kind, "idle-gpu", tmp_path)
    assert source == tmp_path / "finops_gate" / shelf.folder / "idle_gpu.py"
    assert test.relative_to(tmp_path) in [path.relative_to(new.ROOT) for path in shelf.tests("idle_gpu")]
    names = {}
    exec(compile(source.read_text(encoding="utf-8"), str(source), "exec"), names)
    module, _, noun = shelf.noun.partition(":")
    assert isinstance(names[shelf.constant], getattr(import_module(module), noun))
    assert list(names)[-1] == shelf.constant
    if test.suffix == ".py":
        compile(test.read_text(encoding="utf-8"), str(test), "exec")


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.kind)
def test_nothing_is_overwritten(shelf, tmp_path):
    source, _ = new.begin(shelf.kind, "idle-gpu", tmp_path)
    source.write_text("mine", encoding="utf-8")
    with pytest.raises(new.RefusedError, match="exists already"):
        new.begin(shelf.kind, "idle-gpu", tmp_path)
    assert source.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "Idle", "idle_gpu", "../up", "idle--gpu", "1st"])
def test_name_that_is_no_name_is_refused(name, tmp_path):
    with pytest.raises(new.RefusedError):
        new.begin("rule", name, tmp_path)


def test_kind_that_is_not_known_is_told_the_kinds(capsys):
    assert new.main(["rul", "idle-gpu"]) == 2
    assert "rule, language" in capsys.readouterr().err


def test_begun_rule_is_a_page(tmp_path):
    source, _ = new.begin("rule", "idle-gpu", tmp_path)
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))
    assert page("idle-gpu", "rules/idle_gpu.py", docstring).count("\n## ") == 3
