/** One small experiment, stopped at each of its stages, for tests that look at one of them. */
import { afterAll } from "vitest";
import { keptCopyOf, must, type Place, tinyProject } from "./foreshock.ts";

const COMMANDS = {
  registered: ["register", "tiny"],
  trained: ["run", "tiny"],
  committed: ["forecast", "tiny", "--by", "token-line"],
  closed: ["close", "tiny"],
  sealed: ["run", "tiny", "--question", "tiny"],
};
export type Stage = keyof typeof COMMANDS;

export const LEDGER = "predictions/ledger.jsonl";

/** Returns the project `tiny` at every stage up to `last`; they go when the test file is done, so tests change only copies. */
export async function playTo(last: Stage): Promise<Record<Stage, Place>> {
  const stages = {} as Record<Stage, Place>;
  let before = await tinyProject();
  afterAll(before.remove);
  for (const [stage, args] of Object.entries(COMMANDS) as [Stage, string[]][]) {
    before = keptCopyOf(before);
    afterAll(before.remove);
    await must(before, ...args);
    stages[stage] = before;
    if (stage === last) break;
  }
  return stages;
}
