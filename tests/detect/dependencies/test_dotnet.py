"""Versions of .NET packages."""

from finops_gate.detect.dependencies.dotnet import ECOSYSTEM
from tests.detect.dependencies.reading import named


def test_projects_and_locks():
    project = '<ItemGroup>\n<PackageReference Include="Azure.AI.OpenAI" Version="2.1.0" />\n</ItemGroup>\n'
    assert named(ECOSYSTEM, "src/App.csproj", project) == ["2: Azure.AI.OpenAI 2.1.0"]
    central = '<PackageVersion Include="OpenAI" Version="2.0.0" />\n'
    assert named(ECOSYSTEM, "Directory.Packages.props", central) == ["1: OpenAI 2.0.0"]
    assert named(ECOSYSTEM, "packages.config", '<package id="OpenAI" version="1.1" />') == ["1: OpenAI 1.1"]
    lock = '{"net8.0": {\n"OpenAI": {"type": "Direct", "requested": "[2.0.0, )", "resolved": "2.0.0"}}}'
    assert named(ECOSYSTEM, "packages.lock.json", lock) == ["2: OpenAI 2.0.0"]
