/**
 * Isotonic regression: the non-decreasing step function nearest to values in weighted least squares, by pooling neighbours that
 * violate the order. It recalibrates probabilities without choosing bins (see corp.ts).
 */
import { usageError } from "../base/errors.ts";
import { sortOrder, sum } from "../math/stats.ts";

/** One step of the fit: the x from `from` to `to` get `value`, the weighted mean of their y; `weight` is their total weight. */
export type IsotonicBlock = { from: number; to: number; value: number; weight: number };

/**
 * Returns the blocks, ascending in x and strictly in value, that minimise sum w_i (y_i - g(x_i))^2 over non-decreasing g. Equal x are
 * pooled first, because one x can only get one value. Weights default to 1 and must be above 0; the order of the points does not
 * change a bit of the result. Errors: usage when lengths differ, a number is not finite or a weight is not above 0.
 */
export function isotonicBlocks(
  x: readonly number[],
  y: readonly number[],
  weights: readonly number[] = x.map(() => 1),
): IsotonicBlock[] {
  requirePoints(x, y, weights);
  const blocks: IsotonicBlock[] = [];
  for (const next of pooledTies(x, y, weights)) {
    let block = next;
    while (blocks.length > 0 && blocks.at(-1)!.value >= block.value) block = pool(blocks.pop()!, block);
    blocks.push(block);
  }
  return blocks;
}

/** Returns the fitted value at every point, in the order given: the isotonic regression of y on x (see `isotonicBlocks`). */
export function isotonic(x: readonly number[], y: readonly number[], weights?: readonly number[]): number[] {
  const blocks = isotonicBlocks(x, y, weights);
  return x.map((at) => blocks.find(({ to }) => at <= to)!.value);
}

function pooledTies(x: readonly number[], y: readonly number[], weights: readonly number[]): IsotonicBlock[] {
  const groups: number[][] = [];
  for (const i of sortOrder(x)) {
    if (groups.length > 0 && x[groups.at(-1)![0]!] === x[i]) groups.at(-1)!.push(i);
    else groups.push([i]);
  }
  return groups.map((group) => {
    const at = x[group[0]!]!;
    const weight = sum(group.map((i) => weights[i]!));
    return { from: at, to: at, value: sum(group.map((i) => weights[i]! * y[i]!)) / weight, weight };
  });
}

function pool(left: IsotonicBlock, right: IsotonicBlock): IsotonicBlock {
  const weight = left.weight + right.weight;
  const share = right.weight / weight;
  return { from: left.from, to: right.to, value: left.value + share * (right.value - left.value), weight };
}

function requirePoints(x: readonly number[], y: readonly number[], weights: readonly number[]): void {
  const fail = (requirement: string, got: unknown) =>
    usageError("isotonic", requirement, got, "give one x, one y and one weight for every point");
  if (x.length !== y.length || x.length !== weights.length)
    throw fail("as many x as y and weights are required", `${x.length} x, ${y.length} y, ${weights.length} weights`);
  const at = x.findIndex((_, i) => !(Number.isFinite(x[i]) && Number.isFinite(y[i]) && weights[i]! > 0));
  if (at >= 0)
    throw fail("finite x and y and weights above 0 are required", `point ${at}: ${x[at]}, ${y[at]}, ${weights[at]}`);
}
