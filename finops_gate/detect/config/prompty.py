"""Prompty files: a front matter of YAML (model, parameters) above the text of a prompt. One file is one call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, places
from finops_gate.detect.leaves import settings
from finops_gate.detect.placeholders import read_placeholder
from finops_gate.detect.slots import Claim, claim
from finops_gate.detect.syntax.indented import read_yaml
from finops_gate.detect.syntax.outline import UNCLOSED, Outline, UnreadableError, decode
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped, Unknown

_FRONT = lazy(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    match = _FRONT.match(text)
    if match is None:
        return []
    try:
        outline = read_yaml(decode(b"\n" + match.group(1)))  # the first line of the front matter is the file's second
    except UnreadableError as problem:
        return [Skipped(path, problem.reason)]
    found = settings(outline, path)
    if not any(_is_live(setting) for setting in found if isinstance(setting, Setting)):
        found = [*_elsewhere(outline, path), *found]
    mates: list[Setting | Embedded | Skipped] = []
    for one in found:
        joins = isinstance(one, Setting) and (_is_live(one) or one.key.kind == "parameter")
        mates.append(one._replace(group=1) if joins and isinstance(one, Setting) else one)
    return [*mates, Skipped(path, UNCLOSED)] if outline.unclosed else mates


def _is_live(setting: Setting) -> bool:
    return setting.key is Key.MODEL and not setting.mention


def _elsewhere(outline: Outline, path: str) -> Iterator[Setting]:
    """The deployment that the environment names (``azure_deployment: ${env:CHAT}``): what is asked, by whatever id."""
    for leaf in outline.leaves:
        placeholder = read_placeholder(leaf.value) if claim(leaf.key) is Claim.WEAK else None
        if placeholder is not None and placeholder.refers:
            yield Setting(
                Key.MODEL,
                Unknown(f"read from {placeholder.refers[0].removeprefix('env:')}"),
                Location(path, leaf.line),
                places.role(path) or Role.CONFIG_VALUE,
                leaf.key,
                leaf.branch.scope,
                refers=placeholder.refers,
                mention=places.mention(path),
            )
            return


DETECTOR = Detector("prompty", (".prompty",), _read)
