"""What the case files cannot show: encodings, line ends, embedded pieces, what a file's path decides, sizes."""

import json
import time

import pytest

from finops_gate.detect.config.dockerfile import DETECTOR as DOCKERFILE
from finops_gate.detect.config.json import DETECTOR as JSON
from finops_gate.detect.config.notebook import DETECTOR as NOTEBOOK
from finops_gate.detect.config.toml import DETECTOR as TOML
from finops_gate.detect.config.yaml import DETECTOR as YAML
from finops_gate.detect.route import detector_for
from finops_gate.model.setting import Embedded, Key, Role, Setting, Skipped


def settings(found):
    return [item for item in found if isinstance(item, Setting)]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("app/config.yaml", "yaml"),
        ("tsconfig.jsonc", "json"),
        (".env", "dotenv"),
        (".env.example", "dotenv"),
        ("deploy/prod.env", "dotenv"),
        ("Dockerfile", "dockerfile"),
        ("docker/Dockerfile.gpu", "dockerfile"),
        ("Makefile", "makefile"),
        ("infra/prod.tfvars", "terraform"),
        ("infra/main.bicep", "bicep"),
        ("application.properties", "properties"),
        ("a.ipynb", "notebook"),
        ("pyproject.toml", "toml"),
    ],
)
def test_file_finds_its_detector(path, name):
    assert detector_for(path).name == name


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfa: 1\nmodel: gpt-4o\n",
        "a: 1\nmodel: gpt-4o\n".encode("utf-16"),
        b"a: 1\r\nmodel: gpt-4o\r\n",
        b"a: \xff\nmodel: gpt-4o",
    ],
)
def test_encodings_and_line_ends_keep_the_line(text):
    (found,) = settings(YAML.read("a.yaml", text))
    assert (found.value, found.location.line) == ("gpt-4o", 2)


def test_settings_of_a_test_file_are_mentions():
    (found,) = settings(YAML.read("tests/config.yaml", b"model: gpt-4o\n"))
    assert found.mention == "test"


def test_model_and_its_parameters_stand_in_one_group_and_capacity_in_none():
    text = b"engine:\n  model: gpt-4o\n  max_tokens: 10\n  gpuCount: 1\nother:\n  model: gpt-4\n"
    model, limit, count, other = settings(YAML.read("a.yaml", text))
    assert model.group == limit.group != 0
    assert count.key is Key.ACCELERATOR_COUNT
    assert count.group == 0
    assert other.group not in (0, model.group)


def test_run_of_a_dockerfile_is_shell_on_its_lines():
    found = DOCKERFILE.read("Dockerfile", b"FROM x\nRUN pip install a && \\\n    b --model gpt-4o\nENV A=1\n")
    (run,) = [item for item in found if isinstance(item, Embedded)]
    assert (run.language, run.line) == ("shell", 2)
    assert run.text.split(b"\n")[1].strip() == b"b --model gpt-4o"


def test_dockerfile_that_nests_too_deeply_is_skipped():
    assert DOCKERFILE.read("Dockerfile", b"CMD " + b"[" * 500) == [Skipped("Dockerfile", "nests too deeply")]


def test_notebook_in_another_language_says_so_and_joins_broken_lines():
    cells = [{"cell_type": "code", "source": ["let a", " = 1\n", "b"]}]
    text = json.dumps({"metadata": {"language_info": {"name": "typescript"}}, "cells": cells}, indent=1).encode()
    (found,) = NOTEBOOK.read("a.ipynb", text)
    assert isinstance(found, Embedded)
    assert (found.language, found.role, found.text) == ("typescript", Role.NOTEBOOK, b"let a = 1\nb\n")
    first = text.split(b"\n").index(b'    "let a",') + 1
    assert found.lines[:2] == (first, first + 2)


def test_notebook_without_metadata_is_python_and_one_without_source_is_nothing():
    (found,) = NOTEBOOK.read("a.ipynb", b'{"cells":[{"cell_type":"code","source":"a = 1"}]}')
    assert isinstance(found, Embedded)
    assert found.language == "python"
    assert NOTEBOOK.read("a.ipynb", b'{"cells":[{"cell_type":"code"},{"source":"a"}]}') == []
    assert NOTEBOOK.read("a.ipynb", b"[1, 2]") == []


def test_notebook_that_nests_too_deeply_is_skipped():
    assert NOTEBOOK.read("a.ipynb", b"[" * 500) == [Skipped("a.ipynb", "nests too deeply")]


def test_a_mapping_of_thousands_is_data_not_settings():
    words = {f"word{number}": number for number in range(600)} | {"model": "gpt-4o", "gpu": 1}
    assert settings(JSON.read("vocabulary.json", json.dumps(words).encode())) == []


def test_more_entries_than_a_file_may_have_are_reported():
    (found,) = JSON.read("a.json", b"[" + b"1," * 200_001 + b"1]")
    assert found == Skipped("a.json", "has too many entries")
    (found,) = JSON.read("a.json", b"[" + b"[]," * 200_001 + b"1]")
    assert found == Skipped("a.json", "has too many entries")


def test_half_a_mebibyte_is_read_in_seconds():
    began = time.process_time()
    for detector, piece in ((YAML, b"- model: gpt-4o\n  a: {b: [c]}\n"), (TOML, b"[[a]]\nmodel = 'gpt-4o'\n")):
        found = detector.read("folder/file" + detector.suffixes[0], piece * (400_000 // len(piece)))
        assert len(found) > 10_000
    assert time.process_time() - began < 30
