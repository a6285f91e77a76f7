"""AWS Bedrock: model invocation logs, as they lie in S3 (JSON lines, gzip) or come from CloudWatch Logs.

Record of schemaType ModelInvocationLog, version 1.0. Input is taken to exclude cache reads and writes, as Converse
documents of its TokenUsage. A record with an errorCode is a call that failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, Wrong, day_of, dig, hour_of, needed, plainly, text, whole
from finops_gate.usage.sources import Source

NOTED = "requestMetadata"


def unpack(document: Any) -> Iterable[Record]:
    """The records of a document; CloudWatch wraps each in an event whose message is JSON."""
    if isinstance(document, Mapping) and isinstance(document.get("events"), list):
        document = document["events"]
    for record in plainly(document):
        message = dig({"event": record.get("message")}, "event.schemaType")
        yield record if message is None else _message(record)


def _message(event: Record) -> Record:
    import json

    found = json.loads(event["message"])
    if not isinstance(found, dict):
        raise Wrong("has a message that is no record")
    return found


def calls(record: Record) -> Iterable[Call]:
    """One invocation."""
    if text(record, "schemaType") != "ModelInvocationLog":
        raise Wrong("is no ModelInvocationLog")
    failed = bool(text(record, "errorCode"))
    model = text(record, "modelId")
    yield Call(
        day_of(needed(record, "timestamp")),
        Labels(
            feature=text(record, f"{NOTED}.feature"),
            tag=text(record, f"{NOTED}.tag", f"{NOTED}.application"),
            key=text(record, "identity.arn"),
            project=model if ":application-inference-profile/" in model else text(record, "accountId"),
            team=text(record, f"{NOTED}.team"),
            tier=text(record, f"{NOTED}.customer_tier", f"{NOTED}.tier"),
            environment=text(record, f"{NOTED}.environment"),
            provider="bedrock",
            model=model.rpartition("/")[2] if model.startswith("arn:") else model,
        ),
        1,
        int(not failed),
        whole(record, "input.inputTokenCount"),
        whole(record, "input.cacheReadInputTokenCount"),
        whole(record, "input.cacheWriteInputTokenCount"),
        whole(record, "output.outputTokenCount"),
        hour=hour_of(needed(record, "timestamp")),
    )


SOURCE: Source = Source(
    "bedrock",
    Cached.APART,
    ("feature", "tag", "key", "project", "team", "tier", "environment"),
    calls,
    unpack,
)
