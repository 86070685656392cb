/** Ten numbers of a world -> the world, and the search for those that would have forecast best. */
import type { Process } from "../../../src/forecast/process/process.ts";
import { type Numbers, processOf, worldOf } from "../../../src/forecast/process/worlds.ts";
import { nelderMead } from "./nelderMead.ts";
import { objective, type Ready } from "./objective.ts";

/** Returns the table's numbers of a point of the search: the mean slope as it is, medians and the walk's sd from their ln, spreads by size. */
export function numbersOf(v: readonly number[]): Numbers {
  const at = (i: number) => Number((i === 0 ? v[0]! : i % 2 === 1 ? Math.exp(v[i]!) : Math.abs(v[i]!)).toPrecision(4));
  return v.map((_, i) => at(i)) as unknown as Numbers;
}

/** Returns the process of one world. */
function alone(world: Numbers): Process {
  return processOf([{ world: worldOf(world), weight: 1 }], 1);
}

/** Returns the world that a search from `start` ends in, and its objective. */
export function fitted(
  questions: readonly Ready[],
  start: readonly number[],
  evaluations: number,
): { world: Numbers; value: number } {
  const { x, value } = nelderMead((v) => objective(questions, alone(numbersOf(v))), start, 0.4, evaluations);
  return { world: numbersOf(x), value };
}
