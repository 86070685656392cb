/**
 * Optimisers as graph functions over the flat weights: `stateNames` names the state, `update` returns the new weights and state. The
 * formulas are PyTorch's, values are checked against torch.optim.
 * @see the algorithm in the documentation of torch.optim.AdamW
 */

import { add, div, mul, sqrt, sub } from "../graph/elementwise.ts";
import type { Value } from "../graph/value.ts";
import type { OptimiserSpec } from "../specs.ts";

export type State = Readonly<Record<string, Value>>;
export type Update = { weights: Value; state: State };

export type Optimiser = {
  /** Names of the state vectors, each shaped like the weights and zero at the start. */
  readonly stateNames: readonly string[];
  /** Names of the scalars that `scalars` computes anew for each step. */
  readonly scalarNames: readonly string[];
  /** Values of those scalars at step t = 1, 2, .. for a learning rate. */
  scalars(learningRate: number, t: number): Record<string, number>;
  /** New weights and state from weights, gradient and state, all shaped alike. */
  update(weights: Value, gradient: Value, state: State, scalars: State): Update;
};

type Sgd = Extract<OptimiserSpec, { kind: "sgd" }>;
type AdamLike = Extract<OptimiserSpec, { kind: "adam" | "adamw" }>;

/** Returns the optimiser of a specification. */
export function optimiser(spec: OptimiserSpec): Optimiser {
  return spec.kind === "sgd" ? sgd(spec) : adam(spec);
}

/** g <- g + wd w; u <- momentum u + g; w <- w - lr u (dampening 0, as torch.optim.SGD). */
function sgd({ momentum, weightDecay }: Sgd): Optimiser {
  return {
    stateNames: momentum > 0 ? ["velocity"] : [],
    scalarNames: ["learningRate"],
    scalars: (learningRate) => ({ learningRate }),
    update(weights, gradient, state, scalars) {
      const decayed = add(gradient, mul(weights, weightDecay));
      const velocity = momentum > 0 ? add(mul(state.velocity!, momentum), decayed) : decayed;
      return { weights: sub(weights, mul(velocity, scalars.learningRate!)), state: momentum > 0 ? { velocity } : {} };
    },
  };
}

/**
 * m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; w <- (1 - lr wd) w - lr mHat / (sqrt(vHat) + eps). The state holds
 * M = m / (1 - b1) and V = v / (1 - b2), which saves two passes: M <- b1 M + g, V <- b2 V + g^2,
 * w <- keep w - rate M / (sqrt V + floor) with rate = lr (1 - b1) sqrt(c2) / c1, floor = eps sqrt(c2),
 * c1 = 1 - b1^t, c2 = (1 - b2^t) / (1 - b2). `adam` adds wd w to the gradient instead of shrinking w.
 */
function adam({ kind, beta1, beta2, epsilon, weightDecay }: AdamLike): Optimiser {
  const decoupled = kind === "adamw";
  return {
    stateNames: ["firstMoment", "secondMoment"],
    scalarNames: ["keep", "rate", "floor"],
    scalars(learningRate, t) {
      const root = Math.sqrt((1 - beta2 ** t) / (1 - beta2));
      const rate = (learningRate * (1 - beta1) * root) / (1 - beta1 ** t);
      return { keep: 1 - (decoupled ? learningRate * weightDecay : 0), rate, floor: epsilon * root };
    },
    update(weights, gradient, state, { keep, rate, floor }) {
      const g = decoupled ? gradient : add(gradient, mul(weights, weightDecay));
      const firstMoment = add(mul(state.firstMoment!, beta1), g);
      const secondMoment = add(mul(state.secondMoment!, beta2), mul(g, g));
      const step = div(firstMoment, add(sqrt(secondMoment), floor!));
      const kept = decoupled && weightDecay > 0 ? mul(weights, keep!) : weights;
      return { weights: sub(kept, mul(step, rate!)), state: { firstMoment, secondMoment } };
    },
  };
}
