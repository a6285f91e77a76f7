"""Files inside values: a whole file of settings in one entry of another, as ConfigMaps and workflows hold them."""

from __future__ import annotations

from finops_gate.base.patterns import lazy
from finops_gate.detect.entries import says_any
from finops_gate.detect.slots import words

_FILES = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".toml": "toml",
    ".properties": "properties",
    ".env": "dotenv",
    ".py": "python",
}
_CONFIGS = frozenset("config configuration conf settings values yaml yml options models patch".split())
"""Last words of a key whose text is a whole file of settings."""
_SENT = frozenset(
    """
    body text content message messages comment description prompt example examples response request expected schema
    pattern query template output result
    """.split()
)
"""Words of keys whose text is sent, shown or filled in, whatever it is written like."""
_OBJECT = lazy(r"[{\[]\s*(?:[{\[]\s*)?\"[\w.-]{1,60}\"\s*:")
_MAPPING = lazy(r"(?:#[^\n]*\n|\s)*(?:-\s+)?[\w.-]{1,60}:(?:\s|$)")


def format_of(key: str, value: str) -> str:
    """The format of a file that stands in a value: told by the ending of its key, else by how it is written."""
    lowered = key.lower()
    suffix = lowered[lowered.rfind(".") :] if "." in lowered else ""
    if suffix in _FILES:
        return _FILES[suffix] if "\n" in value or "=" in value or ":" in value else ""
    if says_any(key, _SENT):
        return ""
    body = value.strip()
    if _OBJECT.match(body) and body.endswith(("}", "]")):
        return "json" if _parses(body) else ""
    return "yaml" if words(key)[-1:] and words(key)[-1] in _CONFIGS and "\n" in body and _MAPPING.match(body) else ""


def _parses(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
