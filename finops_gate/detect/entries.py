"""Which setting an entry of a configuration file sets: `- name: X` with `value: v` sets X, not `value`."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.slots import Claim, can_be_model, claim, words
from finops_gate.detect.syntax.outline import Branch, Leaf


class Flavour(StrEnum):
    """What is special about the names of one format."""

    PLAIN = "plain"
    ENVIRONMENT = "environment"
    """Every key of the file is an environment variable (dotenv, Dockerfile)."""
    TERRAFORM = "terraform"
    BICEP = "bicep"


class Entry(NamedTuple):
    """A leaf, and the name of what it sets."""

    leaf: Leaf
    slot: str
    branch: Branch
    """Where the slot stands: around the mapping that only holds its value."""
    claim: Claim
    environment: bool
    """True when the slot is an environment variable of whatever runs there."""

    @property
    def scope(self) -> str:
        return self.branch.scope


_VALUE = frozenset({"value", "default", "defaultvalue", "parametervalue", "default_value", "currentvalue"})
"""Keys that only hold the value of what is named beside or above them."""
_NAMED = ("name", "key", "parameterkey", "variable", "setting", "env")
_SAME = frozenset({"name", "id", "slug", "identifier", "ref", "model_name", "default", "primary"})
"""Keys that inside a mapping called `model` give the model."""
_MODEL = ("model", "model_name", "modelname", "model_id", "modelid", "model-name")
"""Keys beside which a name is only a name."""
_KEYS = ("api_key", "apikey", "api-key", "base_url", "baseurl", "api_base")
CALLED = ("providers", "targets")
"""Keys of a list of promptfoo each of whose entries is called; an entry is written ``openai:chat:gpt-4o``."""
_ROUTED = lazy(r"^[a-z][\w-]*:(?!//)")
_VERSIONS = (("version",), ("model", "version"))
_RELEASE = lazy(r"^(?:turbo-)?(?:\d{4}|20\d\d-\d\d-\d\d)(?:-preview)?$", re.IGNORECASE)
"""How Azure writes the release of a model: ``0613``, ``1106-Preview``, ``2024-05-13``, ``turbo-2024-04-09``."""
_ENVIRONMENT = lazy(
    r"(?:^|[a-z_])(?:env|envs|environment|env_?vars?|environment_?variables?|variables)$", re.IGNORECASE
)
_UPPER = lazy(r"^[A-Z][A-Z0-9]*_[A-Z0-9_]+$")


def entry(leaf: Leaf, flavour: Flavour) -> Entry:
    """What a leaf sets."""
    branch, key = leaf.branch, leaf.key
    if leaf.position >= 0:  # an element is named after its list, and a list called `default` after what is around it
        key, branch = branch.key, branch.parent or branch
        if key.lower() in _VALUE and branch.key:
            key, branch = branch.key, branch.parent or branch
        return Entry(leaf, key, branch, claim(key), False)
    lowered = key.lower()
    if lowered in _VALUE:
        named = branch.leaf(*_NAMED) if branch.index >= 0 or branch.key == "set" else None
        if named is not None and branch.parent is not None and branch.key == "set":
            name = told_path(named.value)
            return Entry(leaf, name, branch.parent, claim(name), bool(_UPPER.match(name)))
        if named is not None and branch.parent is not None:
            environment = bool(_ENVIRONMENT.search(branch.parent.key)) or bool(_UPPER.match(named.value))
            return Entry(leaf, named.value, branch.parent, claim(named.value), environment)
        if branch.key and branch.parent is not None:
            says = claim(branch.key)
            if flavour is Flavour.TERRAFORM or says is not Claim.NONE or not _says(branch.parent):
                return Entry(leaf, branch.key, branch.parent, says, bool(_UPPER.match(branch.key)))
            return Entry(leaf, f"{branch.key}.{key}", branch.parent, says, False)
    says = claim(key)
    if says is Claim.NONE and branch.key and branch.parent is not None:
        resource = flavour is Flavour.BICEP and branch.parent.parent is None  # its name is a name
        above = Claim.NONE if resource else claim(branch.key)
        if above is Claim.WEAK and lowered == "name" and _is_named_apart(branch.parent):
            above = Claim.NONE
        if above in (Claim.STRONG, Claim.WEAK) and lowered in _SAME and branch.leaf(*_MODEL) is None:
            return Entry(leaf, f"{branch.key}.{key}", branch.parent, above, False)
    if says is Claim.NONE and is_called(leaf):
        return Entry(leaf, f"{branch.parent.key if branch.parent else key}.{key}", branch, Claim.STRONG, False)
    if says is Claim.NONE and lowered in ("name", "id") and _speaks(branch):
        says = Claim.WEAK
    if says is Claim.NONE and lowered == "name" and branch.leaf("format") and branch.leaf("version"):
        says = Claim.STRONG  # Azure's model of a deployment, whatever the variable is called that holds it
    environment = (flavour is Flavour.ENVIRONMENT and branch.parent is None) or _in_environment(branch.key, key)
    return Entry(leaf, key, branch, says, environment)


def _speaks(branch: Branch) -> bool:
    """True for a mapping that says whom to ask and with which key: what it names is what is asked."""
    asked = branch.leaf("provider", "llm_provider", "vendor") is not None and branch.leaf(*_KEYS) is not None
    return asked and branch.leaf(*_MODEL) is None


def is_called(leaf: Leaf) -> bool:
    """True for the id of one of the providers that promptfoo asks, each of them, whatever label stands beside it."""
    listed = leaf.branch.parent if leaf.key == "id" and leaf.branch.index >= 0 else None
    return listed is not None and listed.key.lower() in CALLED and _ROUTED.match(leaf.value) is not None


def told_path(path: str) -> str:
    """The last name of a path into a chart's values, whose dots are escaped: ``resources.limits.nvidia\\.com/gpu``."""
    return path.replace("\\\\", "\\").replace("\\.", "\0").rpartition(".")[2].replace("\0", ".")


