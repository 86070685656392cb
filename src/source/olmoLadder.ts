/**
 * The published checkpoints of the OLMo model ladder as measurements: one CSV per run, one row per checkpoint, one column per metric of a
 * task. Sizes come from the ladder's own configuration.
 * @see Bhagia et al. 2024, arXiv 2412.04403, and allenai/OLMo-ladder
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { isRecord, readJson } from "../base/json.ts";
import { type Cell, readTable, type Table } from "../base/tables.ts";
import { MMLU_TEST, type OlmoColumn, olmoColumn } from "./olmoTasks.ts";
import { namesOf, type Source, type SourceRow, sourceRow, wantedTasks } from "./source.ts";

/** The 3B rung's parameters stand in the ladder's code, not in its configuration. */
const SIZES_BESIDE_CONFIGURATION: readonly [string, number][] = [["3B", 3_169_537_280]];

type Run = { run: string; model: string; nParams: number; file: string; table: Table };

/**
 * Returns the rows of a folder with `ladder-runs/*.csv` and `configs/final.json`: run = the file's name (`190M-1xC`), seed "0", per task
 * accuracy (per character; of boolq plain), bitsPerByte, choiceProb and choiceNll, and nll of task `c4`. tokens are the logged ones, else
 * step times batch; a table without `_step` gets step = tokens / batch. mmlu_avg_test_5shot is the weighted mean of MMLU's parts.
 * Left out: tables whose every checkpoint another table holds as well, and tables of a size that the configuration does not know.
 * Errors (usage): no such folder or configuration, no table, a table without the columns that say where a row belongs.
 */
export async function readOlmoLadder(folder: string, { tasks }: { tasks: readonly string[] }): Promise<Source> {
  const { runs, strange } = await readRuns(folder);
  const holders = runs.map((run) => holderOf(run, runs));
  const own = runs.filter((_, i) => holders[i] === null);
  const columns = namesOf(runs.flatMap(({ table }) => table.columns));
  const known = columns.flatMap((column) => olmoColumn(column) ?? []);
  const names = wantedTasks(tasks, [...known.map(({ task }) => task), "mmlu_avg_test_5shot"]);
  const rows = own.flatMap((run) => run.table.rows.flatMap((_, i) => checkpointRows(run, i, known)));
  const held = runs.flatMap(({ run }, i) => (holders[i] === null ? [] : [`${run} (all of it in ${holders[i]})`]));
  const unknown = columns.filter((column) => column.startsWith("eval/") && olmoColumn(column) === null);
  return {
    rows: rows.filter(({ row }) => names.has(row.task)),
    files: [path.join(folder, "configs", "final.json"), ...own.map(({ file }) => file)],
    leftOut: { metrics: unknown, models: namesOf([...held, ...strange]), samples: [] },
  };
}

async function readRuns(folder: string): Promise<{ runs: Run[]; strange: string[] }> {
  const runsFolder = path.join(folder, "ladder-runs");
  const names = exists(runsFolder)
    ? readdirSync(runsFolder)
        .filter((name) => name.endsWith(".csv"))
        .sort()
    : [];
  if (names.length === 0)
    throw usageError(
      "import olmo-ladder",
      "a folder with ladder-runs/*.csv is required",
      folder,
      "foreshock import olmo-ladder <folder>",
    );
  const sizes = sizesOf(path.join(folder, "configs", "final.json"));
  const runs: Run[] = [];
  const strange: string[] = [];
  for (const name of names) {
    const file = path.join(runsFolder, name);
    const run = path.basename(name, ".csv");
    const nParams = sizes.get(sizeOf(run));
    if (nParams === undefined) strange.push(`${run} (of unknown size)`);
    else runs.push({ run, model: sizeOf(run), nParams, file, table: await readTable(file) });
  }
  return { runs, strange };
}

/** `190M-1xC` is of size 190M, `peteish13_eval_full` of size 13B. */
function sizeOf(run: string): string {
  const large = /^peteish(\d+)/.exec(run);
  return large ? `${large[1]}B` : run.split("-")[0]!;
}

