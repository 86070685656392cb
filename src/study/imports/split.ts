/** Which rows of a source stay outside an import: those of models and runs that are named, whole or from a step on. */
import { usageError } from "../../base/errors.ts";
import type { Measurement } from "../../records.ts";
import { checkRows } from "../../source/checkRows.ts";
import type { ImportInfo } from "../../source/info.ts";
import { namesOf, type SourceRow } from "../../source/source.ts";

/** The checked rows of a source on either side. */
export type Split = { kept: Measurement[]; heldOut: Measurement[] };

/** Returns the rows split by `--hold-out` texts, `<model or run>` or `<model or run>@<first step>`. Errors (usage): an unknown name. */
export function splitByNames(rows: readonly SourceRow[], texts: readonly string[]): Split {
  const names = namesOf(rows.flatMap(({ row, model }) => [row.run, model]));
  const wanted = texts.map((text) => namedIn(names, text));
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

function namedIn(names: readonly string[], text: string): { name: string; from: number } {
  if (names.includes(text)) return { name: text, from: 0 };
  const [, name = "", from] = /^(.+)@(\d+)$/.exec(text) ?? [];
  if (names.includes(name)) return { name, from: Number(from) };
  throw usageError(
    "import",
    "--hold-out needs a model or a run of the source",
    text,
    `one of ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", .." : ""}`,
  );
}
