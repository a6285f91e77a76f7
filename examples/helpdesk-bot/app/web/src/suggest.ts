import { readFile } from "node:fs/promises";
import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";

/** A reply that the agent may send, change or throw away. */
export async function suggestReply(message: string): Promise<string> {
  const { text } = await generateText({
    model: openai("gpt-4.1-nano"),
    maxOutputTokens: 300,
    system: await readFile("prompts/suggest.txt", "utf8"),
    prompt: message,
  });
  return text;
}
