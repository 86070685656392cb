/** A forecast in the figures people read: quantiles per held-out rung, where the jump is put, and what each outcome would cost. */
import { quantile } from "../math/distribution.ts";
import { type JumpPlace, jumpLabels, jumpPlaces } from "../question/grid.ts";
import type { Forecast, Question } from "../records.ts";
import { logScore } from "../score/logScore.ts";

/** One held-out rung: the median and the ends of the central 50 % and 90 % intervals, in the metric's unit. */
export type RungReading = {
  rung: string;
  nParams: number;
  median: number;
  low50: number;
  high50: number;
  low90: number;
  high90: number;
};

/** One place of the jump, its label in a file of numbers, the chance it is given, and -ln of it (nats), the cost if the jump comes there. */
export type PlaceReading = JumpPlace & { key: string; mass: number; logScore: number };

/** Returns what a forecast says. */
export function readForecast(
  question: Question,
  { targets, jump }: Forecast,
): { rungs: RungReading[]; places: PlaceReading[] } {
  const keys = jumpLabels(question);
  return {
    rungs: targets.map(({ rung, nParams, distribution }) => {
      const at = (level: number) => quantile(distribution, level);
      return { rung, nParams, median: at(0.5), low50: at(0.25), high50: at(0.75), low90: at(0.05), high90: at(0.95) };
    }),
    places: jumpPlaces(question).map((place, k) => ({
      ...place,
      key: keys[k]!,
      mass: jump[k]!,
      logScore: logScore(jump, k),
    })),
  };
}
