/** The weights of a linear pool that would have cost least on finished questions. */

/** One finished value: the distribution function at the grid of each member and of others behind them (null = no forecast), whether the value lies at or below each place, its group and its weight. */
export type Finished = { members: (readonly number[] | null)[]; below: readonly number[]; weight: number };

/** Steps of the search, and the size of a step. */
const [STEPS, RATE] = [250, 2];

/** CRPS of the pool on a grid with cell widths `width`, and its gradient in the weights; weights of absent members go to the others. */
export function poolCost(finished: readonly Finished[], weights: readonly number[], width: readonly number[]) {
  const gradient = weights.map(() => 0);
  let cost = 0;
  for (const { members, below, weight } of finished) {
    const total = weights.reduce((sum, weight, i) => sum + (members[i] ? weight : 0), 0);
    if (total <= 0) continue;
    const slope = weights.map(() => 0);
    let mixed = 0;
    for (let j = 0; j < width.length; j++) {
      let value = 0;
      for (let i = 0; i < weights.length; i++) if (members[i]) value += (weights[i]! / total) * members[i]![j]!;
      const off = value - below[j]!;
      cost += weight * off * off * width[j]!;
      for (let i = 0; i < weights.length; i++)
        if (members[i]) slope[i]! += (2 * weight * off * width[j]! * members[i]![j]!) / total;
      mixed += (2 * weight * off * width[j]! * value) / total;
    }
    for (let i = 0; i < weights.length; i++) if (members[i]) gradient[i]! += slope[i]! - mixed;
  }
  return { cost, gradient };
}

/**
 * Returns weights on the simplex that minimise the pool's cost: exponentiated gradient steps from equal weights, then again without the member
 * of least weight as long as one has less than `least`. Members without a forecast anywhere have weight 0.
 */
export function bestWeights(
  finished: readonly Finished[],
  count: number,
  width: readonly number[],
  least: number,
): number[] {
  let allowed = Array.from({ length: count }, (_, i) => finished.some(({ members }) => members[i] !== null));
  for (;;) {
    const weights = search(finished, allowed, width);
    const lowest = Math.min(...weights.filter((_, i) => allowed[i]));
    if (lowest >= least) return weights;
    allowed = allowed.map((is, i) => is && weights[i] !== lowest);
  }
}

function search(finished: readonly Finished[], allowed: readonly boolean[], width: readonly number[]): number[] {
  const share = 1 / allowed.filter(Boolean).length;
  let weights = allowed.map((is) => (is ? share : 0));
  for (let step = 0; step < STEPS; step++) {
    const { gradient, cost } = poolCost(finished, weights, width);
    const raw = weights.map((weight, i) => weight * Math.exp((-RATE * gradient[i]!) / cost));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    weights = raw.map((weight) => weight / total);
  }
  return weights;
}
