/** One small experiment, stopped at each of its stages, for tests that look at one of them. */
import { inject } from "vitest";
import { keptCopyOf, must, type Place, tinyProject } from "./foreshock.ts";

const COMMANDS = {
  registered: ["register", "tiny"],
  trained: ["run", "tiny"],
  committed: ["forecast", "tiny", "--by", "token-line"],
  closed: ["close", "tiny", "--yes"],
  sealed: ["run", "tiny", "--question", "tiny"],
};
export type Stage = keyof typeof COMMANDS;

export const LEDGER = "predictions/ledger.jsonl";

let played: Promise<Record<Stage, Place>> | undefined;

/** Returns the project `tiny` at every stage, played once per process: tests change only copies. */
export function playedStages(): Promise<Record<Stage, Place>> {
  played ??= play();
  return played;
}

async function play(): Promise<Record<Stage, Place>> {
  const stages = {} as Record<Stage, Place>;
  let before: Place = await tinyProject(inject("scratch"));
  for (const [stage, args] of Object.entries(COMMANDS) as [Stage, string[]][]) {
    before = keptCopyOf(before, inject("scratch"));
    await must(before, ...args);
    stages[stage] = before;
  }
  return stages;
}
