/** Ten numbers of a world -> the world, and the search for those that would have forecast best. */
import type { Process } from "../../../src/forecast/process/process.ts";
import { type Numbers, processOf, worldOf } from "../../../src/forecast/process/worlds.ts";
import { nelderMead } from "./nelderMead.ts";
import { objective, type Ready } from "./objective.ts";

/**
 * How much sizes differ between tasks, sd of ln: of slopes, smooth deviations, lengths, runs. Given and not fitted: fitted, they became large
 * on few sources, and a few tasks of another then had slopes that nothing held (CRPS there 5.97 points instead of 4.5).
 */
export type Spreads = readonly [number, number, number, number];

/** Returns the table's numbers of a point of the search: mean slope, then ln of the four medians and of the walk's sd. */
function numbersOf(v: readonly number[], spreads: Spreads): Numbers {
  const four = (value: number) => Number(value.toPrecision(4));
  const [slopeMean, ...sizes] = v.map((value, i) => four(i === 0 ? value : Math.exp(value)));
  const [slope, smooth, length, run] = spreads;
  return [slopeMean!, sizes[0]!, slope, sizes[1]!, smooth, sizes[2]!, length, sizes[3]!, run, sizes[4]!];
}

/** Returns the process of one world. */
function alone(world: Numbers): Process {
  return processOf([{ world: worldOf(world), weight: 1 }], 1);
}

/** Returns the world that a search from `start` ends in, and its objective. */
export function fitted(
  questions: readonly Ready[],
  start: readonly number[],
  spreads: Spreads,
  evaluations: number,
): { world: Numbers; value: number } {
  const numbers = (v: readonly number[]) => numbersOf(v, spreads);
  const { x, value } = nelderMead((v) => objective(questions, alone(numbers(v))), start, 0.4, evaluations);
  return { world: numbers(x), value };
}
