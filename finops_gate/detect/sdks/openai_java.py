"""OpenAI's own SDK for Java and Kotlin: params builders, whose ``model`` takes a string or a constant.

Read on 2026-11-24: openai-java 4.52.0 (openai-java-core/src/main/kotlin/com/openai/models). The model is required
where text is generated. The builders stand here to tell the kind; the setter is a call of its own in a chain.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="openai-java",
    provider="openai",
    languages=("java", "kotlin"),
    calls=(
        Call("ChatCompletionCreateParams.builder.model", position=0),
        Call("EmbeddingCreateParams.builder.model", kind="embedding", position=0),
        Call("ImageEditParams.builder.model", kind="image", position=0),
        Call("ImageGenerateParams.builder.model", kind="image", position=0),
        Call("ResponseCreateParams.builder.model", position=0),
        Call("SpeechCreateParams.builder.model", kind="audio", position=0),
        Call("TranscriptionCreateParams.builder.model", kind="audio", position=0),
        Call("model", position=0),
    ),
    imports=("com.openai.",),
)
