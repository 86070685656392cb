/**
 * The chance that a Metropolis test would accept a plain Langevin step from where chains are: the diagnostic of the step size, for every
 * sampler that follows the gradient. Both ends are read on the same batch, so that the batches' noise does not count as an error.
 */
import { logAcceptance, type MalaEnd } from "../../math/chains.ts";

/** Where chains are: weights `[C * P]`, their losses on a batch `[C]`, and the gradients of these `[C * P]`. */
export type Place = { weights: Float32Array; loss: Float32Array; lossGradient: Float32Array };

/**
 * What they move in: weights w* `[P]`, U = nbeta L + (localization / 2) |w - w*|^2, mask 1 where a weight may move (null = all), step eps,
 * and sqrt G of the preconditioner by weight `[C * P]` (null = 1).
 */
export type Space = {
  origin: Float32Array;
  nbeta: number;
  localization: number;
  mask: Float32Array | null;
  stepSize: number;
  scale: Float32Array | null;
};

/** Returns the proposal w - (eps / 2) G grad U + sqrt(eps G) xi of every chain, `[C * P]`, xi from one source of normals per chain. */
export function propose(from: Place, space: Space, normals: readonly (() => number)[]): Float32Array {
  const { origin, mask, stepSize, scale } = space;
  const size = origin.length;
  const proposal = from.weights.slice();
  normals.forEach((normal, c) => {
    for (let i = 0, k = c * size; i < size; i++, k++) {
      if (mask?.[i] === 0) continue;
      const root = scale ? scale[k]! : 1;
      const drift = driftAt(from.weights[k]! - origin[i]!, from.lossGradient[k]!, space);
      proposal[k]! += root * (Math.sqrt(stepSize) * normal() - (stepSize / 2) * root * drift);
    }
  });
  return proposal;
}

/**
 * Returns min(1, Metropolis ratio) of every chain's move, 0 where a value is not finite. With a preconditioner the test is that of
 * coordinates w / sqrt G.
 */
export function acceptances(from: Place, to: Place, space: Space): number[] {
  return Array.from(from.loss, (_, c) => {
    const log = logAcceptance(endOf(from, c, space), endOf(to, c, space), space.stepSize);
    return log === null ? 0 : Math.min(1, Math.exp(log));
  });
}

const driftAt = (away: number, lossGradient: number, { nbeta, localization }: Space): number =>
  nbeta * lossGradient + localization * away;

/** One chain's end of a move in coordinates w / scale. Weights that do not move are the same at both ends. */
function endOf({ weights, loss, lossGradient }: Place, chain: number, space: Space): MalaEnd {
  const { origin, mask, nbeta, localization, scale } = space;
  const size = origin.length;
  const [position, gradient] = [new Float64Array(size), new Float64Array(size)];
  let square = 0;
  for (let i = 0, k = chain * size; i < size; i++, k++) {
    const away = weights[k]! - origin[i]!;
    square += away * away;
    const root = scale ? scale[k]! : 1;
    position[i] = weights[k]! / root;
    if (mask?.[i] !== 0) gradient[i] = root * driftAt(away, lossGradient[k]!, space);
  }
  return { position, gradient, potential: nbeta * loss[chain]! + (localization / 2) * square };
}
