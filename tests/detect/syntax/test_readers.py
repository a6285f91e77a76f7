"""The other readers against parsers of the standard library, and the forms that only they know."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.detect.syntax.assignments import bare, read_dotenv, read_ini
from finops_gate.detect.syntax.braces import read_braces
from finops_gate.detect.syntax.brackets import read_json
from finops_gate.detect.syntax.outline import Outline, UnreadableError
from finops_gate.detect.syntax.recipes import read_dockerfile, read_makefile
from finops_gate.detect.syntax.toml import read_toml

KEYS = st.sampled_from(["a", "b-c", "d e", "f.g", ""])
JSON = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)


def told(outline: Outline):
    return [(leaf.branch.scope, leaf.key, leaf.value, leaf.line) for leaf in outline.leaves]


def scalars(value, key=""):
    if isinstance(value, dict):
        return [pair for name, inner in value.items() for pair in scalars(inner, name)]
    if isinstance(value, list):
        return [pair for inner in value for pair in scalars(inner)]
    return [(key, value if isinstance(value, str) else json.dumps(value))]


@given(value=st.dictionaries(KEYS, JSON, max_size=3), indent=st.sampled_from([None, 2]), plain=st.booleans())
def test_json_gives_every_scalar_under_its_key(value, indent, plain):
    outline = read_json(json.dumps(value, indent=indent, ensure_ascii=plain))
    assert [(leaf.key, leaf.value) for leaf in outline.leaves] == scalars(value)


def test_json_lines_comments_and_looseness():
    text = "// c\n{'a': 1, b: \"\\u0041\\n\", /* x\n */ c: [1, 2,],\n d: {},}\n"
    assert told(read_json(text)) == [("", "a", "1", 2), ("", "b", "A\n", 2), ("c", "", "1", 3), ("c", "", "2", 3)]


def test_json_that_is_none_and_json_that_is_empty():
    with pytest.raises(UnreadableError, match="does not parse as JSON"):
        read_json("hello")
    assert told(read_json("  \n")) == []


def test_toml_agrees_with_the_standard_library():
    text = "\n".join(
        [
            'a = "x\\ty" # c',
            "b.c = 'z'",
            "[d]",
            'e = ["f", 1, # c',
            "  {g = 'h'}]",
            'i = """',
            'j = "k"',
            '"""',
            "[[l.m]]",
            "n = true",
            "[[l.m]]",
            "n = 2",
            "[l.m.o]",
            '"p q" = 3',
        ]
    )
    assert [(leaf.key, leaf.value) for leaf in read_toml(text).leaves] == scalars(tomllib.loads(text))
    assert told(read_toml(text))[-1] == ("l.m.[1].o", "p q", "3", 14)


def test_toml_table_that_is_redefined_as_a_list_and_back():
    assert told(read_toml("[a]\nb = 1\n[[a]]\nc = 2\n[a.d]\ne = 3\nnonsense\n")) == [
        ("a", "b", "1", 2),
        ("a.[0]", "c", "2", 4),
        ("a.[0].d", "e", "3", 6),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("a # b", "a"), ("'a # b' # c", "a # b"), ('"a', "a"), ("a#b", "a#b"), ("# a", ""), ("", ""), ("'", "")],
)
def test_values_without_quotes_and_comments(text, value):
    assert bare(text)[0] == value


def test_dotenv_and_ini():
    assert told(read_dotenv("export A=1\n# B=2\nC: d\r\n=\n")) == [("", "A", "1", 1), ("", "C", "d", 3)]
    text = "a.b=c\n[s t]\nd = e \\\n  f\n ; g=h\n  indented = x\ni: j\n"
    assert told(read_ini(text)) == [("a", "b", "c", 1), ("s t", "d", "e f", 3), ("s t", "i", "j", 7)]


def test_braces_of_terraform_and_bicep():
    text = "\n".join(
        [
            'resource "a_b" "c" {',
            "  d = 1 // x",
            "  e { f = [1, var.g, 'h'] }",
            '  i = concat(["j"], [k])',
            "  l = m[0]",
            '  n = "${var.o}"',
            "}",
            'resource "a_b" "p" { q = r == "s" ? "t" : "u" }',
            "@allowed(['v'])",
            "param w string = 'x'",
            "'''",
        ]
    )
    assert told(read_braces(text)) == [
        ("resource.a_b.c", "d", "1", 2),
        ("resource.a_b.c.e.f", "", "1", 3),
        ("resource.a_b.c.e.f", "", "var.g", 3),
        ("resource.a_b.c.e.f", "", "h", 3),
        ("resource.a_b.c.i", "", "j", 4),
        ("resource.a_b.c.i", "", "k", 4),
        ("resource.a_b.c", "i", "concat ( , )", 4),
        ("resource.a_b.c", "l", "m [ 0 ]", 5),
        ("resource.a_b.c", "n", "var.o", 6),
        ("resource.a_b.p", "q", 'r == "s" ? "t" : "u"', 8),
        ("@allowed", "", "v", 9),
        ("", "w", "x", 10),
    ]


def test_heredoc_without_end_takes_the_rest():
    assert told(read_braces("a = <<EOT\nb\nc")) == [("", "a", "b\nc", 2)]


def test_recipes():
    text = "A ?= 1\nexport B := 'c' # d\nall: x\n\techo\n\n\tls\nother:\n\tcat\n"
    assert told(read_makefile(text)) == [
        ("", "A", "1", 1),
        ("", "B", "c", 2),
        ("all", "recipe", "echo\n\nls", 4),
        ("other", "recipe", "cat", 8),
    ]
    outline, scripts = read_dockerfile('ENV A=1 \\\n B="c d"\nENV E f g\nARG H\nCMD ["i"]\nRUN j\nnonsense\nENV K=1 \\')
    assert told(outline) == [
        ("", "A", "1", 1),
        ("", "B", "c d", 2),
        ("", "E", "f g", 3),
        ("command", "", "i", 5),
        ("", "K", "1", 8),
    ]
    assert [(script.line, script.text) for script in scripts] == [(6, b"j")]
