"""LlamaIndex in Python: LLMs and embedding models of its integration packages.

Read on 2026-11-24 (PyPI, `base.py` of each package): llama-index-llms-openai 0.8.3, -anthropic 0.12.3,
-azure-openai 0.6.1, -bedrock 0.6.0, -bedrock-converse 0.15.5, -cohere 0.9.0, -deepseek 0.4.1, -gemini 0.6.2,
-google-genai 0.11.3, -groq 0.6.1, -litellm 0.8.0, -mistralai 0.11.0, -ollama 0.11.0, -openai-like 0.8.1,
-openrouter 0.6.0, -together 0.6.1, -vertex 0.8.0; llama-index-embeddings-openai 0.7.0, -azure-openai 0.6.1,
-bedrock 0.9.0, -cohere 0.9.0, -google-genai 0.6.0, -huggingface 0.8.0, -mistralai 0.6.0.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

_NAMES = ("model", "model_name")
_EMBEDDING = ("model_name", "model")
_SYSTEM = ("system_prompt",)

SDK = Sdk(
    name="llamaindex",
    provider="",
    languages=("python",),
    calls=(
        # DEFAULT_ANTHROPIC_MODEL, line 89
        Call("Anthropic", position=0, default="claude-2.1", prompt=_SYSTEM, provider="anthropic"),
        # line 111; the deployment in `engine` decides what is billed
        Call(
            "AzureOpenAI",
            model=("model", "engine", "azure_deployment", "deployment_name", "deployment_id"),
            position=0,
            default="gpt-35-turbo",
            prompt=_SYSTEM,
            provider="azure",
        ),
        # line 69, from the enum of the openai package
        Call(
            "AzureOpenAIEmbedding",
            kind="embedding",
            model=("model", "azure_deployment", "deployment_name"),
            position=1,
            default="text-embedding-ada-002",
            provider="azure",
        ),
        Call("Bedrock", position=0, prompt=_SYSTEM, provider="bedrock"),
        Call("BedrockConverse", position=0, prompt=_SYSTEM, provider="bedrock"),
        # Models.TITAN_EMBEDDING, line 136
        Call(
            "BedrockEmbedding",
            kind="embedding",
            model=_EMBEDDING,
            position=0,
            default="amazon.titan-embed-text-v1",
            provider="bedrock",
        ),
        Call("Cohere", position=0, default="command-r", prompt=_SYSTEM, provider="cohere"),  # line 80
        # line 192
        Call(
            "CohereEmbedding",
            kind="embedding",
            model=_EMBEDDING,
            position=2,
            default="embed-english-v3.0",
            provider="cohere",
        ),
        Call("DeepSeek", position=0, prompt=_SYSTEM, provider="deepseek"),
        # GEMINI_MODELS[0], line 56; the key stands first
        Call(
            "Gemini",
            model=_NAMES,
            position=1,
            default="models/gemini-2.0-flash",
            prompt=_SYSTEM,
            provider="google",
        ),
        # DEFAULT_MODEL, line 72
        Call("GoogleGenAI", position=0, default="gemini-3.7-flash", prompt=_SYSTEM, provider="google"),
        # line 170
        Call(
            "GoogleGenAIEmbedding",
            kind="embedding",
            model=_EMBEDDING,
            position=0,
            default="gemini-embedding-2-preview",
            provider="google",
        ),
        Call("Groq", position=0, prompt=_SYSTEM, provider="groq"),
        # utils.py line 5; runs on the user's own machine
        Call("HuggingFaceEmbedding", kind="embedding", model=_EMBEDDING, position=0, default="BAAI/bge-small-en"),
        Call("LiteLLM", position=0, default="gpt-3.5-turbo", prompt=_SYSTEM),  # DEFAULT_LITELLM_MODEL, line 55
        # DEFAULT_MISTRALAI_MODEL, line 81
        Call("MistralAI", position=0, default="mistral-large-latest", prompt=_SYSTEM, provider="mistral"),
        # line 33
        Call(
            "MistralAIEmbedding",
            kind="embedding",
            model=_EMBEDDING,
            position=0,
            default="mistral-embed",
            provider="mistral",
        ),
        Call("Ollama", position=0, prompt=_SYSTEM, provider="ollama"),
        # DEFAULT_OPENAI_MODEL, line 99
        Call("OpenAI", position=0, default="gpt-3.5-turbo", prompt=_SYSTEM, provider="openai"),
        # line 280; the mode stands first
        Call(
            "OpenAIEmbedding",
            kind="embedding",
            model=_NAMES,
            position=1,
            default="text-embedding-ada-002",
            provider="openai",
        ),
        Call("OpenAILike", prompt=_SYSTEM),
        Call("OpenAIResponses", position=0, prompt=("instructions", "system_prompt"), provider="openai"),
        # DEFAULT_MODEL, line 14
        Call("OpenRouter", position=0, default="gryphe/mythomax-l2-13b", prompt=_SYSTEM, provider="openrouter"),
        Call("TogetherLLM", position=0, prompt=_SYSTEM, provider="together"),
        Call("Vertex", position=0, default="text-bison", prompt=_SYSTEM, provider="google"),  # line 112
    ),
    imports=("llama_index",),
)
