"""An outline's leaves, judged: which of them choose a model or set a billed parameter, and which only mention one."""

from __future__ import annotations

import re
from collections.abc import Callable

from finops_gate.base.names import NO_ID
from finops_gate.base.patterns import lazy
from finops_gate.detect import places
from finops_gate.detect.capacity import read_capacity
from finops_gate.detect.commands import WEIGHTS, read_commands
from finops_gate.detect.entries import (
    CALLED,
    Entry,
    Flavour,
    binds,
    connection,
    entry,
    is_called,
    is_release,
    says_any,
    says_nothing,
)
from finops_gate.detect.files import format_of
from finops_gate.detect.hosting import Hosting, own_machines
from finops_gate.detect.offers import without_offers
from finops_gate.detect.placeholders import SIGNS, read_placeholder
from finops_gate.detect.programs import program
from finops_gate.detect.slots import Claim, can_be_model, claim, known_family, parameter, words
from finops_gate.detect.syntax.outline import LABEL, UNCLOSED, Branch, Leaf, Outline, UnreadableError, decode
from finops_gate.detect.tables import MANY, Tables, is_model
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped, Unknown

_MENU = frozenset(
    """
    supported available allowed choices choice options option enum enums aliases alias whitelist blacklist allowlist
    denylist deny excluded exclude disabled hidden keywords tags patterns suggestions examples values
    """.split()
)
"""Words of a list's key that say: to choose from, or to recognise; nothing of it is in use by itself."""
_ABLE = frozenset("supported available allowed".split())
_NOTHING = frozenset(
    """
    image tag repository registry version url uri link href path file filename uses namespace service container
    hostname host template style package username user author org organization owner color icon avatar kind type
    provider providers vendor backend framework family format label labels annotations tooltip digest checksum sha
    resolved integrity pattern regex matcher theme mode role region zone prefix suffix tokenizer prompt content text
    config configuration profile preset parser adapter login body comment comments message messages commit branch
    """.split()
)
"""Words of a key that say what its value is: no model, even where it is written like one."""
_FREE = frozenset("deployment deployments engine".split())
"""Words of slots whose values may be anything: `engine: claude` names a program, `deployment: chat` nothing at all."""
_ARN = lazy(r"^arn:[^\s]*:foundation-model/([\w.:-]+)$")
_GRANTED = frozenset({"resource", "resources", "notresource", "not_resource"})
_LABEL = frozenset({"name", "id", "title", "key", "alias", "slug", "label", "displayname", "display_name", "ref"})
_AROUND = frozenset("labels annotations metadata selector tags tokenizer".split())
"""Last words of a mapping's key whose entries only tell things apart, or say how a text is divided."""
_SCRIPTS = frozenset(
    """
    run script scripts command commands cmd cmds args arg arguments flags entrypoint shell recipe inline install
    """.split()
)
"""Last words of a key whose text is carried out."""
_ENTRY_POINT = lazy(r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$")
"""`package.module:function`: what a command starts."""
PROSE = 500
"""Characters up to which a text may hold flags although its key does not say that it is a command."""
_EFFORTS = frozenset(
    """
    none minimal low medium high xhigh max auto true false on off enabled disabled default flex priority
    standard
    """.split()
)
_NUMBER = lazy(r"^-?\d[\d_,]*(?:\.\d+)?$")
_PLAIN = lazy(
    r"^(?:default_?)?(?:max_?(?:completion|output|new|gen|response)?_?tokens(?:_to_sample)?"
    r"|reasoning_?effort|thinking_?(?:budget|level)|budget_?tokens|num_?predict)$",
    re.IGNORECASE,
)
"""Parameters whose names mean a model's call whatever stands around them."""
_TESTED = lazy(r"^%(?:test|it)\b(?!,)")
"""The scope of a key that a profile of Quarkus keeps to tests: ``%test.quarkus.langchain4j...``."""
_DOUBLES = ("litellm_params", "params", "parameters")
_INTERFACE = lazy(rb"\s*(?:#[^\n]*\n\s*|---\s*\n|\{\s*)*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[23]\b")
"""How the description of an interface begins (OpenAPI 2 and 3): it says what may be asked, and asks for nothing."""


def read_outline(
    reader: Callable[[str], Outline], path: str, text: bytes, flavour: Flavour = Flavour.PLAIN
) -> list[Setting | Embedded | Skipped]:
    """Reads a file into an outline and judges it; a file that cannot be read is Skipped with the reason."""
    beginning = text[:2000]
    if (b"openapi" in beginning or b"swagger" in beginning) and _INTERFACE.match(beginning):
        return []
    try:
        outline = reader(decode(text))
    except UnreadableError as problem:
        return [Skipped(path, problem.reason)]
    found = settings(outline, path, flavour)
    return [*found, Skipped(path, UNCLOSED)] if outline.unclosed else found


def settings(outline: Outline, path: str, flavour: Flavour = Flavour.PLAIN) -> list[Setting | Embedded | Skipped]:
    """Everything in an outline that sets what is paid for, in the order of the file."""
    judge = _Judge(outline, path, flavour)
    judge.read()
    found = [*own_machines(judge.found), *read_capacity(outline, path, judge.role, flavour)]
    dead = places.mention(path)
    found = [
        setting._replace(mention=dead or "test") if dead or _is_tested(setting.scope) else setting for setting in found
    ]
    found.sort(key=lambda setting: (setting.location.line, setting.key, setting.slot))
    return [*found, *judge.embedded]


def _is_tested(scope: str) -> bool:
    return scope.startswith("%") and bool(_TESTED.match(scope))  # the expression is made where a profile is


def _is_routed(value: str, says: Claim) -> bool:
    """True for a model behind its provider's name, where a key says model: ``azure:gpt4``, which a command might be."""
    provider, _, model = value.partition(":")
    return says is Claim.STRONG and "." not in provider and can_be_model(model, Claim.NONE)


class _Judge:
    def __init__(self, outline: Outline, path: str, flavour: Flavour) -> None:
        self.outline = outline
        self.path = path
        self.flavour = flavour
        self._tables: Tables | None = None
        self.hosting = Hosting(outline)
        default = Role.ENV_FILE if flavour is Flavour.ENVIRONMENT else Role.CONFIG_VALUE
        self.role = places.role(path) or default
        self.found: list[Setting] = []
        self.embedded: list[Embedded] = []
        self.alive: set[int] = set()
        """Numbers of the branches in which a model stands that is in use."""
        self.parameters: list[Entry] = []
        self.groups: dict[int, int] = {}
        """The group of a branch's model; 0 where several stand there."""

    @property
    def tables(self) -> Tables:
        """Made when the first leaf asks: in most files none does."""
        if self._tables is None:
            self._tables = Tables(self.outline, cards=self.flavour is not Flavour.ENVIRONMENT)
        return self._tables

    def read(self) -> None:
        for branch in self.outline.branches:
            if is_model(branch.key):
                self._keep(Key.MODEL, branch.key, branch.line, branch.key, branch.parent or branch, mention="table key")
        for leaf in self.outline.leaves:
            self._leaf(leaf)
        if any(setting.role is Role.LIST_DEFAULT for setting in self.found):
            self.found = without_offers(self.found)
        for found in self.parameters:
            self._parameter(found)
        for leaf in self.outline.leaves if self.groups else ():
            group = self.groups.get(leaf.branch.number, 0)
            if group and is_release(leaf):  # of the model that is named beside it: another may have another price
                self._keep(Key.VERSION, leaf.value, leaf.line, leaf.key, leaf.branch, amount=leaf.value, group=group)

    def _leaf(self, leaf: Leaf) -> None:
        value = leaf.value
        if not value or (len(leaf.branch.leaves) > MANY and self.flavour is not Flavour.ENVIRONMENT):
            return
        if "\n" in value or " " in value or value[0] == "{":
            self._text(leaf)
        elif leaf.position < 0 and parameter(leaf.key) is not None:
            self.parameters.append(entry(leaf, self.flavour))
            return
        if ";" in value and (told := connection(leaf)):
            for found in told:
                self._scalar(found)
            return
        if _is_idle(leaf):
            return
        found = entry(leaf, self.flavour)
        if value.startswith("arn:") and _ARN.search(value):
            if found.slot.lower() in _GRANTED:
                return  # what a policy permits to ask, whoever asks it
            found = found._replace(claim=Claim.STRONG)
        if leaf.position >= 0:
            self._element(found)
            return
        if found.slot != leaf.key and parameter(found.slot) is not None:
            self.parameters.append(found)
            return
        self._scalar(found)

    # one value

    def _scalar(self, found: Entry) -> None:
        leaf = found.leaf
        value, refers = self._value(leaf, found.claim)
        if isinstance(value, Unknown):
            if not self.tables.data(leaf.branch) and self._mention(found) == "":
                self._keep(Key.MODEL, value, leaf.line, found.slot, found.branch, found, refers=refers)
            return
        if found.claim is Claim.NEVER or (found.claim is Claim.NONE and not known_family(value)):
            return
        deployed = found.claim is Claim.WEAK and says_any(found.slot, _FREE)
        if (_ENTRY_POINT.match(value) and not _is_routed(value, found.claim)) or WEIGHTS.search(value):
            return
        if not can_be_model(value, Claim.NONE if deployed else found.claim):
            # a deployment's name is free: only one that is written like a whole id says which model it is
            if found.claim is Claim.STRONG and value.strip() and self._mention(found) == "":
                self._keep(Key.MODEL, value, leaf.line, found.slot, found.branch, mention=NO_ID)
                self.found[-1] = self.found[-1]._replace(group=0)
            return
        mention = self._mention(found)
        if mention == "nothing":
            return
        fallback = Role.FALLBACK if says_any(found.slot, frozenset({"fallback", "fallbacks"})) else None
        self._keep(
            Key.MODEL, value, leaf.line, found.slot, found.branch, found, refers=refers, mention=mention, role=fallback
        )

    def _mention(self, found: Entry) -> str:
        """Why this entry only mentions a model; empty when it sets one, ``nothing`` when it is not worth a word."""
        leaf, slot = found.leaf, found.slot
        if is_called(leaf):
            return ""
        if is_model(leaf.key):
            return "table key"
        if leaf.key == "model_name" and any(one.key in _DOUBLES and one.leaf("model") for one in leaf.branch.branches):
            return "label"  # what callers say, of the model that its parameters name
        if found.claim is Claim.NONE:
            if says_any(slot, _NOTHING) or _last(leaf.branch.key) in _AROUND:
                return "nothing"
            if leaf.key.lower() in _LABEL:
                return "label"
        elif _last(leaf.branch.key) in _AROUND:
            return "label"
        table = self.tables.reason(leaf.branch, strong=found.claim is Claim.STRONG and leaf.key.lower() not in _LABEL)
        if table:
            return table
        if self._later_entry(found):
            return "menu"
        return ""

    def _later_entry(self, found: Entry) -> bool:
        """True for `{modelId: ...}` entries after the first of a list called modelIds: the first is the default."""
        branch = found.leaf.branch
        above = branch.parent
        return (
            branch.index > 0
            and above is not None
            and claim(above.key) is Claim.STRONG
            and len(branch.leaves) <= 2
            and not branch.branches
        )

    def _value(self, leaf: Leaf, says: Claim) -> tuple[str | Unknown, tuple[str, ...]]:
        arn = _ARN.search(leaf.value) if leaf.computed or "$" in leaf.value else None
        if arn is not None:
            return arn[1], ()  # whatever region is filled in, the model is written out
        placeholder = read_placeholder(leaf.value, leaf.computed)
        if placeholder is None:
            return leaf.value, ()
        if placeholder.default:
            return placeholder.default, placeholder.refers
        names = [name for name in placeholder.refers if not name.startswith(("steps.", "needs.", "github."))]
        if says is Claim.STRONG and names:
            return Unknown(f"read from {placeholder.refers[0].removeprefix('env:')}"), placeholder.refers
        return "", ()

    # lists

    def _element(self, found: Entry) -> None:
        leaf, branch = found.leaf, found.leaf.branch
        if self._assignment(leaf) or self._argument(leaf):
            return
        value, refers = self._value(leaf, found.claim)
        if isinstance(value, Unknown):
            return
        key, menu = found.slot, says_any(found.slot, _MENU)
        provided = key.lower() in CALLED and re.match(r"^[a-z][\w-]*:", value) is not None
        if not (can_be_model(value, found.claim) or known_family(value)):
            return
        strong = found.claim is Claim.STRONG
        mention, role, names = "menu", None, (f"{key}[0]",) if leaf.position == 0 else ()
        if "matrix" in [above.key for above in branch.ancestors()]:
            mention = ""
        elif says_any(key, frozenset({"fallback", "fallbacks"})) or (branch.parent and _is_fallback(branch.parent)):
            mention, role = "", Role.FALLBACK
        elif not menu and provided:
            mention = ""
        elif not menu and leaf.position == 0 and strong and len(branch.leaves) < 5:
            mention, role = "", Role.LIST_DEFAULT
        if not mention:
            mention = self.tables.reason(branch, strong=strong)
        self._keep(
            Key.MODEL, value, leaf.line, key, found.branch, found, refers=refers, mention=mention, role=role, more=names
        )

    def _assignment(self, leaf: Leaf) -> bool:
        """`- NAME=value` under environment (compose), args and build-args, or literals (Kustomize)."""
        match = re.match(r"^([A-Za-z_]\w*)=(.*)$", leaf.value)
        if match is None or not re.search(r"env|arg|variables|secrets|literals", leaf.branch.key, re.IGNORECASE):
            return False
        inner = leaf._replace(key=match[1], value=match[2].strip("'\""), position=-1)
        says = claim(match[1])
        found = Entry(inner, match[1], leaf.branch, says, True)
        if parameter(match[1]) is not None:
            self.parameters.append(found)
        else:
            self._scalar(found)
        return True

    def _argument(self, leaf: Leaf) -> bool:
        """An element of an argument list: `--model`, then its value; or `--model=id` in one."""
        earlier = leaf.branch.leaves[leaf.position - 1] if 0 < leaf.position <= len(leaf.branch.leaves) - 1 else None
        if earlier is None or earlier.position != leaf.position - 1:
            earlier = None
        line = leaf.value
        if earlier is not None and re.match(r"^--?[A-Za-z][\w-]*$", earlier.value) and not line.startswith("-"):
            line = f"{earlier.value}={line}"
        elif earlier is not None and earlier.value == "serve":
            line = f"vllm serve {line}"
        elif not line.startswith("-") or "\n" in line or " " in line:
            return False
        self._commands(line, leaf, script=line.startswith("vllm"))
        return True

    # texts

    def _text(self, leaf: Leaf) -> None:
        """A value of several words or lines: a script, arguments, a whole file, or prose."""
        key = leaf.key or leaf.branch.key
        inner = format_of(key, leaf.value)
        if inner and not self.tables.data(leaf.branch):
            if leaf.position >= 0 and _last(key) in _SCRIPTS and self.hosting.serves(leaf.branch):
                return  # what a server of weights is told to load besides: adapters, a model that drafts
            scope = ".".join(part for part in (leaf.branch.scope, key) if part)
            self.embedded.append(Embedded(inner, leaf.value.encode(), leaf.line, self.role, scope=scope))
            return
        if claim(key) is Claim.NEVER and not key.lower().endswith("args"):
            return
        if "\n" in leaf.value and (embedded := program(leaf)):
            self.embedded.append(embedded)
            return
        script = _last(key) in _SCRIPTS or _last(leaf.branch.key) in _SCRIPTS
        short = len(leaf.value) <= PROSE and "\n" not in leaf.value and not says_any(key, _NOTHING)
        if script or (short and ("--" in leaf.value or "-D" in leaf.value)):
            self._commands(leaf.value, leaf, script=script)

    def _commands(self, text: str, leaf: Leaf, *, script: bool) -> None:
        above = leaf.branch if leaf.position < 0 else leaf.branch.parent or leaf.branch
        key = leaf.key or leaf.branch.key
        scope = ".".join(part for part in (above.scope, key) if part)
        for told in read_commands(text, script=script):
            line = leaf.line + told.line
            which = parameter(told.name)
            model = claim(told.name) in (Claim.STRONG, Claim.WEAK) or which is None
            self._keep(
                Key.MODEL if model else which or Key.MODEL,
                told.value,
                line,
                told.name,
                leaf.branch,
                refers=told.refers,
                mention=told.mention,
                scope=scope,
                hosted=told.hosted or self.hosting.runs(leaf.branch, told.value),
                amount="" if model else told.value,
            )

    # parameters

    def _parameter(self, found: Entry) -> None:
        leaf, key = found.leaf, parameter(found.slot)
        if key is None or self.tables.reason(leaf.branch, strong=False) or self.tables.data(leaf.branch):
            return
        around = (leaf.branch, leaf.branch.parent, found.branch)
        if any(says_any(above.key, _ABLE) for above in around if above is not None):
            return  # what a model supports, not what is asked of it
        placeholder = read_placeholder(leaf.value, leaf.computed)
        value = leaf.value if placeholder is None else placeholder.default
        number = _NUMBER.match(value) is not None
        if len(value) > 30 or (not number and value.casefold() not in _EFFORTS):
            return
        if not number and key is Key.MAX_OUTPUT:
            return
        if not (_PLAIN.match(found.slot.rsplit(".", 1)[-1]) or self._has_model(found.branch)):
            return
        self._keep(
            key,
            value,
            leaf.line,
            found.slot,
            found.branch,
            found,
            refers=placeholder.refers if placeholder else (),
            amount=value.replace("_", "").replace(",", "") if number else value.casefold(),
        )

    def _has_model(self, branch: Branch) -> bool:
        near = [branch, *list(branch.ancestors())[:2], *branch.branches[:20]]
        return any(one.number in self.alive for one in near if one.parent is not None or one is branch)

    # keeping

    def _keep(
        self,
        key: Key,
        value: str | Unknown,
        line: int,
        slot: str,
        branch: Branch,
        found: Entry | None = None,
        *,
        refers: tuple[str, ...] = (),
        mention: str = "",
        role: Role | None = None,
        scope: str | None = None,
        more: tuple[str, ...] = (),
        hosted: bool = False,
        amount: str = "",
        group: int = 0,
    ) -> None:
        if not mention and (self.tables.data(branch) or (found is not None and self.tables.data(found.leaf.branch))):
            mention = "data"
        if not mention and key is Key.MODEL:
            self.alive.add(branch.number)
            if found is not None:
                at = found.leaf.branch.number
                self.alive.add(at)
                self.groups[at] = 0 if at in self.groups else branch.number
        provider = "self-hosted" if hosted or (found and self.hosting.hosts(found, value)) else self._provider(found)
        names = binds(found, self.flavour, self.path) if found is not None else ()
        alias = branch.parent.leaf("model_name") if branch.parent is not None and branch.key in _DOUBLES else None
        if alias is not None:
            names = (*names, alias.value)
        self.found.append(
            Setting(
                key,
                value,
                Location(self.path, line),
                role or self.role,
                slot[:LABEL],
                branch.scope if scope is None else scope,
                group=group or branch.number,
                binds=tuple(dict.fromkeys((*more, *names))),
                refers=refers,
                mention=mention,
                amount=amount,
                provider=provider,
            )
        )

    def _provider(self, found: Entry | None) -> str:
        if found is None or found.environment:
            return ""
        beside = found.leaf.branch.leaf("provider", "model_provider", "llm_provider", "custom_llm_provider", "vendor")
        if beside is None or beside.computed or not re.match(r"^[\w.-]{2,30}$", beside.value):
            return ""
        return beside.value.casefold()


def _is_idle(leaf: Leaf) -> bool:
    """True for what nothing can come of: in most files nearly every leaf is one."""
    if leaf.position >= 0 or leaf.computed or not says_nothing(leaf.key):
        return False
    return (" " in leaf.value or not known_family(leaf.value)) and not SIGNS.search(leaf.value)


def _last(key: str) -> str:
    """The last word of a key; user data of machines is a script too."""
    parts = words(key) or ("",)
    return "script" if parts[-2:] in (("user", "data"), ("custom", "data")) else parts[-1]


def _is_fallback(branch: Branch) -> bool:
    return any(
        says_any(one.key, frozenset({"fallback", "fallbacks"})) for one in (branch, *list(branch.ancestors())[:2])
    )
