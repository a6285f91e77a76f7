"""Which models run on machines of one's own: there the hours of the machines cost, not the tokens.

A server of weights is told by its image, by the accelerator that its container asks for, by the command that gets a
variable, or by an address that only resolves inside a cluster.
"""

from __future__ import annotations

import re
from functools import cached_property

from finops_gate.base.identity import runs_at_home
from finops_gate.base.patterns import lazy
from finops_gate.detect.entries import Entry, says_any
from finops_gate.detect.machines import RESOURCES, machine_key
from finops_gate.detect.placeholders import read_placeholder
from finops_gate.detect.slots import words
from finops_gate.detect.syntax.outline import Branch, Outline
from finops_gate.model.setting import Key, Setting, Unknown

_HOSTED = frozenset(
    """
    ollama vllm tgi gguf llamacpp llama_cpp lmstudio localai sglang local lmdeploy tabby mlx vllmruntime
    servingenginespec modelspec
    """.split()
)
_STORED = lazy(r"^(?:hf|huggingface|modelscope|ms|tos|oss|cos|obs|pvc|oci|abfss?|local)://|^(?:ollama|local:)|\.gguf$")
"""Weights where a server of one's own fetches them."""
_LOCAL = lazy(r"localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal|:11434|//ollama\b|//vllm\b", re.IGNORECASE)
_CLUSTER = lazy(
    r"^(?:(?:https?|grpc)://)?(?:[\w-]+\.)+svc(?:\.cluster\.local)?(?::\d+)?(?:/|$)"
    r"|^https?://[a-z][\w-]*(?::\d+)?(?:/|$)|^[a-z][\w-]*:\d{4,5}(?:/|$)|^https?://127\.0\.0\.1\b",
    re.IGNORECASE,
)
"""An address that only resolves inside a cluster, a compose file or a machine: ``http://nim-llm:8000/v1``."""
_HANDS_ON = lazy(r"proxy|gateway|litellm|router|portkey|envoy|helicone|one-?api", re.IGNORECASE)
"""What hands a call on to whoever is paid for it, from wherever it stands."""
_METERED = lazy(
    r"^(?:[\w.-]+/)*(?:(?:chat)?gpt-?[345]|o[134](?:-|$)|claude|gemini|text-embedding-|grok-|command-|amazon\.|anthropic\."
    r"|nova-|titan|dall-e|tts-1|whisper-1)",
    re.IGNORECASE,
)
"""Models whose weights nobody else has."""
_WEIGHTS = lazy(r"^(?P<owner>[\w.-]+)/[\w.-]+$")
_ROUTES = frozenset(
    """
    openai anthropic azure azure_ai bedrock gemini vertex_ai vertexai openrouter groq xai cohere mistral deepseek
    perplexity together together_ai fireworks fireworks_ai replicate github models databricks watsonx sagemaker
    """.split()
)
"""What stands before an id to say who is asked; before the name of weights stands who made them."""
_IMAGE = lazy(
    r"vllm|text-(?:generation|embeddings)-inference|sglang|(?<!:)ollama|llama\.?cpp|tritonserver|lmdeploy|\bnim/"
    r"|inference-sim|djl-inference|huggingface-(?:pytorch-|neuronx-)?(?:tgi|llm|vllm)",
    re.IGNORECASE,
)
"""Images of servers. `open-webui:ollama` is a client."""
_ENGINES = frozenset(
    """
    vllm sglang ollama tgi tei lmdeploy triton tensorrtllm trtllm tensorrt llamacpp llama.cpp localai lmstudio mlx
    """.split()
)
"""Servers of weights, as a key beside the model names the one that runs it."""
_RUNS = ("backend", "engine", "runtime", "inference_engine", "llm_engine", "serving_engine", "model_server")
_KINDS = frozenset("inference.networking.x-k8s.io inference.networking.k8s.io kubeai.org kaito.sh llm-d.ai".split())
"""Groups of Kubernetes' interfaces whose objects tell of weights that the cluster serves."""
_MACHINES = ("instance_type", "instancetype", "instance-type", "machine_type", "machinetype", "vm_size", "vmsize")
_FETCHED = frozenset({("hf", "model", "id"), ("option", "model", "id")})
"""What a server of weights is told to fetch, wherever it runs: ``HF_MODEL_ID`` of SageMaker and of TGI."""
_SERVER = (
    "tensor_parallel_size",
    "tensor-parallel-size",
    "gpu_memory_utilization",
    "gpu-memory-utilization",
    "max_model_len",
    "max-model-len",
    "max_num_seqs",
    "max-num-seqs",
    "per_device_batch_size",
    "per_device_train_batch_size",
    "gradient_accumulation_steps",
    "ici_fsdp_parallelism",
    "lora_r",
    "lora_alpha",
)
"""Keys that only a server of weights has, or what trains them, beside the model that it loads."""
_ENDPOINTS = ("base_url", "baseurl", "api_base", "apibase", "base-url", "endpoint", "url", "api_url", "host")
_ADDRESS = frozenset(
    "url uri host endpoint address server baseurl serverurl apibase apiurl apiendpoint endpointurl apibaseurl".split()
)
"""Last words, written together, of a variable that holds an address."""
_ASKED = frozenset("llm openai vllm tgi sglang nim inference chat model embedding embeddings".split())
"""First words of an address that a model without a name of its own is asked at."""
_ASKED_FOR = frozenset({"gpu", "gpus", "accelerator", "accelerators"})
PROGRAMS = frozenset(
    "vllm sglang ollama hf huggingface-cli text-generation-launcher llama-server lmdeploy trtllm-serve".split()
)
"""Programs that serve weights, or fetch them for what does."""
_RUN = lazy(rf"\b(?:{'|'.join(sorted(PROGRAMS))})(?:\.[\w.]+)?\s[^\n|;&]*")
_VARIABLE = lazy(r"\$[({]?([A-Za-z_]\w*)")
OWN = "self-hosted"
"""The provider of weights on machines of one's own."""
NEAR = 300
"""Entries of one mapping that are looked at."""


