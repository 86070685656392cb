/** Scratch folders with hand-written results, and where the published ones are on a machine that has them. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { ModelFacts } from "../../src/source/sizes.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { published } from "../root.ts";

const data = published;
export const PYTHIA = path.join(data, "pythia");
export const OLMO = path.join(data, "olmo-ladder");
export const missing = (folder: string) => !existsSync(folder);

/** Returns an empty folder that goes when the test file is done. */
export function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-source-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files into a folder: objects as JSON, arrays as JSON lines, texts as they are; returns the folder. */
export function write(folder: string, files: Record<string, unknown>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    const lines = Array.isArray(content) ? content.map((line) => JSON.stringify(line)).join("\n") : null;
    writeFileSync(path.join(folder, name), typeof content === "string" ? content : (lines ?? JSON.stringify(content)));
  }
  return folder;
}

/** What is told about models; the empty name stands for every model. */
export function told(facts: Partial<Record<keyof ModelFacts, Record<string, number>>> = {}): ModelFacts {
  const map = (of: Record<string, number> = {}) =>
    new Map(Object.entries(of).map(([name, count]) => [name === "" ? null : name, count]));
  const { nParams = {} } = facts;
  return { nParams: new Map(Object.entries(nParams)), tokensPerStep: map(facts.tokensPerStep), step: map(facts.step) };
}

/** Returns the row of a run, step, task and metric; throws when there is none. */
export function at(
  rows: readonly SourceRow[],
  run: string,
  step: number,
  task: string,
  metric: string,
): SourceRow["row"] {
  const found = rows.filter(
    ({ row }) => row.run === run && row.step === step && row.task === task && row.metric === metric,
  );
  if (found.length !== 1) throw new Error(`${found.length} rows of ${run} ${step} ${task} ${metric}`);
  return found[0]!.row;
}
