/** Results of lm-evaluation-harness: the old layout against the published numbers, the present layout from hand-written files. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readLmEval } from "../../../src/source/lmEval/lmEval.ts";
import { at, missing, PYTHIA, scratch, told, write } from "../fixture.ts";

const DATE = "2024-05-06T07-08-09.123456";

/** A results file of the present layout: a group with two tasks, lambada, and a generated answer under two filters. */
const present = (args: unknown = "pretrained=EleutherAI/pythia-70m,revision=step1000,dtype=float16") => ({
  results: {
    pair: { alias: "pair", "acc,none": 0.3, "acc_stderr,none": 0.04, sample_len: 50 },
    easy: {
      alias: " - easy",
      "acc,none": 0.4,
      "acc_stderr,none": 0.09,
      "acc_norm,none": 0.5,
      "acc_norm_stderr,none": 0.09,
    },
    hard: { alias: " - hard", "acc,none": 0.2, "acc_stderr,none": "N/A", "f1,none": 0.1, "f1_stderr,none": "N/A" },
    lambada_openai: {
      "perplexity,none": Math.E ** 2,
      "perplexity_stderr,none": 0.5,
      "acc,none": 0,
      "acc_stderr,none": 0,
    },
    gsm: {
      "exact_match,strict-match": 0.01,
      "exact_match_stderr,strict-match": 0.01,
      "exact_match,flexible-extract": 0.02,
    },
  },
  group_subtasks: { pair: ["easy", "hard"], lambada_openai: [], gsm: [] },
  "n-shot": { easy: 5, hard: 5, lambada_openai: 0, gsm: 8 },
  "n-samples": {
    easy: { original: 40, effective: 30 },
    hard: { original: 20, effective: 20 },
    lambada_openai: { original: 5153, effective: 5153 },
    gsm: { original: 100, effective: 100 },
  },
  config: { model: "hf", model_args: args, model_num_parameters: 70_426_624, model_revision: "main" },
});
const read = (folder: string, facts = told(), tasks: string[] = []) => readLmEval(folder, { tasks, facts });

