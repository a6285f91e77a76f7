"""The families of models that code names: how their ids begin, whatever route and region stands before them."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.base.patterns import lazy

FAMILIES = (
    r"(?:chat)?gpt-?[345o]|gpt-?(?:oss|image|audio|realtime|neo|j)|o[1345](?=-|$|:|\b)|text-(?:(?:chat-)?davinci|curie|babbage|ada)|"
    r"(?:code-)?davinci|code-cushman|babbage-00|text-embedding|text-multilingual-embedding|embedding-00|"
    r"text-moderation|omni-moderation|dall-?e|whisper|tts-1|sora(?=-|$)|codex-mini|computer-use-preview|"
    r"claude(?!-(?:code|desktop|agent|subscription|web|cli|api|app|bot|team|plugin)\b)|gemini|gemma|palm-?2|(?:chat|text|code)-bison|textembedding-gecko|imagen|veo-?\d|"
    r"(?:meta-?)?llama|codellama|mistral|mixtral|codestral|ministral|magistral|pixtral|devstral|voxtral|"
    r"open-mistral|open-mixtral|command(?:-r|-a|-light|-nightly|$)|embed-(?:english|multilingual|v\d)|c4ai|rerank|"
    r"deepseek|qwen|qwq|grok|kimi|moonshot|glm-?\d|chatglm|minimax|abab|phi-?\d|wizard|vicuna|falcon|yi-|dbrx|jamba|j2-|"
    r"titan|nova-|nemotron|sonar|pplx|solar|arctic|hermes|openhermes|dolphin|zephyr|starcoder|stablelm|granite|"
    r"stable-?diffusion|stable-image|sd3|sdxl|flux|bge-|e5-|gte-|all-mpnet|all-minilm|nomic-embed|voyage-|jina-|mxbai|"
    r"multilingual-e5|llava|minicpm|internlm|baichuan|hunyuan|doubao|ernie|opt-\d|olmo|smollm|tinyllama|orca|cogito|"
    r"amazon\.|anthropic\.|cohere\.|meta\.|ai21\.|stability\.|mimo-|seed-|step-\d|ling-|aya-"
)
"""The beginnings of the ids of well-known families, as they stand after any route and region."""
TIERS = frozenset(
    "latest small medium large mini nano micro lite pro plus max flash turbo chat reasoner opus sonnet haiku".split()
)
"""Last words of a constant that make it a model of a family, where no number does: ``MISTRAL_SMALL_LATEST``."""

_ROUTE = (
    r"(?:@(?:cf|hf)/)?(?:[a-z0-9_.-]+[/:]){0,4}(?:(?:us|eu|apac|global|jp|au|ca|us-gov)\.)?(?:[a-z0-9]+\.)?(?:ft:)?"
)
_KNOWN = lazy(rf"^{_ROUTE}(?:{FAMILIES})[\w.:@/+-]*$", re.IGNORECASE)
_ARN = lazy(r"^arn:aws[\w-]*:bedrock:[\w:/.-]+$")
_FILE = lazy(
    r"\.(?:py|js|ts|tsx|json|ya?ml|toml|txt|md|html|css|csv|png|jpe?g|svg|sh|go|rs|java|sql|xml|log|zip)$", re.I
)
_IMAGE = lazy(
    r"^(?:nvcr\.io|ghcr\.io|docker\.io|quay\.io|gcr\.io|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|[\w-]+\.pkg\.dev"
    r"|\d+\.dkr\.ecr\.[\w-]+\.amazonaws\.com|[\w.-]+\.azurecr\.io|[\w-]+\.gcr\.io)/",
    re.I,
)
"""The image of a container that serves a model: what costs is the machine that it runs on."""
_CONSTANT = lazy(r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")
"""The name of an environment variable or a constant, not an id: ``GEMINI_API_KEY``."""


def is_image(value: str) -> bool:
    """True for a container's image in one of the well-known registries."""
    return _IMAGE.match(value) is not None


_ADDRESS = lazy(r"^(?:localhost:\d+|[\w.-]+:(?:(?!20\d\d)[2-9]\d{3}|[1-6]\d{4}))(?:/|$)")
"""A host and its port: ``nemotron-ms:8000/v1``. What stands behind a model's colon is shorter (``llama3:70b``), or a
date or a release (``gpt-4:1106``)."""


def is_address(value: str) -> bool:
    """True for a host with its port: it may be called after a model, and is asked, not chosen."""
    return ":" in value and _ADDRESS.match(value) is not None


_PLAIN = (
    "gpt-3.5-",
    "gpt-4",
    "gpt-5",
    "claude-3",
    "claude-opus-",
    "claude-sonnet-",
    "claude-haiku-",
    "gemini-1",
    "gemini-2",
)
"""How the ids begin that most code names. They need none of the expressions above, which take 4 ms to compile."""


@lru_cache(maxsize=8192)
def known_family(value: str) -> bool:
    """True when a value is written like an id of a well-known family (whatever the slot says)."""
    if well_known(value):
        return True
    if (
        len(value) > 160
        or not value
        or " " in value
        or value.isdecimal()
        or value.count("/") > 6
        or _CONSTANT.match(value)
        or is_image(value)
        or is_address(value)
    ):
        return False
    return bool((_KNOWN.match(value) and not _FILE.search(value)) or _ARN.match(value))


def well_known(value: str) -> bool:
    """True for a plain id of the few families that most code names, all of which are sold by the token."""
    return value.startswith(_PLAIN) and _is_plain(value)


def _is_plain(value: str) -> bool:
    """Letters, digits and hyphens, with a dot before digits alone, so that it is no name of a file."""
    ending = value.rpartition(".")[2]
    return (
        len(value) <= 80
        and value.isascii()
        and value.replace("-", "").replace(".", "").isalnum()
        and (ending == value or ending[:1].isdigit())
    )
