"""`finops-gate schema`: what stands in `schemas/`, from the program itself."""

import json
from pathlib import Path

import jsonschema
import pytest

from finops_gate.app import schemas
from finops_gate.cli.main import main

FOLDER = Path(__file__).parents[3] / "schemas"


@pytest.mark.parametrize("name", schemas.names())
def test_schema_is_valid_and_the_committed_one(name, capsys):
    assert main(["schema", name]) == 0
    printed = capsys.readouterr().out
    assert printed == (FOLDER / f"{name}-1.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(printed))


def test_unknown_schema_is_told_which_there_are(capsys):
    assert main(["schema", "wibble"]) == 2
    assert "hint: choose one of advice, breakeven, catalog, policy, prices, quality, report" in capsys.readouterr().err


def test_report_has_the_fields_that_readers_rely_on():
    report = schemas.schema("report")
    assert {"verdict", "headline", "totals", "changes", "findings", "decisions", "approvals", "skipped"} <= set(
        report["required"]
    )
    side = report["$defs"]["SideField"]
    assert list(side["properties"]) == ["path", "line", "id", "model", "provider", "value", "amount", "via"]
    assert "12_000" in side["properties"]["value"]["description"]


def test_type_that_json_has_no_form_for_is_refused():
    with pytest.raises(TypeError, match="cannot hold"):
        schemas._form(bytes, {})
