/** In-context scores of models whose loss at every position is known. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { icl, iclPositions, slopePositions } from "../../src/measure/icl.ts";
import { modelParams } from "../../src/model/model.ts";
import { numElements, toNamed } from "../../src/model/params.ts";
import type { TransformerSpec } from "../../src/specs.ts";
import { evaluationSet } from "../../src/task/batches.ts";
import { defineTask } from "../../src/task/define.ts";
import { instantiate, type Task } from "../../src/task/task.ts";
import { mlp, successor, taskSpec, tiny } from "../model/fixtures.ts";
import { benchOf, numberTask, read, tokenTask } from "./handBuilt.ts";

/** Prompts of two tokens, answers all token 0. */
const zeros = (answers: number): Task =>
  instantiate(
    defineTask({
      name: "some-zeros",
      description: "Zeros.",
      params: { answers: 4 },
      tokens: () => Array.from({ length: 6 }, (_, i) => String(i)),
      promptLength: () => 2,
      answerLength: (params) => params.answers,
      sample: (params, rng) => ({
        prompt: [rng.int(6), rng.int(6)],
        answer: Array.from({ length: params.answers }, () => 0),
      }),
    }),
    { answers },
    "",
  );

const plain: TransformerSpec = {
  ...tiny,
  nLayers: 1,
  attnOnly: true,
  layerNorm: false,
  dModel: 2,
  nHeads: 1,
  dHead: 2,
};

/** A model whose output number 0 at position i is outputs[i], whatever it reads, and whose other outputs are 0. */
function spoken(task: Task, outputs: readonly number[]) {
  const params = modelParams(plain, task.spec);
  const weights = toNamed(new Float32Array(numElements(params)), params);
  for (const [i, output] of outputs.entries()) weights.positions!.data[i * plain.dModel] = output;
  weights.unembed!.data[0] = 1;
  return weights;
}

describe("icl", () => {
  it("reads the nll of a model that grows surer along the context", async () => {
    const answers = 12;
    const task = zeros(answers);
    const logits = Array.from({ length: answers + 1 }, (_, i) => 0.3 * i);
    const loss = (j: number) => Math.log(1 + 5 * Math.exp(-logits[j + 1]!));
    const rows = await read(icl, benchOf(task, plain), spoken(task, logits));
    expect(rows.iclScore!.value).toBeCloseTo(loss(11) - loss(1), 5);
    expect(rows.iclScore).toMatchObject({ stderr: 0, n: 12, position: null });
    const positions = slopePositions(task.spec);
    expect(positions).toEqual([0, 1, 3, 6, 11]);
    for (const [i, to] of positions.slice(1).entries()) {
      const from = positions[i]!;
      const slope = (loss(to) - loss(from)) / Math.log((2 + to) / (2 + from));
      expect(rows[`lossSlope@${from}`]!.value).toBeCloseTo(slope, 5);
    }
    expect(Object.keys(rows).length).toBe(1 + positions.length - 1);
  });

  it("reads the squared error of a task of numbers", async () => {
    const task = numberTask(8);
    const outputs = Array.from({ length: 8 }, (_, i) => i / 8);
    const rows = await read(icl, benchOf(task, plain), spoken(task, outputs));
    const loss = (j: number) => (1 - j / 8) ** 2;
    expect(rows.iclScore!.value).toBeCloseTo(loss(7) - loss(1), 6);
    expect(rows["lossSlope@0"]!.value).toBeCloseTo((loss(1) - loss(0)) / Math.log(2), 6);
  });

  it("is 0 with slopes 0 for a model that learns nothing from its context", async () => {
    const task = tokenTask(9);
    const params = modelParams(plain, task.spec);
    const rows = await read(icl, benchOf(task, plain), toNamed(new Float32Array(numElements(params)), params));
    for (const { value, stderr } of Object.values(rows)) expect([Math.abs(value), stderr]).toEqual([0, 0]);
  });

  it("pairs positions of one example: the standard error is that of the differences", async () => {
    const task = tokenTask(9, 4);
    const weights = spoken(task, [0, 0, 1, 0, 0, 0, 0, 0, 3]);
    const rows = await read(icl, benchOf(task, plain), weights);
    const { target } = evaluationSet(task, 12);
    const loss = (x: number, j: number, z: number) => Math.log(3 + Math.exp(z)) - (target[8 * x + j] === 0 ? z : 0);
    const differences = Array.from({ length: 12 }, (_, x) => loss(x, 7, 3) - loss(x, 1, 1));
    const mean = differences.reduce((a, b) => a + b) / 12;
    const variance = differences.reduce((a, b) => a + (b - mean) ** 2, 0) / 11;
    expect(variance).toBeGreaterThan(0.1);
    expect(rows.iclScore!.value).toBeCloseTo(mean, 5);
    expect(rows.iclScore!.stderr).toBeCloseTo(Math.sqrt(variance / 12), 5);
  });

  it("wants a transformer and three answers", async () => {
    await expect(icl(benchOf(successor, mlp))).rejects.toThrow("icl: a transformer is required");
    await expect(icl(benchOf(zeros(2), plain))).rejects.toThrow(
      'icl: 3 answer positions are required, got "some-zeros with 2"',
    );
    const weights = spoken(zeros(4), [0, 0, 0, 0, 0]);
    weights.unembed!.data[0] = NaN;
    await expect(read(icl, benchOf(zeros(4), plain), weights)).rejects.toThrow(/finite losses .* at step 0, got NaN/);
  });
});

describe("positions", () => {
  it("compares the last answer with the one at a tenth, 1 at least", () => {
    const of = (answerLength: number) => iclPositions(taskSpec({ answerLength }));
    expect(of(3)).toEqual({ early: 1, late: 2 });
    expect(of(16)).toEqual({ early: 2, late: 15 });
    expect(of(512)).toEqual({ early: 51, late: 511 });
  });

  it("spaces slopes by a factor sqrt 2 or more, from the first answer to the last", () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 2, max: 300 }),
      (prompt, answers) => {
        const positions = slopePositions(taskSpec({ promptLength: prompt, answerLength: answers }));
        expect([positions[0], positions.at(-1)]).toEqual([0, answers - 1]);
        const ratios = positions.slice(1).map((to, i) => (prompt + to) / (prompt + positions[i]!));
        if (ratios.length > 1) for (const ratio of ratios) expect(ratio).toBeGreaterThanOrEqual(Math.SQRT2);
        for (const ratio of ratios) expect(ratio).toBeGreaterThan(1);
      },
    );
    fc.assert(property, { seed: 42, numRuns: 200 });
    expect(slopePositions(taskSpec({ promptLength: 1, answerLength: 85 }))).toEqual([
      0, 1, 2, 4, 7, 11, 16, 24, 35, 50, 84,
    ]);
  });
});
