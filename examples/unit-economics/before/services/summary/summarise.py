from openai import OpenAI

client = OpenAI()


def summarise(ticket: str) -> str:
    reply = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": ticket}])
    return reply.choices[0].message.content
