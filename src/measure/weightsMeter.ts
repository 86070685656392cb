/** Measures that are plain arithmetic on a checkpoint's weights: nothing compiled, nothing to release. */
import { numericError } from "../base/errors.ts";
import type { NamedTensors } from "../model/params.ts";
import type { Meter, Reading } from "./meter.ts";

/** Returns the meter that reads finite weights with `read`. Errors when reading (numeric): weights that are not finite. */
export function weightsMeter(measure: string, read: (weights: NamedTensors) => Reading[]): Meter {
  return {
    async read(weights, step) {
      requireFinite(measure, weights, step);
      return read(weights);
    },
    release: async () => {},
  };
}

/** Errors (numeric): weights that are not finite, naming the step and the tensor. */
export function requireFinite(measure: string, weights: NamedTensors, step: number): void {
  for (const [name, { data }] of Object.entries(weights)) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad === undefined) continue;
    const hint = "lower train.learningRate in the family and run again";
    throw numericError(measure, `finite weights are required at step ${step} in ${name}`, bad, hint);
  }
}

/** Returns one reading without a standard error, as a list: empty when there is no value. */
export function reading(metric: string, value: number | null, n: number): Reading[] {
  return value === null ? [] : [{ metric, position: null, value, stderr: null, n }];
}
