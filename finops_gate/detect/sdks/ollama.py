"""Ollama in Python and JavaScript: models that the user's own machines run; nothing is billed by the token.

Read on 2026-11-24: PyPI ollama 0.6.3 (ollama/_client.py), npm ollama 0.6.4 (dist/browser.d.ts). The model is required.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk
from finops_gate.model.setting import Key

SDK = Sdk(
    name="ollama",
    provider="ollama",
    languages=("python", "typescript"),
    calls=(
        Call("chat", position=0, prompt=("messages",)),
        Call("embed", kind="embedding", position=0),
        Call("embeddings", kind="embedding", position=0),
        Call("generate", position=0, prompt=("prompt", "system")),
    ),
    imports=("from ollama", "import ollama", "from 'ollama", 'from "ollama', "require('ollama", 'require("ollama'),
    parameters=(("think", Key.THINKING),),
)
