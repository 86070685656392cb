/** A published statement beside what came out, counted over seeds. A judge itself only states its rule. */
import { number } from "../base/words.ts";
import type { Claim } from "./section.ts";

/**
 * Returns a claim that holds when its rule holds in every seed; a seed whose numbers are missing (null) does not hold, and with no
 * seed at all nothing does. `obtained` is written from what each seed gave.
 */
export function claimOverSeeds<T>(
  { what, expected }: Pick<Claim, "what" | "expected">,
  perSeed: readonly (T | null)[],
  rule: (value: T) => boolean,
  write: (values: readonly T[]) => string,
): Claim {
  const known = perSeed.filter((value) => value !== null);
  const held = known.filter(rule).length;
  return {
    what,
    expected,
    obtained: known.length > 0 ? write(known) : "no measurement",
    holds: perSeed.length > 0 && held === perSeed.length,
    seeds: `${held} of ${perSeed.length}`,
  };
}

/** Returns numbers as text for a claim: "0.98, 0.99, 1". */
export function listed(values: readonly (number | null)[]): string {
  return values.map((value) => (value === null ? "never" : number(value))).join(", ");
}

/** Returns one sentence for each claim that does not hold. */
export function notReproduced(claims: readonly Claim[]): string[] {
  return claims
    .filter(({ holds }) => !holds)
    .map(
      ({ what, expected, obtained, seeds }) =>
        `Not reproduced: ${what}. Expected ${expected}, obtained ${obtained}; it held in ${seeds} seeds.`,
    );
}