describe("the present layout", () => {
  it("gives rows with the stated n, shots in the run's name, and the published size and tokens", async () => {
    const folder = write(scratch(), { [`EleutherAI__pythia-70m/results_${DATE}.json`]: present() });
    const { rows, files, leftOut } = await read(folder);
    expect(files).toEqual([path.join(folder, `EleutherAI__pythia-70m/results_${DATE}.json`)]);
    expect(at(rows, "pythia-70m/5-shot", 1000, "easy", "accuracyNorm")).toEqual({
      run: "pythia-70m/5-shot",
      task: "easy",
      nParams: 18_915_328,
      step: 1000,
      tokens: 2_097_152_000,
      flops: 6 * 18_915_328 * 2_097_152_000,
      seed: "0",
      metric: "accuracyNorm",
      position: null,
      value: 0.5,
      stderr: 0.09,
      n: 30,
    });
    expect(at(rows, "pythia-70m/5-shot", 1000, "hard", "accuracy")).toMatchObject({ stderr: null, n: 20 });
    expect(at(rows, "pythia-70m/5-shot", 1000, "pair", "accuracy")).toMatchObject({ n: 50 });
    const lambada = at(rows, "pythia-70m/0-shot", 1000, "lambada_openai", "answerLogProb");
    expect(lambada.value).toBeCloseTo(-2, 12);
    expect(lambada.stderr).toBeCloseTo(0.5 / Math.E ** 2, 12);
    expect(at(rows, "pythia-70m/8-shot", 1000, "gsm", "exactMatch")).toMatchObject({ value: 0.01, n: 100 });
    expect(leftOut).toEqual({ metrics: ["exact_match,flexible-extract", "f1"], models: [], samples: [] });
  });

  it("finds model and step in arguments given as an object, in a checkpoint's path, and in the file's name", async () => {
    const folder = write(scratch(), {
      "a/results_1.json": present({ pretrained: "EleutherAI/pythia-160m", revision: "step512" }),
      "b/results_1.json": present("pretrained=/models/mine/step2000/,dtype=auto"),
      "c/mine_step3000.json": present("pretrained=/models/mine,revision=main"),
      "EleutherAI__pythia-1b/results_2.json": present("base_url=x"),
    });
    const facts = told({ nParams: { mine: 1000 }, tokensPerStep: { "": 10 }, step: { "pythia-1b": 4 } });
    const { rows } = await read(folder, facts, ["easy"]);
    const places = rows
      .filter(({ row }) => row.metric === "accuracy")
      .map(({ row }) => [row.run, row.step, row.tokens]);
    expect(places.sort()).toEqual([
      ["mine/5-shot", 2000, 20_000],
      ["mine/5-shot", 3000, 30_000],
      ["pythia-160m/5-shot", 512, 512 * 2_097_152],
      ["pythia-1b/5-shot", 4, 4 * 2_097_152],
    ]);
  });

  it.each<[string, Record<string, unknown>, Parameters<typeof told>[0], string[], RegExp, RegExp]>([
    [
      "no size",
      { "opt-1b_step1.json": present("pretrained=facebook/opt-1b") },
      {},
      [],
      /parameters of every model are required, got "none for opt-1b"/,
      /--n-params opt-1b=<count>/,
    ],
    [
      "no tokens per step",
      { "opt-1b_step1.json": present("pretrained=facebook/opt-1b") },
      { nParams: { "opt-1b": 5 } },
      [],
      /tokens per step .* got "none for opt-1b"/,
      /--tokens-per-step/,
    ],
    [
      "no step",
      { "results_1.json": present("pretrained=EleutherAI/pythia-70m") },
      {},
      [],
      /the training step of pythia-70m is required/,
      /--step pythia-70m=<step>/,
    ],
    [
      "an unknown task",
      { "results_1.json": present() },
      {},
      ["lambda"],
      /a task of the source \(easy, gsm, .*\) is required, got "lambda"/,
      /--task easy/,
    ],
    [
      "another JSON file",
      { "config.json": { a: 1 } },
      {},
      [],
      /with the key "results"; .*config\.json has, got "a"/,
      /take the file out/,
    ],
    ["no JSON", { "a.json": "{" }, {}, [], /a\.json has to be JSON/, /mend/],
    ["an empty folder", { "a.txt": "" }, {}, [], /results \(\*\.json\) are required/, /path/],
    [
      "no n",
      {
        "x_step1.json": { results: { t: { acc: 1, acc_stderr: 0 } }, config: { model_args: "pretrained=pythia-70m" } },
      },
      {},
      [],
      /the number of examples of task t is required/,
      /--task/,
    ],
  ])("refuses %s in one line", async (_, files, facts, tasks, message, hint) => {
    const error = await read(write(scratch(), files), told(facts), tasks).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: "usage",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it("refuses a perplexity below 1", async () => {
    const made = present();
    made.results.lambada_openai["perplexity,none"] = -3;
    await expect(read(write(scratch(), { "results_1.json": made }))).rejects.toThrow(
      /perplexity of lambada_openai has to be a number of at least 1, got -3/,
    );
  });

  it.each([
    ["NaN", /acc of pair has to be a number from 0 to 1, got NaN/],
    ["1.2", /acc of pair has to be a number from 0 to 1, got 1.2/],
    ["-0.1", /acc of pair has to be a number from 0 to 1, got -0.1/],
  ])("refuses an accuracy of %s before anything is computed from it", async (value, message) => {
    const text = JSON.stringify(present()).replace('"acc,none":0.3', `"acc,none":${value}`);
    await expect(read(write(scratch(), { "results_1.json": text }))).rejects.toThrow(message);
  });
});

/** A logged sample with its options' log-likelihoods as the texts Python writes. */
const sample = (doc_id: number, logProbs: number[], target: unknown, extra: object = {}) => ({
  doc_id,
  target: String(target),
  arguments: Object.fromEntries(logProbs.map((_, i) => [`gen_args_${i}`, { arg_0: "Q", arg_1: ` option ${i}` }])),
  resps: logProbs.map((logProb) => [[String(logProb), "False"]]),
  filtered_resps: logProbs.map((logProb) => [String(logProb), i(logProb)]),
  filter: "none",
  ...extra,
});
const i = (logProb: number) => (logProb > -0.5 ? "True" : "False");

describe("logged samples", () => {
  const name = (task: string) => `samples_${task}_${DATE}.jsonl`;
  const withSamples = (samples: Record<string, unknown>) =>
    write(scratch(), { [`results_${DATE}.json`]: present(), ...samples });

  it("of options give the right option's probability: softmax by hand", async () => {
    const easy = [
      sample(0, [Math.log(0.1), Math.log(0.3)], 1, { acc: 1 }),
      sample(1, [Math.log(0.2), Math.log(0.05)], "option 1", { acc: 0 }),
    ];
    const { rows, files, leftOut } = await read(withSamples({ [name("easy")]: easy }), told(), ["easy"]);
    const of = (metric: string) => at(rows, "pythia-70m/5-shot", 1000, "easy", metric);
    expect(of("choiceProb").value).toBeCloseTo((0.75 + 0.2) / 2, 12);
    expect(of("choiceNll").value).toBeCloseTo(-(Math.log(0.75) + Math.log(0.2)) / 2, 12);
    expect(of("choiceNll").stderr).toBeCloseTo(Math.abs(Math.log(0.75 / 0.2)) / 2, 12);
    expect(of("answerLogProb")).toMatchObject({
      value: expect.closeTo((Math.log(0.3) + Math.log(0.05)) / 2, 12),
      n: 2,
    });
    expect(of("answerLogProbVar").value).toBeCloseTo((Math.log(0.3) - Math.log(0.05)) ** 2 / 2, 12);
    expect(of("accuracy")).toMatchObject({ value: 0.4, n: 30 });
    expect(files.map((file) => path.basename(file))).toEqual([`results_${DATE}.json`, name("easy")]);
    expect(leftOut.samples).toEqual([]);
  });

  it("of one target give exactMatch and the spread of its log-probability, in place of the perplexity", async () => {
    const lambada = [sample(0, [-0.25], " word"), sample(1, [-3.75], " other")];
    const { rows } = await read(withSamples({ [name("lambada_openai")]: lambada }), told(), ["lambada_openai"]);
    const of = (metric: string) => at(rows, "pythia-70m/0-shot", 1000, "lambada_openai", metric);
    expect(of("answerLogProb")).toMatchObject({ value: -2, stderr: 1.75, n: 2 });
    expect(of("answerLogProbVar").value).toBeCloseTo(6.125, 12);
    expect(of("exactMatch")).toMatchObject({ value: 0.5, n: 2 });
  });

  it("without their results are left out by name", async () => {
    const { leftOut } = await read(withSamples({ "samples_easy_2020-01-01T00-00-00.jsonl": [sample(0, [-1], "x")] }));
    expect(leftOut.samples).toEqual(["samples_easy_2020-01-01T00-00-00.jsonl: no results of the same time beside it"]);
  });

  it("in another order give the same bits", async () => {
    const easy = Array.from({ length: 40 }, (_, k) => sample(k, [-Math.sqrt(k + 1), -1.3, -Math.cbrt(k)], k % 3));
    const rowsOf = async (lines: unknown[]) =>
      (await read(withSamples({ [name("easy")]: lines }))).rows.map(({ row }) => row);
    expect(await rowsOf([...easy].reverse())).toEqual(await rowsOf(easy));
  });

  it.each<[string, unknown[], RegExp]>([
    ["a target that names no option", [sample(0, [-1, -2], "neither")], /^easy: the target names no option$/],
    ["a target that contradicts acc", [sample(0, [-1, -2], 1, { acc: 1 })], /^easy: the target contradicts acc$/],
    ["generated texts", [{ filtered_resps: ["42"], target: "42", filter: "none" }], /^easy: no log-likelihoods/],
    ["no lines", [], /^easy: no samples$/],
  ])("with %s are left out by name", async (_, lines, expected) => {
    const { rows, leftOut } = await read(withSamples({ [name("easy")]: lines }), told(), ["easy"]);
    expect(rows.map(({ row }) => row.metric).sort()).toEqual(["accuracy", "accuracyNorm"]);
    expect(leftOut.samples).toEqual([expect.stringMatching(expected)]);
  });
});

describe.skipIf(missing(PYTHIA))("the published Pythia results", () => {
  it("equal the published table, with the benchmarks' numbers of questions", async () => {
    const { rows, leftOut, files } = await read(path.join(PYTHIA, "lm-eval"));
    expect([files.length, rows.length]).toEqual([216, 27_648]);
    expect(leftOut.metrics).toEqual(["likelihood_difference", "pct_stereotype"]);
    const byKey = new Map(rows.map(({ row }) => [`${row.run} ${row.step} ${row.task} ${row.metric}`, row]));
    const lines = readFileSync(path.join(PYTHIA, "pythia_v1_core.csv"), "utf8").trim().split("\n").slice(1);
    let compared = 0;
    for (const line of lines) {
      const [model, variant, shots, step, task, acc, accErr, norm, normErr, ppl, pplErr] = line.split(",");
      const row = (metric: string) => byKey.get(`${model}/0-shot ${step} ${task} ${metric}`);
      if (variant !== "" || shots !== "0" || !row("accuracy")) continue;
      const close = (metric: string, value: string, stderr: string) => {
        compared++;
        expect(Math.abs(row(metric)!.value - Number(value))).toBeLessThan(5.1e-7);
        expect(Math.abs(row(metric)!.stderr! - Number(stderr))).toBeLessThan(5.1e-7);
      };
      close("accuracy", acc!, accErr!);
      if (norm) close("accuracyNorm", norm, normErr!);
      if (!ppl) continue;
      const { value, stderr } = row("answerLogProb")!;
      expect(Math.exp(-value) / Number(ppl)).toBeCloseTo(1, 6);
      expect((stderr! * Number(ppl)) / Number(pplErr)).toBeCloseTo(1, 4);
    }
    expect(compared).toBe(216 * 13);
    const counts = new Map(rows.map(({ row }) => [row.task, row.n]));
    expect([counts.get("lambada_openai"), counts.get("piqa"), counts.get("wsc")]).toEqual([5153, 1838, 104]);
  });
});
