/** The OLMo ladder: columns to tasks and metrics, the average over MMLU, tables inside others, and the published numbers. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkRows } from "../../src/source/checkRows.ts";
import { readOlmoLadder } from "../../src/source/olmoLadder.ts";
import { MMLU_TEST, olmoColumn, QUESTIONS } from "../../src/source/olmoTasks.ts";
import { at, missing, OLMO, scratch, write } from "./fixture.ts";

const mmlu = ["stem", "humanities", "social_sciences", "other"].map(
  (part) => `eval/downstream/mmlu_${part}_test_rc_5shot_len_norm`,
);
const columns = [
  "_step",
  "eval/c4_en-validation/CrossEntropyLoss",
  "eval/pile-validation/CrossEntropyLoss",
  "eval/downstream/boolq_val_rc_5shot_acc",
  "eval/downstream_bpb/boolq_val_rc_5shot_bpb",
  "eval/downstream_soft/boolq_val_rc_5shot_soft",
  "eval/downstream_soft_log/boolq_val_rc_5shot_soft_log",
  "eval/downstream/boolq_val_mc_5shot_acc",
  ...mmlu,
  "throughput/total_tokens",
  "batch_size_in_tokens",
];
const checkpoint = (step: number, tokens: number | "" = step * 100) =>
  [step, 3, 2, 0.5, 1.5, 0.6, -0.7, 0.9, 0.1, 0.2, 0.3, 0.4, tokens, 100].join(",");
const csv = (...lines: string[]) => [columns.join(","), ...lines].join("\n");
const config = {
  "190M": { n: 190, paths: ["x/190M-1xC.csv"] },
  "13B-5T": { n: 13_000, paths: ["x/peteish13_eval_final.csv"] },
};

const ladder = (files: Record<string, unknown> = {}) =>
  write(scratch(), {
    "configs/final.json": config,
    "ladder-runs/190M-1xC.csv": csv(checkpoint(1), checkpoint(2)),
    "ladder-runs/190M-1xC-rerun.csv": csv(checkpoint(9)),
    "ladder-runs/3B-1xC.csv": csv(checkpoint(7)),
    "ladder-runs/peteish13_eval_full.csv": csv(checkpoint(0, ""), checkpoint(5, ""), checkpoint(6, "")),
    "ladder-runs/peteish13_eval_final.csv": csv(checkpoint(6, "")),
    ...files,
  });

describe("readOlmoLadder", () => {
  it("names tasks, metrics and runs, and takes the loss of the choice with a minus sign", async () => {
    const { rows } = await readOlmoLadder(ladder({ "ladder-runs/190M-1xC-rerun.csv": csv(checkpoint(9)) }), {
      tasks: [],
    });
    const of = (task: string, metric: string) => at(rows, "190M-1xC", 2, task, metric);
    expect(of("boolq_val_5shot", "accuracy")).toEqual({
      run: "190M-1xC",
      task: "boolq_val_5shot",
      nParams: 190,
      step: 2,
      tokens: 200,
      flops: 6 * 190 * 200,
      seed: "0",
      metric: "accuracy",
      position: null,
      value: 0.5,
      stderr: Math.sqrt(0.25 / 3269),
      n: 3270,
    });
    const values = ["bitsPerByte", "choiceProb", "choiceNll"].map((metric) => of("boolq_val_5shot", metric).value);
    expect(values).toEqual([1.5, 0.6, 0.7]);
    expect(of("c4", "nll")).toMatchObject({ value: 3, stderr: null });
    expect(of("mmlu_avg_test_5shot", "accuracy")).toMatchObject({ value: expect.closeTo(0.2466, 12), n: 14_042 });
    expect(at(rows, "3B-1xC", 7, "c4", "nll").nParams).toBe(3_169_537_280);
  });

  it("takes tokens from step and batch, a step from tokens, and leaves out what another table holds", async () => {
    const anneal = csv(checkpoint(0, 1234)).replace("_step,", "").replace("\n0,", "\n");
    const strange = csv(checkpoint(1));
    const folder = ladder({ "ladder-runs/peteish13_anneal.csv": anneal, "ladder-runs/60M-1xC.csv": strange });
    const { rows, leftOut, files } = await readOlmoLadder(folder, { tasks: ["c4"] });
    expect(at(rows, "peteish13_eval_full", 5, "c4", "nll")).toMatchObject({ nParams: 13_000, tokens: 500 });
    expect(at(rows, "peteish13_anneal", 12, "c4", "nll").tokens).toBe(1234);
    expect(leftOut).toEqual({
      metrics: ["eval/downstream/boolq_val_mc_5shot_acc", "eval/pile-validation/CrossEntropyLoss"],
      models: ["60M-1xC (of unknown size)", "peteish13_eval_final (all of it in peteish13_eval_full)"],
      samples: [],
    });
    expect(files.map((file) => path.basename(file))).not.toContain("peteish13_eval_final.csv");
    expect(new Set(rows.map(({ model }) => model))).toEqual(new Set(["190M", "3B", "13B"]));
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["a configuration without sizes", { "configs/final.json": { a: 1 } }, /final\.json has to hold n and paths/],
    [
      "a table without places",
      { "ladder-runs/3B-1xC.csv": "eval/c4_en-validation/CrossEntropyLoss\n1\n" },
      /3B-1xC\.csv, row 1/,
    ],
  ])("refuses %s", async (_, files, expected) => {
    await expect(readOlmoLadder(ladder(files), { tasks: [] })).rejects.toThrow(expected);
  });

  it("refuses a folder without the ladder", async () => {
    await expect(readOlmoLadder(scratch(), { tasks: [] })).rejects.toThrow(/ladder-runs\/\*\.csv is required/);
  });

  it("leaves columns of unknown benchmarks alone", () => {
    expect(olmoColumn("eval/downstream/unheard_val_rc_5shot_len_norm")).toBeNull();
    expect(Object.values(MMLU_TEST).reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe.skipIf(missing(OLMO))("the published ladder", async () => {
  const { rows, leftOut } = missing(OLMO)
    ? { rows: [], leftOut: { models: [] } }
    : await readOlmoLadder(OLMO, { tasks: [] });

  it("has 34 runs of 7 sizes, whose rows all pass the check", () => {
    expect(checkRows(rows)).toHaveLength(335_580);
    expect(new Set(rows.map(({ row }) => row.run)).size).toBe(34);
    expect(new Set(rows.map(({ row }) => row.nParams)).size).toBe(7);
    expect(leftOut.models).toHaveLength(7);
    expect(at(rows, "peteish7_eval_anneal", 940_577, "c4", "nll").tokens).toBe(3_945_065_873_408);
  });

  it("has the stated numbers of questions: every accuracy is a whole number of them", () => {
    const splits = new Set(Object.keys(QUESTIONS).map((split) => `${split}_5shot`));
    const accuracies = rows.filter(({ row }) => row.metric === "accuracy" && splits.has(row.task));
    expect(accuracies.length).toBeGreaterThan(70_000);
    const off = accuracies.filter(({ row: { value, n } }) => Math.abs(value * n - Math.round(value * n)) > 2e-3);
    expect(off).toEqual([]);
  });

  it("ends at 13B with the losses that the authors state for all 8 tasks", () => {
    const table = readFileSync(path.join(OLMO, "paper-results", "step1_taskce_main.csv"), "utf8")
      .trim()
      .split("\n");
    for (const line of table.slice(1)) {
      const [task, actual] = line.split(",");
      expect(at(rows, "peteish13_eval_full", 596_057, task!, "choiceNll").value).toBeCloseTo(Number(actual), 9);
    }
    expect(table).toHaveLength(9);
  });
});
