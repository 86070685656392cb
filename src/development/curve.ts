/**
 * A curve is one metric of one seed over training: what every file of this folder reads. It is cut out of measurement rows here, and
 * only here, so that a duplicate row or two runs under one seed are refused instead of averaged in silence.
 * The log axis is u = ln(step + 1): it keeps step 0, and a curve's derivative in u vanishes exactly where that in ln step does.
 */

import { byText } from "../base/byText.ts";
import { numericError, usageError } from "../base/errors.ts";
import { mean, standardError } from "../math/stats.ts";
import type { Measurement } from "../records.ts";

/** Values at increasing steps with their standard errors (null = unknown), three arrays of one length. */
export type Curve = { steps: number[]; values: number[]; stderr: (number | null)[] };

/**
 * Returns the curve of a metric of one seed (position null = over all positions), steps increasing; empty when no row matches.
 * Errors: usage, when a step occurs twice (rows of two runs: filter by run or nParams first).
 */
export function curveOf(
  rows: readonly Measurement[],
  metric: string,
  seed: string,
  position: number | null = null,
): Curve {
  const mine = rows
    .filter((row) => row.metric === metric && row.seed === seed && row.position === position)
    .sort((a, b) => a.step - b.step);
  const twice = mine.find((row, i) => i > 0 && mine[i - 1]!.step === row.step);
  if (twice)
    throw usageError(
      "curveOf",
      `one ${metric} row a step is required for seed ${seed}`,
      `two at step ${twice.step}`,
      "pass the rows of one run only: filter by run or nParams",
    );
  return toCurve(mine.map(({ step, value, stderr }) => ({ step, value, stderr })));
}

/**
 * Returns a metric at one training step as a curve over sizes: `steps` holds nParams, a value is the mean over seeds, its stderr
 * that over seeds, or the row's own for a single seed. What depends on order alone (`reversal`) reads it as it is.
 */
export function curveOverSizes(rows: readonly Measurement[], metric: string, step: number): Curve {
  const mine = rows.filter((row) => row.metric === metric && row.step === step && row.position === null);
  const sizes = [...new Set(mine.map(({ nParams }) => nParams))].sort((a, b) => a - b);
  return toCurve(
    sizes.map((size) => {
      const here = mine.filter(({ nParams }) => nParams === size);
      const values = here.map(({ value }) => value);
      const stderr = here.length > 1 ? standardError(values) : here[0]!.stderr;
      return { step: size, value: mean(values), stderr };
    }),
  );
}

/** Returns the seeds that occur in the rows, each once, in text order. */
export function seedsOf(rows: readonly Measurement[]): string[] {
  return [...new Set(rows.map(({ seed }) => seed))].sort(byText);
}

/** Returns u = ln(step + 1), the axis on which curves are smoothed. */
export function logStep(step: number): number {
  return Math.log1p(step);
}

/** Returns the step (not rounded) at u: exp(u) - 1, the inverse of `logStep`. */
export function stepAt(u: number): number {
  return Math.expm1(u);
}

/**
 * Returns the mean of one or more curves at the steps they share. stderr is that of the measurements alone, sqrt(sum se^2) / k for k
 * curves (null where one is unknown): the spread between seeds moves whole curves, it is no noise between checkpoints.
 */
export function meanCurve(curves: readonly Curve[]): Curve {
  const [first, ...others] = curves;
  if (!first) throw usageError("meanCurve", "at least one curve is required", "none", "pass one curve per seed");
  const at = others.map(({ steps }) => new Map(steps.map((step, i) => [step, i])));
  const points = first.steps.flatMap((step, i) => {
    const places = at.map((index) => index.get(step));
    if (places.includes(undefined)) return [];
    const all = [i, ...(places as number[])];
    const errors = all.map((place, k) => curves[k]!.stderr[place]!);
    const known = errors.every((error) => error !== null);
    return [
      {
        step,
        value: mean(all.map((place, k) => curves[k]!.values[place]!)),
        stderr: known ? Math.hypot(...(errors as number[])) / all.length : null,
      },
    ];
  });
  return toCurve(points);
}

/** Refuses a curve with fewer than `least` points, arrays of different lengths, steps that do not increase or values that are not finite. */
export function requireCurve(where: string, { steps, values, stderr }: Curve, least: number): void {
  const fail = (requirement: string, got: unknown) =>
    usageError(where, requirement, got, "measure more checkpoints, and make curves with curveOf");
  if (values.length !== steps.length || stderr.length !== steps.length)
    throw fail(
      "steps, values and stderr of one length are required",
      [steps, values, stderr].map((a) => a.length),
    );
  if (steps.length < least) throw fail(`at least ${least} points are required`, steps.length);
  const back = steps.findIndex((step, i) => !(i === 0 ? step >= 0 : step > steps[i - 1]!));
  if (back >= 0) throw fail("increasing steps from 0 on are required", steps.slice(0, back + 1));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw numericError(where, "finite values are required", values[bad], `leave step ${steps[bad]} out of the curve`);
}

function toCurve(points: readonly { step: number; value: number; stderr: number | null }[]): Curve {
  return {
    steps: points.map(({ step }) => step),
    values: points.map(({ value }) => value),
    stderr: points.map(({ stderr }) => stderr),
  };
}
