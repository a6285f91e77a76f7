"""Values that are read from somewhere else: the default that stands beside the name, and the name.

Every tool has its own brackets: `${V:-id}` (shell, compose), `${V:id}` (Spring), `${V=id}` (azd), `${env:V}`
(Prompty), `${env:V, 'id'}` (Serverless), `${{ a || 'id' }}` (GitHub), `{{ .Values.x | default "id" }}` (Helm),
`os.environ/V` (LiteLLM), `var.x` (Terraform), a bare name (Bicep).
"""

from __future__ import annotations

import re

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy


class Placeholder(NamedTuple):
    """What a value is read from."""

    default: str
    """The text that takes effect when nothing else is set; empty when none is given."""
    refers: tuple[str, ...]
    """The names it is read from, in the spelling of `Setting.refers`."""


SIGNS = lazy(r"[$%]|\{\{|os\.environ/|\{env:|\[param")
"""One of these stands in every value that is read from somewhere else."""
_SHELL = lazy(
    r"\$\{(?:env:)?(?P<name>[A-Za-z_][\w.-]*?)"
    r"(?:(?P<op>:-|:=|:\?|:\+|-|=|:|,(?=\s*['\"]))(?P<default>[^{}]*))?\}"
)
_BARE = lazy(r"^\$(?:env:)?(?P<name>[A-Za-z_]\w*)$|^\$\((?P<call>[A-Za-z_][\w.]*)\)$|^%(?P<windows>[A-Z_]\w*)%$")
_WRITTEN = lazy(r"^os\.environ/(?P<litellm>\w+)$|^\{env:(?P<open>\w+)\}$|^\[parameters\('(?P<arm>\w+)'\)\]$")
_LITERAL = lazy(r"'([^']*)'|\"([^\"]*)\"")
_COMPARED = lazy(r"[=!]=\s*$")
_CONTEXT = lazy(r"\b(?:inputs|env|vars|matrix|secrets|github|needs|steps)(?:\.[A-Za-z_][\w-]*)+")
_VALUES = lazy(r"\.Values(?:\.[A-Za-z_]\w*)+")
_DEFAULT = lazy(r"\bdefault\s*\(?\s*(?:'([^']*)'|\"([^\"]*)\")")
_NAME = lazy(r"(?<![\w.'\"/-])[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*(?![\w'\".-])(?!\s*\()")
_WORDS = frozenset(
    """
    true false null if for in else and or not default quote toYaml tpl env required string number bool any object
    list map set optional tuple int
    """.split()
)


def read_placeholder(value: str, computed: bool = False) -> Placeholder | None:
    """What a value is read from, or None for a literal. `computed`: the value is an expression of its language."""
    if computed:
        return _expression(value)
    if not SIGNS.search(value) or len(value) > 2000:
        return None
    text = value.strip()
    if "${{" in text:
        return _github(text)
    if "{{" in text:
        return _template(text)
    whole = _BARE.match(text) or _WRITTEN.match(text)
    if whole:
        name = next(group for group in whole.groups() if group)
        return Placeholder("", (f"parameters.{name}" if whole.groupdict().get("arm") else _named(name),))
    return _shell(text)


def _named(name: str) -> str:
    return name if "." in name else f"env:{name}"


def _shell(text: str) -> Placeholder | None:
    names: list[str] = []
    for _ in range(4):  # `${A:-${B:-id}}`: the innermost is replaced first
        found = list(_SHELL.finditer(text))
        if not found:
            break
        parts, at = [], 0
        for match in found:
            names.insert(0, _named(match["name"]))
            default = match["default"] if match["op"] not in (None, ":?", ":+") else ""
            parts += [text[at : match.start()], default.strip().strip("'\"") if default else "\0"]
            at = match.end()
        text = "".join([*parts, text[at:]])
    if not names:
        return None
    return Placeholder("" if "\0" in text or "$" in text else text, tuple(dict.fromkeys(names)))


def _github(text: str) -> Placeholder:
    before, _, rest = text.partition("${{")
    inside, _, after = rest.rpartition("}}")
    default = ""
    for match in _LITERAL.finditer(inside):
        lead = inside[: match.start()].rstrip()
        follows = inside[match.end() :].lstrip()
        if lead.endswith(("||", "&&", "?", ":")) and not follows.startswith(("==", "!=")):
            default = match[1] if match[1] is not None else match[2]
    refers = [
        f"env:{name[4:]}" if name.startswith("env.") else re.sub(r"^github\.event\.inputs\.", "inputs.", name)
        for name in _CONTEXT.findall(inside)
        if not name.startswith(("github.event_", "github.ref", "github.repository", "github.actor"))
    ]
    return Placeholder(f"{before}{default}{after}".strip() if default else "", tuple(dict.fromkeys(refers)))


def _template(text: str) -> Placeholder:
    found = _DEFAULT.search(text)
    default = (found[1] if found[1] is not None else found[2]) if found else ""
    start, end = text.find("{{"), text.rfind("}}")
    if default and end > start:
        default = f"{text[:start]}{default}{text[end + 2 :]}".strip()
    refers = _VALUES.findall(text)
    if not refers:
        refers = [f"env:{name}" for name in re.findall(r"\benv\s*(?:\.|\(?\s*[\"'])(\w+)", text)]
    return Placeholder(default, tuple(dict.fromkeys(refers)))


def _expression(text: str) -> Placeholder:
    """Terraform, Bicep and CloudFormation references: names, and the text that a condition or a fallback ends in."""
    default = ""
    for match in _LITERAL.finditer(text[:2000]):
        lead, follows = text[: match.start()].rstrip()[-2:], text[match.end() :].lstrip()[:2]
        if lead in ("==", "!=") or follows in ("==", "!=") or lead.endswith("["):
            continue
        if lead.endswith(("?", ":", ",", "??")):
            default = match[1] if match[1] is not None else match[2]
    plain = _LITERAL.sub("", text[:2000])
    names = [name for name in _NAME.findall(plain) if name not in _WORDS]
    return Placeholder(default, tuple(dict.fromkeys(names))[:8])