function sizesOf(file: string): Map<string, number> {
  const content = readJson(file);
  const entries = isRecord(content) ? Object.values(content).filter(isRecord) : [];
  const sizes = new Map(SIZES_BESIDE_CONFIGURATION);
  for (const { n, paths } of entries)
    for (const name of Array.isArray(paths) ? paths : [])
      if (typeof n === "number") sizes.set(sizeOf(path.basename(String(name), ".csv")), n);
  if (sizes.size > SIZES_BESIDE_CONFIGURATION.length) return sizes;
  throw usageError(
    "import olmo-ladder",
    `${file} has to hold n and paths of each size`,
    content,
    "take the file as published",
  );
}

const C4 = "eval/c4_en-validation/CrossEntropyLoss";

/** The name of the largest table that holds every checkpoint of this one, and more; null when there is none. */
function holderOf(run: Run, runs: readonly Run[]): string | null {
  const mark = (row: Record<string, Cell>) => `${row._step} ${row[C4]}`;
  const holders = runs.filter(({ model, table }) => {
    if (model !== run.model || table.rows.length <= run.table.rows.length) return false;
    const there = new Set(table.rows.map(mark));
    return run.table.rows.every((row) => there.has(mark(row)));
  });
  return holders.sort((a, b) => b.table.rows.length - a.table.rows.length)[0]?.run ?? null;
}

function checkpointRows(
  { run, model, nParams, file, table }: Run,
  i: number,
  columns: readonly OlmoColumn[],
): SourceRow[] {
  const cells = table.rows[i]!;
  const where = `${path.basename(file)}, row ${i + 1}`;
  const { step, tokens } = placeOf(cells, where);
  const at = (task: string) => ({ model, where, run, task, nParams, step, tokens });
  const rows = columns.flatMap(({ column, task, metric, sign, n }) => {
    const cell = cells[column];
    if (cell === null || cell === undefined) return [];
    const value = typeof cell === "number" ? sign * cell : Number.NaN;
    return [sourceRow(at(task), { metric, value, stderr: stderrOf(metric, value, n), n })];
  });
  return [...rows, ...averageRows(at("mmlu_avg_test_5shot"), rows)];
}

function placeOf(cells: Record<string, Cell>, where: string): { step: number; tokens: number } {
  const step = cells._step ?? null;
  const batch = cells.batch_size_in_tokens ?? null;
  const tokens = cells["throughput/total_tokens"] ?? (typeof step === "number" ? step * Number(batch) : null);
  if (typeof tokens !== "number" || typeof batch !== "number" || batch <= 0)
    throw usageError(
      "import olmo-ladder",
      `batch_size_in_tokens and one of _step and throughput/total_tokens are required in ${where}`,
      Object.keys(cells).filter((column) => !column.startsWith("eval/")),
      "take the table as published",
    );
  return { step: typeof step === "number" ? step : Math.round(tokens / batch), tokens };
}

/** The weighted mean of MMLU's parts for each metric that all four have, with the standard error of independent parts. */
function averageRows(at: Parameters<typeof sourceRow>[0], rows: readonly SourceRow[]): SourceRow[] {
  const parts = rows.filter(({ row }) => Object.hasOwn(MMLU_TEST, row.task));
  return namesOf(parts.map(({ row }) => row.metric)).flatMap((metric) => {
    const own = parts
      .filter(({ row }) => row.metric === metric)
      .map(({ row }) => ({ ...row, weight: MMLU_TEST[row.task]! }));
    if (own.length < Object.keys(MMLU_TEST).length) return [];
    const total = (of: (part: (typeof own)[number]) => number) => own.reduce((sum, part) => sum + of(part), 0);
    const errors = own.flatMap(({ weight, stderr }) => (stderr === null ? [] : [(weight * stderr) ** 2]));
    const stderr = errors.length < own.length ? null : Math.sqrt(errors.reduce((sum, error) => sum + error, 0));
    return [
      sourceRow(at, { metric, value: total(({ weight, value }) => weight * value), stderr, n: total(({ n }) => n) }),
    ];
  });
}

/** An accuracy a over n questions has the standard error sqrt(a (1 - a) / (n - 1)); of the other metrics it is not published. */
function stderrOf(metric: string, value: number, n: number): number | null {
  return metric === "accuracy" && value >= 0 && value <= 1 ? Math.sqrt((value * (1 - value)) / (n - 1)) : null;
}