def served(text: str) -> frozenset[str]:
    """The variables that a script gives to a program which serves or fetches weights."""
    if "$" not in text or not any(program in text for program in PROGRAMS):
        return frozenset()
    lines = _RUN.findall(text.replace("\\\n", " "))
    return frozenset(name for line in lines for name in _VARIABLE.findall(line))


def is_server(image: str) -> bool:
    """True for the image of a model server."""
    return _IMAGE.search(image) is not None


def own_machines(settings: list[Setting]) -> list[Setting]:
    """The settings of one file. What is served there, and named once more as what is asked, is the same weights."""
    own = {one.value for one in settings if one.provider == OWN and one.key is Key.MODEL and not one.mention}
    own = {value for value in own if isinstance(value, str) and not _METERED.match(value)}
    if not own:
        return settings
    return [one._replace(provider=OWN) if one.value in own and not one.provider else one for one in settings]


class Hosting:
    """Answers for one outline."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._named: dict[int, list[tuple[tuple[str, ...], str]]] = {}

    def hosts(self, found: Entry, value: str | Unknown) -> bool:
        """True when the model of an entry runs on machines of one's own."""
        leaf = found.leaf
        if isinstance(value, str) and runs_at_home(value):
            return True
        if says_any(found.slot, _HOSTED) or "".join(words(found.slot)).endswith(("modelurl", "modeluri")):
            return True
        if leaf.branch.leaf(*_SERVER) is not None:
            return True
        for above in (found.branch, *found.branch.ancestors()):  # of Quarkus' profiles: ``%test,ollama.quarkus...``
            spoken = above.key.lower()
            if "vllm" in spoken or not _HOSTED.isdisjoint(spoken.lstrip("%").split(",")):
                return True
        if self.runs(leaf.branch, value) or (isinstance(value, str) and _is_told(found, value)):
            return True
        if found.environment:
            return found.slot in self._served or (isinstance(value, str) and self._asks_inside(found, value))
        beside = leaf.branch.leaf(*_ENDPOINTS)
        if beside is None:
            return False
        return _LOCAL.search(beside.value) is not None or (isinstance(value, str) and _inside(beside.value, value))

    def runs(self, branch: Branch, value: str | Unknown) -> bool:
        """True when the container around serves this model."""
        if isinstance(value, str) and _STORED.search(value):
            return True
        if self.serves(branch):
            return True
        if not isinstance(value, str):
            return False
        return (_is_weights(value) and _accelerated(branch)) or (not _METERED.match(value) and _in_cluster(branch))

    def serves(self, branch: Branch) -> bool:
        """True when the container around runs a model server."""
        for above in (branch, *branch.ancestors()):
            image = above.leaf("image")
            if image is None:
                inner = next((one for one in above.branches[:NEAR] if one.key == "image"), None)
                image = inner.leaf("repository", "name") if inner is not None else None
            if image is not None:
                return is_server(image.value) or _starts(above)
        return False

    @cached_property
    def _served(self) -> frozenset[str]:
        """The variables of the file that are given to a server of weights."""
        names: set[str] = set()
        for leaf in self._outline.leaves:
            if "$" not in leaf.value:
                continue
            names.update(_VARIABLE.findall(leaf.value) if leaf.branch.key in PROGRAMS else served(leaf.value))
        return frozenset(names)

    def _asks_inside(self, found: Entry, value: str) -> bool:
        """True where a variable of the same beginning holds an address inside: LLM_MODEL beside LLM_SERVER_URL."""
        spoken = words(found.slot)
        cut = next((at for at, word in enumerate(spoken) if word.startswith("model")), len(spoken))
        own = spoken[:cut]
        for name, address in self._addresses(found.branch):
            near = name[: len(own)] == own if own else name[:1] and name[0] in _ASKED
            if near and "".join(name[len(own) or 1 :]) in _ADDRESS and _inside(address, value):
                return True
        return False

    def _addresses(self, branch: Branch) -> list[tuple[tuple[str, ...], str]]:
        if branch.number not in self._named:
            told = [(words(name), value) for name, value in _pairs(branch) if "/" in value or ":" in value]
            self._named[branch.number] = [(name, value) for name, value in told if _ends_in_address(name)]
        return self._named[branch.number]


