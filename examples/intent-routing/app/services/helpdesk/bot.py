"""Answers whatever customers ask, one flagship for all of it."""

from openai import OpenAI

client = OpenAI()


def answer(question: str, passages: list[str]) -> str:
    response = client.chat.completions.create(
        model="gpt-4-turbo",
        max_tokens=1000,
        messages=[
            {"role": "system", "content": "Answer with the passages alone.\n\n" + "\n\n".join(passages)},
            {"role": "user", "content": question},
        ],
    )
    return response.choices[0].message.content or ""
