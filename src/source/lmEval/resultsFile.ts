/**
 * One results file of lm-evaluation-harness, in either layout: the old one (`"acc"`, `"acc_stderr"`, shots in `config.num_fewshot`) and
 * the present one (`"acc,none"` with the filter behind a comma, `n-samples`, `n-shot`, `group_subtasks`). What differs between them ends
 * here.
 * @see EleutherAI/lm-evaluation-harness, lm_eval/result_schema.py and lm_eval/loggers/evaluation_tracker.py
 */
import path from "node:path";
import { usageError } from "../../base/errors.ts";
import { isRecord, readJson } from "../../base/json.ts";
import { modelName } from "../sizes.ts";

/** One value of a task: the harness's own name of the metric, the value as it stands there, and its standard error if it is known. */
export type TaskValue = { name: string; value: number; stderr: number | null };

/** A task's values; n = examples, null = not stated; `others` are values of a metric under filters that are not imported. */
export type TaskResults = {
  task: string;
  shots: number | null;
  n: number | null;
  values: TaskValue[];
  others: string[];
};

/** A results file; step null = named neither by the file nor by the revision; date = what the files of one evaluation share. */
export type ResultsFile = {
  file: string;
  model: string;
  step: number | null;
  date: string | null;
  tasks: TaskResults[];
};

/** Keys of a task that are no metrics. */
const NOT_METRICS = new Set(["alias", "name", "sample_len", "sample_count"]);

/** Returns what a results file holds. Errors (usage): not JSON, or not a results file of lm-evaluation-harness. */
export function readResultsFile(file: string): ResultsFile {
  const content = readJson(file);
  if (!isRecord(content) || !isRecord(content.results))
    throw usageError(
      "import lm-eval",
      `a results file of lm-evaluation-harness is required, with the key "results"; ${file} has`,
      isRecord(content) ? Object.keys(content).join(", ") || "no keys" : typeof content,
      "take the file out of the folder, or give the path of the results alone",
    );
  const config = recordOf(content.config);
  const args = argumentsOf(config.model_args);
  const origin = args.get("pretrained") ?? args.get("model") ?? args.get("path") ?? textOf(content.model_name);
  const folders = origin?.split(/[\\/]/).filter((folder) => folder !== "");
  const revisions = [args.get("revision"), textOf(config.model_revision), folders?.at(-1)];
  const stem = path.basename(file, ".json");
  return {
    file,
    model: modelName(origin === undefined ? modelOfPath(file) : withoutStep(origin)),
    step: stepIn(stem) ?? revisions.map((text) => stepIn(text ?? "")).find((step) => step !== null) ?? null,
    date: /_(\d{4}-\d\d-\d\dT[^_]*)$/.exec(stem)?.[1] ?? null,
    tasks: Object.entries(content.results).map(([task, values]) => taskResults(task, recordOf(values), content)),
  };
}

function taskResults(task: string, values: Record<string, unknown>, content: Record<string, unknown>): TaskResults {
  const subtasks = recordOf(content.group_subtasks);
  const numSamples = recordOf(content["n-samples"]);
  const numShots = recordOf(content["n-shot"]);
  const leaves = leavesOf(task, subtasks);
  const counts = leaves.map((leaf) => numberOf(recordOf(numSamples[leaf]).effective));
  const shots = numberOf(numShots[task] ?? numShots[leaves[0]!] ?? recordOf(content.config).num_fewshot);
  const n = counts.some((count) => count === null) ? null : counts.reduce((total, count) => total! + count!, 0);
  return { task, shots, n, ...valuesOf(values) };
}

/** The tasks a group stands for, through groups inside it; a task stands for itself. */
function leavesOf(task: string, subtasks: Record<string, unknown>, above: readonly string[] = []): string[] {
  const inside = subtasks[task];
  if (!Array.isArray(inside) || inside.length === 0 || above.includes(task)) return [task];
  return [...new Set(inside.flatMap((part) => leavesOf(String(part), subtasks, [...above, task])))];
}

/** Of a metric under several filters the unfiltered value is kept, else the first. */
function valuesOf(entries: Record<string, unknown>): Pick<TaskResults, "values" | "others"> {
  const kept = new Map<string, string>();
  const names = Object.keys(entries).filter(
    (key) => !NOT_METRICS.has(key.trim()) && !isStderr(key) && key.trim() !== "",
  );
  for (const key of names) {
    const { name, filter } = parts(key);
    if (!kept.has(name) || filter === "none") kept.set(name, key);
  }
  const values = [...kept].map(([name, key]) => {
    const { filter } = parts(key);
    const stderr = numberOf(entries[filter === null ? `${name}_stderr` : `${name}_stderr,${filter}`]);
    return {
      name,
      value: numberOf(entries[key]) ?? Number.NaN,
      stderr: stderr !== null && stderr >= 0 ? stderr : null,
    };
  });
  return { values, others: names.filter((key) => kept.get(parts(key).name) !== key) };
}

const isStderr = (key: string) => parts(key).name.endsWith("_stderr");

function parts(key: string): { name: string; filter: string | null } {
  const comma = key.indexOf(",");
  return comma < 0 ? { name: key, filter: null } : { name: key.slice(0, comma), filter: key.slice(comma + 1) };
}

/** `model_args` as text `a=1,b=2` or as an object. */
function argumentsOf(args: unknown): Map<string, string> {
  if (isRecord(args)) return new Map(Object.entries(args).map(([key, value]) => [key, String(value)]));
  const pairs = (textOf(args) ?? "").split(",").map((pair): [string, string] => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
  return new Map(pairs.filter(([key]) => key !== ""));
}

/** `results/<owner>__<model>/results_<date>.json`, or the file's own name without its step. */
function modelOfPath(file: string): string {
  const stem = path.basename(file, ".json");
  if (/^results(_|$)/.test(stem)) return path.basename(path.dirname(file)).split("__").at(-1)!;
  return stem.replace(/[-_]?step[-_]?\d+.*$/, "");
}

const withoutStep = (origin: string) => origin.replace(/[\\/](?:global_?)?(?:step|checkpoint)[-_]?\d+[\\/]?$/, "");

function stepIn(text: string): number | null {
  const found = /(?:step|checkpoint)[-_]?(\d+)/.exec(text);
  return found ? Number(found[1]) : null;
}

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
