"""Is it the same model? Identifiers as they are written, reduced to the part that decides the price.

The written id is always kept beside it; this module only answers "same or not", so that a provider prefix, a region,
a route or another spelling of one model is never shown as a change of cost.
"""

from __future__ import annotations

from finops_gate.base.families import known_family
from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy

PROVIDERS = frozenset(
    """
    ai21 aleph-alpha anthropic anyscale aws azure azure_ai azure_openai azure-openai azureopenai bedrock
    bedrock_converse cerebras cloudflare cohere cohere_chat databricks deepinfra deepseek fireworks
    fireworks_ai gateway gemini github
    google google-gla google-vertex google_genai google_vertexai groq huggingface litellm lambda lepton meta-llama
    mistral mistralai moonshot nebius novita nvidia nvidia_nim ollama ollama_chat open_ai openai openai-chat
    openai-responses openrouter perplexity replicate sambanova text-completion-openai together together_ai togetherai
    qianfan vercel vertex vertex_ai vertexai vllm hosted_vllm voyage watsonx x-ai xai xinference zai
    """.split()
)
"""Words that stand before an id as a route (``openai/gpt-4o``, ``bedrock:...``) and say nothing of the model itself."""

_AT_HOME = frozenset(
    "ollama ollama_chat vllm hosted_vllm llamafile lm_studio lmstudio llama-cpp-python llamacpp".split()
)
"""Routes to a server of weights on machines of one's own."""

_REGION = lazy(r"^(?:us|eu|apac|global|jp|au|ca|us-gov)\.(?=[a-z0-9-]+\.)")
_ARN = lazy(r"^arn:aws[\w-]*:bedrock:(?P<region>[\w-]*):[^:]*:[\w-]+/(?P<id>.+)$")
_BEDROCK_VERSION = lazy(r"(-v\d+(:\d+)?(:\d+k)?|:\d+)$")
_PATHS = ("models/", "accounts/fireworks/models/", "publishers/")


def without_vendor(constant: str) -> str:
    """A constant's name without whose model it is: ``QIANFAN_ERNIE_4_5`` is called ``ERNIE_4_5`` as well."""
    vendor, _, rest = constant.partition("_")
    if not vendor.isupper() or vendor.casefold() not in PROVIDERS or known_family(constant.replace("_", "-")):
        return constant
    return rest if known_family(rest.replace("_", "-")) else constant


class Identity(NamedTuple):
    """What a written id says."""

    model: str
    """Lower case, without route, region and spelling variants: ``claude-3-5-sonnet-20241022``."""
    provider: str
    """The route named before the id, or empty."""
    scope: str
    """Bedrock's inference profile region, Azure's data zone, or empty: the same model, perhaps at another price."""


def identity(written: str) -> Identity:
    """Reduces a written id. Never fails: what it does not know it leaves as it is (in lower case)."""
    text = written.strip().casefold()
    provider = scope = ""
    arn = _ARN.match(text)
    if arn:
        text, provider, scope = arn["id"], "bedrock", arn["region"]
    for _ in range(3):  # openrouter/anthropic/claude..., litellm nests two routes at most
        head, separator, rest = _split(text)
        if not separator or head not in PROVIDERS or not rest:
            break
        if head in ("meta-llama", "huggingface") and separator == "/":
            break  # an organisation on a model hub: part of the name
        provider, text = provider or head, rest
        if provider.startswith("azure") and text.partition("/")[0] in ("eu", "us", "global", "global-standard"):
            scope, _, text = text.partition("/")
    for path in _PATHS:
        if text.startswith(path):
            text = text.removeprefix(path)
            if path == "publishers/":
                text = text.partition("/models/")[2] or text
    region = _REGION.match(text)
    if region:
        scope, text = region.group(0)[:-1], text[region.end() :]
    maker, dot, rest = text.partition(".")
    if dot and maker in _BEDROCK_MAKERS and rest:
        provider = provider or "bedrock"
        text = _BEDROCK_VERSION.sub("", rest)
    text = text.replace("@", "-")
    if text.startswith("gpt-35"):
        text = "gpt-3.5" + text[6:]
    elif text.startswith(("gpt4", "gpt3")):
        text = f"gpt-{text[3:]}"
    return Identity(text, provider, scope)


def same_model(left: str, right: str) -> bool:
    """True when both ids name one model, whatever the spelling and the route."""
    if left == right:
        return True
    one, other = sorted((identity(left).model, identity(right).model), key=len)
    return one == other or (other.endswith(f"/{one}") and known_family(one))  # a gateway's own name before its routes


def runs_at_home(written: str) -> bool:
    """True for an id that says it is served on one's own machines: ``ollama/llama3``, a file of weights in GGUF.

    What Ollama serves from its cloud is paid to Ollama.
    """
    text = written.strip().casefold()
    if text.endswith("-cloud"):
        return False
    *routes, _ = text.replace(":", "/", 1).split("/") if text.startswith("ollama:") else text.split("/")
    return not _AT_HOME.isdisjoint(routes) or "gguf" in text


_BEDROCK_MAKERS = frozenset(
    "ai21 amazon anthropic cohere deepseek google luma meta minimax mistral moonshot nvidia openai qwen stability "
    "twelvelabs writer zai".split()
)


def _split(text: str) -> tuple[str, str, str]:
    slash, colon = text.find("/"), text.find(":")
    if slash >= 0 and (colon < 0 or slash < colon):
        return text[:slash], "/", text[slash + 1 :]
    if colon >= 0:
        return text[:colon], ":", text[colon + 1 :]
    return text, "", ""
