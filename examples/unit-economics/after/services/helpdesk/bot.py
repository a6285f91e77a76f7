from openai import OpenAI

client = OpenAI()


def answer(question: str) -> str:
    reply = client.chat.completions.create(model="gpt-4-32k", messages=[{"role": "user", "content": question}])
    return reply.choices[0].message.content
