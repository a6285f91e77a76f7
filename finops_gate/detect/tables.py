"""Which parts of a configuration file only describe models: price tables, registries, capability lists, recordings."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.base.patterns import lazy
from finops_gate.detect.slots import Claim, can_be_model, claim, words
from finops_gate.detect.syntax.outline import Branch, Outline

_PRICE = lazy(
    r"price|pricing|(?:^|[_-])costs?(?:$|[_-])|cost_?per|costper|per_?(?:1k|1m|million)|_cost$|Cost$", re.IGNORECASE
)
_BOUND = lazy(r"(?:limit|budget|cap|ceiling|threshold)s?$", re.IGNORECASE)
"""Last words of what a run may cost at most (`per_instance_cost_limit`): beside it a model is used, not priced."""
_CARD = frozenset(
    """
    displayname label contextwindow contextlength contextsize maxinputtokens maxprompttokens maxcontexttokens
    maxcontext contextlimit capabilities modalities inputmodalities supportsvision supportstools supportsfunctioncalling
    supportsimages supportsreasoning supportsattachments visionenabled vision matchpattern tokenizer tokenizerid
    tokenizerconfig tokenizermodel knowledgecutoff releasedate maxinputchars canreason maxcontextlength contextlimits
    """.split()
)
"""Keys (letters only) by which a registry describes a model."""
_ANSWER = (
    frozenset({"usage", "choices"}),
    frozenset({"object", "choices"}),
    frozenset({"id", "usage"}),
    frozenset({"usage", "content"}),
)
"""Keys that only an answer of a model has together."""
_PRODUCT = (
    frozenset({"make", "model"}),
    frozenset({"manufacturer", "model"}),
    frozenset({"vin", "model"}),
    frozenset({"serialnumber", "model"}),
)
"""Keys that cars and devices have together: their models are asked nothing."""
_TOGETHER = (*_ANSWER, *_PRODUCT)
_TOLD = frozenset("usage choices make manufacturer vin serialnumber".split())
"""Of each of those at least one key: where none stands, none of them does."""
_CHOSEN = frozenset({"text", "value"})
"""Keys of what a dashboard's variable shows, beside whether it is selected."""
_SHOWN_AS = frozenset({"label", "displayname"})
_ADDRESS = frozenset("endpoint baseurl apibase apikey apiurl apikeysecret connectionstring".split())
"""Keys that say whom to ask: beside one of them a label names a setting, not an entry of a menu."""
_ANSWERED = frozenset("finishreason stopreason systemfingerprint usagemetadata tokenusage responsemetadata".split())
"""Keys that only an answer of a model has at all."""
_MEASURED = lazy(
    r"pass_?rate|accuracy|score|latency|duration|elapsed|seconds|timestamp|commit_?hash|created_?at|started_?at"
    r"|finished_?at|run_?id|git_?(?:sha|commit)|total_cost(?!_?limit)|test_cases",
    re.IGNORECASE,
)
"""Keys by which a benchmark or a log records a run; two of them make a record, one that is written twice does not."""
_TUNED = lazy(
    r"threshold|timeout|interval|delay|period|grace|retr(?:y|ies)|wait|enable|weight|cut_?off|poll|idle|(?:^|[_.-])ttl|(?-i:Ttl)",
    re.IGNORECASE,
)
"""What a program is told beforehand, whatever it measures with it: `RERANKER_SCORE_THRESHOLD`, `timeoutSeconds`."""
_RUN_AT = lazy(
    r"^(?:(?:run|start|end|eval|evaluation|experiment|benchmark)_?)?(?:timestamp|datetime|date_?time)$"
    r"|^(?:run|ran|started|finished|executed|generated|completed|evaluated|measured)_?(?:at|on|date|time)$",
    re.IGNORECASE,
)
"""Keys that say when something was run. Not when it was made or edited: settings that people keep say that, too."""
_MOMENT = lazy(r"^\d{4}-?\d\d-?\d\d[T _-]\d\d[:_-]?\d\d|^1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?$")
_SHOWN = frozenset(
    """
    example examples sample samples response responses run_metadata runmetadata expected matches postdata interactions
    http_interactions
    """.split()
)
"""Mappings that show what something looked like, or that are compared with."""
_ASKED = frozenset("model modelid modelname litellmparams apikey prompt value".split())
"""Keys (letters only) by which an entry asks a model, or sets something."""
_SAMPLED = frozenset("temperature topp topk frequencypenalty presencepenalty".split())
"""Keys (letters only) that only a request has: beside them a model is used, whatever it is said to cost."""
_REGISTERS = frozenset({"models", "modellist", "registry", "modelregistry", "catalog"})
"""Mappings (letters only) whose entries are the models that there are."""
MANY = 500
"""A mapping with more scalars than this is data (a vocabulary, an index), whatever its keys say."""


