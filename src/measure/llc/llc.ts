/**
 * The local learning coefficient of a run's checkpoints. A checkpoint whose diagnostics are bad gets no `llc` row; its `llcRhat` and
 * `llcAcceptance` rows stay, and `foreshock llc` on it says why. One for which no step size is found has no row at all.
 */
import { ForeshockError, usageError } from "../../base/errors.ts";
import { fold, type Key, rootKey } from "../../base/random.ts";
import { sizeOf } from "../../graph/value.ts";
import { outputWidth } from "../../model/io.ts";
import { modelParams } from "../../model/model.ts";
import { type Param, toFlat } from "../../model/params.ts";
import type { LlcSpec, TaskSpec } from "../../specs.ts";
import { dataSet } from "../../train/data.ts";
import type { Bench, Meter, Reading } from "../meter.ts";
import type { ChainRunner } from "./chain.ts";
import {
  chainsPerGraph,
  type LlcEstimate,
  type LlcEstimator,
  llcEstimator,
  reachOf,
  type Sampling,
} from "./estimate.ts";
import { runLandscape } from "./landscape.ts";
import { problemsOf } from "./problems.ts";
import { SAMPLERS } from "./samplers.ts";
import { estimateAt } from "./stepSize.ts";

/** An estimator for a run's checkpoints with everything settled but the step size. */
export type RunLlc = {
  estimator: LlcEstimator;
  params: Param[];
  sampling: Omit<Sampling, "stepSize">;
  key: Key;
  n: number;
};

/** Returns a meter of `llc`, `llcRhat`, `llcAcceptance` and `llcReach`; standard errors are Monte Carlo errors, n the effective draws. */
export async function llc(bench: Bench, spec: LlcSpec): Promise<Meter> {
  const { estimator, params, sampling, key } = await runLlc(bench, spec);
  return {
    async read(weights, step) {
      const point = await estimator.at(toFlat(weights, params));
      try {
        const estimate = await estimateAt(estimator, point, sampling, spec.stepSize, fold(key, step));
        return readings(estimate, spec.localization);
      } catch (error) {
        if (error instanceof ForeshockError && error.kind === "numeric") return [];
        throw error;
      }
    },
    release: () => estimator.release(),
  };
}

/**
 * Returns the estimator of a run under a specification; `elsewhere` makes another runner of its chains, for those that need a graph each.
 * Errors (usage): nbeta or data that cannot be, parameters that do not exist.
 */
export async function runLlc(
  { run, task, engine, load }: Bench,
  spec: LlcSpec,
  elsewhere?: () => ChainRunner,
): Promise<RunLlc> {
  if (!SAMPLERS[spec.sampler].isLangevin && spec.stepSize === "auto")
    throw usageError(
      "llc",
      `a step size is required for ${spec.sampler}, whose steps no Metropolis test judges`,
      "auto",
      "set stepSize: 1e-5",
    );
  const changed = Object.keys(spec.data).length > 0 ? await load(spec.data) : task;
  const { spec: other } = changed;
  const shapeOf = (one: TaskSpec) => [one.promptLength, one.answerLength, outputWidth(one)].join();
  if (shapeOf(other) !== shapeOf(task.spec))
    throw usageError("llc", "data of the run's own lengths and vocabulary is required", spec.data, "change llc.data");
  const examples = dataSet({ ...run, task: changed.spec }, changed, spec.numExamples);
  const params = modelParams(run.model, run.task);
  const landscape = runLandscape(run, examples);
  const fixed = { sampler: spec.sampler, batchSize: spec.batchSize, mask: maskOf(params, spec.params) };
  const nbeta = inverseTemperature(spec, examples.numExamples);
  const isSmall = chainsPerGraph(landscape, spec.batchSize, spec.numChains) === spec.numChains;
  const estimator = await llcEstimator(landscape, engine, fixed, spec.numChains, isSmall ? undefined : elsewhere?.());
  const { localization, numDraws, numBurninSteps } = spec;
  const sampling = { nbeta, localization, numDraws, numBurninSteps };
  return { estimator, params, sampling, key: fold(rootKey(run.seed), "llc"), n: examples.numExamples };
}

/** Returns nbeta of a specification: n / ln n, B / ln B, or the number given. Errors (usage): not above 0. */
export function inverseTemperature({ nbeta, batchSize }: Pick<LlcSpec, "nbeta" | "batchSize">, n: number): number {
  const size = nbeta === "batch" ? Math.min(batchSize, n) : n;
  const value = typeof nbeta === "number" ? nbeta : size / Math.log(size);
  if (value > 0 && Number.isFinite(value)) return value;
  const got = typeof nbeta === "number" ? nbeta : `${size} example${size === 1 ? "" : "s"} (${nbeta})`;
  throw usageError(
    "llc",
    "nbeta above 0 is required",
    got,
    "set nbeta: dataset, batch with 2 examples or more, or a number",
  );
}

/** Returns 1 for the weights of parameters with one of these names or beginnings of names, 0 elsewhere; null when all move. */
export function maskOf(params: readonly Param[], chosen: readonly string[] | null): Float32Array | null {
  if (chosen === null) return null;
  const stray = chosen.find((start) => !params.some(({ name }) => name.startsWith(start)));
  if (stray !== undefined)
    throw usageError(
      "llc",
      `params have to begin as one of ${params.map(({ name }) => name).join(", ")}`,
      stray,
      "change llc.params",
    );
  const moves = ({ name }: Param) => Number(chosen.some((start) => name.startsWith(start)));
  return Float32Array.from(params.flatMap((param) => Array<number>(sizeOf(param.shape)).fill(moves(param))));
}

function readings(estimate: LlcEstimate, localization: number): Reading[] {
  const { llc: value, stderr, rhat, ess, acceptance } = estimate;
  const n = Math.max(1, Math.round(ess ?? 1));
  const reading = (metric: string, v: number | null, se: number | null): Reading[] =>
    v === null ? [] : [{ metric, position: null, value: v, stderr: se, n }];
  const honest = problemsOf(estimate).length === 0;
  return [
    ...reading("llc", honest ? value : null, stderr),
    ...reading("llcRhat", rhat, null),
    ...reading("llcAcceptance", acceptance, null),
    ...reading("llcReach", reachOf(estimate, localization), null),
  ];
}
