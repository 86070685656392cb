/** A family's form as the text of its file. */
import type { Form } from "./draw.ts";

/** Returns the YAML of a form, one rung a line, in the order that people write families. */
export function familyText(form: Form): string {
  const { name, task, model, ladder, heldOut, seeds, train, checkpoints, evaluation } = form;
  const block = (entries: object) =>
    Object.entries(entries)
      .map(([key, value]) => `  ${key}: ${flow(value)}\n`)
      .join("");
  return `# yaml-language-server: $schema=../../families/schema.json
# Drawn from models/bank/ranges.yaml by npm run bank -- draw; nobody chose or tuned it.
name: ${name}
task:
${block(task)}
model:
${block(model)}
ladder:
${ladder.map((rung) => `  - ${flow(rung)}\n`).join("")}heldOut: ${flow(heldOut)}
seeds: ${seeds}

train:
${block(train)}checkpoints: ${flow(checkpoints)}
evaluation: ${flow(evaluation)}
`;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
  return `{ ${entries.join(", ")} }`;
}