def is_release(leaf: Leaf) -> bool:
    """True for what may be the release of the model that is named beside it."""
    return leaf.position < 0 and words(leaf.key) in _VERSIONS and bool(_RELEASE.match(leaf.value))


def _is_named_apart(branch: Branch) -> bool:
    """True where the mapping around a deployment says which model it is of: the deployment's own name is free."""
    return branch.leaf(*_MODEL) is not None or (claim(branch.key) is Claim.STRONG and branch.leaf("name") is not None)


@lru_cache(maxsize=8192)
def says_nothing(key: str) -> bool:
    """True for a key whose value can only be a model by its own spelling, wherever the key stands."""
    return claim(key) in (Claim.NONE, Claim.NEVER) and key.lower() not in _VALUE and key.lower() not in _SAME


@lru_cache(maxsize=8192)
def _in_environment(above: str, key: str) -> bool:
    return is_environment(above) or bool(_UPPER.match(key))


@lru_cache(maxsize=8192)
def is_environment(key: str) -> bool:
    """True for the key of a mapping that a program gets as its environment."""
    return bool(_ENVIRONMENT.search(key))


def _says(branch: Branch) -> bool:
    return claim(branch.key) in (Claim.STRONG, Claim.WEAK)


def binds(found: Entry, flavour: Flavour, path: str) -> tuple[str, ...]:
    """The names by which others may refer to what an entry sets, strongest first."""
    slot, scope = found.slot, found.scope
    dotted = f"{scope}.{slot}" if scope else slot
    names = [f"env:{slot}"] if found.environment else []
    if flavour is Flavour.TERRAFORM:
        if scope in ("", "variable"):
            names += [f"var.{slot}", f"env:TF_VAR_{slot}"]
        elif scope == "locals" or scope.startswith("locals."):
            names.append("local" + dotted[len("locals") :])
    name = path.rsplit("/", 1)[-1].lower()
    if name.startswith("values") and name.endswith((".yaml", ".yml")):
        names.append(f".Values.{dotted}")
    names.append(dotted)
    return tuple(dict.fromkeys(names))


def says_any(name: str, wanted: frozenset[str]) -> bool:
    """True when one of a name's words is wanted."""
    return not wanted.isdisjoint(words(name))


def ends_in(name: str, wanted: frozenset[str]) -> bool:
    """True when the last words of a name, written together, are wanted: ``engine_min_replicas`` ends in minreplicas."""
    parts = words(name)[-4:]
    return any("".join(parts[start:]) in wanted for start in range(len(parts)))


_CONNECTION = lazy(
    r"(?:^|;)\s*(?:endpoint|source|(?:api|access)?key)\s*=.*?(?:model|deployment)"
    r"|(?:model|deployment)\w*=.*;\s*(?:api|access)?key=",
    re.IGNORECASE,
)
_LONGEST = 500


def connection(leaf: Leaf) -> list[Entry]:
    """The models of a connection string of .NET: ``Endpoint=https://...;Key=...;ChatModelId=gpt-4o``."""
    if len(leaf.value) > _LONGEST or not _CONNECTION.search(leaf.value):
        return []
    found = []
    for pair in leaf.value.split(";"):
        name, _, value = pair.partition("=")
        inner = leaf._replace(key=name.strip(), value=value.strip(), position=-1)
        says = claim(inner.key)
        if says in (Claim.STRONG, Claim.WEAK) and can_be_model(inner.value, says):
            found.append(Entry(inner, inner.key, leaf.branch, says, False))
    return found
