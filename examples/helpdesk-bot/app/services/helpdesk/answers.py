"""Answers one question with the passages of the manual that fit it."""

from openai import OpenAI

from services.helpdesk.manual import Manual
from services.helpdesk.settings import PROMPTS, Settings

ANSWER_PROMPT = (PROMPTS / "answer.txt").read_text(encoding="utf-8")


class HelpdeskBot:
    def __init__(self, client: OpenAI, manual: Manual, settings: Settings) -> None:
        self.client = client
        self.manual = manual
        self.settings = settings

    def answer(self, question: str) -> str:
        """The answer, or an empty string where the manual says nothing about it: an agent takes over then."""
        passages = self.manual.about(question)
        if not passages:
            return ""
        response = self.client.chat.completions.create(
            model=self.settings.model,
            max_tokens=self.settings.max_answer_tokens,
            messages=[
                {"role": "system", "content": ANSWER_PROMPT},
                {"role": "user", "content": "\n\n".join([*passages, question])},
            ],
        )
        return response.choices[0].message.content or ""
