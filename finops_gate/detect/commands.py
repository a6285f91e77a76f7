"""Models and billed parameters inside command lines that stand in configuration: `run:` steps, `args:`, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.detect.hosting import served
from finops_gate.detect.placeholders import read_placeholder
from finops_gate.detect.slots import Claim, can_be_model, claim, known_family, parameter


class Told(NamedTuple):
    """A name and its value, as a command line tells them."""

    line: int
    """Counted from 0 within the text."""
    name: str
    """The flag or variable, without dashes: ``model``."""
    value: str
    refers: tuple[str, ...]
    mention: str
    hosted: bool = False
    """True for a model that the command itself serves (``vllm serve``)."""


_FLAG = lazy(r"(?<![\w-])--?([A-Za-z][\w-]*)(?:=|\s+)(?:\\?[\"'])?((?:\$\{\{[^}\n]{0,300}\}\}|[^\s\"'`;|&<>()\\,])+)")
_PROPERTY = lazy(
    r"(?<![\w-])(?:-D|--)([A-Za-z][\w-]*(?:\.[\w-]+)+)=(?:\\?[\"'])?((?:\$\{\{[^}\n]{0,300}\}\}|[^\s\"'`;|&<>()\\,])+)"
)
"""A property that is given to Java: ``-Dquarkus.langchain4j.openai.chat-model.model-name=gpt-4o``."""
_ASSIGNED = lazy(r"(?<![\w.$/{-])([A-Za-z_][\w.-]*)=(?:\\?[\"'])?((?:\$\{\{[^}\n]{0,300}\}\}|[^\s\"'`;|&<>()\\,])+)")
_AZD = lazy(r"\bazd env set\s+([A-Za-z_]\w*)\s+")
"""What the Azure Developer CLI keeps for the parameters of its templates."""
_PAIR = lazy(r"[\"']([A-Za-z]\w*)\\?[\"']\s*:\s*(?:\\?[\"']([^\"'\\\s]+)\\?[\"']|(\d[\d_]*)\b)")
_ARG = lazy(r"(?<![\w-])--arg(?:json)?\s+([A-Za-z_]\w*)\s+[\"']?([^\s\"'$`;|&<>()\\,]+)")
"""A variable of a program of jq: ``jq -n --arg model gpt-4o '{model: $model}'``."""
_RUN = lazy(
    r"\bgh\s+models\s+run\s+(?:--?[\w-]+(?:=\S+|\s+(?:\d[\d.]*|\"[^\"]*\"|'[^']*'))?\s+)*[\"']?([\w.-]+/[\w.:-]+)"
)
"""The model that GitHub's command line asks: ``gh models run openai/gpt-4o-mini "Hello"``."""
_SERVED = lazy(r"\b(?:vllm\s+serve|ollama\s+(?:run|pull)|sglang\S*\s+--model-path)\s+[\"']?([\w./:-]+)")
_LOGGED = lazy(r"^\s*(?:[-@]\s*)*(?:echo|printf|print|log\w*|write-host|write-output|read\s+-p)\b", re.IGNORECASE)
_KEPT = lazy(r"GITHUB_ENV|GITHUB_OUTPUT|\.env\b|\|")
"""What makes an `echo` more than a message: it writes an environment or feeds another command."""
_QUOTES_PAIR = lazy(r"(?:(?:^|\s)--?[A-Za-z][\w-]*(?:=|\s+)|\b(?:echo|printf|export|env)\s+)[\"']$")
"""What stands before a quoted assignment that counts: a flag (`-e "MODEL=x"`, `--set "model=x"`) or a command."""
WEIGHTS = lazy(
    r"\.(?:mar|pt|pth|bin|onnx|h5|safetensors|joblib|pkl|tflite|zip|gz)$|[-_](?:onnx|gguf|ggml|mlx|awq|gptq|int4|int8)(?:$|[-_])",
    re.IGNORECASE,
)
"""Files of weights: what serves them is paid for elsewhere, and their names are no ids."""
_AMOUNT = lazy(r"^(?:\d[\d_]*|minimal|low|medium|high|xhigh)$")
LONG = 20_000
"""Characters of one line that are looked at."""


def read_commands(text: str, *, script: bool) -> Iterator[Told]:
    """The models and parameters that a text names. `script`: it is run as a script, so that assignments count too."""
    given = served(text) if script else frozenset()
    for number, line in enumerate(text.split("\n")):
        if line.lstrip().startswith("#"):
            continue
        line = line[:LONG]
        if "azd env set" in line:
            line = _AZD.sub(r"\1=", line)
        if not script and "--" not in line and "-D" not in line:
            continue
        log = "log" if _LOGGED.match(line) and not _KEPT.search(line) else ""
        for match in _FLAG.finditer(line) if "-" in line else ():
            yield from _told(number, match[1], match[2], log, short=len(match[1]) == 1)
        for match in _PROPERTY.finditer(line) if "." in line else ():
            yield from _told(number, match[1], match[2], log)
        if not script:
            continue
        for match in _ASSIGNED.finditer(line) if "=" in line else ():
            before = line[max(0, match.start() - 40) : match.start()]
            if before[-1:] in ("'", '"') and not _QUOTES_PAIR.search(before):
                continue  # a text that holds an assignment, not one that is carried out
            for told in _told(number, match[1], match[2], log):
                yield told._replace(hosted=match[1] in given)
        lowered = line.lower()
        if "model" in lowered or "tokens" in lowered or "effort" in lowered:
            for match in _PAIR.finditer(line):
                yield from _told(number, match[1], match[2] or match[3], log)
            for match in _ARG.finditer(line) if "--arg" in line else ():
                yield from _told(number, match[1], match[2], log)
            for match in _RUN.finditer(line) if "models" in line else ():
                yield Told(number, "model", match[1], (), log)
        for match in _SERVED.finditer(line) if "ll" in line or "sglang" in line else ():
            if known_family(match[1]) or "/" in match[1]:
                yield Told(number, "model", match[1], (), log, True)


def _told(number: int, name: str, value: str, mention: str, *, short: bool = False) -> Iterator[Told]:
    """A flag or an assignment, when its name claims a model or a parameter and its value can be one."""
    refers: tuple[str, ...] = ()
    value = value.rstrip(".,:;)")
    found = read_placeholder(value)
    if found is not None:
        if not found.default:
            return
        value, refers = found.default, found.refers
    if short:
        if name == "m" and known_family(value):
            yield Told(number, "model", value, refers, mention)
        return
    last = name.rsplit(".", 1)[-1]
    says = claim(last)
    if says in (Claim.STRONG, Claim.WEAK):
        found_one = can_be_model(value, Claim.STRONG if says is Claim.STRONG else Claim.NONE)
        found_one = found_one and not WEIGHTS.search(value)
    else:
        found_one = parameter(last) is not None and _AMOUNT.match(value) is not None
    if found_one:
        yield Told(number, last, value, refers, mention, ".ollama." in name)
