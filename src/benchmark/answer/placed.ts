/** Were jumps placed? What forecasters put on the place where a jump came, beside what knowing nothing puts there, and how misses failed. */
import { byText } from "../../base/byText.ts";
import { fold, rootKey } from "../../base/random.ts";
import { clusterBootstrap, type Estimate } from "../../score/clusterBootstrap.ts";
import { groupBy } from "../../score/targets.ts";
import { DISTANCES, distanceOf } from "../standing/distance.ts";
import { cameInRange, type StandingJump } from "../standing/score.ts";

/** A jump is placed when at least this chance lay on the place where it came; the same chance anywhere counts as an announcement. */
const HALF = 0.5;

/**
 * One forecaster on some questions. Of those that jumped within range: `placed`, the share with .5 or more on the right place; `mass`, the
 * mean chance on it; `never`, the share to which it gave .5 or more to no jump; `early` and `late`, the share with .5 or more before or
 * after the right place (never apart). `byChance` is the mean share that naming one of the places at random would hit. Of those that did not
 * jump: `falseAlarm`, the share with .5 or more on jumps within range.
 */
export type Placed = {
  forecaster: string;
  numJumps: number;
  numStays: number;
  numClusters: number;
  placed: Estimate;
  mass: Estimate;
  byChance: Estimate;
  never: Estimate;
  early: Estimate;
  late: Estimate;
  falseAlarm: Estimate;
};

/** Placed jumps over one set of questions, every forecaster in the order shown. */
export type PlacedGroup = {
  by: "all" | "kind" | "source" | "distance" | "state" | "visible";
  name: string;
  rows: Placed[];
};

const BY: [PlacedGroup["by"], (jump: StandingJump) => string | null][] = [
  ["all", () => "all"],
  ["kind", ({ kind }) => kind],
  ["source", ({ source }) => source],
  // what did not jump has no distance
  ["distance", ({ doublings }) => (doublings === null ? null : distanceOf(doublings))],
  ["state", ({ state }) => state],
  ["visible", ({ visible }) => visible],
];

/** Returns placed jumps over all questions and by what is known of them; the distance is that of the jump, in doublings. */
export function placedGroups(jumps: readonly StandingJump[], names: readonly string[]): PlacedGroup[] {
  return BY.flatMap(([by, of]) => {
    const known = jumps.filter((jump) => of(jump) !== null);
    return [...groupBy(known, (jump) => of(jump)!)]
      .sort(([a], [b]) => orderOf(by, a) - orderOf(by, b) || byText(a, b))
      .map(([name, own]) => ({ by, name, rows: names.map((forecaster) => placedBy(forecaster, own)) }));
  });
}

const orderOf = (by: PlacedGroup["by"], name: string) =>
  by === "distance" ? DISTANCES.findIndex(({ label }) => label === name) : 0;

function placedBy(forecaster: string, jumps: readonly StandingJump[]): Placed {
  const own = jumps.filter((jump) => jump.forecaster === forecaster);
  const came = own.filter(cameInRange);
  const stayed = own.filter(({ bin, masses }) => bin === masses.length - 1);
  const clusters = [...groupBy([...came, ...stayed], ({ cluster }) => cluster).values()].map(sumsOf);
  const share = (column: number, of: number) => (totals: readonly number[]) =>
    totals[of] === 0 ? null : totals[column]! / totals[of]!;
  const columns = [1, 2, 3, 4, 5, 6].map((column) => share(column, 0));
  const key = fold(rootKey("foreshock/benchmark"), "placed");
  const [placed, mass, byChance, never, early, late, falseAlarm] = clusterBootstrap(
    clusters,
    [...columns, share(8, 7)],
    key,
  ) as [Estimate, Estimate, Estimate, Estimate, Estimate, Estimate, Estimate];
  const counts = { numJumps: came.length, numStays: stayed.length, numClusters: clusters.length };
  return { forecaster, ...counts, placed, mass, byChance, never, early, late, falseAlarm };
}

/** Jumps, then what is summed over them; at the end questions that stayed, and false alarms among them. */
function sumsOf(jumps: readonly StandingJump[]): number[] {
  const totals = new Array<number>(9).fill(0);
  const add = (values: readonly (number | boolean)[], from: number) => {
    for (const [i, value] of values.entries()) totals[from + i]! += Number(value);
  };
  for (const jump of jumps) {
    const { bin, masses } = jump;
    const before = total(masses.slice(0, bin));
    const after = total(masses.slice(bin + 1, -1));
    const never = masses.at(-1)!;
    if (cameInRange(jump))
      add([1, masses[bin]! >= HALF, masses[bin]!, 1 / masses.length, never >= HALF, before >= HALF, after >= HALF], 0);
    else add([1, total(masses.slice(1, -1)) >= HALF], 7);
  }
  return totals;
}

function total(masses: readonly number[]): number {
  return masses.reduce((sum, mass) => sum + mass, 0);
}
