"""Which differences between two versions of a package are changed defaults."""

import pytest

from finops_gate.app.packages import changed_defaults
from finops_gate.registries.access.archives import open_artefact
from finops_gate.registries.access.limits import Limits
from tests.fakes.index import tarball, wheel


def between(before, after, path="shop/a.py"):
    old, new = (open_artefact("s.whl", "0", wheel({path: text}), (".py",), Limits()) for text in (before, after))
    return [(d.symbol.rpartition(":")[2], d.old, d.new) for d in changed_defaults(old, new)]


FORMS = {
    "parameter": 'def ask(model="{m}"): ...\n',
    "model_name_or_path": 'class Chat:\n    def __init__(self, model_name_or_path: str = "{m}"): ...\n',
    "dataclass": '@dataclass\nclass Chat:\n    model: str = "{m}"\n',
    "pydantic": 'class Chat(BaseModel):\n    model_name: str = Field(default="{m}", alias="model")\n',
    "constant": 'DEFAULT_MODEL = "{m}"\n',
    "environment": 'class C:\n    model: str = os.environ.get("SHOP_MODEL", "{m}")\n',
    "or": 'class C:\n    def __init__(self, model=None):\n        self.model = model or "{m}"\n',
    "if none": 'class C:\n    def __init__(self, c):\n        if not c.model:\n            c.model = "{m}"\n',
    "pop": 'class C:\n    def __init__(self, **kwargs):\n        self.model = kwargs.pop("model", "{m}")\n',
    "settings table": 'DEFAULTS = {{"model": "{m}", "temperature": 0}}\n',
    "option": '@click.option("--model", default="{m}")\ndef main(model): ...\n',
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_of_a_default(form):
    ((_, old, new),) = between(form.format(m="gpt-4o-mini"), form.format(m="gpt-4-turbo"))
    assert (old, new) == ("gpt-4o-mini", "gpt-4-turbo")


@pytest.mark.parametrize(
    "form",
    [
        'CONTEXT = {{"{m}": 128000}}\n',
        'PRICES = {{"{m}": 0.01}}\n',
        'def f():\n    """Use model="{m}"."""\n',
        '# model = "{m}"\n',
        'if model == "{m}":\n    pass\n',
        'def f(client):\n    client.chat.completions.create(model="{m}", messages=[])\n',
        'KNOWN_MODELS = ["gpt-3.5-turbo", "{m}"]\n',
        'def supports(model):\n    return model.startswith("{m}")\n',
        'raise ValueError("use {m}")\n',
    ],
)
def test_what_is_no_default(form):
    assert between(form.format(m="gpt-4o-mini"), form.format(m="gpt-4-turbo")) == []


def test_renamed_constants_and_moved_values():
    assert between('DEFAULT_MODEL = "gpt-4o-mini"\n', 'DEFAULT_WRITER_MODEL = "gpt-4-turbo"\n') == [
        ("DEFAULT_WRITER_MODEL", "gpt-4o-mini", "gpt-4-turbo")
    ]
    before = 'class A:\n    model = "gpt-4o-mini"\n'
    assert between(before, 'DEFAULT_MODEL = "gpt-4o-mini"\n\n\nclass A:\n    model = DEFAULT_MODEL\n') == []


@pytest.mark.parametrize("path", ["tests/test_a.py", "examples/a.py", "shop/templates/a.py", "docs/a.py"])
def test_what_is_shipped_to_be_read(path):
    assert between('DEFAULT_MODEL = "gpt-4o-mini"\n', 'DEFAULT_MODEL = "gpt-4-turbo"\n', path) == []


def test_what_a_private_function_does_for_itself():
    form = 'class C:\n    def _retry(self):\n        llm_model = self.x or "{m}"\n        return ask(llm_model)\n'
    assert between(form.format(m="gpt-4o-mini"), form.format(m="gpt-4-turbo")) == []


SCRIPTS = {
    "??": 'class C {{\n  constructor(init) {{\n    this.model = init?.model ?? "{m}";\n  }}\n}}\n',
    "||": 'class C {{\n  constructor(f) {{\n    this.modelName = f.modelName || "{m}";\n  }}\n}}\n',
    "field": 'class C {{\n  model = "{m}";\n}}\n',
    "destructuring": 'export function ask({{ model = "{m}", t }} = {{}}) {{}}\n',
    "defineProperty": (
        'class C {{\n  constructor() {{\n    Object.defineProperty(this, "model", {{\n      enumerable: true,\n'
        '      writable: true,\n      value: "{m}"\n    }});\n  }}\n}}\n'
    ),
}


@pytest.mark.parametrize("form", SCRIPTS.values(), ids=SCRIPTS)
def test_compiled_classes_and_their_twins(form):
    def version(model):
        names = ("dist/index.js", "dist/index.cjs", "dist/cjs/index.js")
        body = tarball({f"package/{name}": form.format(m=model) for name in names})
        return open_artefact("s.tgz", "0", body, (".js", ".cjs"), Limits())

    ((_, old, new),) = [
        (d.symbol, d.old, d.new) for d in changed_defaults(version("gpt-4o-mini"), version("gpt-4-turbo"))
    ]
    assert (old, new) == ("gpt-4o-mini", "gpt-4-turbo")


def test_documentation_of_a_script_is_no_code():
    def version(model):
        body = tarball(
            {"package/dist/i.js": f'/**\n * new Chat({{ model: "{model}" }})\n */\nexport class Chat {{}}\n'}
        )
        return open_artefact("s.tgz", "0", body, (".js",), Limits())

    assert changed_defaults(version("gpt-4o-mini"), version("gpt-4-turbo")) == ()


def test_constants_that_a_bundler_numbers_anew():
    def version(*models):
        text = "".join(f'var DEFAULT_MODEL{n or ""} = "{model}";\n' for n, model in enumerate(models))
        return open_artefact("s.tgz", "0", tarball({"package/dist/i.js": text}), (".js",), Limits())

    assert (
        changed_defaults(version("gpt-4o", "claude-3-opus"), version("gemini-2.5-pro", "gpt-4o", "claude-3-opus")) == ()
    )
