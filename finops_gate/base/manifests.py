"""Which files name versions of packages, told from the name alone. Asked of every changed file; imports nothing."""

from __future__ import annotations

_NAMES = frozenset(
    """
    pyproject.toml uv.lock poetry.lock pdm.lock pipfile pipfile.lock pylock.toml environment.yml environment.yaml
    conda.yml conda.yaml package.json package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock bun.lock bun.lockb
    go.mod gemfile gemfile.lock cargo.toml cargo.lock pom.xml build.gradle build.gradle.kts gradle.lockfile
    libs.versions.toml packages.lock.json packages.config directory.packages.props
    """.split()
)
_ENDS = (".csproj", ".fsproj", ".vbproj")


def is_manifest(path: str) -> bool:
    """True for a manifest or a lockfile."""
    name = path.rpartition("/")[2].lower()
    return name in _NAMES or name.endswith(_ENDS) or (name.endswith((".txt", ".in", ".toml")) and _requirements(path))


def _requirements(path: str) -> bool:
    folder, _, name = path.lower().rpartition("/")
    if name.endswith(".toml"):
        return name.startswith("pylock.")
    within = folder.rpartition("/")[2] in ("requirements", "reqs", "constraints", "deps")
    return within or "requirement" in name or name.startswith(("constraints", "reqs")) or "-reqs" in name
