"""Which files are read at all, from their mode, name, size and first bytes: regular files, texts, up to a size.

Imports nothing: the first look of the commit hook asks here too.
"""

from __future__ import annotations

MIB = 1024 * 1024
SNIFFED = 8 * 1024
"""Bytes in which a NUL makes a file binary, as for git."""
LIMIT = MIB
"""Bytes of an ordinary file. A source file that a person edits is far below; a bundle on one line is not."""
LARGE_LIMIT = 8 * MIB
"""Bytes of the files that machines write and people review: locks and notebooks with their outputs."""
_LARGE = frozenset(
    {
        *("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "deno.lock"),
        *("poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock", "pixi.lock", "cargo.lock", "composer.lock"),
        *("gemfile.lock", "go.sum", "packages.lock.json", "gradle.lockfile", "mix.lock", "pubspec.lock"),
    }
)
_LARGE_SUFFIXES = (".ipynb",)
_ALWAYS_TEXT = (
    *(".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".go", ".java"),
    *(".kt", ".rb", ".rs", ".php", ".cs", ".sh", ".json", ".jsonc", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".env"),
    *(".ipynb", ".tf", ".tfvars", ".hcl", ".md", ".txt", ".lock"),
)
"""Endings of text. Such a file with NUL bytes (UTF-16, or made to look binary) is reported, not passed by."""

REGULAR = ("100644", "100755", "100664")
"""Modes of files with a content (100664 is written by very old versions of git)."""
_OTHER_MODES = {
    "120000": "symbolic link (not followed)",
    "160000": "submodule",
    "040000": "folder",
    "000000": "unmerged",
}


def limit_of(path: str) -> int:
    """The most bytes that a file of this name may have to be read."""
    name = path.rpartition("/")[2].lower()
    return LARGE_LIMIT if name in _LARGE or name.endswith(_LARGE_SUFFIXES) else LIMIT


def unreadable(mode: str) -> str | None:
    """Why something of this mode is never read; None for a regular file."""
    return None if mode in REGULAR else reason_of(mode)


def reason_of(mode: str) -> str:
    """What something of a mode is, that is no regular file."""
    return _OTHER_MODES.get(mode, f"mode {mode}")


def over(limit: int) -> str:
    """The reason for a content of more than `limit` bytes."""
    return f"over {limit // MIB} MiB"


def is_binary(content: bytes) -> bool:
    """True for what git, too, takes for no text."""
    return b"\0" in content[:SNIFFED]


def said_to_be_text(path: str) -> bool:
    """True when a file's name says that it is a text, whatever it holds."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(_ALWAYS_TEXT) or name.startswith(".env")
