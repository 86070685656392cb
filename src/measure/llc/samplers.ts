/**
 * Samplers of the localised posterior p(w) ~ exp(-U(w)), U(w) = nbeta L_B(w) + (gamma / 2) |w - w*|^2, as graph functions: `update`
 * moves one step; randomness is fed as standard normals xi. Chains lie side by side on a leading axis. eps is the step size, g the
 * gradient of U.
 *
 * - sgld: w <- w - (eps / 2) g + sqrt(eps) xi. A quadratic direction of curvature h comes out inflated by 1 / (1 - eps h / 4).
 * - lm: the same with xi the mean of this and the next step's normals (Leimkuhler and Matthews); a quadratic is then sampled exactly
 *   at every stable step, and the bias elsewhere is of second order.
 * - rmsprop-sgld: V <- a V + (1 - a) (grad L_B)^2, G = 1 / (e + sqrt V), w <- w - (eps / 2) G g + sqrt(eps G) xi; a = .99, e = .1. The
 *   term sum_j dG_ij / dw_j is left out, so it samples a slightly different law.
 * - sgnht: p <- p - eps g - x p + sqrt(2 A eps) xi, w <- w + p, x <- x + |p|^2 / d - eps; A = .01, d the number of moving weights.
 */
import { add, div, mul, sqrt, sub } from "../../graph/elementwise.ts";
import { sum } from "../../graph/linear.ts";
import { reshape } from "../../graph/shape.ts";
import type { Value } from "../../graph/value.ts";
import type { SamplerName } from "../../specs.ts";

const RMSPROP = { decay: 0.99, floor: 0.1 };
const FRICTION = 0.01;

export type SamplerState = Readonly<Record<string, Value>>;

/** What one step is made from; all vectors are `[..., P]`, `stepSize` and `nbeta` scalars, `numMoving` = d. */
export type Forces = {
  weights: Value;
  /** grad U. */
  drift: Value;
  /** grad L_B. */
  lossGradient: Value;
  noise: Value;
  stepSize: Value;
  numMoving: number;
};

export type Sampler = {
  /** Names of the state, each a vector `[..., P]` or one number per chain `[..., 1]`. */
  readonly state: Readonly<Record<string, "vector" | "chain">>;
  /** Whether a step uses the mean of two successive normals. */
  readonly averagesNoise: boolean;
  /** Whether its steps follow the gradient, so that a Metropolis test can judge them. */
  readonly isLangevin: boolean;
  /** sqrt G per weight `[C * P]` from the state of the chains; null for a plain step, G = 1. */
  rootOf(state: Readonly<Record<string, Float32Array>>): Float32Array | null;
  /** Starting value of the state for a step size, given a standard normal. */
  start(name: string, stepSize: number, normal: () => number): number;
  update(forces: Forces, state: SamplerState): { weights: Value; state: SamplerState };
};

const langevin = (averagesNoise: boolean): Sampler => ({
  state: {},
  averagesNoise,
  isLangevin: true,
  rootOf: () => null,
  start: () => 0,
  update({ weights, drift, noise, stepSize }) {
    const step = add(mul(drift, mul(stepSize, -0.5)), mul(noise, sqrt(stepSize)));
    return { weights: add(weights, step), state: {} };
  },
});

const rmsprop: Sampler = {
  state: { square: "vector" },
  averagesNoise: false,
  isLangevin: true,
  rootOf: ({ square }) => square!.map((v) => 1 / Math.sqrt(RMSPROP.floor + Math.sqrt(v))),
  start: () => 0,
  update({ weights, drift, lossGradient: g, noise, stepSize }, { square }) {
    const next = add(mul(square!, RMSPROP.decay), mul(mul(g, g), 1 - RMSPROP.decay));
    const rate = mul(div(1, add(sqrt(next), RMSPROP.floor)), stepSize);
    const step = sub(mul(sqrt(rate), noise), mul(mul(rate, drift), 0.5));
    return { weights: add(weights, step), state: { square: next } };
  },
};

const sgnht: Sampler = {
  state: { momentum: "vector", thermostat: "chain" },
  averagesNoise: false,
  isLangevin: false,
  rootOf: () => null,
  start: (name, stepSize, normal) => (name === "momentum" ? Math.sqrt(stepSize) * normal() : FRICTION),
  update({ weights, drift, noise, stepSize, numMoving }, { momentum: p, thermostat: x }) {
    const kick = sub(mul(noise, sqrt(mul(stepSize, 2 * FRICTION))), mul(drift, stepSize));
    const momentum = add(sub(p!, mul(p!, x!)), kick);
    const energy = reshape(sum(mul(momentum, momentum), [-1]), x!.shape);
    const thermostat = sub(add(x!, mul(energy, 1 / numMoving)), stepSize);
    return { weights: add(weights, momentum), state: { momentum, thermostat } };
  },
};

/** The samplers by name. */
export const SAMPLERS: Readonly<Record<SamplerName, Sampler>> = {
  sgld: langevin(false),
  lm: langevin(true),
  "rmsprop-sgld": rmsprop,
  sgnht,
};
