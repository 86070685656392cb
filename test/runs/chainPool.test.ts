/** Chains in child processes: the same numbers whatever their number, and a child that fails is one clear error. */
import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { fold, rootKey } from "../../src/base/random.ts";
import { createEngine } from "../../src/engine/create.ts";
import { runLlc } from "../../src/measure/llc/llc.ts";
import { toFlat } from "../../src/model/params.ts";
import { chainProcesses } from "../../src/runs/chainPool.ts";
import { readWeights } from "../../src/runs/checkpointFile.ts";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { executeRun } from "../../src/runs/run.ts";
import { LlcSpec } from "../../src/specs.ts";
import { loadTask } from "../../src/task/load.ts";
import { smallRun } from "../faults/children.ts";
import { scratch } from "./fixtures.ts";

const spec = LlcSpec.parse({ kind: "llc", numChains: 1, batchSize: 8, numExamples: 32 });
const settings = { stepSize: 1e-4, nbeta: 10, localization: 1, numSteps: 12 };
const keys = [0, 1, 2].map((c) => fold(rootKey("chains"), c));

it("gives the chains of this process, in order, from one child or two", async () => {
  const project = scratch();
  const run = await smallRun(20, [20]);
  await executeRun(run, project);
  const task = await loadTask(run.task.name, run.task.params, project);
  const bench = { run, task, engine: await createEngine("ort"), load: async () => task };
  const { estimator, params } = await runLlc(bench, spec);
  const point = await estimator.at(
    toFlat(readWeights(runFolder(project, runKey(run)).weights(20), runKey(run), 20), params),
  );
  const here = [];
  for (const key of keys) here.push(await estimator.chain(point, settings, key));
  await estimator.release();
  for (const numProcesses of [1, 2]) {
    const runner = chainProcesses({ run, projectDir: project, spec, step: 20 }, numProcesses);
    expect(await runner.run(point, settings, keys)).toEqual(here);
    await runner.release();
  }
  rmSync(runFolder(project, runKey(run)).weights(20));
  const broken = chainProcesses({ run, projectDir: project, spec, step: 20 }, 1);
  await expect(broken.run(point, settings, keys)).rejects.toThrow(
    /^chainProcesses: a child process has to finish its chains, got readCheckpoint: .*whole checkpoint/,
  );
  await broken.release();
});
