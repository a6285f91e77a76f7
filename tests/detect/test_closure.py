"""Which names of a package rely on a default of it."""

from finops_gate.detect.closure import carrier, relying
from finops_gate.detect.vendors import speaks_to_models
from finops_gate.model.package import Default
from finops_gate.model.setting import Role


def default(symbol, file="shop/client.py"):
    return Default(file, symbol, "gpt-4o-mini", "gpt-4-turbo", 1, 1, Role.DEFAULT_PARAMETER)


MEMBERS = {
    "shop/client.py": (
        b'class Chat:\n    """Used by Painter() too."""\n\nclass Facade:\n    def go(self):\n        return Chat()\n'
    ),
    "shop/top.py": b"from shop.client import Facade\n\ndef run_it():\n    return Facade()\n\nbot = Facade()\n",
    "shop/paint.py": b"class Painter:\n    # Chat() is not built here\n    pass\n",
    "examples/demo.py": b"class Demo:\n    x = Chat()\n",
}


def test_what_builds_what_holds_it_hop_by_hop():
    assert relying([default("shop.client:Chat.__init__.model")], MEMBERS) == {
        "Chat": {0: 0},
        "Facade": {0: 1},
        "run_it": {0: 2},
        "bot": {0: 2},
    }


def test_a_constant_of_a_common_name_is_read_where_its_module_is():
    members = {
        "shop/openai.py": b"DEFAULT_MODEL = 1\n\nclass OpenAI:\n    x = DEFAULT_MODEL\n",
        "shop/other.py": b"DEFAULT_MODEL = 2\n\nclass Other:\n    x = DEFAULT_MODEL\n",
        "shop/user.py": b"def make(): return openai.DEFAULT_MODEL\n",
    }
    found = relying([default("shop.openai:DEFAULT_MODEL", "shop/openai.py")], members)
    assert set(found) == {"DEFAULT_MODEL", "OpenAI", "make"}


def test_script():
    members = {
        "dist/index.js": b"class Chat {}\nfunction create() { return new Chat(); }\nexport const c = create();\n"
    }
    found = relying([default("dist.index:Chat.constructor.model", "dist/index.js")], members)
    assert set(found) == {"Chat", "create", "c"}
    assert carrier(default("dist.index:Chat.constructor.model")) == "Chat"


def test_packages_that_speak_to_models_by_their_names():
    assert all(speaks_to_models(name) for name in ("openai", "crewai", "@ai-sdk/openai", "llama-index-llms-x", "mem0"))
    assert not any(speaks_to_models(name) for name in ("numpy", "lodash", "left-pad", "requests"))
