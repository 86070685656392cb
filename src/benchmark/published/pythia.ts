/** The Pythia suite and the models evaluated beside it: over sizes at the last step, over training, and few-shot arithmetic over sizes. */
import { statSync } from "node:fs";
import path from "node:path";
import { exists } from "../../base/files.ts";
import { type Cell, readTable } from "../../base/tables.ts";
import type { Asked } from "../asked.ts";
import { askSeries, type Point } from "./series.ts";

/** Parameters without embeddings of the Pythia models, smallest first. */
const SIZES: Record<string, number> = {
  "70m": 18_915_328,
  "160m": 85_056_000,
  "410m": 302_311_424,
  "1b": 805_736_448,
  "1.4b": 1_208_602_624,
  "2.8b": 2_517_652_480,
  "6.9b": 6_444_163_072,
  "12b": 11_327_027_200,
};
/** The names that the arithmetic results have for seven of them. */
const OLD_NAMES: Record<string, string> = {
  "125m": "160m",
  "350m": "410m",
  "800m": "1b",
  "1.3b": "1.4b",
  "2.7b": "2.8b",
  "6.7b": "6.9b",
  "13b": "12b",
};
/** Chance of guessing right; null = an exact match. Of the 57 subjects of MMLU every sixth is asked, so that one benchmark does not outweigh the rest. */
const CHANCE: Record<string, number | null> = {
  arc_challenge: 0.25,
  arc_easy: 0.25,
  lambada_openai: null,
  logiqa: 0.25,
  piqa: 0.5,
  sciq: 0.25,
  winogrande: 0.5,
  wsc: 0.5,
};
const SUBJECT_CHANCE = 0.25;
const EVERY_SUBJECT = 6;
const LAST_STEP = 143_000;
const TOKENS_PER_STEP = 2_097_152;
const CHECKPOINTS = [128, 256, 512, 1000, 3000, 13000, 23000, 33000, 53000, 73000, 103000, 143000];
/** 100 operands of 50 examples each. */
const ARITHMETIC_EXAMPLES = 5000;

type Row = Record<string, Cell>;

/** Returns the questions about a folder of Pythia results, none where it is not there. */
export async function askPythia(data: string): Promise<Asked[]> {
  const folder = path.join(data, "pythia");
  if (!exists(folder) || !statSync(folder).isDirectory()) return [];
  const read = async (file: string) => (await readTable(path.join(folder, file))).rows;
  const core = await read("pythia_v1_core.csv");
  const mmlu = await read("pythia_v1_mmlu.csv");
  const subjects = [...new Set(mmlu.map((row) => String(row.task)))].sort().filter((_, i) => i % EVERY_SUBJECT === 0);
  const tasks = [...Object.keys(CHANCE), ...subjects];
  const rows = [...core, ...mmlu].filter((row) => !row.variant && tasks.includes(String(row.task)));
  const others = (await read("opt_bloom_final.csv")).filter((row) => tasks.includes(String(row.task)));
  return [
    ...tasks.flatMap((task) => overSizes(task, rows)),
    ...[...Object.keys(CHANCE), ...subjects.slice(0, 4)].flatMap((task) => overTraining(task, rows)),
    ...tasks.flatMap((task) => otherFamilies(task, others)),
    ...arithmetic(await read("pythia_v0_arithmetic_mean.csv")),
  ];
}

const chanceOf = (task: string) => (task in CHANCE ? CHANCE[task]! : SUBJECT_CHANCE);

/** Name of a model's results: the 1b model of the first suite was stored as bf16. */
function modelName(size: string, deduplicated: boolean): string {
  return `pythia-${size}${deduplicated ? "-deduped" : size === "1b" ? "-bf16" : ""}`;
}

/** Examples behind an accuracy, from its standard error sqrt(p (1 - p) / (n - 1)); 500 where it says nothing. */
function examplesOf({ acc, acc_stderr }: Row): number {
  const [p, error] = [Number(acc), Number(acc_stderr)];
  return p > 0 && p < 1 && error > 0 ? Math.max(20, Math.round((p * (1 - p)) / error ** 2 + 1)) : 500;
}

