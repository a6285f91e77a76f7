"""Identifiers as they stand in code and configuration -> the model of the catalog that they mean.

Exact names first, then what is known to wrap a name: provider prefixes with slash or colon, `models/`,
`publishers/X/models/Y`, ARNs, Bedrock regions, Vertex `@`, Azure data zones, fine-tunes, snapshot suffixes. Nothing is
matched because it looks alike: a near miss is suggested in the reason and never used. A fine-tune is never priced as
its base model, a model of a data zone never as the global one, and a model that many hosts sell at different prices
has no price until the host is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.base.text import clean
from finops_gate.catalog import names
from finops_gate.model.setting import Unknown

LONGEST = 300
"""No identifier is longer (a Vertex path has about 120 characters)."""


class Index(Protocol):
    """Where names are looked up; all names in lower case. Answers are records, ``openai/gpt-4o``."""

    @property
    def providers(self) -> frozenset[str]:
        """Every provider that something is sold by."""
        ...

    def named(self, key: str) -> tuple[str, ...]:
        """The records that state this very name."""
        ...

    def stemmed(self, key: str) -> tuple[str, ...]:
        """The records whose name this is with a snapshot suffix left off."""
        ...

    def deployed(self, provider: str, name: str) -> tuple[str, str] | None:
        """The provider and model behind the name of a deployment, as the company states it."""
        ...

    def own_machine(self, key: str) -> bool:
        """Whether the company says that it runs this model itself."""
        ...

    def near(self, key: str, provider: str) -> str | None:
        """The most similar name, preferably of the provider, for people only."""
        ...


class Match(NamedTuple):
    """The record meant, the name that led to it, how, and the region that the id names."""

    record: str
    name: str
    how: tuple[str, ...]
    region: str = ""
    """``us``, ``sa-east-1``, ``us-gov``, ``vertex``: where the catalog may have another price; empty: none named."""


class SelfHosted(NamedTuple):
    """A model that runs on a company's own machines."""

    runtime: str
    model: str


Matched = Match | SelfHosted | Unknown

