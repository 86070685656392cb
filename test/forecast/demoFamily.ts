/** What the demo's family measured (operator chains, d = 8..64, 3 seeds): rows up to d = 24, and what the larger ones came to. */
import { mean } from "../../src/math/stats.ts";
import type { Forecast } from "../../src/records.ts";
import { crps, questionOf } from "./world.ts";

const heldOut = [
  [0.41, 0.74, 0.33],
  [0.81, 0.85, 0.82],
  [0.76, 0.96, 0.94],
  [1, 1, 1],
].map(mean);

export const demoQuestion = questionOf(
  [8, 12, 16, 20, 24, 32, 40, 48, 64].map((d) => 24 * d * d),
  4,
);

/** Values per observed size and seed. */
export const demoTable = {
  tokenAccuracy: [
    [0.24, 0.24, 0.24],
    [0.28, 0.42, 0.29],
    [0.43, 0.46, 0.54],
    [0.7, 0.67, 0.76],
    [0.76, 0.77, 0.81],
  ],
  nll: [
    [2.19, 2.19, 2.2],
    [2.07, 1.68, 2.08],
    [1.65, 1.6, 1.38],
    [0.92, 0.99, 0.79],
    [0.74, 0.71, 0.61],
  ],
  exactMatch: [
    [0, 0, 0],
    [0, 0, 0],
    [0.004, 0.004, 0.012],
    [0.06, 0.02, 0.09],
    [0.1, 0.14, 0.19],
  ],
};

/** Mean CRPS of a forecast of the demo's question over the held-out sizes. */
export const demoCrps = (forecast: Forecast): number =>
  mean(forecast.targets.map((target, i) => crps(target.distribution, heldOut[i]!)));