function pointOf(row: Row, run: string, nParams: number): Point {
  const step = Number(row.step) || LAST_STEP;
  return { run, nParams, step, tokens: step * TOKENS_PER_STEP, accuracy: Number(row.acc), n: examplesOf(row) };
}

function overSizes(task: string, rows: readonly Row[]): Asked[] {
  return [false, true].flatMap((deduplicated) =>
    [0, 5].flatMap((shots) => {
      const own = rows.filter(
        (row) => row.task === task && Number(row.shots) === shots && Number(row.step) === LAST_STEP,
      );
      const points = Object.entries(SIZES).flatMap(([size, nParams]) => {
        const run = modelName(size, deduplicated);
        const row = own.find(({ model }) => model === run);
        return row ? [pointOf(row, run, nParams)] : [];
      });
      const name = `sizes-${task}-${shots}-shot${deduplicated ? "-deduped" : ""}`;
      if (points.length < 6) return [];
      return series("pythia-sizes", name, task, points, [3, 4, 5, 6]);
    }),
  );
}

function overTraining(task: string, rows: readonly Row[]): Asked[] {
  return Object.entries(SIZES).flatMap(([size, nParams]) => {
    const run = modelName(size, false);
    const own = rows.filter((row) => row.task === task && row.model === run && Number(row.shots) === 0);
    const points = CHECKPOINTS.flatMap((step) => {
      const row = own.find((one) => Number(one.step) === step);
      return row ? [pointOf(row, run, nParams)] : [];
    });
    return points.length < 10 ? [] : series("pythia-tokens", `tokens-${task}-${size}`, task, points, [5, 8], "tokens");
  });
}

/** OPT and BLOOM at their last step; sizes as their names say. */
function otherFamilies(task: string, rows: readonly Row[]): Asked[] {
  return [
    { family: "opt", cuts: [3, 4, 5] },
    { family: "bloom", cuts: [3] },
  ].flatMap(({ family, cuts }) => {
    const points = rows
      .filter((row) => row.task === task && String(row.model).startsWith(family))
      .map((row) => pointOf({ ...row, step: LAST_STEP }, String(row.model), sizeNamed(String(row.model))))
      .sort((a, b) => a.nParams - b.nParams);
    return points.length < 5 ? [] : series(`${family}-sizes`, `${family}-${task}`, task, points, cuts);
  });
}

/** Size in a name such as opt-350m, bloom-1b7 or opt-6.7b. */
function sizeNamed(model: string): number {
  const [, whole, unit, rest] = /-(\d+(?:\.\d+)?)([mb])(\d*)$/.exec(model)!;
  return Math.round(Number(rest ? `${whole}.${rest}` : whole) * (unit === "m" ? 1e6 : 1e9));
}

function arithmetic(rows: readonly Row[]): Asked[] {
  return ["arithmetic_addition", "arithmetic_multiplication"].flatMap((task) =>
    [0, 2, 4, 8, 16].flatMap((shots) => {
      const own = rows.filter(
        (row) => row.family === task && Number(row.fewshot) === shots && Number(row.step) === LAST_STEP,
      );
      const points = own
        .map((row): Point => {
          const [, size] = /^pythia-(.+)-deduped$/.exec(String(row.model))!;
          const tokens = LAST_STEP * TOKENS_PER_STEP;
          const accuracy = Number(row.mean_acc);
          const nParams = SIZES[OLD_NAMES[size!]!]!;
          return { run: String(row.model), nParams, step: LAST_STEP, tokens, accuracy, n: ARITHMETIC_EXAMPLES };
        })
        .sort((a, b) => a.nParams - b.nParams);
      return points.length < 5
        ? []
        : series("pythia-arithmetic", `${task}-${shots}`, task, points, [3, 4, 5], "nParams", null);
    }),
  );
}

function series(
  setting: string,
  name: string,
  task: string,
  points: readonly Point[],
  cuts: readonly number[],
  axis: "nParams" | "tokens" = "nParams",
  chance: number | null = chanceOf(task),
): Asked[] {
  return askSeries({ source: "pythia", setting, name, task, axis, chance, points, cuts });
}
