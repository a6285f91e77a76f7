"""FOCUS cost and usage, over charges of the FinOps Foundation's sample (CC-BY-4.0) and such with tokens."""

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.cost.profiling import paid_rates
from finops_gate.usage.sources.focus import SOURCE
from tests.usage.sources.checking import calls, paid, recorded, total

HEADER = (
    "BilledCost,BillingCurrency,ChargePeriodStart,EffectiveCost,ListCost,ServiceCategory,ServiceName,SkuId,"
    "ProviderName,SubAccountName,Tags"
)
TAGS = '"{""application"": ""helpdesk-bot"", ""environment"": ""prod"", ""business_unit"": ""support""}"'
BEDROCK = f"1.5,USD,2024-09-18 22:00:00,1.2,1.5,AI and Machine Learning,Amazon Bedrock,sku-1,AWS,Nimbus,{TAGS}"
QUEUE = "0.1,USD,2024-09-18 22:00:00,0.1,0.1,Integration,Amazon Simple Queue Service,sku-2,AWS,Nimbus,NULL"


def test_only_charges_for_ai_count_and_the_paid_rate_follows(tmp_path):
    found = recorded(SOURCE, tmp_path, HEADER, BEDROCK, QUEUE, name="focus.csv")
    assert (paid(found), total(found, "counted"), total(found, "rows")) == ("1.2", 0, 1)
    (stream,) = found.streams
    assert (stream.labels.tag, stream.labels.team, stream.labels.environment) == ("helpdesk-bot", "support", "prod")
    assert {name: str(rate) for name, rate in paid_rates(found.streams).items()} == {"AWS/sku-1": "0.8000"}


def test_tokens_of_an_exporter_s_own_columns(tmp_path):
    charge = {
        "ChargePeriodStart": "2026-11-02T00:00:00Z",
        "EffectiveCost": "0.9",
        "ListCost": "1.0",
        "BillingCurrency": "USD",
        "ServiceCategory": "AI and Machine Learning",
        "x_AIModel": "gpt-4o-mini",
        "x_InputTokens": 500,
        "x_CachedTokens": 400,
        "x_OutputTokens": 300,
    }
    (call,) = calls(SOURCE, tmp_path, charge)
    assert (call.input, call.cache_read, call.output, call.labels.model) == (500, 400, 300, "gpt-4o-mini")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (BEDROCK.replace("USD", "EUR"), "not in US dollars"),
        (BEDROCK.replace("1.2", "x"), "no number"),
        (BEDROCK + ",more", "has 12 cells"),
    ],
)
def test_malformed(tmp_path, line, said):
    with pytest.raises(RecordError, match=said):
        calls(SOURCE, tmp_path, HEADER, line, name="focus.csv")


def test_a_missing_column(tmp_path):
    with pytest.raises(RecordError, match="has no EffectiveCost"):
        calls(SOURCE, tmp_path, "ListCost,ServiceName", "1,x", name="focus.csv")


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path, HEADER, name="focus.csv") == []
