/**
 * One estimate looked at from all sides: the step found, the estimate, the same at half and at twice the step over the same sampling
 * time and under a tighter localization, and every reason not to believe it.
 */
import { fold, type Key } from "../../base/random.ts";
import type { Point } from "./chain.ts";
import type { LlcEstimate, LlcEstimator, Sampling } from "./estimate.ts";
import { problemsOf, sensitivityProblem } from "./problems.ts";
import { estimateAt } from "./stepSize.ts";

/**
 * An estimate with those at half and twice its step and at ten times its localization, and why it must not be used (empty: it may).
 * `tighter` never speaks against it: by how much it falls short says how far the prior decides the number.
 */
export type LlcStudy = {
  estimate: LlcEstimate;
  half: LlcEstimate;
  double: LlcEstimate;
  tighter: LlcEstimate;
  problems: string[];
};

/** Returns the study of one point. Errors (numeric): no step size fits, or the loss at the point is not finite. */
export async function studyLlc(
  estimator: LlcEstimator,
  point: Point,
  sampling: Omit<Sampling, "stepSize">,
  wanted: number | "auto",
  key: Key,
): Promise<LlcStudy> {
  const estimate = await estimateAt(estimator, point, sampling, wanted, key);
  const at = (factor: number) => {
    const steps = (count: number) => Math.ceil(count / factor);
    const { numDraws, numBurninSteps } = sampling;
    const scaled = {
      numDraws: steps(numDraws),
      numBurninSteps: steps(numBurninSteps),
      stepSize: factor * estimate.stepSize,
    };
    return estimator.estimate(point, { ...sampling, ...scaled }, fold(key, factor));
  };
  const [half, double] = [await at(0.5), await at(2)];
  const { stepSize } = estimate;
  const tight = { ...sampling, stepSize, localization: 10 * sampling.localization };
  const tighter = await estimator.estimate(point, tight, fold(key, "tighter"));
  return {
    estimate,
    half,
    double,
    tighter,
    problems: [...problemsOf(estimate), ...sensitivityProblem(estimate, half)],
  };
}
