/** Ten numbers of a world -> the world, and the search for those that would have forecast best. */
import type { Process } from "../../../src/forecast/process/process.ts";
import { processOf, type World } from "../../../src/forecast/process/worlds.ts";
import { nelderMead } from "./nelderMead.ts";
import { objective, type Ready } from "./objective.ts";

/** Returns the world of ten numbers: slope mean, then ln median and sd of ln for four sizes, ln of the walk's sd. */
export function worldOf(v: readonly number[]): World {
  const spread = (i: number) => ({ median: six(Math.exp(v[i]!)), logSd: six(Math.abs(v[i + 1]!)) });
  return {
    slopeMean: six(v[0]!),
    slopeSd: spread(1),
    smoothSd: spread(3),
    length: spread(5),
    runSd: spread(7),
    walkSd: six(Math.exp(v[9]!)),
  };
}

const six = (value: number) => Number(value.toPrecision(4));

/** Returns the process of one world. */
export function alone(world: World): Process {
  return processOf([{ world, weight: 1 }], 1);
}

/** Returns the world that a search from `start` ends in, and its objective. */
export function fitted(
  questions: readonly Ready[],
  start: readonly number[],
  evaluations: number,
): { world: World; value: number } {
  const { x, value } = nelderMead((v) => objective(questions, alone(worldOf(v))), start, 0.4, evaluations);
  return { world: worldOf(x), value };
}
