"""What a value is read from, in every tool's brackets."""

import pytest

from finops_gate.detect.placeholders import read_placeholder


@pytest.mark.parametrize(
    ("text", "default", "refers"),
    [
        ("${A:-x}", "x", ("env:A",)),
        ("${A-x}", "x", ("env:A",)),
        ("${A:x:7b}", "x:7b", ("env:A",)),
        ("${A=x}", "x", ("env:A",)),
        ("${A:='x'}", "x", ("env:A",)),
        ("${A:-${B:-x}}", "x", ("env:A", "env:B")),
        ("${A:-${B}}", "", ("env:A", "env:B")),
        ("a/${B:-x}", "a/x", ("env:B",)),
        ("${A:+x}", "", ("env:A",)),
        ("${A:?say}", "", ("env:A",)),
        ("${spring.model:x}", "x", ("spring.model",)),
        ("$A", "", ("env:A",)),
        ("$(A)", "", ("env:A",)),
        ("%A%", "", ("env:A",)),
        ("{env:A}", "", ("env:A",)),
        ("${env:A}", "", ("env:A",)),
        ("${env:A:x}", "x", ("env:A",)),
        ("${env:A, 'x'}", "x", ("env:A",)),
        ("os.environ/A", "", ("env:A",)),
        ("[parameters('a')]", "", ("parameters.a",)),
        ("${{ inputs.a || 'x' }}", "x", ("inputs.a",)),
        ('${{ github.event.inputs.a || env.B || "x" }}', "x", ("inputs.a", "env:B")),
        ("${{ github.event_name == 'push' && 'y' || 'x' }}", "x", ()),
        ("${{ inputs.a == 'x' && inputs.b }}", "", ("inputs.a", "inputs.b")),
        ("a/${{ vars.B || 'x' }}", "a/x", ("vars.B",)),
        ("${{ vars.A }}", "", ("vars.A",)),
        ('{{ .Values.a.b | default "x" | quote }}', "x", (".Values.a.b",)),
        ('{{ default "x" .Values.a }}', "x", (".Values.a",)),
        ("{{ a | default('x') }}", "x", ()),
        ('p/{{ .Values.a | default "x" }}', "p/x", (".Values.a",)),
        ('{{ env "A" }}', "", ("env:A",)),
        ("{{ .Values.a }}", "", (".Values.a",)),
    ],
)
def test_default_and_names(text, default, refers):
    found = read_placeholder(text)
    assert found is not None
    assert (found.default, found.refers) == (default, refers)


@pytest.mark.parametrize("text", ["gpt-4o", "100%", "a$", "cost $5", "", "x" * 3000 + "$A"])
def test_literals_are_none(text):
    assert read_placeholder(text) is None


@pytest.mark.parametrize(
    ("text", "default", "refers"),
    [
        ("var.a", "", ("var.a",)),
        ('var . a != "" ? var.a : "x"', "x", ("var", "a", "var.a")),
        ('coalesce ( var.a , "x" )', "x", ("var.a",)),
        ('cond == "y" ? b : c', "", ("cond", "b", "c")),
        ('optional ( string , "x" )', "x", ()),
        ("empty ( a ) ? a : 'x'", "x", ("a",)),
        ("string", "", ()),
    ],
)
def test_expressions(text, default, refers):
    found = read_placeholder(text, computed=True)
    assert found is not None
    assert (found.default, found.refers) == (default, refers)
