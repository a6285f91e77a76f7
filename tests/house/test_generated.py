"""What is generated is what its generator writes today."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("finops_gate", "scripts", "pricing", "schemas", "docs")
GENERATORS = {
    "compile_catalog": "finops_gate/catalog/data",
    "generate_schemas": "schemas",
    "generate_rule_pages": "docs/rules",
    "generate_index": "finops_gate/detect/index",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("generator", GENERATORS)
def test_generated_files_are_fresh(generator, tmp_path):
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / GENERATORS[generator]
    committed = contents(folder)
    assert committed
    done = subprocess.run(
        [sys.executable, "-m", f"scripts.{generator}"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert contents(folder) == committed, f"make gen, read the difference, commit it ({generator})"
