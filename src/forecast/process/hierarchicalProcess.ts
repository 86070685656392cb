/**
 * A Gaussian process that knows what comparable curves have been like: its priors were measured on other tasks, and the visible rungs say
 * which of them it is in. The rival beside it, `gaussian-process`, has the same form and nothing measured.
 */
import { type Ask, isOfFamily } from "../ask.ts";
import type { Forecaster } from "../forecaster.ts";
import { type Guessing, scaleOf } from "../scale.ts";
import { MEASURED } from "./measured.ts";
import { LEVEL_SD, processDraws } from "./process.ts";
import { processOf, type World, worldOf } from "./worlds.ts";

/** How chance enters the scale on which the worlds were measured. */
export const GUESSING: Guessing = "taken off";

/** Weighted worlds of a question: published results on its axis, or families of small models trained for the purpose. */
type Weighted = { world: World; weight: number };

/** The worlds measured without one source of published results ("" = with all of them). */
function worldsOf(ask: Ask, without: string): Weighted[] {
  const { axis } = ask.question;
  const published = MEASURED.published[without] ?? MEASURED.published[""]!;
  if (!isOfFamily(ask) || axis !== "nParams") return [{ world: worldOf(published[axis]), weight: 1 }];
  return MEASURED.families.map(({ world, weight }) => ({ world: worldOf(world), weight }));
}

/**
 * Returns the forecaster whose priors of published results were measured without one source: what is asked about that source must not
 * have been learned from it. "" leaves nothing out.
 */
export function hierarchicalProcess(without: string): Forecaster {
  return {
    name: "hierarchical-process",
    summary:
      "a line with a smooth deviation and a walk, on logits; slopes, deviations and noise as measured on other tasks",
    method: {
      law: "level + slope x + smooth deviation + walk, slope around the measured mean of its kind of evidence and axis",
      objective: "exact posterior; .8 of chance is taken off every share, binomial variance of the items",
      search: "32 processes per world of measured priors, averaged by marginal likelihood",
      uncertainty: "the process, its sizes, runs, items",
    },
    draw(ask, rng) {
      const direction = ask.question.betterDirection === "higher" ? 1 : -1;
      const worlds = worldsOf(ask, without);
      const drawn = processDraws(ask, processOf(worlds, direction), rng, scaleOf(ask, GUESSING));
      if ("reason" in drawn) return { reason: `hierarchical-process: ${drawn.reason}` };
      return {
        curves: drawn.curves,
        parameters: { ...drawn.parameters, levelSd: LEVEL_SD, numWorlds: worlds.length, ...stated(worlds) },
        rationale: "Slope, deviations and noise have priors measured on other tasks; the visible rungs weigh them.",
      };
    },
  };
}

function stated(worlds: readonly Weighted[]): Record<string, number> {
  return Object.fromEntries(
    worlds.flatMap(({ world, weight }, i) => [
      [`prior.${i}.weight`, weight],
      [`prior.${i}.slopeMean`, world.slopeMean],
      [`prior.${i}.slopeSd`, world.slopeSd.median],
      [`prior.${i}.smoothSd`, world.smoothSd.median],
      [`prior.${i}.length`, world.length.median],
    ]),
  );
}
