/**
 * What every reader of published results gives back: rows that remember where they were read, the files, and what was left out.
 * Nothing is dropped in silence: what is not imported is named.
 */
import { usageError } from "../base/errors.ts";
import type { Measurement } from "../records.ts";

/** A row, the model it belongs to, and where it was read, such as `results.json` or `table.csv, row 3`. */
export type SourceRow = { row: Measurement; model: string; where: string };

/** What was read and not imported: columns or metrics that no metric of METRICS stands for, models, and single samples. */
export type LeftOut = { metrics: string[]; models: string[]; samples: string[] };

/** What a reader returns; `files` are absolute paths of all files the rows came from. */
export type Source = { rows: SourceRow[]; files: string[]; leftOut: LeftOut };

/** Returns the same names once each, in the order of texts. */
export function namesOf(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}

/** Returns a task's name as rows carry it: what a file name cannot hold becomes an underscore. */
export function taskName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, "_");
}

/** Returns the tasks of a source that are wanted: all when none is named. Errors (usage): one that is not there. */
export function wantedTasks(wanted: readonly string[], there: Iterable<string>): Set<string> {
  const known = namesOf(there);
  const missing = wanted.find((task) => !known.includes(taskName(task)));
  if (missing === undefined) return new Set(wanted.length === 0 ? known : wanted.map(taskName));
  const requirement = `a task of the source (${known.slice(0, 12).join(", ")}${known.length > 12 ? ", .." : ""}) is required`;
  throw usageError("import", requirement, missing, `--task ${known[0] ?? "<name>"}`);
}

/** Returns a row without a position from its parts, with flops = 6 nParams tokens. */
export function sourceRow(
  at: { model: string; where: string; run: string; task: string; nParams: number; step: number; tokens: number },
  measured: { metric: string; value: number; stderr: number | null; n: number },
): SourceRow {
  const { model, where, run, task, nParams, step, tokens } = at;
  const flops = 6 * nParams * tokens;
  return { model, where, row: { run, task, nParams, step, tokens, flops, seed: "0", ...inOrder(measured) } };
}

/** -0 becomes 0, which a file and a digest cannot tell apart. */
function inOrder({ metric, value, stderr, n }: { metric: string; value: number; stderr: number | null; n: number }) {
  return { metric, position: null, value: value + 0, stderr, n };
}
