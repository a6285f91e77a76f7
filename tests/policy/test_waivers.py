"""waivers.yaml, read so strictly that it has one reading only."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest

from finops_gate.base.errors import GovernanceError
from finops_gate.model.policy import Where
from finops_gate.policy.waiver_form import waivers_schema
from finops_gate.policy.waivers import load

PATH = ".finops-gate/waivers.yaml"
ENTRY = {
    "id": "helpdesk-upgrade",
    "fp": '"0123456789abcdef"',
    "ceiling_monthly_delta": '"9000"',
    "reason": "the pilot",
    "approved_by": "alice",
    "role": "engineering-lead",
    "created": "2026-11-01",
    "expires": "2027-03-31",
}


def text(**fields: str | None) -> bytes:
    entry = {key: value for key, value in {**ENTRY, **fields}.items() if value is not None}
    lines = "\n".join(f"    {key}: {value}" for key, value in entry.items())
    return f"version: 1\nwaivers:\n  -\n{lines}\n".encode()


def test_what_is_said() -> None:
    (waiver,) = load(text(), PATH)
    assert (waiver.id, waiver.finding, waiver.ceiling) == ("helpdesk-upgrade", "0123456789abcdef", Decimal(9000))
    assert (waiver.approved_by, waiver.role, waiver.reason) == ("alice", "engineering-lead", "the pilot")
    assert (waiver.created, waiver.expires, waiver.line) == (date(2026, 11, 1), date(2027, 3, 31), 4)
    assert waiver.signature == "" and waiver.code == ""


def test_a_rule_and_its_sites() -> None:
    (waiver,) = load(text(fp=None, rule="per-call-increase", scope='{paths: ["research/**"]}'), PATH)
    assert (waiver.rule, waiver.scope) == ("per-call-increase", Where(("research/**",)))


def test_an_empty_list_and_no_list_waive_nothing() -> None:
    assert load(b"version: 1\nwaivers: []\n", PATH) == load(b"version: 1\n", PATH) == ()


@pytest.mark.parametrize(
    ("fields", "key", "words"),
    [
        ({"expires": "2027-05-01"}, "expires", "more than 180 days"),
        ({"expires": "2026-10-31"}, "expires", "before `created`"),
        ({"expires": "soon"}, "expires", "must be a day"),
        ({"expires": None}, "expires", "is required"),
        ({"fp": None}, "fp", "must name one finding"),
        ({"rule": "x", "scope": "{paths: [a]}"}, "fp", "must name one finding"),
        ({"fp": None, "rule": "x"}, "scope", "go together"),
        ({"fp": None, "rule": "x", "scope": "{}"}, "scope", "every site"),
        ({"fp": None, "rule": "x", "scope": "{paths: [a]}", "ceiling_monthly_delta": None}, "ceiling", "is required"),
        ({"ceiling_monthly_delta": ".inf"}, "ceiling", "not an amount"),
        ({"ceiling_monthly_delta": "1e9"}, "ceiling", "not a number"),
        ({"ceiling_monthly_delta": "-1"}, "ceiling", "negative"),
        ({"fp": "zz"}, "fp", "no fingerprint"),
        ({"id": "-x"}, "id", "is no id"),
        ({"approved_by": '"-oProxyCommand=x"'}, "approved_by", "is no login"),
        ({"role": '"a b"'}, "role", "is no role"),
        ({"reason": '"\\x1b[31m"'}, "reason", "control character"),
        ({"reason": '""'}, "reason", "is empty"),
        ({"signature": "abc"}, "signature", "no ssh signature"),
        ({"code": "abc"}, "code", "is no code"),
        ({"until": "2027-01-01"}, "until", "not a known key"),
    ],
)
def test_mistakes_name_file_line_and_key(fields: dict[str, str | None], key: str, words: str) -> None:
    with pytest.raises(GovernanceError) as caught:
        load(text(**fields), PATH)
    error = caught.value
    assert error.path == PATH and error.line > 2
    assert error.key.startswith(f"waivers[0].{key}") and words in error.problem


def signed(*lines: str) -> bytes:
    block = "|\n" + "\n".join(f"      {line}" for line in lines)
    return text(signature=block)


BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


def test_a_signature_is_kept_as_it_was_written() -> None:
    (waiver,) = load(signed(BEGIN, "QUJD+/0=", END), PATH)
    assert waiver.signature == f"{BEGIN}\nQUJD+/0=\n{END}\n"
    longest = 8192 - len(f"{BEGIN}\n\n{END}\n")
    assert load(signed(BEGIN, "A" * longest, END), PATH)
    with pytest.raises(GovernanceError, match="no ssh signature"):
        load(signed(BEGIN, "A" * (longest + 1), END), PATH)


@pytest.mark.parametrize(
    "lines", [(BEGIN, END), (BEGIN, "QUJD"), ("QUJD", END), (BEGIN, "QU JD", END), (BEGIN, "QUJD", "$(x)", END), ("A",)]
)
def test_what_only_looks_like_a_signature_is_none(lines: tuple[str, ...]) -> None:
    with pytest.raises(GovernanceError, match="no ssh signature"):
        load(signed(*lines), PATH)


def test_a_waiver_may_last_from_one_day_to_half_a_year() -> None:
    assert load(text(expires="2027-04-30"), PATH) and load(text(expires="2026-11-01"), PATH)


def test_a_waiver_of_one_finding_may_go_without_an_amount() -> None:
    (waiver,) = load(text(ceiling_monthly_delta=None), PATH)
    assert waiver.ceiling is None


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (b"", "is empty"),
        (b"version: 2\n", "does not read"),
        (text() + text().partition(b"waivers:\n")[2], "are called helpdesk-upgrade"),
        (b"version: 1\nwaivers: {}\n", "must be a list"),
        (b"version: 1\nwaivers: [&a {}, *a]\n", "anchor"),
    ],
)
def test_a_file_that_is_no_list_of_waivers_is_an_error(whole: bytes, words: str) -> None:
    with pytest.raises(GovernanceError) as caught:
        load(whole, PATH)
    assert words in caught.value.problem


def test_schema_accepts_it() -> None:
    schema = waivers_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    entry = {key: value.strip('"') for key, value in ENTRY.items()}
    jsonschema.validate({"version": 1, "waivers": [entry]}, schema)


def test_the_signed_text_says_all_that_it_permits_and_where() -> None:
    (waiver,) = load(text(), PATH)
    said = json.loads(waiver.signed_text("Acme/Shop"))
    assert said["repository"] == "acme/shop" and said["ceiling_monthly_delta"] == "9000"
    changed = [
        waiver._replace(ceiling=Decimal(9001)),
        waiver._replace(ceiling=None),
        waiver._replace(expires=date(2027, 4, 1)),
        waiver._replace(finding="f" * 16),
        waiver._replace(finding=None, rule="x", scope=Where(("a",))),
        waiver._replace(role="finance"),
        waiver._replace(code="K7QX2MDA"),
        waiver._replace(reason="another"),
        waiver._replace(created=date(2026, 11, 2)),
        waiver._replace(approved_by="bob"),
        waiver._replace(id="other"),
    ]
    texts = {entry.signed_text("acme/shop") for entry in (waiver, *changed)} | {waiver.signed_text("acme/other")}
    assert len(texts) == len(changed) + 2
    assert waiver.signed_text("acme/shop") == waiver._replace(line=9, signature="x").signed_text("ACME/shop")
