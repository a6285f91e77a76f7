"""Which files are worth reading: a search for a few dozen fixed words, before anything heavy is imported.

Every word that a detector looks for contains one of these stems, so that nothing is lost (a test compares both ways).
Plain `in` on lower-cased bytes costs about 10 ms a megabyte and nothing to build, which a regular expression of the
same words does not (docs/performance.md).
"""

from __future__ import annotations

GOVERNING = ".finops-gate/"
"""The folder of the governing files: what changes there always counts."""
TEXTS = (".txt", ".md", ".prompt", ".jinja", ".jinja2", ".j2", ".tmpl", ".mustache", ".hbs", ".liquid", ".xml")
"""Endings of files that hold a prompt, whose words say nothing of it. One is a prompt only when somebody names it."""

STEMS: tuple[bytes, ...] = tuple(
    stem.encode()
    for stem in """
    model deployment engine llm tokens outputtoken max_len maxlen max_gen_len num_predict numpredict reasoning effort
    thinking service_tier servicetier candidate prompt instruction inference completions best_of bestof
    gpt davinci curie babbage text-ada moderation dall whisper tts-1 sora- codex cushman computer-use claude gemini
    gemma palm bison gecko imagen veo llama mistral mixtral codestral ministral magistral pixtral devstral voxtral
    command embed c4ai rerank deepseek qwen qwq grok kimi moonshot glm minimax abab phi- phi2 phi3 phi4 wizard vicuna
    falcon yi- dbrx jamba j2- titan nova- nemotron sonar pplx solar arctic hermes dolphin zephyr starcoder stablelm
    granite diffusion stable-image sd3 sdxl flux bge- e5- gte- mpnet minilm voyage jina mxbai llava minicpm internlm
    baichuan hunyuan doubao ernie opt- olmo orca cogito amazon. anthropic. cohere. meta. ai21. stability. mimo- seed-
    step- ling- aya-
    gpu accelerator neuron nvidia replica instance_type instancetype machine_type machinetype vm_size vmsize min_count
    min_size desired node_count nodecount inferentia trainium provisionedconcurren provisioned_concurren
    """.split()
)
SHORT: tuple[bytes, ...] = (
    b'"o1',
    b'"o3',
    b'"o4',
    b"'o1",
    b"'o3",
    b"'o4",
    b"/o1",
    b"/o3",
    b"/o4",
    b":o1",
    b":o3",
    b":o4",
    b"=o1",
    b"=o3",
    b"=o4",
    b" o1",
    b" o3",
    b" o4",
)
"""Ids of two letters, told by what stands before them."""


def relevant(text: bytes) -> bool:
    """True when a file may say something that costs."""
    lowered = text.lower()
    return any(stem in lowered for stem in STEMS) or any(stem in lowered for stem in SHORT)
