"""LangChain in Python: chat models, completions, embeddings and agents of every integration package.

Read on 2026-11-24 (PyPI), with the file of each default beside it: langchain 1.5.2, langchain-openai 1.7.4,
langchain-anthropic 1.7.10, langchain-google-genai 4.4.2, langchain-google-vertexai 3.2.5, langchain-aws 1.9.1,
langchain-groq 1.1.3, langchain-mistralai 1.1.6, langchain-cohere 0.6.0, langchain-together 0.4.0,
langchain-fireworks 1.7.1, langchain-ollama 1.1.0, langchain-deepseek 1.1.1, langchain-xai 1.3.0,
langchain-openrouter 0.2.9, langchain-huggingface 1.2.3, langchain-community 0.4.2. No default: the model is required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

_NAMES = ("model", "model_name")
_AZURE = ("azure_deployment", "deployment_name", "deployment", "model", "model_name")
_BEDROCK = ("model_id", "model")

SDK = Sdk(
    name="langchain",
    provider="",
    languages=("python",),
    calls=(
        # anthropic: llms.py line 32
        Call("AnthropicLLM", model=_NAMES, default="claude-sonnet-4-5", provider="anthropic"),
        Call("AzureChatOpenAI", model=_AZURE, provider="azure"),
        Call("AzureOpenAI", model=_AZURE, provider="azure"),
        Call("AzureOpenAIEmbeddings", kind="embedding", model=_AZURE, provider="azure"),
        # aws: embeddings/bedrock.py line 114
        Call(
            "BedrockEmbeddings",
            kind="embedding",
            model=_BEDROCK,
            default="amazon.titan-embed-text-v1",
            provider="bedrock",
        ),
        Call("BedrockLLM", model=_BEDROCK, provider="bedrock"),
        Call("ChatAnthropic", model=_NAMES, provider="anthropic"),
        Call("ChatAnthropicBedrock", model=_NAMES, provider="bedrock"),
        Call("ChatAnthropicVertex", model=_NAMES, provider="google"),
        Call("ChatBedrock", model=_BEDROCK, provider="bedrock"),
        Call("ChatBedrockConverse", model=_BEDROCK, provider="bedrock"),
        # aws: chat_models/bedrock_nova_sonic.py line 652
        Call(
            "ChatBedrockNovaSonic",
            kind="audio",
            model=_BEDROCK,
            default="amazon.nova-sonic-v1:0",
            provider="bedrock",
        ),
        Call("ChatCohere", model=_NAMES, provider="cohere"),  # none given: the API's own default, asked at run time
        Call("ChatDeepSeek", model=_NAMES, provider="deepseek"),
        Call("ChatFireworks", model=_NAMES, provider="fireworks"),
        Call("ChatGoogleGenerativeAI", model=_NAMES, provider="google"),
        Call("ChatGroq", model=_NAMES, provider="groq"),
        Call("ChatHuggingFace", model=("model_id", "model")),
        Call("ChatLiteLLM", model=_NAMES),
        # mistralai: chat_models.py line 586
        Call("ChatMistralAI", model=_NAMES, default="mistral-small", provider="mistral"),
        Call("ChatOllama", model=("model",), provider="ollama"),
        # openai: chat_models/base.py line 805
        Call("ChatOpenAI", model=_NAMES, default="gpt-3.5-turbo", provider="openai"),
        Call("ChatOpenRouter", model=_NAMES, provider="openrouter"),
        Call("ChatPerplexity", model=_NAMES, provider="perplexity"),
        # together: chat_models.py line 309
        Call("ChatTogether", model=_NAMES, default="Qwen/Qwen2.5-7B-Instruct-Turbo", provider="together"),
        Call("ChatVertexAI", model=_NAMES, provider="google"),
        # xai: chat_models.py line 416
        Call("ChatXAI", model=_NAMES, default="grok-4", provider="xai"),
        Call("CohereEmbeddings", kind="embedding", provider="cohere"),
        Call("CohereRerank", provider="cohere"),
        # fireworks: embeddings.py line 86
        Call("FireworksEmbeddings", kind="embedding", default="nomic-ai/nomic-embed-text-v1.5", provider="fireworks"),
        Call("GoogleGenerativeAI", model=_NAMES, provider="google"),
        Call("GoogleGenerativeAIEmbeddings", kind="embedding", provider="google"),
        # huggingface: embeddings/huggingface.py line 30; runs on the user's own machine
        Call(
            "HuggingFaceEmbeddings",
            kind="embedding",
            model=("model_name", "model"),
            default="sentence-transformers/all-mpnet-base-v2",
        ),
        Call("HuggingFaceEndpoint", model=("repo_id", "model")),
        # mistralai: embeddings.py line 169
        Call("MistralAIEmbeddings", kind="embedding", default="mistral-embed", provider="mistral"),
        Call("OllamaEmbeddings", kind="embedding", provider="ollama"),
        Call("OllamaLLM", provider="ollama"),
        # openai: llms/base.py line 176
        Call("OpenAI", model=_NAMES, default="gpt-3.5-turbo-instruct", provider="openai"),
        # openai: embeddings/base.py line 187
        Call(
            "OpenAIEmbeddings",
            kind="embedding",
            model=("model", "deployment"),
            default="text-embedding-ada-002",
            provider="openai",
        ),
        # together: embeddings.py line 106
        Call(
            "TogetherEmbeddings",
            kind="embedding",
            default="intfloat/multilingual-e5-large-instruct",
            provider="together",
        ),
        # google-vertexai: llms.py line 45
        Call("VertexAI", model=_NAMES, default="gemini-2.5-flash", provider="google"),
        Call("VertexAIEmbeddings", kind="embedding", model=_NAMES, provider="google"),
        Call("create_agent", position=0, prompt=("system_prompt",)),
        Call("create_deep_agent", prompt=("instructions", "system_prompt")),
        Call("create_react_agent", position=0, prompt=("prompt",)),
        Call("init_chat_model", position=0),
        Call("init_embeddings", kind="embedding", position=0),
    ),
    imports=("langchain", "langgraph", "deepagents"),
    parameters=(("latency", Key.SERVICE_TIER),),  # ChatBedrockConverse(performance_config={"latency": "optimized"})
)
