/** Training and the learning coefficient to a millionth: kernels differ by processor, so these are numbers and not bytes. */
import path from "node:path";
import { expect, it } from "vitest";
import { readJson } from "../../src/base/json.ts";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { createEngine } from "../../src/engine/create.ts";
import { llcEstimator } from "../../src/measure/llc/estimate.ts";
import { studyLlc } from "../../src/measure/llc/study.ts";
import { modelParams } from "../../src/model/model.ts";
import { initialise, numElements } from "../../src/model/params.ts";
import type { ModelSpec } from "../../src/specs.ts";
import { stepGraph } from "../../src/train/step.ts";
import { quadratic } from "../measure/llc/quadratic.ts";
import { MODELS, taskSpec } from "../model/fixtures.ts";

const engine = await createEngine("ort");

type Numbers = Record<string, number>;
const golden = readJson(path.join(import.meta.dirname, "numbers.json")) as { training: Numbers; llc: Numbers };

/** Expects every number to a millionth of the golden one. */
function expectNear(found: Numbers, golden: Numbers): void {
  expect(Object.keys(found)).toEqual(Object.keys(golden));
  const far = Object.entries(golden).filter(([name, value]) => Math.abs(found[name]! - value) > 1e-6 * Math.abs(value));
  expect(far.map(([name, value]) => `${name}: ${found[name]} instead of ${value}`)).toEqual([]);
}

/** The loss of the second step of plain descent from noisy initial weights on one batch. */
async function secondLoss(model: ModelSpec): Promise<number> {
  const task = taskSpec();
  const params = modelParams(model, task);
  const rng = generator(fold(rootKey("frozen"), "tokens"));
  const ids = (n: number) => Int32Array.from({ length: n }, () => rng.int(task.vocab));
  const fixed = { tokens: ids(4 * 6), target: ids(4 * task.answerLength), learningRate: Float32Array.of(0.5) };
  const program = await engine.compile(stepGraph(model, task, { kind: "sgd", momentum: 0.9, weightDecay: 0 }, 4));
  const start = { weights: initialise(params, rootKey("0")), velocity: new Float32Array(numElements(params)) };
  const { weights, velocity } = await program.run({ ...start, ...fixed });
  const { loss } = await program.run({ weights: weights!, velocity: velocity!, ...fixed });
  await program.release();
  return loss![0]!;
}

it("the loss of a training step of every model", async () => {
  const losses: Numbers = {};
  for (const [name, model] of Object.entries(MODELS)) losses[name] = await secondLoss(model);
  expectNear(losses, golden.training);
});

it("the learning coefficient of a quadratic, at the step found and beside it", async () => {
  const curvatures = Array.from({ length: 10 }, (_, i) => 1 + i);
  const estimator = await llcEstimator(quadratic(curvatures), engine, { sampler: "lm", batchSize: 4, mask: null }, 4);
  const point = await estimator.at(new Float32Array(curvatures.length));
  const sampling = { nbeta: 100, localization: 1, numDraws: 300, numBurninSteps: 100 };
  const { estimate, half, double } = await studyLlc(estimator, point, sampling, "auto", rootKey("frozen"));
  await estimator.release();
  const { llc, stderr, stepSize } = estimate;
  expectNear({ llc: llc!, stderr: stderr!, stepSize, half: half.llc!, double: double.llc! }, golden.llc);
});
