/** Returns whether two numbers are the same but for rounding: apart by at most 1e-9 of the larger one's size. */
export function isEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}
