"""How first-party code uses a package's names, in Python and in TypeScript."""

import pytest

from finops_gate.detect.reliance import Imported, calls, imports
from finops_gate.model.package import Use

SLOTS = {"Chat": frozenset({"model"}), "prompt": frozenset()}


def told(path, code, root="shop"):
    known = imports(path, code, [root])
    return [(call.line, call.name, call.use and call.use.value, call.why) for call in calls(path, code, known, SLOTS)]


def test_names_of_python_imports():
    code = "from shop.chat import (\n    Chat as C,  # x\n    prompt,\n)\nimport shop.tools\n"
    code += "import shop as s\nimport other\n"
    assert imports("a.py", code, ["shop"]) == {
        "C": Imported("shop.chat", "Chat"),
        "prompt": Imported("shop.chat", "prompt"),
        "shop": Imported("shop", ""),
        "s": Imported("shop", ""),
    }


def test_names_of_script_imports():
    code = (
        'import kit, { Chat as C, type T } from "@shop/kit/chat";\nimport * as all from "@shop/kit";\n'
        'const { prompt: p, Chat } = require("@shop/kit");\nconst whole = await import("@shop/kit");\n'
        'import x from "y";\n'
    )
    found = imports("a.ts", code, ["@shop/kit"])
    assert {local: what.name for local, what in found.items()} == {
        "kit": "default",
        "C": "Chat",
        "T": "T",
        "all": "",
        "p": "prompt",
        "Chat": "Chat",
        "whole": "default",
    }


@pytest.mark.parametrize(
    ("code", "use", "why"),
    [
        ("Chat()", "confirmed", "a call without a model"),
        ("x = [Chat(key=f(1, model=2))]", "confirmed", "a call without a model"),
        ("Chat(model='gpt-4o')", None, "it names its model"),
        ("Chat(llm=other)", None, "it names its model"),
        ("Chat('gpt-4o', 3)", None, "it names its model"),
        ("Chat(**given)", "possible", "what it is given is not told here"),
        ("@Chat\ndef f(): ...", "confirmed", "a decorator"),
        ("@Chat('x')\ndef f(): ...", "confirmed", "a decorator"),
        ("class Own(Chat):\n    pass", "possible", "a subclass"),
    ],
)
def test_python(code, use, why):
    ((_, name, found, reason),) = told("a.py", f"from shop import Chat\n{code}\n")
    assert (name, found, reason) == ("Chat", use, why)


@pytest.mark.parametrize("code", ["# Chat()", "'Chat()'", '"""\nChat()\n"""', "other.Chat()", "Chatter()"])
def test_what_is_no_use_in_python(code):
    assert told("a.py", f"from shop import Chat\n{code}\n") == []


@pytest.mark.parametrize(
    ("code", "use", "why"),
    [
        ("new Chat();", "confirmed", "a call without a model"),
        ("new Chat({ key: 1 });", "confirmed", "a call without a model"),
        ('new Chat({ model: "gpt-4o" });', None, "it names its model"),
        ("new Chat({ model });", None, "it names its model"),
        ("new Chat({ ...given });", "possible", "what it is given is not told here"),
        ("class Own extends Chat {}", "possible", "a subclass"),
    ],
)
def test_typescript(code, use, why):
    ((_, name, found, reason),) = told("a.ts", f'import {{ Chat }} from "shop";\n{code}\n')
    assert (name, found, reason) == ("Chat", use, why)


def test_what_is_no_use_in_typescript():
    assert told("a.ts", 'import { Chat } from "shop";\n// new Chat()\n/* Chat() */ const t = `Chat()`;\n') == []


def test_a_use_is_an_ordered_word():
    assert [use.value for use in Use] == ["confirmed", "possible", "not used"]
