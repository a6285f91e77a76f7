"""Settings from the environment. The chart sets them in production; the defaults are for a laptop."""

import os
from dataclasses import dataclass, field
from pathlib import Path

PROMPTS = Path(__file__).parents[2] / "prompts"


@dataclass(frozen=True)
class Settings:
    model: str = field(default_factory=lambda: os.environ.get("OPENAI_MODEL", "gpt-4o-mini"))
    max_answer_tokens: int = 1200
    timeout_seconds: float = 20.0
    port: int = field(default_factory=lambda: int(os.environ.get("PORT", "8080")))
    manual: Path = field(default_factory=lambda: Path(os.environ.get("MANUAL", "manual.txt")))
