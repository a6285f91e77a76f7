"""LangChain in JavaScript and TypeScript. Newer constructors also take the model as a first positional argument.

Read on 2026-11-24 (npm), with the file of each default beside it: langchain 1.5.14, @langchain/openai 1.5.8,
@langchain/anthropic 1.5.11, @langchain/google-genai 2.3.2, @langchain/google-vertexai 2.3.2, @langchain/aws 1.4.5,
@langchain/groq 1.3.1, @langchain/mistralai 1.2.0, @langchain/cohere 1.0.5, @langchain/ollama 1.3.0,
@langchain/community 1.1.29. No default: the model is required, or the API chooses.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_NAMES = ("model", "modelName")
_AZURE = ("azureOpenAIApiDeploymentName", "deploymentName", "azureOpenAIApiEmbeddingsDeploymentName", *_NAMES)

SDK = Sdk(
    name="langchain-js",
    provider="",
    languages=("typescript",),
    calls=(
        Call("AzureChatOpenAI", model=_AZURE, provider="azure"),
        Call("AzureOpenAI", model=_AZURE, provider="azure"),
        Call("AzureOpenAIEmbeddings", kind="embedding", model=_AZURE, provider="azure"),
        # aws: dist/embeddings.js line 53
        Call("BedrockEmbeddings", kind="embedding", default="amazon.titan-embed-text-v1", provider="bedrock"),
        # anthropic: dist/chat_models.js line 636
        Call(
            "ChatAnthropic",
            model=_NAMES,
            position=0,
            default="claude-sonnet-4-5-20250929",
            provider="anthropic",
        ),
        # aws: dist/chat_models.js line 476
        Call(
            "ChatBedrockConverse",
            position=0,
            default="anthropic.claude-haiku-4-5-20251001-v1:0",
            provider="bedrock",
        ),
        # cohere: dist/chat_models.js line 542
        Call("ChatCohere", position=0, default="command-r-plus", provider="cohere"),
        Call("ChatDeepSeek", model=_NAMES, position=0, provider="deepseek"),
        Call("ChatFireworks", model=_NAMES, provider="fireworks"),
        Call("ChatGoogle", model=_NAMES, position=0, provider="google"),
        Call("ChatGoogleGenerativeAI", model=_NAMES, position=0, provider="google"),
        Call("ChatGroq", model=_NAMES, position=0, provider="groq"),
        # mistralai: dist/chat_models.js line 542
        Call("ChatMistralAI", model=_NAMES, position=0, default="mistral-small-latest", provider="mistral"),
        # ollama: dist/chat_models.js line 316
        Call("ChatOllama", position=0, default="llama3", provider="ollama"),
        # openai: dist/chat_models/base.js line 37
        Call("ChatOpenAI", model=_NAMES, position=0, default="gpt-3.5-turbo", provider="openai"),
        Call("ChatOpenRouter", model=_NAMES, position=0, provider="openrouter"),
        Call("ChatTogetherAI", model=_NAMES, provider="together"),
        Call("ChatVertexAI", model=_NAMES, position=0, provider="google"),
        Call("ChatXAI", model=_NAMES, position=0, provider="xai"),
        Call("CohereEmbeddings", kind="embedding", model=_NAMES, provider="cohere"),
        Call("CohereRerank", provider="cohere"),
        # openai: dist/tools/dalle.js line 16
        Call("DallEAPIWrapper", kind="image", model=_NAMES, default="dall-e-3", provider="openai"),
        # google-genai: dist/embeddings.js line 30
        Call(
            "GoogleGenerativeAIEmbeddings",
            kind="embedding",
            model=_NAMES,
            default="embedding-001",
            provider="google",
        ),
        # mistralai: dist/llms.js line 29
        Call("MistralAI", model=_NAMES, default="codestral-latest", provider="mistral"),
        # mistralai: dist/embeddings.js line 11
        Call("MistralAIEmbeddings", kind="embedding", model=_NAMES, default="mistral-embed", provider="mistral"),
        # ollama: dist/llms.js line 34
        Call("Ollama", default="llama3", provider="ollama"),
        # ollama: dist/embeddings.js line 6
        Call("OllamaEmbeddings", kind="embedding", default="mxbai-embed-large", provider="ollama"),
        # openai: dist/llms.js line 68
        Call("OpenAI", model=_NAMES, default="gpt-3.5-turbo-instruct", provider="openai"),
        # openai: dist/embeddings.js line 25
        Call(
            "OpenAIEmbeddings",
            kind="embedding",
            model=(*_NAMES, "deploymentName"),
            default="text-embedding-ada-002",
            provider="openai",
        ),
        Call("VertexAIEmbeddings", kind="embedding", model=_NAMES, provider="google"),
        Call("createAgent", prompt=("prompt", "systemPrompt")),
        Call("createReactAgent", model=("llm", "model"), prompt=("prompt",)),
        Call("initChatModel", position=0),
    ),
    imports=("@langchain/", "langchain/", "from 'langchain'", 'from "langchain"'),
    parameters=(("latency", Key.SERVICE_TIER),),
)
