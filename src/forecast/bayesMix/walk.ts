/**
 * No law is exact, and the farther ahead the less. The line is accompanied by a random walk that starts at the first observed rung; an
 * extended Kalman filter says how well line and walk explain the measurements, and where the walk stands at the last of them.
 */
import { type Curve, latentAt, type Measured } from "./curve.ts";
import { type Law, MIN_VARIANCE } from "./law.ts";

/** Distance on the line over which the response's slope is taken. */
const STEP = 0.01;
/** The largest term of one measured value, with room for rounding: no variance is below MIN_VARIANCE. */
const MOST_PER_VALUE = 1e-6 - 0.5 * Math.log(MIN_VARIANCE);

/**
 * Returns ln of the likelihood of the measurements and sets `curve.walk` to the walk's state at the last one. Walk u(x_1) = 0, variance
 * walkSd^2 per decade; mean_i ~ N(f(eta_i + u_i), e / n + s^2 runSd^2 / k), f the response, s its slope at the predicted u, e the evaluation
 * variance, k seeds (Anderson and Moore, Optimal Filtering, section 8.2); times the chi-square density of the seeds' squares.
 * -Infinity as soon as it cannot reach `relevant`.
 */
export function filter(curve: Curve, law: Law, data: readonly Measured[], relevant = -Infinity): number {
  const { theta, runSd, walkSd, walk } = curve;
  let total = 0;
  let mean = 0;
  let variance = 0;
  let before = data[0]!.x;
  let most = mostOf(data);
  for (let i = 0; i < data.length; i++) {
    if (total + most < relevant) return -Infinity;
    const one = data[i]!;
    most -= one.numSeeds * MOST_PER_VALUE;
    variance += walkSd * walkSd * (one.x - before);
    before = one.x;
    const eta = latentAt(curve, one.x) + mean;
    const value = law.response(eta, theta);
    const slope = (law.response(eta + STEP, theta) - value) / STEP;
    const evaluation = law.evaluation(value) / one.numExamples + MIN_VARIANCE;
    const runs = slope * runSd * (slope * runSd);
    const innovation = slope * slope * variance + evaluation + runs / one.numSeeds;
    const gain = (variance * slope) / innovation;
    const off = one.mean - value;
    total -= 0.5 * ((off * off) / innovation + Math.log(innovation));
    mean += gain * off;
    variance *= 1 - gain * slope;
    if (one.numSeeds > 1) {
      const single = evaluation * one.numSeeds + runs;
      total -= 0.5 * (one.seedSquares / single + (one.numSeeds - 1) * Math.log(single));
    }
  }
  walk.mean = mean;
  walk.variance = Math.max(0, variance);
  return total;
}

function mostOf(data: readonly Measured[]): number {
  let most = 0;
  for (const { numSeeds } of data) most += numSeeds * MOST_PER_VALUE;
  return most;
}
