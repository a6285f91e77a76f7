"""OpenInference spans of kind LLM and EMBEDDING (Arize Phoenix and others).

Names of the specification's semantic conventions. `llm.token_count.prompt` includes what `prompt_details` names apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from finops_gate.model.recorded import Cached, Labels
from finops_gate.usage.calls import Call
from finops_gate.usage.records import Record, day_of, hour_of, money, needed, split_model, text, uncached, whole
from finops_gate.usage.sources import Source
from finops_gate.usage.spans import CODE_PATH, CODE_SYMBOL, ENVIRONMENT, unpack

COUNT = "llm.token_count"


def calls(span: Record) -> Iterable[Call]:
    """One call, for a span of a model; nothing for chains, tools, agents and retrievers."""
    model = text(span, "llm.model_name", "embedding.model_name")
    kind = text(span, "openinference.span.kind").upper()
    if not model or kind not in ("", "LLM", "EMBEDDING"):
        return
    read = whole(span, f"{COUNT}.prompt_details.cache_read")
    written = whole(span, f"{COUNT}.prompt_details.cache_write")
    model, provider = split_model(model, text(span, "llm.provider", "llm.system"))
    yield Call(
        day_of(needed(span, "start"), utc=True),
        Labels(
            feature=text(span, "metadata.feature"),
            tag=text(span, "tag.tags"),
            team=text(span, "metadata.team"),
            service=text(span, "service.name", "openinference.project.name"),
            agent=text(span, "agent.name"),
            prompt=text(span, "llm.prompt_template.name", "prompt.id"),
            path=text(span, *CODE_PATH),
            symbol=text(span, *CODE_SYMBOL),
            tier=text(span, "metadata.tier", "metadata.customer_tier"),
            environment=text(span, *ENVIRONMENT),
            provider=provider,
            model=model,
        ),
        1,
        int(not span["failed"]),
        uncached(whole(span, f"{COUNT}.prompt"), read, written),
        read,
        written,
        whole(span, f"{COUNT}.completion"),
        whole(span, f"{COUNT}.completion_details.reasoning"),
        money(span, "llm.cost.total"),
        hour=hour_of(needed(span, "start"), utc=True),
    )


SOURCE: Source = Source(
    "openinference",
    Cached.INCLUDED,
    ("feature", "tag", "team", "service", "agent", "prompt", "path", "symbol", "tier", "environment"),
    calls,
    unpack,
)
