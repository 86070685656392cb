/**
 * Which column of somebody's table is which field of a measurement: `nParams=params`, `metric:accuracy=acc`, `stderr:accuracy=acc_se`,
 * a constant in quotes, `task='addition'`, or several columns, `task=family+shots`, whose texts are joined by a dash. A field that is not
 * named takes the column of its own name.
 */
import { type ForeshockError, usageError } from "../base/errors.ts";
import type { Table } from "../base/tables.ts";
import { METRICS } from "../metrics.ts";
import { Measurement } from "../records.ts";

const FIELDS = Measurement.keyof().options;
export type Field = (typeof FIELDS)[number];

/** Where a field's values come from. */
export type Origin = { kind: "columns"; columns: string[] } | { kind: "constant"; value: string };

/** A wide table has a column per metric (`wide`); a long one has a metric and a value in each row (`wide` empty). */
export type ColumnMap = {
  fields: ReadonlyMap<Field, Origin>;
  wide: readonly { metric: string; value: Origin; stderr: Origin | null }[];
};

/** Returns the map for a table. Errors (usage): not `field=column`, an unknown field or metric, a column that is not there. */
export function columnMap(texts: readonly string[], { columns }: Pick<Table, "columns">): ColumnMap {
  const fields = new Map<Field, Origin>();
  const values = new Map<string, Origin>();
  const errors = new Map<string, Origin>();
  for (const field of FIELDS) if (columns.includes(field)) fields.set(field, { kind: "columns", columns: [field] });
  for (const text of texts) {
    const [, left = "", right = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    const [kind, metric] = left.split(":");
    if (right === "") throw unmapped(text);
    const origin = originOf(left, right, columns);
    if (isField(left)) fields.set(left, origin);
    else if ((kind === "metric" || kind === "stderr") && metric !== undefined && Object.hasOwn(METRICS, metric))
      (kind === "metric" ? values : errors).set(metric, origin);
    else throw unmapped(text);
  }
  const alone = [...errors.keys()].find((metric) => !values.has(metric));
  if (alone !== undefined) throw unmapped(`stderr:${alone} without metric:${alone}`);
  return {
    fields,
    wide: [...values].map(([metric, value]) => ({ metric, value, stderr: errors.get(metric) ?? null })),
  };
}

/** Returns the columns that the map uses. */
export function usedColumns({ fields, wide }: ColumnMap): Set<string> {
  const long: Field[] = wide.length > 0 ? ["metric", "value"] : [];
  const origins = [
    ...[...fields].filter(([field]) => !long.includes(field)).map(([, origin]) => origin),
    ...wide.flatMap(({ value, stderr }) => (stderr === null ? [value] : [value, stderr])),
  ];
  return new Set(origins.flatMap((origin) => (origin.kind === "columns" ? origin.columns : [])));
}

function unmapped(text: string): ForeshockError {
  const requirement = `--map needs a field (${FIELDS.join(", ")}), metric:<metric> or stderr:<metric> of a metric foreshock knows`;
  return usageError("import table", requirement, text, "--map nParams=<column> --map metric:accuracy=<column>");
}

function originOf(left: string, right: string, columns: readonly string[]): Origin {
  const quoted = /^'(.*)'$|^"(.*)"$/.exec(right);
  if (quoted) return { kind: "constant", value: quoted[1] ?? quoted[2]! };
  if (columns.includes(right)) return { kind: "columns", columns: [right] };
  const joined = right.split("+");
  if (joined.every((column) => columns.includes(column))) return { kind: "columns", columns: joined };
  throw usageError(
    "import table",
    `a column of the table (${columns.join(", ")}) is required for --map ${left}`,
    right,
    `--map ${left}=<column>, or for a constant --map "${left}='${right}'"`,
  );
}

const isField = (text: string): text is Field => (FIELDS as readonly string[]).includes(text);
