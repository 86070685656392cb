/** Where a forecast puts the jump, if it puts it anywhere: a page must not read a place into masses that name none. */
import type { Forecast } from "../records.ts";

/**
 * Masses this close together come out of 1000 draws that favour no place (two standard errors of a difference around a third); of many
 * places none may have more than about half as much again as the others.
 */
const EVEN = { most: 0.05, share: 0.5 };

/** `bins` are those with the most mass, several when they share it; `even`: all places that are left have nearly the same, and are named. */
export type Likeliest = { bins: number[]; even: boolean };

/**
 * Returns the bins with the largest mass (equal but for rounding), or every bin when the masses are even: between the likeliest and the
 * least likely lie at most 5 points and half an equal share, the first bin left out, because the evidence has closed it.
 */
export function likeliest({ jump }: Pick<Forecast, "jump">): Likeliest {
  const open = jump.slice(1);
  const tolerance = Math.min(EVEN.most, EVEN.share / open.length);
  if (Math.max(...jump) - Math.min(...open) <= tolerance) return { bins: open.map((_, i) => i + 1), even: true };
  const least = Math.max(...jump) * (1 - 1e-9);
  return { bins: jump.flatMap((mass, bin) => (mass >= least ? [bin] : [])), even: false };
}
