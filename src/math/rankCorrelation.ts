/** Do two lists have one order? Nothing else about their values counts. */

/** Returns Spearman's rank correlation of two equally long lists, tied values at their mean rank; null when one list is constant. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number | null {
  const [a, b] = [ranksOf(x), ranksOf(y)];
  const centre = (x.length + 1) / 2;
  const product = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + (value - centre) * (v[i]! - centre), 0);
  const spread = Math.sqrt(product(a, a) * product(b, b));
  return spread > 0 ? product(a, b) / spread : null;
}

/** A value's rank is the mean of the places it takes in the sorted list, the first place being 1. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
