/**
 * The gate through which every imported row passes: rows that say two things, or something that cannot be, are refused with the place
 * where they were read. Behind it imported rows are measurements like any others.
 */

import { byText } from "../base/byText.ts";
import { type ForeshockError, usageError } from "../base/errors.ts";
import { metricOf } from "../metrics.ts";
import type { Measurement } from "../records.ts";
import { name } from "../specs.ts";
import type { SourceRow } from "./source.ts";

/** The largest INTEGER of a column of rows. */
const LARGEST_INTEGER = 2 ** 31 - 1;
const LARGEST_POSITION = 2 ** 15 - 1;

/**
 * Returns the rows sorted by (task, nParams, run, seed, step, metric, position). Errors (usage), one each and naming file and row: a
 * metric that METRICS does not have, a value that is no number or outside its metric's range, nParams, step, tokens or n that cannot
 * be, and two rows of one task, run, seed, step, metric and position.
 */
export function checkRows(rows: readonly SourceRow[]): Measurement[] {
  const seen = new Map<string, string>();
  const tasks = new Set<string>();
  for (const source of rows) {
    if (!tasks.has(source.row.task)) tasks.add(checkedTask(source));
    checkNumbers(source);
    checkValue(source);
    const { task, run, seed, step, metric, position } = source.row;
    const key = [task, run, seed, step, metric, position].join("\n");
    const before = seen.get(key);
    if (before !== undefined)
      throw problem(
        source,
        `one row of ${metric} of ${task}, run ${run}, step ${step}, is required`,
        `another in ${before}`,
        "take one of the two away, or give their runs different names",
      );
    seen.set(key, source.where);
  }
  return rows.map(({ row }) => row).sort(byKey);
}

/**
 * Refuses rows that no trend can be read from. Errors (usage): fewer than 3 sizes, and no run with 3 steps.
 */
export function requireRungs(rows: readonly Measurement[]): void {
  const numSizes = new Set(rows.map(({ nParams }) => nParams)).size;
  const stepsOf = new Map<string, Set<number>>();
  for (const { run, step } of rows) stepsOf.set(run, (stepsOf.get(run) ?? new Set()).add(step));
  const numSteps = Math.max(0, ...[...stepsOf.values()].map((steps) => steps.size));
  if (numSizes >= 3 || numSteps >= 3) return;
  throw usageError(
    "import",
    "too few rungs: rows of 3 sizes, or of 3 steps of one run, are required beside what is held out",
    `${numSizes} sizes, at most ${numSteps} steps`,
    "import more models or checkpoints, or hold fewer out",
  );
}

function checkedTask(source: SourceRow): string {
  const { task } = source.row;
  if (name.safeParse(task).success) return task;
  throw problem(source, "a task's name of 1 to 64 letters, digits, dot, dash, underscore is required", task);
}

function checkNumbers(source: SourceRow): void {
  const { nParams, step, tokens, flops, position, stderr, n } = source.row;
  const whole = (what: string, value: number, low: number, high = Number.MAX_SAFE_INTEGER) => {
    if (!Number.isInteger(value) || value < low || value > high)
      throw problem(source, `${what} has to be a whole number from ${low} to ${high}`, value);
  };
  whole("nParams", nParams, 1);
  whole("step", step, 0, LARGEST_INTEGER);
  whole("tokens", tokens, 0);
  whole("n (the number of examples)", n, 1, LARGEST_INTEGER);
  if (position !== null) whole("position", position, 0, LARGEST_POSITION);
  if (!Number.isFinite(flops) || flops < 0) throw problem(source, "flops have to be a number from 0", flops);
  if (stderr !== null && !(Number.isFinite(stderr) && stderr >= 0))
    throw problem(source, "a standard error has to be a number from 0", stderr);
}

function checkValue(source: SourceRow): void {
  const { task, metric, value } = source.row;
  const known = metricOf(metric);
  if (known === undefined)
    throw problem(
      source,
      "a metric of foreshock is required (accuracy, exactMatch, nll, ..)",
      metric,
      "name it with --map",
    );
  const [low, high] = known.range;
  if (!Number.isFinite(value)) throw problem(source, `${metric} of ${task} has to be a number`, value);
  if (value < low || value > high)
    throw problem(source, `${metric} of ${task} has to be from ${low} to ${high}`, value);
}

function problem({ where }: SourceRow, requirement: string, got: unknown, hint = `mend ${where}`): ForeshockError {
  return usageError("import", `${where}: ${requirement}`, got, hint);
}

function byKey(a: Measurement, b: Measurement): number {
  return (
    byText(a.task, b.task) ||
    a.nParams - b.nParams ||
    byText(a.run, b.run) ||
    byText(a.seed, b.seed) ||
    a.step - b.step ||
    byText(a.metric, b.metric) ||
    (a.position ?? -1) - (b.position ?? -1)
  );
}
