"""Which detector reads which file, and what becomes of pieces in another language."""

import pytest

from finops_gate.detect import route
from finops_gate.model.setting import Role, Setting


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("app.py", "python"),
        ("a/b/App.TSX", "typescript"),
        ("x.mjs", "typescript"),
        ("main.go", "go"),
        ("Bot.java", "java"),
        ("Bot.kt", "kotlin"),
        ("build.gradle.kts", "kotlin"),
        ("Bot.cs", "csharp"),
        ("bot.rb", "ruby"),
        ("Rakefile", "ruby"),
        ("bot.rs", "rust"),
        ("bot.php", "php"),
        ("bot.exs", "elixir"),
        ("Bot.swift", "swift"),
        ("deploy.sh", "shell"),
        (".envrc", "shell"),
        ("001.sql", "sql"),
        ("Bot.vue", "vue"),
        ("Bot.svelte", "svelte"),
        ("bot.el", "elisp"),
        ("values.yaml", "yaml"),
        ("package.json", "json"),
        ("pyproject.toml", "toml"),
        (".env.local", "dotenv"),
        ("app.env.prod", "dotenv"),
        ("env.prod.example", "dotenv"),
        ("Dockerfile", "dockerfile"),
        ("Dockerfile.gpu", "dockerfile"),
        ("Makefile", "makefile"),
        ("bot.ipynb", "notebook"),
        ("main.tf", "terraform"),
        ("main.bicep", "bicep"),
        ("application.properties", "properties"),
        ("appsettings.json.azure-example", "json"),
        ("config.json.template", "json"),
        ("settings.yaml-sample", "yaml"),
        ("demo.properties_example", "properties"),
        ("agents.yaml.dist", "yaml"),
    ],
)
def test_detector_of_a_file(path, name):
    found = route.detector_for(path)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "path",
    [
        "logo.png",
        "bot.pyc",
        "noending",
        "a.unheard-of",
        "README.md",
        "logo.png.example",
        "notes.txt-sample",
        "a.example",
        "app.envx",
        "env.example2",
    ],
)
def test_files_that_nobody_reads(path):
    assert route.unread(path)
    assert route.read(path, b'model = "gpt-4o"') == []


@pytest.mark.parametrize("path", ["node_modules/openai/index.js", "vendor/x.go", "web/dist/app.js", "app.min.js"])
def test_vendored_and_generated_code_is_not_read(path):
    assert route.read(path, b'const model = "gpt-4o";') == []


@pytest.mark.parametrize("path", ["src/eval/judge.py", "src/scripts/run.py", "evals/judge.py", "examples/bot.py"])
def test_a_folders_name_hides_nothing(path):
    (found,) = route.read(path, b'model = "gpt-4o"\n')
    assert isinstance(found, Setting)
    assert not found.mention


def test_a_piece_in_another_language_stands_at_its_line_of_the_outer_file():
    text = b'#!/bin/sh\npython3 - <<PY\nx = 1\nclient.chat.completions.create(model="gpt-4o")\nPY\n'
    (found,) = route.read("run.sh", text)
    assert isinstance(found, Setting)
    assert (found.value, found.location.line, found.sdk) == ("gpt-4o", 4, "openai")


def test_the_outer_file_gives_its_role():
    text = b'{"cells": [{"cell_type": "code", "source": ["model = \\"gpt-4o\\"\\n"]}], "metadata": {}}'
    found = [entry for entry in route.read("a.ipynb", text) if isinstance(entry, Setting)]
    assert [entry.role for entry in found] == [Role.NOTEBOOK]


def test_scripts_inside_scripts_end_somewhere():
    text = "MODEL=gpt-4o"
    for _ in range(12):
        text = f"bash <<E\n{text}\nE"
    assert all(isinstance(entry, Setting) for entry in route.read("run.sh", text.encode()))
