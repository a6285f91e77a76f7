"""AWS Bedrock: model invocation logs."""

import gzip
import json

import pytest

from finops_gate.base.errors import RecordError
from finops_gate.usage.collect import read
from finops_gate.usage.files import documents
from finops_gate.usage.sources.bedrock import SOURCE
from tests.usage.sources.checking import calls, recorded, total


def a_log(**fields):
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": "2026-11-02T23:59:59Z",
        "accountId": "123456789012",
        "identity": {"arn": "arn:aws:sts::123456789012:assumed-role/helpdesk/session"},
        "region": "us-east-1",
        "requestId": "5b1e",
        "operation": "Converse",
        "modelId": "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-v1:0",
        "requestMetadata": {"team": "support-platform", "feature": "helpdesk-bot", "tier": "basic"},
        "input": {
            "inputContentType": "application/json",
            "inputTokenCount": 900,
            "cacheReadInputTokenCount": 400,
            "cacheWriteInputTokenCount": 50,
        },
        "output": {"outputContentType": "application/json", "outputTokenCount": 300},
        **fields,
    }


def test_input_excludes_what_was_cached(tmp_path):
    (call,) = calls(SOURCE, tmp_path, a_log())
    assert (call.input, call.cache_read, call.cache_write, call.output, call.successful) == (900, 400, 50, 300, 1)
    assert (call.labels.feature, call.labels.tier) == ("helpdesk-bot", "basic")
    assert call.labels.model == "us.anthropic.claude-sonnet-4-v1:0"


def test_failures_have_a_code_and_no_tokens(tmp_path):
    failed = a_log(errorCode="ThrottlingException", input={}, output={})
    found = recorded(SOURCE, tmp_path, a_log(), failed)
    assert (total(found, "calls"), total(found, "successful"), total(found, "metered")) == (2, 1, 1)


def test_an_application_profile_is_the_project(tmp_path):
    profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123"
    assert calls(SOURCE, tmp_path, a_log(modelId=profile))[0].labels.project == profile


def test_gzip_of_s3_and_events_of_cloudwatch(tmp_path):
    path = tmp_path / "log.json.gz"
    path.write_bytes(gzip.compress("\n".join([json.dumps(a_log())] * 3).encode()))
    assert len(list(read(SOURCE, documents(path)))) == 3
    assert len(calls(SOURCE, tmp_path, {"events": [{"timestamp": 1, "message": json.dumps(a_log())}]})) == 1


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (a_log(schemaType="Other"), "no ModelInvocationLog"),
        (a_log(timestamp="2026-11-02T10:00:00"), "no zone"),
        (a_log(timestamp="yesterday"), "no time"),
    ],
)
def test_malformed(tmp_path, record, said):
    with pytest.raises(RecordError, match=said):
        calls(SOURCE, tmp_path, record)


def test_empty(tmp_path):
    assert calls(SOURCE, tmp_path) == []
