/**
 * The broken neural scaling law with one break, y = a + b x^-c0 (1 + (x/d)^(1/f))^(-c1 f): a power c0 that becomes c0 + c1 around d,
 * over a stretch of ln x about f wide. a and b are linear, so only the shape (c0, c1, d, f) has to be searched.
 * @see https://arxiv.org/abs/2210.14891 (the form; as recorded in the project's notes)
 */
import { log1pExp } from "../../../math/special.ts";

/** The shape of the reducible part: exponents before and beyond the break, ln of its place, its width in ln x; c1 = 0: no break. */
export type Shape = { c0: number; c1: number; lnD: number; f: number };

/** A whole law: asymptote, amplitude (of the power at x = 1) and shape. */
export type Bnsl = Shape & { a: number; b: number };

/** Returns ln of x^-c0 (1 + (x/d)^(1/f))^(-c1 f) at ln x. */
export function lnShape({ c0, c1, lnD, f }: Shape, lnX: number): number {
  return -c0 * lnX - (c1 === 0 ? 0 : c1 * f * log1pExp((lnX - lnD) / f));
}

/** Returns y at x > 0. */
export function bnslAt(law: Bnsl, x: number): number {
  return law.a + law.b * Math.exp(lnShape(law, Math.log(x)));
}

/**
 * Returns the least-squares asymptote a and amplitude b of y = a + b u, of either sign, from weighted sums (s11 of the weights, s1u of u, suu
 * of u^2, s1y of y, suy of u y), and the determinant s11 suu - s1u^2.
 */
export function solvePair(s11: number, s1u: number, suu: number, s1y: number, suy: number) {
  const determinant = s11 * suu - s1u * s1u;
  return { a: (suu * s1y - s1u * suy) / determinant, b: (s11 * suy - s1u * s1y) / determinant, determinant };
}
