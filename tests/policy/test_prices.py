"""A company's own prices: what may be said of them, and how each mistake is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import jsonschema
import pytest
import yaml

from finops_gate.base.errors import GovernanceError
from finops_gate.model.price import Meter
from finops_gate.model.rates import CompanyPrices, Rate
from finops_gate.policy.price_form import prices_schema
from finops_gate.policy.prices import load

PATH = ".finops-gate/prices/acme.yaml"
EXAMPLE = b"""\
version: 1
agreement: acme-2026
rates:
  - provider: openai
    models: ["gpt-4o*"]
    from: 2026-07-01
    until: 2027-07-01
    discount: "0.18"
  - provider: anthropic
    environment: production
    amounts: {input: "2.4", output: 12}
  - provider: anthropic
    models: [claude-haiku-4-5]
    variant: batch
    amounts: {input: "0.4"}
  - {provider: deepseek, off_peak: true}
deployments:
  azure: {Chat-Prod: gpt-4o-2024-08-06, embed: text-embedding-3-small}
self_hosted: ["acme/*"]
"""


def test_every_form_of_a_rate_is_read() -> None:
    own = load([(PATH, EXAMPLE, "sha256:1")])
    assert own.rates == (
        Rate(
            "acme-2026",
            f"{PATH}:4",
            "openai",
            ("gpt-4o*",),
            date(2026, 7, 1),
            date(2027, 7, 1),
            discount=Decimal("0.18"),
        ),
        Rate(
            "acme-2026",
            f"{PATH}:9",
            "anthropic",
            ("*",),
            environment="production",
            amounts=((Meter.INPUT, Decimal("2.4")), (Meter.OUTPUT, Decimal(12))),
        ),
        Rate(
            "acme-2026",
            f"{PATH}:12",
            "anthropic",
            ("claude-haiku-4-5",),
            variant="batch",
            amounts=((Meter.INPUT, Decimal("0.4")),),
        ),
        Rate("acme-2026", f"{PATH}:16", "deepseek", ("*",), off_peak=True),
    )
    assert own.deployments == (
        ("azure", "chat-prod", "gpt-4o-2024-08-06"),
        ("azure", "embed", "text-embedding-3-small"),
    )
    assert own.self_hosted == ("acme/*",)
    assert own.files == ((PATH, "sha256:1"),)


def test_without_files_there_are_no_prices() -> None:
    assert load([]) == CompanyPrices()


def test_files_are_read_in_the_order_of_their_names() -> None:
    one, two = b"version: 1\nagreement: one\nrates: [{provider: a, discount: '0.1'}]\n", b"version: 1\nagreement: two\n"
    own = load([("b.yaml", one, "2"), ("a.yaml", two + b"rates: [{provider: b, discount: '0.2'}]\n", "1")])
    assert [rate.agreement for rate in own.rates] == ["two", "one"]
    assert own.files == (("a.yaml", "1"), ("b.yaml", "2"))


HEAD = b"version: 1\nagreement: acme\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", f"{PATH}: is empty"),
        (b"- 1\n", f"{PATH}:1: must be a mapping of keys to values"),
        (b"agreement: x\n", f"{PATH}:1: version: is required"),
        (b"version: 1\n", f"{PATH}:1: agreement: is required"),
        (b"version: 2\nagreement: x\n", f"{PATH}:1: version: 2 is a version that this finops-gate does not read"),
        (b"version: [1]\nagreement: x\n", f"{PATH}:1: version: this is a version that this finops-gate does not"),
        (b"version: 1\nagreement:\n", f"{PATH}:2: agreement: is empty"),
        (HEAD + b"rate: []\n", f"{PATH}:3: rate: is not a known key"),
        (HEAD + b"rates: {}\n", f"{PATH}:3: rates: must be a list"),
        (HEAD + b"rates:\n  - {discount: '0.1'}\n", f"{PATH}:4: rates[0].provider: is required"),
        (HEAD + b"rates:\n  - {provider: openai}\n", f"{PATH}:4: rates[0]: states no rate"),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: '0.1',\n     amounts: {input: 1}}\n",
            f"{PATH}:5: rates[0].amounts: stands beside discount; an entry states one of them",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: 18}\n",
            f"{PATH}:4: rates[0].discount: must be a share between 0 and 1",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: 0}\n",
            f"{PATH}:4: rates[0].discount: must be a share between 0 and 1",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: 1}\n",
            f"{PATH}:4: rates[0].discount: must be a share between 0 and 1",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: '0.1', off_peak: true}\n",
            f"{PATH}:4: rates[0].off_peak: stands beside discount; an entry states one of them",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: .nan}\n",
            f"{PATH}:4: rates[0].discount: .nan is not an amount",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: 18%}\n",
            f"{PATH}:4: rates[0].discount: '18%' is not a number",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, amounts: {input: -1}}\n",
            f"{PATH}:4: rates[0].amounts.input: -1 is negative",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, amounts: {inputs: 1}}\n",
            f"{PATH}:4: rates[0].amounts.inputs: is nothing that is metered",
        ),
        (HEAD + b"rates:\n  - {provider: openai, amounts: {}}\n", f"{PATH}:4: rates[0].amounts: is empty"),
        (
            HEAD + b"rates:\n  - {provider: openai, amounts: 1}\n",
            f"{PATH}:4: rates[0].amounts: must be a mapping of keys to values",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: '0.1', variant: batch}\n",
            f"{PATH}:4: rates[0].variant: goes with amounts only",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, amounts: {input: 1}, variant: fastest}\n",
            f"{PATH}:4: rates[0].variant: 'fastest' is no way of serving",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: '0.1', from: 2026-02-01, until: 2026-02-01}\n",
            f"{PATH}:4: rates[0].until: 2026-02-01 is not after 2026-02-01",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: '0.1', until: soon}\n",
            f"{PATH}:4: rates[0].until: must be a day",
        ),
        (
            HEAD + b"rates:\n  - {provider: openai, discount: '0.1', models: []}\n",
            f"{PATH}:4: rates[0].models: is an empty list",
        ),
        (
            HEAD + b"rates:\n  - {provider: deepseek, off_peak: yes}\n",
            f"{PATH}:4: rates[0].off_peak: must be true",
        ),
        (HEAD + b"deployments: {azure: chat}\n", f"{PATH}:3: deployments.azure: must be a mapping of keys to values"),
        (HEAD + b"deployments: {azure: {chat: [a]}}\n", f"{PATH}:3: deployments.azure.chat: must be text, not a list"),
        (
            HEAD + b"deployments:\n  azure: {chat: gpt-4o,\n    CHAT: gpt-4}\n",
            f"{PATH}:5: deployments.azure.CHAT: is mapped to gpt-4o too",
        ),
        (HEAD + b"self_hosted: llama\n", f"{PATH}:3: self_hosted: must be a list"),
        (HEAD + b'self_hosted: ["a\\u202eb"]\n', f"{PATH}:3: self_hosted[0]: holds an invisible or control character"),
        (HEAD + b"agreement: twice\n", f"{PATH}:3: agreement: is given twice (first on line 2)"),
        (HEAD + b"rates: &a []\n", f"{PATH}:3: rates: defines an anchor (&a)"),
        (HEAD + b"self_hosted: [*a]\n", f"{PATH}:3: self_hosted[0]: uses an alias (*a)"),
        (HEAD + b"self_hosted: [\xff]\n", f"{PATH}:3: is not UTF-8"),
    ],
)
def test_every_mistake_is_told_with_file_line_and_key(text: bytes, said: str) -> None:
    with pytest.raises(GovernanceError) as caught:
        load([(PATH, text, "")])
    assert caught.value.message.startswith(said), caught.value.message
    assert caught.value.exit_code == 2


def test_a_deployment_that_two_files_map_differently_is_an_error() -> None:
    one = HEAD + b"deployments: {azure: {chat: gpt-4o}}\n"
    with pytest.raises(GovernanceError) as caught:
        load([("b.yaml", HEAD + b"deployments: {azure: {chat: gpt-4}}\n", ""), ("a.yaml", one, "")])
    assert caught.value.message == "b.yaml:3: deployments.azure.chat: is mapped to gpt-4o in a.yaml"
    assert load([("a.yaml", one, ""), ("b.yaml", one, "")]).deployments == (("azure", "chat", "gpt-4o"),)


def test_the_schema_takes_the_example_and_refuses_what_is_wrong() -> None:
    schema = prices_schema()
    stated = yaml.load(EXAMPLE, yaml.BaseLoader)
    stated["version"] = 1
    stated["rates"][3]["off_peak"] = True
    jsonschema.validate(stated, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**stated, "rates": [{"provider": "openai", "discounts": "0.1"}]}, schema)


def test_a_rate_may_hold_for_one_day_and_take_nearly_all_off() -> None:
    text = HEAD + b"rates:\n  - {provider: a, discount: '0.999', from: 2026-02-01, until: 2026-02-02}\n"
    (rate,) = load([(PATH, text, "")]).rates
    assert (rate.discount, rate.ends) == (Decimal("0.999"), date(2026, 2, 2))


def test_own_models_of_all_files_are_kept_together() -> None:
    own = load([("b.yaml", HEAD + b"self_hosted: [b]\n", ""), ("a.yaml", HEAD + b"self_hosted: [a]\n", "")])
    assert own.self_hosted == ("a", "b")


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 2},
        {"rates": [{"provider": "a", "off_peak": False}]},
        {"rates": [{"provider": "a", "amounts": {}}]},
        {"rates": [{"provider": "a", "models": [], "discount": "0.1"}]},
        {"rates": [{"provider": "a", "variant": "fastest", "amounts": {"input": "1"}}]},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(wrong: dict[str, object]) -> None:
    jsonschema.validate({"version": 1, "agreement": "x"}, prices_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "agreement": "x", **wrong}, prices_schema())
