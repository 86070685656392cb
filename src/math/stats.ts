/**
 * Summary statistics with one fixed order of summation: every function sorts a copy first, so that rows read in another order give
 * the same bytes. The compensated sums come from simple-statistics; this is the only file that imports it, because several of its
 * other functions (normal CDF, probit, erf, Wilcoxon) are look-up tables or another statistic than the name suggests.
 */
import * as simple from "simple-statistics";
import { numericError } from "../base/errors.ts";

/** Returns a copy in ascending order; a NaN is refused because no order contains it. */
export function sorted(values: readonly number[]): number[] {
  const bad = values.findIndex((value) => Number.isNaN(value));
  if (bad >= 0)
    throw numericError("sorted", "numbers are required", `NaN at index ${bad}`, "leave the row out instead");
  return Array.from(Float64Array.from(values).sort());
}

/** Returns the permutation that sorts `values` in ascending order; equal values keep their order. */
export function sortOrder(values: readonly number[]): number[] {
  return values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
}

/** Returns the sum in ascending order of the terms (compensated), the same bits for every order of `values`; 0 for none. */
export function sum(values: readonly number[]): number {
  return simple.sum(sorted(values));
}

/** Returns the middle of one or more values in ascending order, of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  requireCount("median", values, 1);
  return simple.median([...sorted(values)]);
}

/** Returns the arithmetic mean of one or more values, corrected once so that the mean of equal values is that value, to the bit. */
export function mean(values: readonly number[]): number {
  requireCount("mean", values, 1);
  const first = sum(values) / values.length;
  return first + sum(values.map((value) => value - first)) / values.length;
}

/** Returns the sample variance sum (x - mean)^2 / (n - 1) of two or more values. */
export function variance(values: readonly number[]): number {
  requireCount("variance", values, 2);
  const centre = mean(values);
  return sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}

/** Returns the sample standard deviation, the square root of `variance`. */
export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}

/** Returns the standard error of the mean, sqrt(variance / n), of two or more values. */
export function standardError(values: readonly number[]): number {
  return Math.sqrt(variance(values) / values.length);
}

function requireCount(where: string, values: readonly number[], least: number): void {
  if (values.length >= least) return;
  throw numericError(
    where,
    `at least ${least} value${least > 1 ? "s" : ""} required`,
    values.length,
    "measure more runs",
  );
}
