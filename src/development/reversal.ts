/**
 * The red flag: a metric that improved with training (or with size) gets worse and stays worse. Size and duration of the rise decide,
 * by a stated rule; a change-point test says how often noise alone would do this.
 *
 * Rise at a checkpoint = its value minus the smallest value before it (for lower-is-better). A checkpoint is over the line when its
 * rise exceeds both `minRise` and `numSe` standard errors of the difference, sqrt(se^2 + se_min^2) (0 where unknown). An episode is
 * a run of consecutive checkpoints over the line. `lasting`: the last episode has at least two checkpoints and reaches the curve's
 * end; `unconfirmed`: it reaches the end with one; `transient`: all episodes ended before; `none`: no episode.
 * Only the order of the points matters, so a curve over sizes (`curveOverSizes`) is judged the same way along ln N.
 */
import type { Key } from "../base/random.ts";
import { type ChangeTest, changeTest } from "./changePoint.ts";
import { type Curve, requireCurve } from "./curve.ts";

/** What counts: direction of improvement, rise in the metric's unit, standard errors, and the test's false-alarm rate. */
export type ReversalRule = { better: "higher" | "lower"; minRise: number; numSe: number; alpha: number };

/** For negative log-likelihoods: more than 0.2 nats and 4 standard errors; the test at 5 %. */
export const NLL_REVERSAL: ReversalRule = { better: "lower", minRise: 0.2, numSe: 4, alpha: 0.05 };

/** Checkpoints an episode needs at the curve's end to be lasting. */
const MIN_CHECKPOINTS = 2;

/** A run over the line from step `start` to `end`; `from` the step of the best value before it, `rise` the largest in it. */
export type Episode = {
  from: number;
  start: number;
  end: number;
  rise: number;
  checkpoints: number;
  recovered: boolean;
};

/**
 * The largest `rise` above the best value so far (0 when it never got worse), the step `at` which and the best value's step `from`
 * (null when it never got worse), whether a reversal is `sustained` to the end (kind `lasting`), the episodes, and the test (null
 * when a standard error is unknown or 0).
 */
export type Reversal = {
  rise: number;
  from: number | null;
  at: number | null;
  sustained: boolean;
  kind: "none" | "unconfirmed" | "transient" | "lasting";
  episodes: Episode[];
  test: ChangeTest | null;
};

/** A rise at one checkpoint: index of the best value before, and whether it is over the line. */
type Rise = { rise: number; best: number; over: boolean };

/** Returns what a curve of one or more points says about reversal, by a rule; `key` draws the test's noise: another one for every curve. */
export function reversal(curve: Curve, key: Key, rule: ReversalRule = NLL_REVERSAL): Reversal {
  requireCurve("reversal", curve, 1);
  const rises = risesOf(curve, rule);
  const episodes = episodesOf(curve, rises);
  const top = rises.reduce((best, { rise }, i) => (rise > rises[best]!.rise ? i : best), 0);
  const rose = rises[top]!.rise > 0;
  const last = episodes.at(-1);
  const open = last && last.checkpoints >= MIN_CHECKPOINTS ? "lasting" : "unconfirmed";
  const kind = !last ? "none" : last.recovered ? "transient" : open;
  return {
    rise: rises[top]!.rise,
    from: rose ? curve.steps[rises[top]!.best]! : null,
    at: rose ? curve.steps[top]! : null,
    sustained: kind === "lasting",
    kind,
    episodes,
    test: changeTest(curve, { key, better: rule.better, alpha: rule.alpha }),
  };
}

function risesOf({ values, stderr }: Curve, { better, minRise, numSe }: ReversalRule): Rise[] {
  const sign = better === "lower" ? 1 : -1;
  let best = 0;
  return values.map((value, i) => {
    const rise = Math.max(0, sign * (value - values[best]!));
    const line = Math.max(minRise, numSe * Math.hypot(stderr[i] ?? 0, stderr[best] ?? 0));
    const found = { rise, best, over: rise > line };
    if (sign * (value - values[best]!) < 0) best = i;
    return found;
  });
}

function episodesOf({ steps }: Curve, rises: readonly Rise[]): Episode[] {
  const episodes: Episode[] = [];
  for (let i = 0; i < rises.length; i++) {
    if (!rises[i]!.over) continue;
    let end = i;
    while (rises[end + 1]?.over) end++;
    const rise = Math.max(...rises.slice(i, end + 1).map((point) => point.rise));
    episodes.push({
      from: steps[rises[i]!.best]!,
      start: steps[i]!,
      end: steps[end]!,
      rise,
      checkpoints: end - i + 1,
      recovered: end + 1 < rises.length,
    });
    i = end;
  }
  return episodes;
}
