"""Where a source file is worth looking at: one pass of an automaton over all stems, at about 400 MB a second.

A regular expression of the same words runs at 1.4 MB a second (measured on TypeScript, docs/performance.md) and was
half of a scan's time. The automaton is built once a process, when the first file asks for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from finops_gate.base import prefilter
from finops_gate.base.frozen import NamedTuple

LIMIT = 20_000
"""Places looked at in one file; a generated table has more, and everything it says is a menu."""

SLOTS = """
model deployment engine maxtokens max_tokens maxlen max_len maxcompletion max_completion
maxoutput max_output maxnew max_new maxgen max_gen maxresponse max_response numpredict num_predict tokencount
token_count tokenstosample tokens_to_sample reasoning effort thinking budgettokens budget_tokens servicetier
service_tier candidatecount candidate_count inferenceprofile inference_profile numcompletions num_completions bestof
best_of max-tokens max-output max-new-tokens max-completion
""".split()
"""Parts of the names of slots: where one stands, a model or a billed parameter may be set."""

TEXTS = "prompt instruction".split()
"""Parts of the names of slots whose values are sent with a call, and cost nothing without one."""

ANYWHERE = ["llm"]
"""A slot's name, too, and a topic; but files that know no other word of the matter set nothing (934 files of 85
repositories were read, none had a model or a parameter)."""

FAMILIES = """
gpt davinci babbage-00 code-cushman text-ada text-curie text-embedding text-multilingual-embedding embedding-00
text-moderation omni-moderation dall-e dalle whisper tts-1 sora- codex-mini computer-use claude gemini gemma palm-2
palm2 chat-bison text-bison code-bison textembedding-gecko imagen llama mistral mixtral codestral ministral
magistral pixtral devstral voxtral command-r command-a command-light command-nightly embed-english
embed-multilingual embed-v c4ai rerank deepseek qwen qwq grok kimi moonshot chatglm minimax abab vicuna dbrx jamba
nemotron sonar pplx openhermes starcoder stablelm stable-diffusion stablediffusion stable-image sdxl all-mpnet
all-minilm nomic-embed voyage- jina- mxbai multilingual-e5 llava minicpm internlm baichuan hunyuan doubao tinyllama
smollm anthropic. ai21. stability. cohere.
""".split()
"""Beginnings of ids that are hardly ever anything else."""

MACHINES = """
ml.p ml.g ml.inf ml.trn p3. p4d. p4de. p5. p5e. p5en. p6- g4dn. g5. g6. g6e. g7e. inf1. inf2. trn1. trn1n. trn2.
ml_g4dn ml_g5 ml_g6 ml_p3 ml_p4 ml_p5 ml_inf1 ml_inf2 ml_trn1
a2-highgpu a2-ultragpu a2-megagpu a3-highgpu a3-megagpu a3-ultragpu a4-highgpu g2-standard standard_n nvidia- gpu
provisionedconcurren provisioned_concurren
""".split()
"""Beginnings of accelerated machine types, of accelerators and of concurrency that is kept ready: alone they make a
file worth reading."""

COUNTS = """
instance_count instancecount min_instances mininstances replicas min_containers mincontainers keep_warm keepwarm
desired_count desiredcount desired_capacity desiredcapacity min_capacity mincapacity min_size minsize node_count
nodecount
""".split()
"""Slots that say how many machines always run."""

ORDINARY = """
"o1 "o3 "o4 "o5 'o1 'o3 'o4 'o5 /o1 /o3 /o4 :o1 :o3 :o4 `o1 `o3 `o4 command veo- veo2 veo3 glm- glm4 phi- phi2 phi3
phi4 wizard falcon yi- j2- titan nova- solar arctic hermes dolphin zephyr granite sd3 flux bge- e5- gte- ernie opt-
olmo orca cogito amazon. meta. mimo- seed- step- ling- aya- "opus" "sonnet" "haiku" 'opus' 'sonnet' 'haiku'
""".split()
"""Beginnings of ids that are also ordinary words: alone they make no file worth reading."""

TOPICS = """
completion openai anthropic genai vertexai vertex_ai bedrock cohere groq together_ai togetherai ollama litellm langchain
llamaindex llama_index llama-index pydantic_ai dspy crewai huggingface chatmodel
chat_model languagemodel language_model semantickernel semantic_kernel ai-sdk @ai-sdk ai/ inference
max_tokens max-tokens maxtokens max_new_tokens max_output_tokens max_completion_tokens reasoning_effort reasoningeffort
llm default_model model_default defaultmodel
""".split()
"""Words of files that have to do with models: beside a slot's name they make a file worth reading."""


class _Automaton(NamedTuple):
    search: Any
    kinds: tuple[int, ...]
    """For each word the lists that it stands in, as bits."""


_SLOT, _FAMILY, _ORDINARY, _TOPIC, _TEXT, _ANYWHERE = (1 << bit for bit in range(6))
_BEGINNING = _FAMILY | _ORDINARY
"""Words that count only where a word begins: not in "subcommand" or "backstep-1"."""
_OPENING = frozenset(b"\"'`/:.-@}")
"""What stands before an id, or before a part of one, in source code."""
_PLACE = _SLOT | _FAMILY | _ORDINARY | _TEXT | _ANYWHERE
"""Words at which the tree is looked at."""


