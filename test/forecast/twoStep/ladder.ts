/** Reads the AI2 model-ladder tables as published, for tests of the two steps that need no import: points and targets per task. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import type { LossPoint } from "../../../src/forecast/twoStep/lossLaw.ts";
import { type LinkPoint, linkPoints } from "../../../src/forecast/twoStep/sigmoidLink.ts";
import type { Measurement, Question } from "../../../src/records.ts";
import { readOlmoLadder } from "../../../src/source/olmoLadder.ts";
import { published as dataFolder } from "../../root.ts";
import { questionOf } from "../world.ts";

const folder = path.join(dataFolder, "olmo-ladder");
export const hasLadder = existsSync(folder);

export type Kind = "bitsPerByte" | "choiceNll" | "accuracy";
export const TASKS = [
  "mmlu_avg_test",
  "hellaswag_val",
  "arc_challenge_test",
  "arc_easy_test",
  "piqa_val",
  "csqa_val",
  "socialiqa_val",
  "openbookqa_test",
];
const MMLU: [string, number][] = [
  ["stem", 0.215],
  ["humanities", 0.335],
  ["social_sciences", 0.219],
  ["other", 0.231],
];
/** Non-embedding parameters and FLOPs per token of each size, as the paper counts them. */
const SIZES: Record<string, { nParams: number; flops: number }> = {
  "190M": { nParams: 190354176, flops: 1903391232 },
  "370M": { nParams: 371262464, flops: 3443922944 },
  "760M": { nParams: 758220288, flops: 6373843968 },
  "1B": { nParams: 1279395840, flops: 10109071360 },
  "3B": { nParams: 3169537280, flops: 22970355200 },
  "7B": { nParams: 6887575552, flops: 49412071424 },
  "13B": { nParams: 13202396160, flops: 91335915520 },
};
export const OBSERVED = ["190M", "370M", "760M", "1B"].flatMap((size) =>
  ["1xC", "2xC", "5xC", "10xC"].map((length) => ({ size, file: `${size}-${length}` })),
);
export const TARGETS = {
  "13B": { size: "13B", file: "peteish13_eval_final", tokens: 5000088518656 },
  "7B": { size: "7B", file: "peteish7_eval_anneal", tokens: 3945065873408 },
  "3B": { size: "3B", file: "3B-10xC", tokens: undefined },
};
export type Run = { size: string; file: string; tokens?: number | undefined };

const tables = new Map<string, Record<string, number[]>>();

function table(file: string): Record<string, number[]> {
  let columns = tables.get(file);
  if (!columns) {
    const [header, ...lines] = readFileSync(path.join(folder, "ladder-runs", `${file}.csv`), "utf8")
      .trim()
      .split("\n");
    const rows = lines.map((line) => line.split(",").map(Number));
    columns = Object.fromEntries(header!.split(",").map((name, j) => [name.trim(), rows.map((row) => row[j]!)]));
    tables.set(file, columns);
  }
  return columns;
}

const COLUMN: Record<Kind, (split: string) => string> = {
  bitsPerByte: (split) => `eval/downstream_bpb/${split}_rc_5shot_bpb`,
  choiceNll: (split) => `eval/downstream_soft_log/${split}_rc_5shot_soft_log`,
  accuracy: (split) => `eval/downstream/${split}_rc_5shot_len_norm`,
};

/** One metric of a run at its checkpoints in order; MMLU is the weighted mean of its four parts. */
export function series(file: string, task: string, kind: Kind): number[] {
  const sign = kind === "choiceNll" ? -1 : 1;
  const column = (split: string) => table(file)[COLUMN[kind](split)]!.map((value) => sign * value);
  if (task !== "mmlu_avg_test") return column(task);
  const parts = MMLU.map(([part, weight]) => ({ weight, values: column(`mmlu_${part}_test`) }));
  return parts[0]!.values.map((_, i) => parts.reduce((total, { weight, values }) => total + weight * values[i]!, 0));
}

export function lastTokens(run: Run): number {
  return run.tokens ?? table(run.file)["throughput/total_tokens"]!.at(-1)!;
}

/** [ln N, ln D] of a run. */
export function sizeAndTokens(run: Run): number[] {
  return [Math.log(SIZES[run.size]!.nParams), Math.log(lastTokens(run))];
}

/** [ln C] of a run. */
export function compute(run: Run): number[] {
  return [Math.log(SIZES[run.size]!.flops * lastTokens(run))];
}

/** Mean of the last five checkpoints. */
export function final(run: Run, task: string, kind: Kind): number {
  const last = series(run.file, task, kind).slice(-5);
  return last.reduce((total, value) => total + value, 0) / last.length;
}

export function lossPoints(task: string, kind: Kind, logs: (run: Run) => number[]): LossPoint[] {
  return OBSERVED.map((run) => ({ logs: logs(run), loss: final(run, task, kind) }));
}

export function allLinkPoints(task: string, kind: Kind): LinkPoint[] {
  return OBSERVED.flatMap(({ file }) => {
    const accuracy = series(file, task, "accuracy");
    return linkPoints(
      series(file, task, kind).map((loss, i) => ({ loss, accuracy: accuracy[i]! })),
      5,
    );
  });
}

/** A table of the paper by task: its Actual and Pred columns. */
export function published(name: string): Map<string, { actual: number; pred: number }> {
  const lines = readFileSync(path.join(folder, "paper-results", `${name}.csv`), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return new Map(
    lines.map((line) => {
      const [task, actual, pred] = line.split(",");
      return [task!.replace("_5shot", ""), { actual: Number(actual), pred: Number(pred) }];
    }),
  );
}

/** The imported rows of all eight tasks. */
export async function ladderRows(): Promise<Measurement[]> {
  const { rows } = await readOlmoLadder(folder, { tasks: TASKS.map((task) => `${task}_5shot`) });
  return rows.map(({ row }) => row);
}

/** The ladder as a question about one task, held out: 3B-10xC, 7B-4T and 13B-5T; and its evidence, from imported rows. */
export function ladderQuestion(task: string, rows: readonly Measurement[]) {
  const own = rows.filter((row) => row.task === `${task}_5shot`);
  const last = (file: string) => own.filter((row) => row.run === file && row.metric === "accuracy").at(-1);
  const rung = (run: Run, heldOut: boolean) => ({
    name: run.file.toLowerCase().replaceAll("_", "-"),
    nParams: SIZES[run.size]!.nParams,
    step: heldOut ? 1 : last(run.file)!.step,
    tokens: lastTokens(run),
    run: run.file,
    heldOut,
  });
  const question: Question = {
    ...questionOf([1, 2], 1),
    task: {
      kind: "external",
      name: `${task}_5shot`,
      params: {},
      answerLength: null,
      success: { kind: "unknown" },
      fingerprint: "d".repeat(64),
    },
    metric: "accuracy",
    axis: "flops",
    numSeeds: 1,
    numExamples: last(OBSERVED[0]!.file)!.n,
    rungs: [...OBSERVED.map((run) => rung(run, false)), ...Object.values(TARGETS).map((run) => rung(run, true))],
  };
  return { question, evidence: evidenceFor(question, own) };
}
