"""What one file says in one place. These are the hot values of a run, so they are named tuples (0.2 us each)."""

from __future__ import annotations

from enum import StrEnum

from finops_gate.base.frozen import NamedTuple


class Key(StrEnum):
    """What a setting sets. The value is its name in reports."""

    MODEL = "model"
    MAX_OUTPUT = "max-output"
    CHOICES = "choices"
    REASONING = "reasoning"
    THINKING = "thinking"
    SERVICE_TIER = "service-tier"
    BATCH = "batch"
    DIMENSIONS = "dimensions"
    IMAGE = "image"
    VERSION = "version"
    PROMPT = "prompt"
    ACCELERATOR = "accelerator"
    INSTANCE = "instance"
    ACCELERATOR_COUNT = "accelerator-count"
    REPLICAS = "replicas"
    CAPACITY = "capacity"
    PURCHASE = "purchase"
    REGION = "region"
    SCHEDULE = "schedule"
    USE = "use"
    MEMORY = "memory"
    PACKAGE = "package"

    @property
    def kind(self) -> str:
        """The `kind` of a report's row: model, parameter, prompt, accelerator, scale or package."""
        return _KINDS.get(self, "parameter")

    @property
    def names_model(self) -> bool:
        """True for rows whose sides are models: one that code names, and one that a package chooses."""
        return self in (Key.MODEL, Key.PACKAGE)


_KINDS = {
    Key.MODEL: "model",
    Key.PROMPT: "prompt",
    Key.ACCELERATOR: "accelerator",
    Key.INSTANCE: "accelerator",
    Key.ACCELERATOR_COUNT: "scale",
    Key.REPLICAS: "scale",
    Key.CAPACITY: "scale",
    Key.PURCHASE: "scale",
    Key.REGION: "scale",
    Key.SCHEDULE: "scale",
    Key.USE: "scale",
    Key.MEMORY: "scale",
    Key.PACKAGE: "package",
}


class Role(StrEnum):
    """In what capacity a value stands where it stands."""

    CALL_ARGUMENT = "call-argument"
    DEFAULT_PARAMETER = "default-parameter"
    CONSTANT = "constant"
    ENUM_MEMBER = "enum-member"
    FIELD_DEFAULT = "field-default"
    ENV_DEFAULT = "env-default"
    CLI_DEFAULT = "cli-default"
    CONFIG_VALUE = "config-value"
    ENV_FILE = "env-file"
    CI_WORKFLOW = "ci-workflow"
    INFRA_MANIFEST = "infra-manifest"
    NOTEBOOK = "notebook"
    FALLBACK = "fallback"
    LIST_DEFAULT = "list-default"
    DEPENDENCY_DEFAULT = "dependency-default"
    PROMPT = "prompt"
    ACCELERATOR = "accelerator"
    TEST = "test"
    DOC = "doc"


class Location(NamedTuple):
    """Where: path in the repository (surrogates for bytes that are no UTF-8) and line, counted from 1."""

    path: str
    line: int


class Unknown(NamedTuple):
    """A value that could not be read, with the reason. Never zero, never empty, never 'no change'."""

    reason: str


class Annotation(NamedTuple):
    """What a comment at a setting tells the gate."""

    ignores: tuple[str, ...] = ()
    """Rules whose findings are to be silenced here."""
    reason: str = ""
    until: str = ""
    """ISO date after which the ignore no longer holds; empty: it does not end."""
    feature: str | None = None
    team: str | None = None
    environment: str | None = None
    tier: str | None = None


class Setting(NamedTuple):
    """One fact in one place of one file."""

    key: Key
    value: str | Unknown
    """As written, without quotes: ``gpt-4o``, ``12_000``. Unknown: an expression that only resolving can read."""
    location: Location
    role: Role
    slot: str
    """The name of the place (argument, key, field, variable, environment variable): ``model``, ``OPENAI_MODEL``."""
    scope: str = ""
    """Where the slot stands, outermost first: ``HelpdeskBot.answer``, ``services.chat.environment``. Never a line."""
    callee: str = ""
    """The call whose argument this is, as written: ``client.chat.completions.create``."""
    sdk: str = ""
    """The SDK table (a file of detect/sdks) that recognised the call; empty when only the slot did."""
    group: int = 0
    """Settings of one file with the same non-zero group stand in one call or one table and make up one site."""
    binds: tuple[str, ...] = ()
    """Names by which others may refer to this value: ``DEFAULT_MODEL``, ``Settings.model``, ``env:CHAT_MODEL``."""
    refers: tuple[str, ...] = ()
    """Names this value is read from, strongest first: ``env:CHAT_MODEL``, ``DEFAULT_MODEL``, ``MODELS[0]``."""
    mention: str = ""
    """Why this is only a mention and spends nothing (``menu``, ``comparison``, ``test``, ``doc``); empty: it spends."""
    amount: str = ""
    """A parameter's value as a plain number or word: ``12000`` for ``12_000``."""
    provider: str = ""
    """The provider that the SDK, a host or a sibling key names; empty when unknown."""
    annotation: Annotation | None = None
    """What a comment at the place tells the gate."""
    unit: str = ""
    """Of what is paid by the hour: the place inside the file that keeps it (``resource.aws_instance.llm``). Settings of
    one file with one unit are one capacity; `provider` then names the cloud, where something says it."""


class Embedded(NamedTuple):
    """A piece of one file that is written in another language (a notebook's cell, a workflow's `run:`)."""

    language: str
    """The name of the code detector that reads it: ``python``, ``shell``, ``typescript``."""
    text: bytes
    line: int
    """The line of the outer file on which the text's first line stands."""
    role: Role | None = None
    """The role that the outer file gives to everything inside, if it does."""
    lines: tuple[int, ...] = ()
    """For each line of the text its line in the outer file, where they do not simply follow each other."""
    scope: str = ""
    """What it stands in, where several pieces of one file are told apart by it: ``data.config.json``."""


class Skipped(NamedTuple):
    """A file that could not be judged. Reported, never silently dropped."""

    path: str
    reason: str
