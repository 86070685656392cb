/** The learning rate as a function of the step: linear warm-up, then constant, linear or cosine decay. */
import type { TrainSpec } from "../specs.ts";

/**
 * Returns the learning rate of step t = 1..numSteps: peak * t / warmupSteps while warming up, then, with u the share of the
 * remaining steps that is over, peak (constant), peak (1 - (1 - f) u) (linear) or peak (f + (1 - f)(1 + cos pi u) / 2) (cosine).
 */
export function learningRateAt(spec: TrainSpec, t: number): number {
  const { learningRate: peak, warmupSteps, numSteps, decay, finalFraction: f } = spec;
  if (t <= warmupSteps) return (peak * t) / warmupSteps;
  if (decay === "constant") return peak;
  const u = (t - warmupSteps) / (numSteps - warmupSteps);
  return decay === "linear" ? peak * (1 - (1 - f) * u) : peak * (f + ((1 - f) * (1 + Math.cos(Math.PI * u))) / 2);
}