_SNAPSHOT = (
    r"(?:-v\d)?(?:"
    r"[-@]20\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])"  # -20241022, -2024-10-22, @20241022
    r"|-(?:preview|exp)(?:-\d{2}-(?:\d{2}|20\d\d)|-20\d\d-\d{2}-\d{2}|-\d{4})?"  # -preview-05-06, -exp-0827
    r"|-(?:0[1-9]|1[0-2])-(?:[0-3]\d|20\d\d)"  # -06-17, -09-2025
    r"|-(?:0[1-9]|1[0-2]|2\d)\d{2}"  # -0613, -2411
    r"|[-@]\d{3}|[-@]latest|@default"  # -001, -latest
    r")"
)
_STEMS = (lazy(rf"(.+){_SNAPSHOT}"), lazy(rf"(.+?){_SNAPSHOT}"))
_COMPACT = lazy(r"-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
_REGION = lazy(r"(us-gov|us|eu|apac|jp|au|ca|in|global)\.(.+)")
_BEDROCK_MAKER = lazy(
    r"(?:(?:us-gov|us|eu|apac|jp|au|ca|in|global)\.)?"
    r"(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|stability|qwen|openai|google|nvidia|writer|moonshotai|moonshot"
    r"|minimax|zai|twelvelabs|luma|xai)\.[a-z]"
)
_BEDROCK_VERSION = lazy(r"(?P<name>.+?)(?P<version>-v\d+)?(?P<minor>:\d+)?(?P<context>:\d+k)?")
_AWS_REGION = lazy(r"(?:(?:converse|invoke|converse_like)/)?(?:(?P<region>[a-z]{2}(?:-gov)?-[a-z]+-\d)/)?(?P<rest>.+)")
_ARN_REGION = lazy(r"arn:aws[\w-]*:bedrock:([a-z]{2}(?:-gov)?-[a-z]+-\d):")
_VERTEX = frozenset(
    "vertex vertexai vertex_ai vertex_ai_beta google_vertex google_vertexai google_vertex_ai publishers".split()
)
_OLLAMA_TAG = lazy(r"[a-z0-9._-]+:(?:latest|\d+(?:\.\d+)?[bm](?:-[a-z0-9._-]+)?|\d+x\d+b(?:-[a-z0-9._-]+)?)")
_WEIGHTS = (".gguf", ".ggml", ".safetensors")
"""Endings of files of weights, which a program on a machine of one's own loads."""
_ZONE = lazy(r"(eu|us|apac)/(.+)")
_GLOBAL = lazy(r"global(?:-standard)?/(.+)")
_HUGGING_FACE = lazy(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*")


def match(written: str, provider: str, index: Index) -> Matched:
    """The model that `written` means when `provider` (any spelling; empty: not known) is said to bill it.

    Any text may be asked for: characters that stand in no id only make it unknown.
    """
    key = written.strip(" ").lower()
    if not key:
        return Unknown("the model id is empty")
    if len(key) > LONGEST or not key.isascii() or not key.isprintable() or " " in key:
        return Unknown(f"{clean(written, 80)} is no model id")
    hint = names.provider(provider) if provider else ""
    if hint in names.ROUTERS:
        hint = ""
    open_weights = written != written.lower() and "/" in key  # Hugging Face writes capitals, OpenRouter never does
    found = _search(key, hint, index, open_weights)
    if found is None and hint in _PASSING and (elsewhere := index.deployed("", key)):
        # A client of one vendor that is pointed at another: the company's map names the deployment all the same
        found = _search(key, elsewhere[0], index, open_weights)
    if isinstance(found, Match) and found.record.startswith("google/") and _on_vertex(key, provider):
        return found._replace(region="vertex")
    if found is not None:
        return found
    return _unknown(written, key, hint, index)


def _on_vertex(key: str, provider: str) -> bool:
    """Whether Google's cloud bills it, whose prices differ from those of the Gemini API for some models."""
    first = re.split(r"[/:]", key, maxsplit=1)[0].replace("-", "_")
    return provider.strip().lower().replace("-", "_") in _VERTEX or first in _VERTEX or "/publishers/" in key


def stems_of(key: str) -> tuple[str, ...]:
    """What the key may be a snapshot of: the key without its dated or numbered ending, the longer reading first."""
    found = (pattern.fullmatch(key) for pattern in _STEMS)
    return tuple(dict.fromkeys(stem[1] for stem in found if stem))


def _search(key: str, hint: str, index: Index, open_weights: bool, depth: int = 0) -> Matched | None:
    if hint in ("", "openai", "ollama", "ollama_chat") and key.endswith("-cloud") and ":" in key:
        return Unknown(f"{clean(key, 80)} runs in Ollama's cloud, which is paid by a plan and not by the token")
    if hint in names.SELF_HOSTED:
        return SelfHosted(hint, key.removeprefix(f"{hint}/"))
    if key.endswith(_WEIGHTS) and not hint:
        return SelfHosted("own machines", key)
    if index.own_machine(key):
        return SelfHosted(hint or "own machines", key)
    if depth < 4 and (deployment := index.deployed(hint, key)):
        behind = _search(deployment[1], deployment[0], index, open_weights, depth + 1)
        return behind._replace(how=(f"deployment {key}", *behind.how)) if isinstance(behind, Match) else behind
    if found := _under(key, hint, index):
        return found
    if _OLLAMA_TAG.fullmatch(key) and hint in ("", "openai") and not _BEDROCK_MAKER.match(key):
        return SelfHosted("ollama", key)
    if unwrapped := _unwrapped(key, hint, open_weights, index):
        inner, owner, how = unwrapped
        found_inside = _search(inner, owner, index, open_weights, depth + 1) if depth < 4 else None
        if isinstance(found_inside, Match):
            return found_inside._replace(how=(how, *found_inside.how))
        return found_inside
    return _first_hand(key, hint, index)


def _under(key: str, hint: str, index: Index) -> Match | None:
    """The key among the models of the hinted provider; without a hint, of the one provider it can only mean."""
    if hint:
        # `perplexity/sonar` at Perplexity is first its model sonar, then the id of another host that is spelled so
        inside = key.removeprefix(f"{hint}/")
        prefixed = next((found for found in _candidates(inside, hint, index)), None) if inside != key else None
        return prefixed or next((found for found in _candidates(key, hint, index)), None)
    if _BEDROCK_MAKER.match(key):
        return next(iter(_candidates(key, "bedrock", index)), None)
    if key.startswith(("ft:", "accounts/fireworks/")):
        return next(iter(_candidates(key, "openai" if key[0] == "f" else "fireworks", index)), None)
    return None


def _candidates(key: str, owner: str, index: Index) -> Iterator[Match]:
    """What the key may mean among one provider's models, the most literal first."""
    if _is_tuned(key):
        base = key.split(":")[1] if key.startswith("ft:") else re.split(r"[.:]ft-", key, maxsplit=1)[0]
        yield from _plain(f"ft:{base}", owner, index, ("fine-tune",))
        return
    yield from _plain(key, owner, index, ())
    if owner == "bedrock":
        yield from _bedrock(key, index)
    elif owner == "azure":
        if zone := _GLOBAL.fullmatch(key):
            yield from _candidates(zone[1], owner, index)
        for spelling in (key.replace("gpt-35", "gpt-3.5"), key.replace("gpt-3.5", "gpt-35")):
            if spelling != key:
                yield from _plain(spelling, owner, index, ("spelling",))
    elif owner == "google":
        if "@" in key:
            yield from _plain(key.replace("@", "-"), owner, index, ("version",))
        if "/" in key:  # `publishers/anthropic/models/...`: the makers whose models Vertex lists without their folder
            yield from _candidates(key.partition("/")[2], owner, index)
    elif owner == "openrouter":
        # The same model at the same price; `:nitro` and `:floor` choose another host, at its price
        base, _, suffix = key.rpartition(":")
        if suffix in ("beta", "thinking", "online"):
            yield from _plain(base, owner, index, (f"route {suffix}",))
    elif owner == "fireworks":
        short = key.rpartition("/")[2]
        full = f"accounts/fireworks/models/{short}"
        for spelling in (full, short):
            if spelling != key and key in (full, short):
                yield from _plain(spelling, owner, index, ("path",))


def _is_tuned(key: str) -> bool:
    """``ft:gpt-4o:acme::x``, Azure's ``gpt-4o.ft-x``, and ``davinci:ft-acme-2023`` of before 2023."""
    return key.startswith("ft:") or ".ft-" in key or ":ft-" in key


def _plain(key: str, owner: str, index: Index, how: tuple[str, ...]) -> Iterator[Match]:
    if record := _of(index.named(key), owner):
        exact = record.rpartition("/")[2] == key or record == f"{owner}/{key}"
        yield Match(record, key, how or ("exact" if exact else "alias",))
    if compact := _COMPACT.search(key):
        dashed = f"{key[: compact.start()]}-{compact[1]}-{compact[2]}-{compact[3]}"
        if record := _of(index.named(dashed), owner):
            yield Match(record, dashed, (*how, "date"))
    for stem in stems_of(key):
        if record := _of(index.stemmed(stem), owner):
            yield Match(record, key, (*how, f"snapshot of {stem}"))


def _bedrock(key: str, index: Index) -> Iterator[Match]:
    """Bedrock: an ARN's last part, a region before the id, a version behind it. Global never falls back to regional."""
    if key.startswith("arn:"):
        region = _ARN_REGION.match(key)
        yield from _bedrock_id(key.rpartition("/")[2], index, ("arn",), region[1] if region else "")
    elif path := _AWS_REGION.fullmatch(key):
        way = (f"region {path['region']}",) if path["region"] else ()
        yield from _bedrock_id(path["rest"], index, way, path["region"] or "")


def _bedrock_id(key: str, index: Index, how: tuple[str, ...], place: str) -> Iterator[Match]:
    """`place` is the region that is named beside the id; one in the id itself (an inference profile) says more."""
    profile = _REGION.fullmatch(key)
    forms = [(key, how, place)]
    if profile and profile[1] != "global":
        # An ARN of GovCloud says so even where the profile in it is written `us.`
        region = place if place.startswith("us-gov") else profile[1]
        forms.append((profile[2], (*how, f"region {profile[1]}"), region))
    for form, way, region in forms:
        for found in _bedrock_versions(form, index, way):
            yield found._replace(region=region)


def _bedrock_versions(form: str, index: Index, way: tuple[str, ...]) -> Iterator[Match]:
    if form:
        parts = _BEDROCK_VERSION.fullmatch(form)
        assert parts is not None  # every part but the name is optional
        shorter = [
            parts["name"] + (parts["version"] or "") + (parts["minor"] or ""),
            parts["name"] + (parts["version"] or ""),
        ]
        for text in dict.fromkeys((form, *shorter, parts["name"])):
            yield from _plain(text, "bedrock", index, way if text == form else (*way, "version"))
        for version in ("-v1:0", "-v1", "-v2:0"):
            if parts["version"] is None and parts["minor"] is None and "-" in form:
                yield from _plain(form + version, "bedrock", index, (*way, "version"))


def _unwrapped(key: str, hint: str, open_weights: bool, index: Index) -> tuple[str, str, str] | None:
    """The id inside a wrapping, who is said to bill it, and what the wrapping was."""
    if key.startswith("arn:aws") and ":bedrock:" in key:
        return (key, "bedrock", "prefix arn:") if hint != "bedrock" else None
    if "/publishers/" in f"/{key}" and "/models/" in key:
        publisher, _, inside = f"/{key}".rpartition("/publishers/")[2].partition("/models/")
        return inside if publisher == "google" else f"{publisher}/{inside}", "google", "path"
    for folder in ("models/", "foundation-model/", "model/"):
        if key.startswith(folder):
            return key.removeprefix(folder), hint or ("google" if folder == "models/" else ""), "path"
    for sign in ("/", ":"):
        before, found, after = key.partition(sign)
        if not found or not after or (sign == ":" and "." in before) or before in names.OPEN_FOLDERS:
            continue
        owner = names.provider(before)
        if owner in names.ROUTERS:
            host, _, inside = after.partition("/")
            if before in ("huggingface", "hf") and inside and f"huggingface-{host}" in index.providers:
                return inside, f"huggingface-{host}", f"prefix {before}/{host}/"
            return after, "", f"prefix {before}{sign}"
        if sign == "/" and before in names.MAKER_FOLDERS and "/" not in after and owner != hint:
            return _from_folder(before, after, hint, open_weights)
        if (
            owner in names.KNOWN
            or owner in names.SELF_HOSTED
            or (owner in index.providers and _sold(after, owner, index))
        ):
            return after, owner, f"prefix {before}{sign}"
    return None


def _from_folder(folder: str, after: str, hint: str, open_weights: bool) -> tuple[str, str, str] | None:
    """`openai/gpt-4o`: a provider's prefix or the folder of an open model; the maker only where it sells that model."""
    maker = names.MAKER_FOLDERS[folder]
    closed = maker in ("openai", "anthropic")  # no weights of theirs but gpt-oss, whose maker is left open
    if (
        hint in ("", "openai")
        and (closed or not open_weights)
        and (names.maker(after) == maker or after.startswith("ft:"))
    ):
        return after, maker, f"prefix {folder}/"
    return None


def _first_hand(key: str, hint: str, index: Index) -> Match | None:
    """Without a row of the hinted provider: the maker's own row, or the only seller of a bare id."""
    bare = key.removeprefix("openai/").replace("gpt-35", "gpt-3.5") if hint == "azure" else key
    owner = names.maker(bare)
    if owner and owner != hint and (hint in _PASSING or hint not in index.providers):
        found = next(iter(_candidates(bare, owner, index)), None)
        if found:
            return found._replace(how=(*found.how, "by its maker"))
    if hint:
        return None
    sellers = index.named(key)
    known = [record for record in sellers if record.partition("/")[0] in names.KNOWN]
    # A word without a figure (`auto`, `standard`, `best`) says nothing by itself; Azure names deployments, not models
    tells = "/" not in key and any(sign.isdigit() for sign in key)
    if tells and (len(sellers) == 1 or len(known) == 1) and not (known or sellers)[0].startswith("azure/"):
        return Match((known or sellers)[0], key, ("exact", "its only seller"))
    return None


def _sold(key: str, owner: str, index: Index) -> bool:
    """Whether a seller of the long tail has the id: its name alone is often the folder of an open model."""
    return _of(index.named(key), owner) is not None


_PASSING = frozenset({*names.MAKERS, "azure"})
"""Hints beside which a maker's own price counts for a model of another maker: clients of one vendor are pointed at
others, and Azure bills OpenAI's list price. What any other host does not list has no price there, whoever makes it."""


def _of(records: tuple[str, ...], owner: str) -> str | None:
    return next((record for record in records if record.startswith(f"{owner}/")), None)


def _unknown(written: str, key: str, hint: str, index: Index) -> Unknown:
    shown = clean(written, 80)
    before, _, after = key.partition("/")
    owner = names.provider(before)
    if after and not hint and owner in names.ROUTERS:
        key = after
    elif after and not hint and owner in names.KNOWN and before not in {*names.MAKER_FOLDERS, *names.OPEN_FOLDERS}:
        hint, key = owner, after
    sellers = index.named(key)
    if not hint and len(sellers) > 1:
        hosts = ", ".join(sorted({record.partition("/")[0] for record in sellers})[:6])
        return Unknown(f"{shown} is sold by several hosts at their own prices ({hosts}): say which one bills it")
    if _is_tuned(key):
        return Unknown(f"{shown}: no price is known for fine-tunes of this model, and they do not cost what it costs")
    if hint == "azure" and (zone := _ZONE.fullmatch(key)):
        return Unknown(f"{shown}: no price is known for the data zone {zone[1]}, which differs from the global price")
    if not hint and (sellers or _HUGGING_FACE.fullmatch(key)):
        return Unknown(f"{shown} names a model and not who serves it: the price depends on the host")
    if "/endpoints/" in key or key.startswith(("arn:", "projects/")):
        return Unknown(f"{shown} is an endpoint of its owner: it does not say which model answers")
    near = index.near(after if owner == hint else key, hint)
    suggestion = f"; did you mean {near}?" if near else ""
    if sellers:
        others = ", ".join(sorted({record.partition("/")[0] for record in sellers})[:6])
        return Unknown(f"{shown} has no price at {clean(hint, 30)}; it is sold by {others}{suggestion}")
    if hint == "azure":
        own = "an Azure deployment has the name its owner gave it, so it has to be mapped to a model"
        return Unknown(f"{shown} is no model that is known at Azure; {own}{suggestion}")
    where = f" at {clean(hint, 30)}" if hint else ""
    return Unknown(f"no price is known for {shown}{where}{suggestion}")
