/** The one maker of measurements for all tests; each test says only what is particular about its own. */
import type { Measurement } from "../../src/records.ts";

/** Returns a row of the made question's smallest rung, with the given changes. */
export const madeRow = (changes: Partial<Measurement> = {}): Measurement => ({
  run: "r0",
  task: "chain",
  nParams: 1000,
  step: 100,
  tokens: 6400,
  flops: 1e9,
  seed: "0",
  metric: "exactMatch",
  position: null,
  value: 0.125,
  stderr: null,
  n: 100,
  ...changes,
});
