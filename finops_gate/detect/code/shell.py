"""Shell: assignments with their `${X:-id}` defaults, flags, bodies of requests, heredocs, scripts inside scripts.

What a script prints is no setting; what it writes into a file, a pipe or the environment of another program is one.
Each command is an outline of its flags, so that the judges of configuration say which of them choose what is paid for.
"""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, places
from finops_gate.detect.entries import Flavour
from finops_gate.detect.hosting import PROGRAMS, is_server
from finops_gate.detect.leaves import settings
from finops_gate.detect.slots import Claim, claim, known_family
from finops_gate.detect.syntax.flow import JSON, read_flow
from finops_gate.detect.syntax.outline import Branch, Outline, UnreadableError, decode
from finops_gate.detect.syntax.script import Command, Word, read_script
from finops_gate.model.capacity import SCALER
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped

_KEYWORDS = frozenset("if then else elif do while until ! { ( time exec sudo nohup command builtin env".split())
"""What may stand before a command."""
_DECLARES = frozenset({"export", "declare", "local", "readonly", "typeset", "set", "setenv", ":"})
_PRINTS = frozenset({"echo", "printf", "print", "log", "info", "warn", "error", "die", "fail", "logger", "read", "cat"})
_SILENT = frozenset("[ [[ test case for select function grep egrep sed awk rg expr unset trap return exit".split())
"""Commands whose words only test, search or count."""
_ASSIGNED = lazy(r"([A-Za-z_][\w.-]*)\+?=(.*)$", re.DOTALL)
_ENTRY = lazy(r"\[([A-Za-z_][\w.-]*)\]=(.*)$", re.DOTALL)
_POSITIONAL = lazy(r"\$\{[\d@*]+:?[-=](.*)\}$", re.DOTALL)
_FLAG = lazy(r"--?([A-Za-z][\w.-]*)(?:=(.*))?$", re.DOTALL)
_CODE = {"python": "python", "python3": "python", "node": "typescript", "psql": "sql", "ruby": "ruby"}
"""Programs whose `-c` or `-e` argument, or standard input, is code."""
_SHELLS = frozenset({"bash", "sh", "zsh", "eval", "ssh", "su"})
_FILES = {".env": "dotenv", ".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".py": "python"}
_CONTAINERS = frozenset({"docker", "podman", "nerdctl"})
_SETS = frozenset({"set", "config:set", "put"})
_NAMES = (".bashrc", ".zshrc", ".envrc", ".profile", "entrypoint", "docker-entrypoint")
_WORKLOADS = {
    name: kind
    for kind, names in (
        ("Deployment", ("deploy", "deployment", "deployments")),
        ("StatefulSet", ("sts", "statefulset")),
    )
    for name in names
}
_NAME = lazy(r"^[a-z][\w.-]{0,99}$")
_NUMBER = lazy(r"^[1-9]\d{0,2}$")
"""To none is how something is stopped for a while."""
SCRIPTS = 200
"""Quoted command lines of one script that are read as scripts of their own."""


class _Reading:
    def __init__(self) -> None:
        self.outline = Outline()
        self.embedded: list[Embedded] = []
        self.scripts: list[tuple[str, int, int]] = []
        self.scaled: list[tuple[str, str, int]] = []
        """Workloads that are scaled, with to how many, and the line."""

    def read(self, text: str, line: int, depth: int) -> None:
        for command in read_script(text, line):
            self._command(command, depth)

    def _command(self, command: Command, depth: int) -> None:
        words = list(command.words)
        while words and words[0].text in _KEYWORDS:
            words.pop(0)
        while words and not words[0].quoted and (match := _ASSIGNED.match(words[0].text)):
            word = words.pop(0)
            if match[2] or not words:
                self._assign(self.outline.root, match[1], match[2], word.line, depth)
            else:  # NAME=( ... ): an array, often the arguments of a command
                return self._arguments(match[1], words, depth)
        if not words:
            return None
        if entry := _ENTRY.match(words[0].text):  # [MODEL]=gpt-4o, on a line of its own in an array with names
            return self._assign(self.outline.root, entry[1], entry[2], words[0].line, depth)
        name = words[0].text.rsplit("/", 1)[-1]
        if name in _SILENT:
            return None
        printed = name in _PRINTS and not command.target
        for here in command.heres:
            if not printed:
                self._body(name, here.text, here.line, command)
        if printed:
            return None
        if name in _DECLARES:
            for word in words[1:]:
                if match := _ASSIGNED.match(word.text):
                    self._assign(self.outline.root, match[1], match[2], word.line, depth)
                elif word.text.startswith("${"):  # : "${MODEL:=gpt-4o}"
                    self._assign(self.outline.root, re.split(r"\W", word.text[2:])[0], word.text, word.line, depth)
            return None
        return self._arguments(self._name(name, words), words[1:], depth)

    def _name(self, name: str, words: list[Word]) -> str:
        """The program that a command runs: the module of `python -m vllm.entrypoints...` is ``vllm``."""
        if name.startswith("python") and len(words) > 2 and words[1].text == "-m":
            return words[2].text.partition(".")[0]
        return name

    def _assign(self, branch: Branch, name: str, value: str, line: int, depth: int) -> None:
        if position := _POSITIONAL.match(value):  # ${1:-gpt-4o}: what the caller gives, else this
            value = position[1].strip("'\"")
        if " --" in value or value.startswith("--"):
            self._script(f"{name} {value}", line, depth)
        elif value.lstrip().startswith("{") and '"' in value:
            self._json(name, value, line)
        elif value:
            self.outline.leaf(branch, name, value, line, quoted=True)

    def _arguments(self, name: str, words: list[Word], depth: int) -> None:
        if name in _CONTAINERS and any(is_server(word.text) for word in words if "/" in word.text):
            name = "vllm"  # what a container of this image is given, its server gets
        branch = self.outline.branch(self.outline.root, name, words[0].line if words else 1)
        if name == "kubectl" and words:
            self._scales(words)
        for index, word in enumerate(words):
            following = words[index + 1] if index + 1 < len(words) else None
            flag = _FLAG.match(word.text) if not word.quoted or "=" in word.text else None
            if flag:
                self._flag(branch, name, flag[1], flag[2], word, following, depth)
            elif "{" in word.text[:20] and '"' in word.text and word.text.lstrip().startswith(("{", "[")):
                self._json(name, word.text, word.line)
            elif match := _ASSIGNED.match(word.text):
                self._pairs(branch, match[1], match[2], word.line)
            elif word.quoted and " --" in word.text:
                self._script(word.text, word.line, depth)
            elif word.text in _SETS and index + 2 < len(words):
                self._assign(branch, following.text if following else "", words[index + 2].text, word.line, depth)
            elif index == 1 and words[0].text in ("serve", "run", "pull") and name in ("vllm", "ollama"):
                self.outline.leaf(branch, "model", word.text, word.line, quoted=True)
            elif index == 1 and words[0].text == "download" and name in PROGRAMS and "$" in word.text:
                self.outline.leaf(branch, "weights", word.text, word.line, quoted=True)

    def _flag(
        self, branch: Branch, name: str, flag: str, value: str | None, word: Word, following: Word | None, depth: int
    ) -> None:
        if value is None:
            if following is None or (following.text.startswith("-") and not following.quoted):
                return
            value, line = following.text, following.line
        else:
            line = word.line
        if flag in ("c", "e") and (name in _CODE or name in _SHELLS):
            if name in _CODE:
                self.embedded.append(Embedded(_CODE[name], value.encode("utf-8", "replace"), line))
            else:
                self._script(value, line, depth)
        elif flag == "m" and known_family(value):
            self.outline.leaf(branch, "model", value, line, quoted=True)
        elif flag.endswith("accelerator") and "type=" in value:
            self._accelerator(branch, flag, value, line)
        elif len(flag) > 1 and not _ASSIGNED.match(value) and not value.lstrip().startswith("{"):
            self.outline.leaf(branch, flag, value, line, quoted=True)

    def _accelerator(self, branch: Branch, flag: str, value: str, line: int) -> None:
        """``--accelerator=type=nvidia-l4,count=2``: which, and how many of it."""
        told = dict(pair.partition("=")[::2] for pair in value.split(","))
        self.outline.leaf(branch, flag, told.get("type", ""), line, quoted=True)
        if told.get("count"):
            self.outline.leaf(branch, f"{flag}-count", told["count"], line, quoted=True)

    def _scales(self, words: list[Word]) -> None:
        """``kubectl scale deployment/chat --replicas=2``: the workload stands in a manifest."""
        told = [word.text for word in words]
        at = next((at for at, word in enumerate(told) if word.startswith("--replicas")), None)
        if at is None or told[0] != "scale":
            return
        number = told[at].partition("=")[2] or "".join(told[at + 1 : at + 2])
        for index, word in enumerate(told):
            kind, _, name = word.partition("/")
            kind = _WORKLOADS.get(kind.partition(".")[0].lower(), "")
            name = name or "".join(told[index + 1 : index + 2])
            if kind and _NAME.match(name) and _NUMBER.match(number):
                self.scaled.append((f"{kind}/{name}", number, words[at].line))
                return

    def _pairs(self, branch: Branch, name: str, value: str, line: int) -> None:
        """``MODEL=a,EFFORT=low`` after `--set` or `-e`: each is a setting of what the command starts."""
        pairs = re.split(r",(?=[A-Za-z_][\w.-]*=)", f"{name}={value}")
        for pair in pairs[:50]:
            key, _, one = pair.partition("=")
            if one:
                self.outline.leaf(branch, key, one, line, quoted=True)

    def _json(self, name: str, text: str, line: int) -> None:
        branch = self.outline.branch(self.outline.root, name, line)
        start = len(text) - len(text.lstrip())
        read_flow(text, start, line + text.count("\n", 0, start), self.outline, branch, "body", JSON, {})

    def _body(self, name: str, text: str, line: int, command: Command) -> None:
        """A heredoc: code for an interpreter, a file that is written, a request's body."""
        suffix = command.target[command.target.rfind(".") :].lower() if "." in command.target else ""
        language = _CODE.get(name) or ("shell" if name in _SHELLS else _FILES.get(suffix))
        if language:
            self.embedded.append(Embedded(language, text.encode("utf-8", "replace"), line))
        elif text.lstrip().startswith(("{", "[")):
            self._json(name, text, line)
        elif claim(name) is not Claim.NEVER and command.target not in ("", "|", "$"):
            self.embedded.append(Embedded("dotenv", text.encode("utf-8", "replace"), line))

    def _script(self, text: str, line: int, depth: int) -> None:
        if depth < 2 and len(self.scripts) < SCRIPTS:
            self.scripts.append((text, line, depth + 1))


_ASKS = lazy(r"^#SBATCH[ \t]+(?:--|-)([A-Za-z][\w-]*)(?:=|[ \t]+)([\w:.-]+)", re.MULTILINE)
_GRES = lazy(r"^gpu(?::(?P<what>[A-Za-z][\w-]*))?:(?P<count>\d{1,3})$")


def _batch(text: str, outline: Outline) -> None:
    """What a batch job asks Slurm for in the comments at its head: ``#SBATCH --gres=gpu:h100:8``."""
    branch = outline.branch(outline.root, "sbatch", 1)
    for asked in _ASKS.finditer(text):
        line = text.count("\n", 0, asked.start()) + 1
        name, value = asked[1], asked[2]
        gres = _GRES.match(value) if name in ("gres", "gpus") else None
        if gres is not None:
            outline.leaf(branch, "gpus", gres["count"], line, quoted=True)
            if gres["what"]:
                outline.leaf(branch, "gpu-type", gres["what"], line, quoted=True)
        elif name in ("N", "nodes"):  # from how many to how many
            outline.leaf(branch, "nodes", value.partition("-")[0], line, quoted=True)
        elif name in ("gpus", "gpus-per-node"):
            outline.leaf(branch, name, value.rpartition(":")[2], line, quoted=True)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    reading = _Reading()
    try:
        reading.read(decode(text), 1, 0)
        if b"#SBATCH" in text:
            _batch(decode(text), reading.outline)
        for script, line, depth in reading.scripts:  # grows while it is read
            reading.read(script, line, depth)
    except UnreadableError as problem:
        return [Skipped(path, problem.reason)]
    found = settings(reading.outline, path, Flavour.ENVIRONMENT)
    found += [_scaler(path, *scaled) for scaled in reading.scaled] if not places.mention(path) else []
    return [*(_placed(entry) if isinstance(entry, Setting) else entry for entry in found), *reading.embedded]


def _scaler(path: str, workload: str, number: str, line: int) -> Setting:
    at = Location(path, line)
    return Setting(
        Key.REPLICAS, number, at, Role.CALL_ARGUMENT, "replicas", mention=SCALER, amount=number, unit=workload
    )


def _placed(setting: Setting) -> Setting:
    """A variable is a constant or an environment's default; what a command is given is an argument."""
    if setting.role not in (Role.ENV_FILE, Role.CONFIG_VALUE):
        return setting
    if setting.scope:
        return setting._replace(role=Role.CALL_ARGUMENT, callee=setting.scope.partition(".")[0])
    return setting._replace(role=Role.ENV_DEFAULT if setting.refers else Role.CONSTANT)


DETECTOR = Detector("shell", (".sh", ".bash", ".zsh", ".ksh"), _read, _NAMES)
