/**
 * Our side of llc.mjs: whole estimates repeated for some seconds, in this process or in one process per core. As a program it is one of
 * those: `node llcSampler.mjs <case> <seconds> <label>` prints its draws and seconds as JSON.
 */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fold, rootKey } from "../../dist/base/random.js";
import { createEngine } from "../../dist/engine/create.js";
import { chainsPerGraph, llcEstimator } from "../../dist/measure/llc/estimate.js";
import { caseOf, folder } from "./llcCases.mjs";

/** Chains of an estimate. */
export const CHAINS = 4;

/** Our estimator, compiled and warmed up; `sample` repeats whole estimates for `seconds`, every one under keys of its own. */
export async function sampler({ landscape, weights, batch, settings, draws }, engine, seconds) {
  const key = rootKey("bench/llc");
  const pack = chainsPerGraph(landscape, batch, CHAINS);
  const estimator = await llcEstimator(landscape, engine, { sampler: "sgld", batchSize: batch, mask: null }, pack);
  const point = await estimator.at(weights);
  const estimate = (numDraws, ...path) =>
    estimator.estimate(point, { ...settings, numDraws, numBurninSteps: 0 }, fold(key, ...path));
  await estimate(10, "warm");
  const sample = async (label) => {
    const { calls, ...took } = await timed((call) => estimate(draws, label, call), seconds);
    const traces = calls.flatMap((found) => found.traces);
    return { draws: draws * traces.length, ...took, traces };
  };
  return { sample, release: () => estimator.release() };
}

/** Repeats `call(0)`, `call(1)`, .. for `seconds`, at least once. */
export async function timed(call, seconds) {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const calls = [];
  do calls.push(await call(calls.length));
  while (performance.now() - start < 1000 * seconds);
  const { user, system } = process.cpuUsage(used);
  return { calls, seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

/** Draws per second of `cores` processes at once, as chains run that do not share a graph. */
export async function onAllCores(text, seconds, round, cores) {
  const run = promisify(execFile);
  const child = async (c) => {
    const args = [fileURLToPath(import.meta.url), text, String(seconds), `${round}.${c}`];
    const { draws, seconds: took } = JSON.parse((await run(process.execPath, args)).stdout);
    return draws / took;
  };
  const rates = await Promise.all(Array.from({ length: cores }, (_, c) => child(c)));
  return rates.reduce((a, b) => a + b);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [text, seconds, label] = process.argv.slice(2);
  const { sample } = await sampler(await caseOf(text), await createEngine("ort"), Number(seconds));
  const { draws, seconds: took } = await sample(label);
  console.log(JSON.stringify({ draws, seconds: took }));
  rmSync(folder, { recursive: true, force: true });
}
