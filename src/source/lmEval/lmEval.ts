/**
 * Results of lm-evaluation-harness as measurements: every results file under a folder, and the samples logged beside them. Sizes are
 * those published for the models or told by whoever imports; nothing about a model is guessed from its total of parameters.
 */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { usageError } from "../../base/errors.ts";
import { exists } from "../../base/files.ts";
import { METRICS, type MetricName } from "../../metrics.ts";
import { type ModelFacts, requireSizes, requireTokensPerStep } from "../sizes.ts";
import { namesOf, type Source, type SourceRow, sourceRow, taskName, wantedTasks } from "../source.ts";
import { type ResultsFile, readResultsFile, type TaskResults, type TaskValue } from "./resultsFile.ts";
import { readSamples } from "./samples.ts";

/** The harness's metrics that METRICS has: accuracies as they are; a perplexity over items as the mean log-probability of an item. */
const METRIC_OF: Record<string, string> = {
  acc: "accuracy",
  acc_norm: "accuracyNorm",
  exact_match: "exactMatch",
  bits_per_byte: "bitsPerByte",
  ppl: "answerLogProb",
  perplexity: "answerLogProb",
};
/** Metrics that are means of zeros and ones, whose standard error tells the number of examples. */
const SHARES = new Set(["acc", "acc_norm", "exact_match"]);

/** Which tasks to read (empty = all), and what is known about the models. */
export type LmEvalOptions = { tasks: readonly string[]; facts: ModelFacts };

/**
 * Returns the rows of a results file, or of all below a folder. run = model and shots, such as `pythia-1.4b/0-shot`; seed "0".
 * perplexity becomes answerLogProb = -ln ppl, its standard error se / ppl. n is what the file states, else a (1 - a) / se^2 + 1 of an
 * accuracy a, else the largest n of the task anywhere.
 * Errors (usage): no such path, no results in it, a file that is none, a model whose step, size or tokens per step is not known, a task
 * whose n is not known.
 */
export async function readLmEval(target: string, { tasks, facts }: LmEvalOptions): Promise<Source> {
  const files = jsonFiles(target).map(readResultsFile);
  const models = files.map(({ model }) => model);
  const nParams = requireSizes(models, facts);
  const tokensPerStep = requireTokensPerStep(models, facts);
  const there = files.flatMap((file) => file.tasks.map(({ task }) => taskName(task)));
  const names = wantedTasks(tasks, there);
  const wanted = files.map((file) => ({ ...file, tasks: file.tasks.filter(({ task }) => names.has(taskName(task))) }));
  const largest = largestCounts(wanted);
  const source: Source = { rows: [], files: wanted.map(({ file }) => file), leftOut: leftOutOf(wanted) };
  for (const file of wanted) {
    const step = stepOf(file, facts);
    const place = { nParams: nParams.get(file.model)!, step, tokens: step * tokensPerStep.get(file.model)! };
    for (const results of file.tasks) {
      const run = results.shots === null ? file.model : `${file.model}/${results.shots}-shot`;
      const task = taskName(results.task);
      const where = path.relative(path.dirname(target), file.file);
      const at = { model: file.model, where, run, task, ...place };
      const known = results.values.filter(({ name }) => Object.hasOwn(METRIC_OF, name));
      for (const value of known) requirePossible(value, results.task, where);
      const rows = known.map((value) =>
        sourceRow(
          at,
          measured(value, () => countOf(results, largest, file.file)),
        ),
      );
      source.rows.push(...(await withSamples(rows, at, file, results.task, source)));
    }
  }
  if (tasks.length === 0) source.leftOut.samples.push(...alone(target, source.files));
  return { ...source, leftOut: { ...source.leftOut, samples: namesOf(source.leftOut.samples) } };
}

/** Samples below the folder whose results are not there. */
function alone(target: string, read: readonly string[]): string[] {
  const files = filesBelow(target, /^samples_.*\.jsonl$/).filter((file) => !read.includes(file));
  return files.map((file) => `${path.basename(file)}: no results of the same time beside it`);
}

