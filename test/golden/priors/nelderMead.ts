/** A search without derivatives, for objectives that are noisy or have corners. */

/**
 * Returns the best point that a simplex search finds from `start` with first steps `step`, after at most `evaluations` of `f`
 * (Nelder and Mead 1965; reflection 1, expansion 2, contraction 1/2, shrinkage 1/2).
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  step: number,
  evaluations: number,
): { x: number[]; value: number } {
  let left = evaluations;
  const at = (x: number[]) => {
    left--;
    const value = f(x);
    return { x, value: Number.isFinite(value) ? value : 1e9 };
  };
  const corners = [[...start], ...start.map((_, i) => start.map((value, j) => (i === j ? value + step : value)))];
  const simplex = corners.map(at);
  const between = (from: readonly number[], to: readonly number[], share: number) =>
    from.map((value, i) => value + share * (to[i]! - value));
  while (left > 0) {
    simplex.sort((a, b) => a.value - b.value);
    const worst = simplex.at(-1)!;
    const rest = simplex.slice(0, -1);
    const centre = start.map((_, i) => rest.reduce((total, { x }) => total + x[i]!, 0) / rest.length);
    const reflected = at(between(centre, worst.x, -1));
    if (reflected.value < simplex[0]!.value) {
      const expanded = at(between(centre, worst.x, -2));
      simplex[simplex.length - 1] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < rest.at(-1)!.value) simplex[simplex.length - 1] = reflected;
    else {
      const contracted = at(between(centre, reflected.value < worst.value ? reflected.x : worst.x, 0.5));
      if (contracted.value < Math.min(worst.value, reflected.value)) simplex[simplex.length - 1] = contracted;
      else for (let i = 1; i < simplex.length; i++) simplex[i] = at(between(simplex[0]!.x, simplex[i]!.x, 0.5));
    }
  }
  return simplex.sort((a, b) => a.value - b.value)[0]!;
}
