/** The one order of texts: by UTF-16 code units, so that a sorted list is the same in every language and on every machine. */

/** Returns a negative number, 0 or a positive number as a comes before, equals or comes after b. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
