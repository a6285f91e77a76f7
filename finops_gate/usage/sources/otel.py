"""OpenTelemetry: GenAI spans, under the names of today and those that came before.

Names of semantic-conventions v1.41 and of semantic-conventions-genai. Input SHOULD include cached tokens, output
includes reasoning. Spans of agents and tools contain those of the calls, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, hour_of, needed, text, uncached, whole
from finops_gate.usage.sources import Source
from finops_gate.usage.spans import CODE_PATH, CODE_SYMBOL, ENVIRONMENT, unpack

INPUT = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens")
OUTPUT = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens")
READ = ("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens")
WRITTEN = (
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
)
REASONING = ("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens")
CALLS = frozenset({"chat", "text_completion", "generate_content", "embeddings", "completion", "response", "responses"})


def calls(span: Record) -> Iterable[Call]:
    """One call, for a span of a model; nothing for any other."""
    operation = text(span, "gen_ai.operation.name").lower()
    model = text(span, "gen_ai.response.model", "gen_ai.request.model")
    if not model or (operation and operation not in CALLS):
        return
    read, written = whole(span, *READ), whole(span, *WRITTEN)
    yield Call(
        day_of(needed(span, "start"), utc=True),
        Labels(
            feature=text(span, "feature.id", "feature", "feature.name"),
            tag=text(span, "tag", "tag.tags"),
            team=text(span, "team.id", "team", "service.namespace"),
            service=text(span, "service.name"),
            agent=text(span, "gen_ai.agent.name", "gen_ai.workflow.name"),
            prompt=text(span, "gen_ai.prompt.name"),
            path=text(span, *CODE_PATH),
            symbol=text(span, *CODE_SYMBOL),
            tier=text(span, "customer.tier", "tier"),
            environment=text(span, *ENVIRONMENT),
            provider=text(span, "gen_ai.provider.name", "gen_ai.system"),
            model=model,
        ),
        1,
        int(not span["failed"]),
        uncached(whole(span, *INPUT), read, written),
        read,
        written,
        whole(span, *OUTPUT),
        whole(span, *REASONING),
        hour=hour_of(needed(span, "start"), utc=True),
    )


SOURCE: Source = Source(
    "otel",
    Cached.INCLUDED,
    ("feature", "tag", "team", "service", "agent", "prompt", "path", "symbol", "tier", "environment"),
    calls,
    unpack,
)
