/**
 * Any table as measurements: csv, parquet or jsonl, with one row per model and step and a column per metric, or with one row per value.
 */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { type Cell, readTable } from "../base/tables.ts";
import type { Measurement } from "../records.ts";
import { type ColumnMap, columnMap, type Field, type Origin, usedColumns } from "./columnMap.ts";
import { type ModelFacts, modelName, requireSizes, requireTokensPerStep } from "./sizes.ts";
import { namesOf, type Source, type SourceRow, taskName, wantedTasks } from "./source.ts";

/** The column map as `field=column`, the tasks to keep (none keeps all), and what is known of the models. */
export type TableOptions = { map: readonly string[]; tasks: readonly string[]; facts: ModelFacts };

/** A table's row under its map. */
type Entry = { cells: Record<string, Cell>; map: ColumnMap; where: string };

/**
 * Returns the rows of a table under a column map. Fields that the table and the map lack: run is `n<nParams>`; seed "0"; position and
 * stderr null; nParams and tokens come from the run's name, taken as a model's, and its facts; flops = 6 nParams tokens. An empty value
 * is no row. Left out are the columns that no field uses.
 * Errors (usage): not a table, no task, step, n or metric, a text where a number belongs, a model whose size is not known.
 */
export async function readMappedTable(file: string, { map: texts, tasks, facts }: TableOptions): Promise<Source> {
  const table = await readTable(file);
  const map = columnMap(texts, table);
  requireFields(file, table.columns, map);
  const entries = table.rows.map((cells, i): Entry => ({ cells, map, where: `${path.basename(file)}, row ${i + 1}` }));
  const sizes = factsOf(entries, map, facts);
  const rows = entries.flatMap((entry) => rowsOf(entry, sizes));
  const names = wantedTasks(tasks, new Set(rows.map(({ row }) => row.task)));
  const used = usedColumns(map);
  const unused = table.columns.filter((column) => !used.has(column));
  return {
    rows: rows.filter(({ row }) => names.has(row.task)),
    files: [file],
    leftOut: { metrics: namesOf(unused), models: [], samples: [] },
  };
}

function requireFields(file: string, columns: readonly string[], { fields, wide }: ColumnMap): void {
  const required: Field[] = ["task", "step", "n", ...(wide.length > 0 ? [] : (["metric", "value"] as const))];
  if (!fields.has("run")) required.push("nParams");
  const missing = required.filter((field) => !fields.has(field));
  if (missing.length === 0) return;
  const hints: Partial<Record<Field, string>> = {
    task: `--map "task='addition'"`,
    n: `--map "n='1000'" (examples behind each value)`,
    metric: "--map metric:accuracy=<column>",
  };
  throw usageError(
    "import table",
    `${file}: columns for ${missing.join(", ")} are required`,
    columns.join(", "),
    missing.map((field) => hints[field] ?? `--map ${field}=<column>`).join(" "),
  );
}

type Facts = { nParams: ReadonlyMap<string, number>; tokensPerStep: ReadonlyMap<string, number> };

/** What the names of the runs say about models, where the table does not say it itself. */
function factsOf(entries: readonly Entry[], { fields }: ColumnMap, facts: ModelFacts): Facts {
  const models = namesOf(fields.has("run") ? entries.map((entry) => modelOf(entry)) : []);
  const nParams = fields.has("nParams") ? new Map<string, number>() : requireSizes(models, facts);
  if (fields.has("tokens")) return { nParams, tokensPerStep: new Map() };
  const named = models.length > 0 ? models : [""];
  return { nParams, tokensPerStep: requireTokensPerStep(named, facts) };
}

/** The model of a row: what its run is called, of a run from several columns the first. */
function modelOf({ cells, map }: Entry): string {
  const origin = map.fields.get("run");
  const name = origin?.kind === "columns" ? cells[origin.columns[0]!] : origin?.value;
  return modelName(String(name ?? ""));
}

function rowsOf(entry: Entry, facts: Facts): SourceRow[] {
  const { map, where } = entry;
  const model = modelOf(entry);
  const nParams = numberAt(entry, "nParams") ?? facts.nParams.get(model) ?? Number.NaN;
  const step = numberAt(entry, "step") ?? Number.NaN;
  const tokens = numberAt(entry, "tokens") ?? step * facts.tokensPerStep.get(model)!;
  const row = (metric: string, value: number, stderr: number | null): SourceRow => ({
    where,
    model: model || `n${nParams}`,
    row: {
      run: textAt(entry, "run") ?? `n${nParams}`,
      task: taskName(textAt(entry, "task") ?? ""),
      nParams,
      step,
      tokens,
      flops: numberAt(entry, "flops") ?? 6 * nParams * tokens,
      seed: textAt(entry, "seed") ?? "0",
      metric,
      position: numberAt(entry, "position"),
      value: value + 0,
      stderr,
      n: numberAt(entry, "n") ?? Number.NaN,
    } satisfies Measurement,
  });
  const measured =
    map.wide.length > 0
      ? map.wide.map(({ metric, value, stderr }) => ({ metric, value: numberFrom(entry, value, metric), stderr }))
      : [
          {
            metric: textAt(entry, "metric") ?? "",
            value: numberAt(entry, "value"),
            stderr: map.fields.get("stderr") ?? null,
          },
        ];
  return measured.flatMap(({ metric, value, stderr }) =>
    value === null ? [] : [row(metric, value, stderr && numberFrom(entry, stderr, "stderr"))],
  );
}

function cellAt({ cells }: Entry, origin: Origin): Cell {
  if (origin.kind === "constant") return origin.value;
  const found = origin.columns.map((column) => cells[column] ?? null);
  return found.length === 1 ? found[0]! : found.filter((cell) => cell !== null).join("-");
}

function textAt(entry: Entry, field: Field): string | null {
  const origin = entry.map.fields.get(field);
  const cell = origin ? cellAt(entry, origin) : null;
  return cell === null ? null : String(cell);
}

function numberAt(entry: Entry, field: Field): number | null {
  const origin = entry.map.fields.get(field);
  return origin ? numberFrom(entry, origin, field) : null;
}

/** An empty cell is null; NaN stays NaN, for the check of the rows to name. */
function numberFrom(entry: Entry, origin: Origin, what: string): number | null {
  const cell = cellAt(entry, origin);
  if (cell === null || (typeof cell === "string" && cell.trim() === "")) return null;
  const number = typeof cell === "boolean" ? Number.NaN : Number(cell);
  if (typeof cell !== "number" && Number.isNaN(number))
    throw usageError(
      "import",
      `${entry.where}: ${what} has to be a number`,
      cell,
      "mend the row, or map another column",
    );
  return number;
}
