/** The weights of a linear pool that would have cost least on finished questions. */

/** One finished value: each member's distribution function at the grid (null = no forecast), whether the value lies at or below each place, its group and its weight. */
export type Finished = { members: (readonly number[] | null)[]; below: readonly number[]; weight: number };

/** Steps of the search, and the size of a step. */
const [STEPS, RATE] = [400, 2];

/** CRPS of the pool on a grid with cell widths `width`, and its gradient in the weights; weights of absent members go to the others. */
export function poolCost(finished: readonly Finished[], weights: readonly number[], width: readonly number[]) {
  const gradient = weights.map(() => 0);
  let cost = 0;
  for (const { members, below, weight } of finished) {
    const total = members.reduce((sum, p, i) => sum + (p ? weights[i]! : 0), 0);
    if (total <= 0) continue;
    const slope = weights.map(() => 0);
    let mixed = 0;
    for (let j = 0; j < width.length; j++) {
      let value = 0;
      for (let i = 0; i < members.length; i++) if (members[i]) value += (weights[i]! / total) * members[i]![j]!;
      const off = value - below[j]!;
      cost += weight * off * off * width[j]!;
      for (let i = 0; i < members.length; i++)
        if (members[i]) slope[i]! += (2 * weight * off * width[j]! * members[i]![j]!) / total;
      mixed += (2 * weight * off * width[j]! * value) / total;
    }
    for (let i = 0; i < members.length; i++) if (members[i]) gradient[i]! += slope[i]! - mixed;
  }
  return { cost, gradient };
}

/** Returns weights on the simplex that minimise the pool's cost, by exponentiated gradient steps from equal weights; those below `least` are set to 0. */
export function bestWeights(
  finished: readonly Finished[],
  count: number,
  width: readonly number[],
  least: number,
): number[] {
  const search = (allowed: readonly boolean[]) => {
    const share = 1 / allowed.filter(Boolean).length;
    let weights = allowed.map((is) => (is ? share : 0));
    for (let step = 0; step < STEPS; step++) {
      const { gradient, cost } = poolCost(finished, weights, width);
      const raw = weights.map((weight, i) => weight * Math.exp((-RATE * gradient[i]!) / cost));
      const total = raw.reduce((sum, weight) => sum + weight, 0);
      weights = raw.map((weight) => weight / total);
    }
    return weights;
  };
  const first = search(new Array<boolean>(count).fill(true));
  return search(first.map((weight) => weight >= least));
}
