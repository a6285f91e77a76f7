"""Finds the passages of the manual that a question is about."""

import re
from pathlib import Path


class Manual:
    def __init__(self, text: str) -> None:
        self.passages = [passage.strip() for passage in text.split("\n\n") if passage.strip()]

    @classmethod
    def read(cls, path: Path) -> "Manual":
        return cls(path.read_text(encoding="utf-8") if path.exists() else "")

    def about(self, question: str, limit: int = 3) -> list[str]:
        """The passages that share most words with the question, best first; those that share none are left out."""
        asked = _words(question)
        scored = [(len(asked & _words(passage)), -at, passage) for at, passage in enumerate(self.passages)]
        return [passage for score, _, passage in sorted(scored, reverse=True)[:limit] if score]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}
