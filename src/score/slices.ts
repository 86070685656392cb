/**
 * The same losses, cut two ways: by how far ahead the forecast looked, and by how much of the ladder it had seen. One rung ahead says
 * little about three decades ahead, so a mean over all targets hides the one thing a reader must know.
 */
import { byText } from "../base/byText.ts";
import type { ScoredTarget } from "../records.ts";
import { type Coverage, coverage50, coverage90, type MeanLosses, meanLosses } from "./summary.ts";
import { groupBy } from "./targets.ts";

/** One forecaster at one horizon (decades of the axis, to the nearest tenth). */
export type HorizonRow = {
  forecaster: string;
  horizon: number;
  coverage50: Coverage;
  coverage90: Coverage;
} & MeanLosses;

/**
 * Returns mean CRPS and coverage per forecaster and horizon, the baseline beside, sorted by forecaster, then horizon. Horizons are
 * rounded to a tenth of a decade: rungs ahead would mix distances, since ladders are spaced differently, and exact horizons would hold one
 * target each. Longer ones than the last row were never tested.
 */
export function byHorizon(targets: readonly ScoredTarget[]): HorizonRow[] {
  const tenths = ({ horizon }: ScoredTarget) => Math.round(horizon * 10);
  return slices(targets, (target) => String(tenths(target)))
    .map(([forecaster, group]) => ({
      forecaster,
      horizon: tenths(group[0]!) / 10,
      ...meanLosses(group),
      coverage50: coverage50(group),
      coverage90: coverage90(group),
    }))
    .sort((a, b) => byText(a.forecaster, b.forecaster) || a.horizon - b.horizon);
}

/**
 * One forecaster at one cut; `horizon`: decades from the cut to the farthest target. `sameRungs`: only on rungs that were kept back at
 * every cut of their cluster, null where there are none; along cuts, compare these.
 */
export type CutRow = { forecaster: string; cut: string; horizon: number; sameRungs: MeanLosses | null } & MeanLosses;

/**
 * Returns mean CRPS per forecaster and cut (the last rung seen), the baseline beside, sorted by forecaster, then the earliest cut (the
 * farthest horizon) first. Early cuts have targets that late cuts have already seen, mostly easier ones; `sameRungs` leaves them out.
 */
export function byCut(targets: readonly ScoredTarget[]): CutRow[] {
  const always = keptAtEveryCut(targets);
  return slices(targets, ({ cut }) => cut)
    .map(([forecaster, group]) => {
      const same = group.filter((target) => always.has(target));
      return {
        forecaster,
        cut: group[0]!.cut,
        horizon: Math.max(...group.map(({ horizon }) => horizon)),
        ...meanLosses(group),
        sameRungs: same.length === 0 ? null : meanLosses(same),
      };
    })
    .sort((a, b) => byText(a.forecaster, b.forecaster) || b.horizon - a.horizon || byText(a.cut, b.cut));
}

/** The targets whose rung their forecaster answered at every cut that it answered on that ladder. */
function keptAtEveryCut(targets: readonly ScoredTarget[]): Set<ScoredTarget> {
  const ladders = groupBy(targets, ({ forecaster, cluster, metric, axis }) =>
    JSON.stringify([forecaster, cluster, metric, axis]),
  );
  const kept = [...ladders.values()].flatMap((ladder) => {
    const numCuts = new Set(ladder.map(({ cut }) => cut)).size;
    const rungs = groupBy(ladder, ({ rung }) => rung).values();
    return [...rungs].filter((group) => group.length === numCuts).flat();
  });
  return new Set(kept);
}

function slices(targets: readonly ScoredTarget[], by: (target: ScoredTarget) => string): [string, ScoredTarget[]][] {
  const groups = groupBy(targets, (target) => JSON.stringify([target.forecaster, by(target)]));
  return [...groups.values()].map((group) => [group[0]!.forecaster, group]);
}
