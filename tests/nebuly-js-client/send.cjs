// Sends with Nebuly's public client what an application sends: an interaction with its trace, one in the form of OpenAI's library with history and
// sources, and feedback on both. The server is NEBULY_ENDPOINT_URL, the key NEBULY_API_KEY, the first moment START. Prints the answers as JSON; undefined means a failure.
const { NebulySdk } = require("@nebuly-ai/nebuly-js-sdk");
const { ChainStep, ChainStepName, RAGSource } = require("@nebuly-ai/nebuly-js-sdk/dist/base.js");

async function main() {
  const nebuly = new NebulySdk(process.env.NEBULY_API_KEY);
  const answers = [];
  const at = (second) => new Date(Date.parse(process.env.START) + 1000 * second);

  const step = new ChainStep("llm", ChainStepName.LLM);
  step.query = "Which plan?";
  step.response = ["Team."];
  step.metadata = { model: "model-x", inputTokens: 12, outputTokens: 3, systemPrompt: "Be brief." };
  answers.push(await nebuly.sendInteractionWithTrace("Which plan?", "Team.", [step], at(0), at(3), "u1", ["Hi"], ["Hello"], { tier: "gold" }));

  const messages = [
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hello" },
    { role: "user", content: "How many days off?" },
  ];
  const sources = [new RAGSource("days off", ["hr.docx", "faq"])];
  answers.push(await nebuly.sendOpenAIInteraction(messages, "25.", "gpt-x", at(10), at(14), "u2", undefined, "Be kind.", sources, undefined, true));

  answers.push(await nebuly.sendFeedbackAction({ slug: "thumbs_up", text: "Thanks, ann@acme.example" }, { input: "Which plan?", output: "Team.", end_user: "u1", timestamp: at(20) }));
  answers.push(await nebuly.sendFeedbackAction({ slug: "copy_output", text: "25." }, { input: "How many days off?", output: "25.", end_user: "u2" }));
  // Before its interaction, without texts.
  answers.push(await nebuly.sendFeedbackAction({ slug: "thumbs_down" }, { end_user: "u3", timestamp: at(40) }));
  answers.push(await nebuly.sendInteractionWithTrace("One more", "No.", [], at(30), at(31), "u3", [], []));

  console.log(JSON.stringify(answers));
}

main();
