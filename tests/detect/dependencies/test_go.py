"""Versions of Go modules."""

from finops_gate.detect.dependencies.go import ECOSYSTEM
from tests.detect.dependencies.reading import named


def test_go_mod():
    text = "module x\n\nrequire github.com/a/b v1.2.3\nrequire (\n\tgo.example/c v0.1.0-rc.1 // indirect\n)\n"
    assert named(ECOSYSTEM, "go.mod", text) == ["3: github.com/a/b 1.2.3", "5: go.example/c 0.1.0-rc.1"]
