"""Makefiles and Dockerfiles: variables at the top, commands below, lines that go on behind a backslash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finops_gate.base.patterns import lazy
from finops_gate.detect.syntax.assignments import bare
from finops_gate.detect.syntax.flow import JSON, read_flow
from finops_gate.detect.syntax.outline import Outline
from finops_gate.model.setting import Embedded

_VARIABLE = lazy(r"^(?:export\s+|override\s+)*([A-Za-z_][\w.-]*)\s*(?:\?|:{1,3}|\+|!)?=\s*(.*)$")
_TARGET = lazy(r"^([^\s:#=][^:#=]*):(?!=)")
_INSTRUCTION = lazy(r"^\s*([A-Za-z]+)\s+(.*)$", re.DOTALL)
_PAIR = lazy(r"([A-Za-z_][\w.-]*)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?:[^\s\\]|\\.)*)")


def read_makefile(text: str) -> Outline:
    """The outline of a Makefile: its variables at the root, each recipe a text under its target."""
    outline = Outline()
    recipe: list[str] = []
    target, first = "", 0

    def close() -> None:
        if recipe:
            branch = outline.branch(outline.root, target, first)
            outline.leaf(branch, "recipe", "\n".join(recipe).rstrip("\n"), first, quoted=True)
            recipe.clear()

    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if line.startswith("\t"):
            first = first if recipe else number
            recipe.append(line.strip())
            continue
        if recipe and not line.strip():
            recipe.append("")
            continue
        close()
        match = _VARIABLE.match(line)
        if match:
            value, quoted = bare(match[2].rstrip("\\"))
            outline.leaf(outline.root, match[1], value, number, quoted=quoted)
            continue
        head = _TARGET.match(line)
        target = head[1].strip() if head else target
    close()
    return outline


def read_dockerfile(text: str) -> tuple[Outline, list[Embedded]]:
    """The outline of a Dockerfile (ENV and ARG at the root, CMD and ENTRYPOINT as lists), and its RUN scripts."""
    outline = Outline()
    scripts: list[Embedded] = []
    for first, body in _instructions(text):
        match = _INSTRUCTION.match(body)
        if match is None:
            continue
        name, rest = match[1].upper(), match[2]
        offset = first + body.count("\n", 0, match.start(2))
        if name == "RUN":
            scripts.append(Embedded("shell", rest.encode("utf-8", "replace"), offset))
        elif name in ("ENV", "ARG"):
            pairs = list(_PAIR.finditer(rest))
            if pairs and not rest[: pairs[0].start()].strip(" \t\\\n"):
                for pair in pairs:
                    value, quoted = bare(pair[2])
                    line = offset + rest.count("\n", 0, pair.start())
                    outline.leaf(outline.root, pair[1], value, line, quoted=quoted)
            elif name == "ENV" and len(words := rest.split(None, 1)) == 2:
                value, quoted = bare(words[1])
                outline.leaf(outline.root, words[0], value, offset, quoted=quoted)
        elif name in ("CMD", "ENTRYPOINT"):
            if rest.lstrip().startswith("["):
                start = len(rest) - len(rest.lstrip())
                read_flow(rest, start, offset, outline, outline.root, "command", JSON, {})
            else:
                outline.leaf(outline.root, "command", rest, offset, quoted=True)
    return outline, scripts


def _instructions(text: str) -> Iterator[tuple[int, str]]:
    """Each instruction with the lines that it goes on over, comments between them left out but counted."""
    taken: list[str] = []
    first = 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if line.lstrip().startswith("#"):
            if taken:
                taken.append("")
            continue
        if not taken:
            if not line.strip():
                continue
            first = number
        taken.append(line[:-1] + " " if line.endswith("\\") else line)
        if not line.endswith("\\"):
            yield first, "\n".join(taken)
            taken = []
    if taken:
        yield first, "\n".join(taken)