@lru_cache(maxsize=1)
def _automaton() -> _Automaton:
    words: dict[str, int] = {}
    lists = (SLOTS + COUNTS, FAMILIES + MACHINES, ORDINARY, TOPICS, TEXTS, ANYWHERE)
    for kind, stems in zip((_SLOT, _FAMILY, _ORDINARY, _TOPIC, _TEXT, _ANYWHERE), lists, strict=True):
        for stem in stems:
            words[stem] = words.get(stem, 0) | kind
    return _Automaton(_search([word.encode() for word in words]), tuple(words.values()))


def _search(words: list[bytes]) -> Any:
    from ahocorasick_rs import BytesAhoCorasick, Implementation

    return BytesAhoCorasick(words, implementation=Implementation.DFA)  # 2.5 times as fast, and made in 1 ms


def candidates(source: bytes) -> list[int]:
    """Offsets of the words that matter, ascending; none when the file as a whole says nothing of models."""
    automaton = _automaton()
    seen = 0
    offsets: list[int] = []
    lowered = source.lower()
    for which, start, _ in automaton.search.find_matches_as_indexes(lowered, overlapping=True):
        kind = automaton.kinds[which]
        if kind & _BEGINNING and _goes_on(lowered, start):
            continue
        seen |= kind
        if kind & _PLACE:
            offsets.append(start + (lowered[start] in b"\"'`/:"))
    return sorted(set(offsets))[:LIMIT] if _speaks(seen, _SLOT | _TEXT) else []


def may_spend(source: bytes) -> bool:
    """True for a file that may choose a model or a machine; one that at most holds texts for them is none.

    For whole trees: stricter than `candidates` with ordinary words, which say as little of a file as its length.
    """
    automaton = _automaton()
    seen = 0
    lowered = source.lower()
    for which, start, _ in automaton.search.find_matches_as_indexes(lowered, overlapping=True):
        kind = automaton.kinds[which]
        if kind & _BEGINNING:
            if _goes_on(lowered, start):
                continue
            kind = _alone(kind, lowered, start)
        seen |= kind
        if _speaks(seen, _SLOT):
            return True
    return False


def _goes_on(text: bytes, start: int) -> bool:
    """True inside a word; what begins with a sign, as ``/o3`` does, begins anywhere: ``openai/o3-mini``."""
    return start > 0 and text[start : start + 1].isalnum() and text[start - 1 : start].isalnum()


def _alone(kind: int, lowered: bytes, start: int) -> int:
    """An ordinary word speaks of models only where a literal, or a part of one, begins: not "opt-in", "a command"."""
    if kind == _ORDINARY and lowered[start] not in _OPENING and (not start or lowered[start - 1] not in _OPENING):
        return _ANYWHERE
    return kind


def _speaks(seen: int, slots: int) -> bool:
    return bool(seen & _FAMILY or (seen & slots and seen & (_ORDINARY | _TOPIC)))


@lru_cache(maxsize=1)
def _stems() -> Any:
    return _search([*prefilter.STEMS, *prefilter.SHORT])


def relevant(source: bytes) -> bool:
    """What `base.prefilter.relevant` says, at 400 MB a second; for whole trees, where the automaton is worth making."""
    return bool(_stems().find_matches_as_indexes(source.lower()))
