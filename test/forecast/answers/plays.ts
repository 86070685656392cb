/** A simulated world played through: its question, evidence with single answers, what came out, and a forecaster's forecast of it. */
import { fold, generator, rootKey } from "../../../src/base/random.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import type { Forecaster } from "../../../src/forecast/forecaster.ts";
import { mean } from "../../../src/math/stats.ts";
import type { Evidence, Question } from "../../../src/records.ts";
import { questionOf, resultOf, simulate, type World } from "../world.ts";

export const key = rootKey("margin");
const SEEDS = ["0", "1", "2"];

/** A world's question about a metric, its evidence with single answers, and what came out at the held-out rungs. */
export function play(world: World, name: string, metric = "exactMatch") {
  const sizes = [...world.observed, ...world.heldOut].map((x) => Math.round(10 ** x));
  const question: Question = { ...questionOf(sizes, world.heldOut.length, { metric }, world.length) };
  const runs = [...world.observed, ...world.heldOut].map((x) =>
    SEEDS.map((seed) => simulate(world, x, seed, generator(fold(key, name, String(x), seed)))),
  );
  const seen = runs.slice(0, world.observed.length).flat();
  const evidence = evidenceFor(
    question,
    seen.flatMap(({ rows }) => rows),
    seen.map(({ answers }) => answers),
  );
  const outcome = runs
    .slice(world.observed.length)
    .map((seeds) =>
      mean(seeds.map(({ rows }) => rows.find((row) => row.metric === metric && row.position === null)!.value)),
    );
  return { question, evidence, outcome };
}

/** Returns the forecast; throws where there is none. */
export function forecastBy(forecaster: Forecaster, question: Question, evidence: Evidence) {
  const result = resultOf(forecaster, question, evidence, key);
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}