def _pairs(branch: Branch) -> list[tuple[str, str]]:
    """The names and values of a mapping, of a list of ``NAME=value`` and of a list of ``{name, value}``."""
    pairs = [(leaf.key, leaf.value) if leaf.key else _parted(leaf.value) for leaf in branch.leaves[:NEAR]]
    for one in branch.branches[:NEAR]:
        name, value = one.leaf("name"), one.leaf("value")
        if one.index >= 0 and name is not None and value is not None:
            pairs.append((name.value, value.value))
    return pairs


def _is_told(found: Entry, value: str) -> bool:
    """True where what stands beside names the engine that runs this model, or the accelerated machine."""
    if _METERED.match(value):
        return False
    leaf, branch = found.leaf, found.branch
    if words(found.slot) in _FETCHED and branch.parent is not None and _is_weights(value):
        return True
    machine = leaf.branch.leaf(*_MACHINES)
    if machine is not None and machine_key(machine.key, machine.value) is Key.INSTANCE:
        return True
    if found.environment:
        named = (words(name)[-1:] for name, told in _pairs(branch) if told.lower() in _ENGINES)
        return not {last for name in named for last in name}.isdisjoint(_RUNS)
    engine = leaf.branch.leaf(*_RUNS)
    return engine is not None and engine.value.lower().replace("-", "").replace("_", "") in _ENGINES


def _in_cluster(branch: Branch) -> bool:
    """True inside an object that tells of weights which the cluster serves."""
    told = (above.leaf("apiversion") for above in (branch, *branch.ancestors()))
    group = next((one.value.partition("/")[0] for one in told if one is not None), "")
    return group in _KINDS


def _starts(container: Branch) -> bool:
    """True for a container whose command starts a server of weights: ``python3 -m vllm.entrypoints.openai``."""
    command = next((one for one in container.branches[:NEAR] if one.key == "command"), None)
    told = command.leaves[:4] if command is not None else [one for one in [container.leaf("command")] if one]
    return any(word.split(".")[0] in PROGRAMS for leaf in told for word in leaf.value[:200].split())


def _parted(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _ends_in_address(name: tuple[str, ...]) -> bool:
    return any("".join(name[-length:]) in _ADDRESS for length in (1, 2, 3))


def _inside(address: str, model: str) -> bool:
    """True for an address inside, of a model that can be served there."""
    found = read_placeholder(address)
    address = address if found is None else found.default
    return bool(_CLUSTER.match(address)) and not _HANDS_ON.search(address) and not _METERED.match(model)


def _is_weights(value: str) -> bool:
    """True for ``org/name``, as weights are called where people share them."""
    found = _WEIGHTS.match(value)
    if found is None or _METERED.match(value):
        return False
    return found["owner"].casefold() not in _ROUTES or "gpt-oss" in value


def _accelerated(branch: Branch) -> bool:
    """True when the container around asks for an accelerator."""
    for above in (branch, *branch.ancestors()):
        asked = [one for one in above.branches[:NEAR] if one.key in ("resources", "deploy")]
        if asked:
            return any(_requests(one, 4) for one in asked)
    return False


def _requests(branch: Branch, depth: int) -> bool:
    for leaf in branch.leaves[:NEAR]:
        if (leaf.key in _ASKED_FOR or RESOURCES.match(leaf.key)) and leaf.value not in ("0", "", "false"):
            return True
        if leaf.key == "driver" and leaf.value == "nvidia":
            return True
    return depth > 0 and any(_requests(one, depth - 1) for one in branch.branches[:NEAR])
