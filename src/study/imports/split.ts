/** Which rows of a source stay outside an import: those of models and runs that are named, whole or from a step on. */
import { usageError } from "../../base/errors.ts";
import type { Measurement } from "../../records.ts";
import { checkRows } from "../../source/checkRows.ts";
import type { ImportInfo } from "../../source/info.ts";
import { namesOf, type SourceRow } from "../../source/source.ts";

/** The checked rows of a source on either side. */
export type Split = { kept: Measurement[]; heldOut: Measurement[] };

/** A model or a run that is held out, `from` its first step that is (0: whole). */
export type HoldOut = { name: string; from: number };

/** Returns the names of a source's models and runs, which is what can be held out, sorted. */
export function modelsAndRuns(rows: readonly SourceRow[]): string[] {
  return namesOf(rows.flatMap(({ row, model }) => [row.run, model]));
}

/** Returns the rows split by models and runs that are held out. Errors (usage): an unknown name. */
export function splitByNames(rows: readonly SourceRow[], wanted: readonly HoldOut[]): Split {
  requireNames(modelsAndRuns(rows), wanted);
  const modelOf = new Map(rows.map(({ row, model }) => [row.run, model]));
  return split(rows, ({ run, step }) =>
    wanted.some(({ name, from }) => (name === run || name === modelOf.get(run)) && step >= from),
  );
}

/** Returns the rows split as an import was: held out is what lies at the places (run, size, step, tokens) that import.json lists. */
export function splitByPlaces(rows: readonly SourceRow[], places: ImportInfo["heldOut"]): Split {
  const at = places.flatMap(({ run, nParams, steps, tokens }) =>
    steps.map((step, i) => keyOf({ run, nParams, step, tokens: tokens[i]! })),
  );
  const held = new Set(at);
  return split(rows, (row) => held.has(keyOf(row)));
}

function keyOf({ run, nParams, step, tokens }: Pick<Measurement, "run" | "nParams" | "step" | "tokens">): string {
  return `${nParams} ${step} ${tokens} ${run}`;
}

function split(rows: readonly SourceRow[], isHeld: (row: Measurement) => boolean): Split {
  const checked = checkRows(rows);
  return { kept: checked.filter((row) => !isHeld(row)), heldOut: checked.filter(isHeld) };
}

function requireNames(names: readonly string[], wanted: readonly HoldOut[]): void {
  const strange = wanted.find(({ name }) => !names.includes(name));
  if (strange === undefined) return;
  throw usageError(
    "import",
    "--hold-out needs a model or a run of the source",
    strange.from > 0 ? `${strange.name}@${strange.from}` : strange.name,
    `one of ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", .." : ""}`,
  );
}
