/**
 * The best possible error of linear regression in context: y = w . x + noise, w ~ N(0, I), x ~ N(0, I). Given pairs, the posterior of w
 * is normal with covariance S, its mean is ridge regression, and the expected squared error of the next y is noise + trace(S).
 */
import { generator, rootKey } from "../../base/random.ts";

/** Draws of the inputs over which the expectation is taken; its standard error is then about 0.1 %. */
const NUM_DRAWS = 4000;

/**
 * Returns the expected squared error of the best predictor after 0, 1, .., examples - 1 pairs, `[examples]`: the first is exactly
 * dimensions + noiseVariance, the others are means over fixed draws of the inputs. Empty when a number is missing.
 */
export function ridgeErrors(dimensions: number, examples: number, noiseVariance: number): number[] {
  if (![dimensions, examples, noiseVariance].every(Number.isFinite)) return [];
  const rng = generator(rootKey("ridge"));
  const errors = new Float64Array(examples);
  for (let draw = 0; draw < NUM_DRAWS; draw++) {
    const covariance = Array.from({ length: dimensions }, (_, i) =>
      Array.from({ length: dimensions }, (_, j) => Number(i === j)),
    );
    for (let k = 0; k < examples; k++) {
      errors[k]! += noiseVariance + covariance.reduce((trace, row, i) => trace + row[i]!, 0);
      const x = Array.from({ length: dimensions }, () => rng.normal());
      observe(covariance, x, noiseVariance);
    }
  }
  return [...errors].map((total) => total / NUM_DRAWS);
}

/** The covariance after seeing y at x: S <- S - S x x' S / (noise + x' S x), in place; nothing changes where both are 0. */
function observe(covariance: number[][], x: readonly number[], noiseVariance: number): void {
  const sx = covariance.map((row) => row.reduce((total, value, j) => total + value * x[j]!, 0));
  const total = noiseVariance + sx.reduce((sum, value, i) => sum + value * x[i]!, 0);
  if (total <= 0) return;
  for (const [i, row] of covariance.entries()) for (const j of row.keys()) row[j]! -= (sx[i]! * sx[j]!) / total;
}
