"""Which detector reads which files. Written by `make gen`; see the package."""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

DETECTORS: dict[str, dict[str, tuple[int, str, tuple[str, ...], tuple[str, ...]]]] = {
    "finops_gate.detect.code": {
        "blade": (622, "blade", (".blade.php",), ()),
        "csharp": (4379, "csharp", (".cs",), ()),
        "elisp": (1920, "elisp", (".el",), ()),
        "elixir": (3414, "elixir", (".ex", ".exs"), ()),
        "go": (4147, "go", (".go",), ()),
        "java": (2971, "java", (".java",), ()),
        "kotlin": (4276, "kotlin", (".kt", ".kts"), ()),
        "php": (2895, "php", (".php", ".phtml"), ()),
        "powershell": (8281, "powershell", (".ps1", ".psm1", ".psd1"), ()),
        "python": (2582, "python", (".py", ".pyi", ".pyw"), ()),
        "ruby": (1984, "ruby", (".rb", ".rake", ".gemspec"), ("rakefile", "gemfile")),
        "rust": (6946, "rust", (".rs",), ()),
        "shell": (14012, "shell", (".sh", ".bash", ".zsh", ".ksh"), (".bashrc", ".zshrc", ".envrc", ".profile", "entrypoint", "docker-entrypoint")),
        "sql": (3902, "sql", (".sql", ".psql", ".pgsql", ".ddl"), ()),
        "svelte": (457, "svelte", (".svelte",), ()),
        "swift": (3009, "swift", (".swift",), ()),
        "typescript": (1146, "typescript", (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"), ()),
        "vue": (448, "vue", (".vue",), ()),
    },
    "finops_gate.detect.config": {
        "bicep": (613, "bicep", (".bicep", ".bicepparam"), ()),
        "dockerfile": (868, "dockerfile", (".dockerfile",), ("dockerfile", "dockerfile.*", "containerfile")),
        "dotenv": (1275, "dotenv", (".env",), (".env*", "*.env.*", "env.example", "env.sample", "env.template", "env.*.example", "env.*.sample", "env.*.template", ".flaskenv", ".dev.vars")),
        "json": (553, "json", (".json", ".jsonc", ".json5"), ()),
        "makefile": (530, "makefile", (".mk",), ("makefile", "gnumakefile", "makefile.*")),
        "notebook": (3355, "notebook", (".ipynb",), ()),
        "prompty": (2607, "prompty", (".prompty",), ()),
        "properties": (553, "properties", (".properties", ".ini", ".cfg", ".conf"), ()),
        "terraform": (595, "terraform", (".tf", ".tfvars", ".hcl", ".tofu"), ()),
        "toml": (460, "toml", (".toml",), ()),
        "yaml": (536, "yaml", (".yaml", ".yml"), ()),
    },
}