class Tables:
    """Answers for one outline; everything is worked out once, in one pass from the root down."""

    def __init__(self, outline: Outline, *, cards: bool = True) -> None:
        """`cards`: False for variables and the flags of commands, which ask for a window and describe no model."""
        self._reasons: dict[int, str] = {}
        self._cards: dict[int, bool] = {}
        self._data: set[int] = set()
        self._addressed: set[int] = set()
        described: dict[int, int] = {}
        rows: dict[int, int] = {}
        for branch in outline.branches:
            written = _keys(branch)
            keys = set(map(_letters, written))
            said = keys & _CARD
            if not keys.isdisjoint(_ADDRESS):
                self._addressed.add(branch.number)
            named = said <= _SHOWN_AS and branch.number in self._addressed
            self._cards[branch.number] = cards and ((bool(said) and not named) or _says_window(branch))
            if branch.parent is not None and _is_row(branch):
                rows[branch.parent.number] = rows.get(branch.parent.number, 0) + 1
            if branch.parent is not None and self._cards[branch.number]:
                described[branch.parent.number] = described.get(branch.parent.number, 0) + 1
            above = branch.parent.number if branch.parent is not None else 0
            if above in self._data or branch.key.lower() in _SHOWN or _is_record(branch, keys):
                self._data.add(branch.number)
            self._reasons[branch.number] = self._look(branch, written)
        for branch in outline.branches:
            parent = branch.parent
            if parent is None or not self._cards[branch.number] or self._reasons[branch.number]:
                continue
            if branch.index >= 0 or described.get(parent.number, 0) > 1:
                self._reasons[branch.number] = "menu"
        if any(count > 1 for count in rows.values()):
            self._register(outline, rows)

    def _register(self, outline: Outline, rows: dict[int, int]) -> None:
        """A list whose entries are called by ids tells which models there are; their limits are what models can do."""
        inside: set[int] = set()
        for branch in outline.branches:
            above = branch.parent
            if above is None or self._reasons[branch.number] or _asks(branch):
                continue
            listed = branch.index >= 0 or _letters(above.key) in _REGISTERS
            if (listed and rows.get(above.number, 0) > 1) or above.number in inside:
                inside.add(branch.number)
                self._reasons[branch.number] = "menu"

    def _look(self, branch: Branch, keys: list[str]) -> str:
        prices = any(map(_prices, keys)) and any(map(_prices, _keys(branch, declared=False)))
        if prices and not _requests(branch):
            return "price table"
        parent = branch.parent
        if parent is None:
            return ""
        above = self._reasons[parent.number]
        if above == "price table" and branch.index < 0 and parent.parent is not None:
            return above
        if is_model(branch.key) and not _deploys(branch):
            return "table"
        return "table" if above == "table" else ""

    def reason(self, branch: Branch, *, strong: bool) -> str:
        """Why what stands in a branch is only described there, or empty. `strong`: asked for a key that says model.

        Beside an address or a key of its own (``api_key``) any key that may name a model does.
        """
        found = self._reasons[branch.number]
        strong = strong or branch.number in self._addressed
        return "" if found == "table" and strong and not self._cards[branch.number] else found

    def data(self, branch: Branch) -> bool:
        """True inside a recorded answer of a model."""
        return branch.number in self._data


def is_model(key: str) -> bool:
    """True for a key that is a model's id itself."""
    return bool(key) and can_be_model(key, Claim.NONE)


def _says_window(branch: Branch) -> bool:
    """True for a mapping that says how much a model reads at once, and says it in tokens."""
    window = branch.leaf("context", "window", "context_window_size", "max_context_tokens")
    return window is not None and re.fullmatch(r"[1-9]\d{3,7}", window.value.replace("_", "")) is not None


def _is_row(branch: Branch) -> bool:
    """True for a mapping that is called by the id of a model, and does not say that it asks one."""
    called = branch.leaf("id", "slug", "name", "key")
    return called is not None and is_model(called.value) and not _asks(branch)


def _asks(branch: Branch) -> bool:
    """True for an entry that asks a model, whatever it is called."""
    return any(_letters(key) in _ASKED for key in _keys(branch)) or any(
        _says_whose(leaf.key) and is_model(leaf.value) for leaf in branch.leaves
    )


def _deploys(branch: Branch) -> bool:
    """True for a deployment called after its model: ``"gpt-4o" = {model = {name = "gpt-4o", version = ...}}``."""
    inner = [one for one in branch.branches[:50] if one.key == "model"]
    return any(one.leaf("name") is not None and one.leaf("version", "format") is not None for one in inner)


def _requests(branch: Branch) -> bool:
    """True for a mapping that says how its model is asked: what that costs stands there for the program's own sums."""
    model = branch.leaf("model")
    return model is not None and is_model(model.value) and any(_letters(leaf.key) in _SAMPLED for leaf in branch.leaves)


@lru_cache(maxsize=8192)
def _says_whose(key: str) -> bool:
    """True for a key that says what its model is for: ``language_model_api_name``; not for ``model_name``."""
    said = words(key)
    return claim(key) is Claim.STRONG and "model" in said[1:] and "base" not in said


def _is_record(branch: Branch, keys: set[str]) -> bool:
    if not keys.isdisjoint(_TOLD) and any(signs <= keys for signs in _TOGETHER):
        return True
    if not keys.isdisjoint(_ANSWERED):
        return True
    if keys >= _CHOSEN and (branch.key == "current" or "selected" in keys) and len(keys) < 5:
        return True
    if len(branch.leaves) > MANY:
        return True
    measured: set[str] = set()
    for leaf in branch.leaves:
        run, figure = _records(leaf.key)
        if run and _MOMENT.match(leaf.value):
            return True
        if figure and not leaf.value.startswith("$"):
            measured.add(leaf.key)
    return len(measured) > 1


@lru_cache(maxsize=8192)
def _prices(key: str) -> bool:
    return _PRICE.search(key) is not None and not _BOUND.search(key)


@lru_cache(maxsize=8192)
def _records(key: str) -> tuple[bool, bool]:
    """Whether a key says when something was run, and whether it holds a figure of a run."""
    return _RUN_AT.search(key) is not None, _MEASURED.search(key) is not None and not _TUNED.search(key)


@lru_cache(maxsize=8192)
def _letters(key: str) -> str:
    return "".join(character for character in key.lower() if "a" <= character <= "z")


def _keys(branch: Branch, *, declared: bool = True) -> list[str]:
    """The keys of a mapping; without `declared` not those that declare a setting by its default."""
    inner = [one for one in branch.branches if one.key and (declared or one.leaf("default") is None)]
    return [leaf.key for leaf in branch.leaves] + [one.key for one in inner]
