"""What providers are called, and whose models are whose: tables."""

from __future__ import annotations

PROVIDERS: dict[str, str] = {
    "amazon": "bedrock",
    "anthropic_bedrock": "bedrock",
    "aws": "bedrock",
    "aws_bedrock": "bedrock",
    "amazon_bedrock": "bedrock",
    "bedrock_converse": "bedrock",
    "bedrock_mantle": "bedrock",
    "azure_ai": "azure",
    "azure_openai": "azure",
    "azureopenai": "azure",
    "azure_text": "azure",
    "chatgpt": "openai",
    "text_completion_openai": "openai",
    "open_ai": "openai",
    "openai_chat": "openai",
    "openai_responses": "openai",
    "claude": "anthropic",
    "codestral": "mistral",
    "mistralai": "mistral",
    "cohere_chat": "cohere",
    "fireworks_ai": "fireworks",
    "gemini": "google",
    "google_ai_studio": "google",
    "google_genai": "google",
    "google_gla": "google",
    "google_vertex": "google",
    "google_vertexai": "google",
    "google_vertex_ai": "google",
    "vertex": "google",
    "vertex_ai": "google",
    "vertexai": "google",
    "vertex_ai_beta": "google",
    "jina_ai": "jina",
    "moonshotai": "moonshot",
    "meta_llama": "meta",
    "nebius_ai": "nebius",
    "sonar": "perplexity",
    "together_ai": "together",
    "togetherai": "together",
    "voyageai": "voyage",
    "x_ai": "xai",
    "grok": "xai",
    "z_ai": "zai",
    "zhipu": "zhipuai",
}
"""Other names of our providers, as they stand in SDKs, prefixes and settings (lower case, underscores)."""

KNOWN = frozenset(
    {
        *PROVIDERS.values(),
        *("ai21", "baseten", "cerebras", "cloudflare", "cursor", "dashscope", "databricks", "deepgram", "deepinfra"),
        *("deepseek", "elevenlabs", "groq", "hyperbolic", "minimax", "modal", "novita", "openai", "openrouter"),
        *("ovhcloud", "replicate", "sambanova", "stability", "watsonx", "github-copilot", "avian", "arcee"),
        *("assemblyai", "amazon-nova", "black-forest-labs", "anthropic", "azure", "bedrock", "google"),
    }
)
"""Names under which the catalog keeps prices and that may stand before an id, with a slash or a colon."""

SELF_HOSTED = frozenset(
    {
        *("ollama", "ollama_chat", "vllm", "hosted_vllm", "lm_studio", "lmstudio", "llamafile", "llama_cpp"),
        *("llamacpp", "xinference", "tgi", "text_generation_inference", "localai", "local", "mlx", "gpt4all", "docker"),
    }
)
"""Runtimes on a company's own machines: paid by the hour of the machine, never by the token."""

ROUTERS = frozenset(
    {
        *("litellm", "litellm_proxy", "langchain", "llamaindex", "portkey", "aisuite", "proxy", "instructor", "router"),
        *("huggingface", "hugging_face", "hf", "vercel", "gateway", "pydantic_ai", "dspy", "crewai"),
    }
)
"""What stands before or around an id and says nothing about who bills it."""

MAKERS: dict[str, str] = {
    "openai": "gpt- gpt3 chatgpt- o1 o3 o4- codex- computer-use daybreak text-embedding-3 text-embedding-ada dall-e"
    " whisper-1 tts-1 sora- davinci babbage curie ada text-davinci text-curie text-babbage text-ada code-davinci"
    " omni-moderation text-moderation moderation",
    "anthropic": "claude- opus sonnet haiku fable",
    "google": "gemini- text-embedding-00 imagen veo- text-bison chat-bison",
    "mistral": "mistral- codestral ministral magistral pixtral devstral voxtral open-mi open-codestral",
    "deepseek": "deepseek-chat deepseek-reasoner deepseek-coder deepseek-v4 deepseek-flash",
    "xai": "grok-",
    "cohere": "command embed-english embed-multilingual embed-v rerank- c4ai-",
    "moonshot": "kimi- moonshot-",
    "perplexity": "sonar pplx- llama-3.1-sonar-",
    "voyage": "voyage-",
    "ai21": "jamba j2-",
    "elevenlabs": "eleven_",
    "minimax": "minimax-",
    "zai": "glm-",
    "meta": "muse-",
    "dashscope": "qwen- qwq-plus",
}
"""Who makes and sells models first-hand, and how the ids of those models begin."""

OPEN_FOLDERS = frozenset({"meta-llama"})
"""First segments of Hugging Face ids that a provider's prefix resembles (`meta_llama/`)."""

MAKER_FOLDERS: dict[str, str] = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google": "google",
    "mistralai": "mistral",
    "mistral": "mistral",
    "deepseek": "deepseek",
    "x-ai": "xai",
    "xai": "xai",
    "cohere": "cohere",
    "moonshotai": "moonshot",
    "perplexity": "perplexity",
    "ai21": "ai21",
}
"""First segment of an OpenRouter id and the provider that sells the same model first-hand."""


def provider(name: str) -> str:
    """Our name of a provider, a runtime or a router; the name itself, in lower case, when it is none we know."""
    word = name.strip().lower()
    flat = word.replace("-", "_")
    return PROVIDERS.get(flat) or (flat if flat in SELF_HOSTED | ROUTERS else word.replace("_", "-"))


def maker(key: str) -> str | None:
    """Who makes the model of a bare id in lower case, as far as its name tells."""
    if key.startswith("gpt-oss"):
        return None  # open weights: many hosts, and the maker is none of them
    return next((owner for owner, beginnings in MAKERS.items() if key.startswith(tuple(beginnings.split()))), None)
