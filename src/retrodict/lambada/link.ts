/**
 * From loss to accuracy on LAMBADA, item for item the same text: which curve? Five candidates and the two-step link compete at telling the
 * checkpoints of a size that was left out of the fit, among the observed sizes alone; the winner is fitted to all of them.
 */

import { accuracyAt, fitSigmoidLink, type LinkPoint } from "../../forecast/twoStep/sigmoidLink.ts";
import { centralDifferences, minimiseInBox } from "../../math/optimise/boundedBfgs.ts";
import type { Box } from "../../math/optimise/starts.ts";
import { clipped } from "../../math/special.ts";
import { mean } from "../../math/stats.ts";

/** One checkpoint of one size: nll in nats per answer, and accuracy. */
export type SizedPoint = LinkPoint & { nParams: number };
/** A family of links: `at(parameters, loss)` is the accuracy; `ideal` = the point (0, 1) counts as a checkpoint, as a model without loss errs nowhere. */
type Family = {
  name: string;
  ideal: boolean;
  starts: number[][];
  box: Box;
  at(parameters: readonly number[], loss: number): number;
};
/** A fitted link; its values are kept between 0 and 1. */
export type Link = (loss: number) => number;
/** A family and its mean absolute error on sizes left out, each in turn; null where some fit failed. */
export type Candidate = { name: string; error: number | null };

const open = (low: number[]): Box => ({ low, high: low.map(() => Infinity) });
const sigmoidOf = (z: number) => 1 / (1 + Math.exp(-z));

const FAMILIES: readonly Family[] = [
  {
    name: "sigmoid a / (1 + exp(k (L - m)))",
    ideal: false,
    starts: [
      [2, 0.4, 0],
      [1, 1, 2],
      [0.8, 1.2, 2],
    ],
    box: open([0, 0, -Infinity]),
    at: ([a, k, m], loss) => a! * sigmoidOf(-k! * (loss - m!)),
  },
  {
    name: "exponential a exp(-k L)",
    ideal: false,
    starts: [[1, 0.3]],
    box: open([0, 0]),
    at: ([a, k], loss) => a! * Math.exp(-k! * loss),
  },
  {
    name: "stretched exponential exp(-(L / c)^b)",
    ideal: false,
    starts: [[3, 1]],
    box: open([1e-3, 1e-2]),
    at: ([c, b], loss) => Math.exp(-((loss / c!) ** b!)),
  },
  {
    name: "exponential of a parabola exp(-a L - b L^2)",
    ideal: false,
    starts: [[0.3, 0]],
    box: open([0, -Infinity]),
    at: ([a, b], loss) => Math.exp(-a! * loss - b! * loss ** 2),
  },
  {
    name: "sigmoid with offset through (0, 1)",
    ideal: true,
    starts: [
      [-1, 1, 2, 1],
      [-1, 0.5, 3, 1],
      [-0.9, 1, 3, 0.9],
    ],
    box: open([-Infinity, 0, -Infinity, -Infinity]),
    at: ([a, k, m, b], loss) => a! * sigmoidOf(k! * (loss - m!)) + b!,
  },
];

const TWO_STEP = "two-step link";

/** Returns every candidate with its error on left-out sizes, best first, and the best one fitted to all points; null when none fits. */
export function bestLink(points: readonly SizedPoint[]): { candidates: Candidate[]; link: Link | null } {
  const fits = new Map<string, (of: readonly SizedPoint[]) => Link | null>([
    ...FAMILIES.map((family): [string, (of: readonly SizedPoint[]) => Link | null] => [
      family.name,
      (of) => fitFamily(family, of),
    ]),
    [TWO_STEP, fitTwoStepLink],
  ]);
  const candidates = [...fits]
    .map(([name, fit]) => ({ name, error: leaveSizeOut(points, fit) }))
    .sort((a, b) => (a.error ?? Infinity) - (b.error ?? Infinity));
  return { candidates, link: fits.get(candidates[0]!.name)!(points) };
}

/** Returns the mean absolute error over points, each predicted by a link fitted to the other sizes. */
function leaveSizeOut(points: readonly SizedPoint[], fit: (of: readonly SizedPoint[]) => Link | null): number | null {
  const sizes = [...new Set(points.map(({ nParams }) => nParams))];
  const errors = sizes.map((size) => {
    const link = fit(points.filter(({ nParams }) => nParams !== size));
    return (
      link &&
      errorsOf(
        link,
        points.filter(({ nParams }) => nParams === size),
      )
    );
  });
  return errors.includes(null) ? null : mean(errors.flatMap((own) => own ?? []));
}

/** Returns |link(loss) - accuracy| at each point. */
export function errorsOf(link: Link, points: readonly LinkPoint[]): number[] {
  return points.map(({ loss, accuracy }) => Math.abs(link(loss) - accuracy));
}

function fitTwoStepLink(points: readonly LinkPoint[]): Link | null {
  const fit = fitSigmoidLink(points);
  return fit.ok ? (loss) => accuracyAt(fit.link, loss) : null;
}

function fitFamily({ at, ideal, starts, box }: Family, points: readonly LinkPoint[]): Link | null {
  const all = ideal ? [...points, { loss: 0, accuracy: 1 }] : points;
  const squares = (parameters: readonly number[]) =>
    all.reduce((total, { loss, accuracy }) => total + (at(parameters, loss) - accuracy) ** 2, 0);
  const minima = starts.flatMap((start) => {
    const minimum = minimiseInBox(centralDifferences(squares, box), start, box);
    return minimum.ok ? [minimum] : [];
  });
  const best = minima.sort((a, b) => a.value - b.value)[0];
  return best ? (loss) => clipped(at(best.x, loss)) : null;
}
