import { suggestReply } from "./suggest.js";

/** Shows the bot's answer where it has one, and a suggestion to the agent where it has not. */
export async function answerOrSuggest(service: string, question: string): Promise<{ text: string; byBot: boolean }> {
  const response = await fetch(`${service}/answer`, { method: "POST", body: question });
  if (response.status === 200) {
    return { text: await response.text(), byBot: true };
  }
  return { text: await suggestReply(question), byBot: false };
}