/** The rows of one task with those of its samples, which replace rows of the same metric: they are the same mean, with its error. */
async function withSamples(
  rows: SourceRow[],
  at: Parameters<typeof sourceRow>[0],
  { file, date }: ResultsFile,
  task: string,
  source: Source,
): Promise<SourceRow[]> {
  const samples = path.join(path.dirname(file), `samples_${task}_${date}.jsonl`);
  if (date === null || !exists(samples)) return rows;
  source.files.push(samples);
  const found = await readSamples(samples);
  if (!found.ok) {
    source.leftOut.samples.push(`${task}: ${found.reason}`);
    return rows;
  }
  const own = found.metrics.map((metric) => sourceRow({ ...at, where: path.basename(samples) }, metric));
  const replaced = new Set(own.map(({ row }) => row.metric));
  return [...rows.filter(({ row }) => !replaced.has(row.metric)), ...own];
}

/** What the file says is judged before anything is computed from it: a share from 0 to 1, a perplexity of at least 1. */
function requirePossible({ name, value }: TaskValue, task: string, where: string): void {
  const isPerplexity = METRIC_OF[name] === "answerLogProb";
  const [least, most] = isPerplexity ? [1, Infinity] : METRICS[METRIC_OF[name] as MetricName].range;
  if (value >= least && value <= most) return;
  const range = Number.isFinite(most) ? `from ${least} to ${most}` : `of at least ${least}`;
  throw usageError(
    "import lm-eval",
    `${where}: ${name} of ${task} has to be a number ${range}`,
    value,
    "mend the file, or name the other tasks with --task",
  );
}

function measured({ name, value, stderr }: TaskValue, n: () => number) {
  const metric = METRIC_OF[name]!;
  if (metric !== "answerLogProb") return { metric, value, stderr, n: n() };
  return { metric, value: -Math.log(value), stderr: stderr === null ? null : stderr / value, n: n() };
}

function countOf(results: TaskResults, largest: ReadonlyMap<string, number>, file: string): number {
  const n = statedCount(results) ?? largest.get(results.task);
  if (n !== undefined) return n;
  throw usageError(
    "import lm-eval",
    `the number of examples of task ${results.task} is required (n-samples, or an accuracy between 0 and 1 with its stderr)`,
    file,
    "name the other tasks with --task, or add n-samples to the file",
  );
}

/** n as stated, or from the standard error of a share: se^2 = a (1 - a) / (n - 1). */
function statedCount({ n, values }: TaskResults): number | undefined {
  if (n !== null && n > 0) return n;
  const share = values.find(
    ({ name, value, stderr }) => SHARES.has(name) && value > 0 && value < 1 && stderr !== null && stderr > 0,
  );
  return share && Math.round((share.value * (1 - share.value)) / share.stderr! ** 2 + 1);
}

function largestCounts(files: readonly ResultsFile[]): Map<string, number> {
  const largest = new Map<string, number>();
  for (const results of files.flatMap(({ tasks }) => tasks)) {
    const n = statedCount(results) ?? 0;
    if (n > (largest.get(results.task) ?? 0)) largest.set(results.task, n);
  }
  return largest;
}

function stepOf({ file, model, step }: ResultsFile, { step: told }: ModelFacts): number {
  const known = step ?? told.get(model) ?? told.get(null);
  if (known !== undefined) return known;
  throw usageError(
    "import lm-eval",
    `the training step of ${model} is required: in the file's name (.._step1000.json), as revision=step1000, or told`,
    file,
    `add --step ${model}=<step>`,
  );
}

function leftOutOf(files: readonly ResultsFile[]): Source["leftOut"] {
  const results = files.flatMap(({ tasks }) => tasks);
  const unknown = results.flatMap(({ values }) => values.filter(({ name }) => !Object.hasOwn(METRIC_OF, name)));
  const filtered = results.flatMap(({ others }) => others);
  return { metrics: namesOf([...unknown.map(({ name }) => name), ...filtered]), models: [], samples: [] };
}

function jsonFiles(target: string): string[] {
  if (!exists(target)) {
    const requirement = "a results file or a folder of them is required";
    throw usageError("import lm-eval", requirement, target, "give the path of the results");
  }
  const files = filesBelow(target, /\.json$/);
  if (files.length > 0) return files;
  throw usageError(
    "import lm-eval",
    "results (*.json) are required",
    `none below ${target}`,
    "give the path of the results",
  );
}

/** The files below a folder whose names match, sorted; a file is itself. */
function filesBelow(target: string, pattern: RegExp): string[] {
  const found = statSync(target).isDirectory()
    ? readdirSync(target, { recursive: true, encoding: "utf8" }).map((name) => path.join(target, name))
    : [target];
  return found.filter((file) => pattern.test(path.basename(file))).sort();
}
