/** Which runs a family consists of, and which of them are not there yet; decided from the files alone. */
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import type { Family, Rung, RunSpec } from "../specs.ts";
import { runFolder, runKey } from "./key.ts";

/** Returns the runs of the observed rungs, smallest rung first, seeds "0" to "numSeeds - 1". */
export function observedRuns(family: Family): RunSpec[] {
  return family.ladder
    .filter((rung) => !rung.heldOut)
    .flatMap((rung) => Array.from({ length: family.numSeeds }, (_, i) => runSpec(family, rung, String(i))));
}

/** Returns the runs of the held-out rungs, one per seed drawn for them, in ladder order and then by index. Errors: not a held-out rung. */
export function heldOutRuns(
  family: Family,
  seeds: readonly { index: number; rung: string; seed: string }[],
): RunSpec[] {
  const heldOut = family.ladder.filter((rung) => rung.heldOut);
  const stray = seeds.find(({ rung }) => !heldOut.some(({ name }) => name === rung));
  if (stray)
    throw usageError("heldOutRuns", `held-out rungs of ${family.name} are required`, stray.rung, "foreshock verify");
  return heldOut.flatMap((rung) =>
    seeds
      .filter((drawn) => drawn.rung === rung.name)
      .sort((a, b) => a.index - b.index)
      .map(({ seed }) => runSpec(family, rung, seed)),
  );
}

/** Returns the runs without a finished summary, or without one of their measures, in the project, in the given order. */
export function missing(specs: readonly RunSpec[], projectDir: string): RunSpec[] {
  return specs.filter((spec) => {
    const { summary, measure } = runFolder(projectDir, runKey(spec));
    return ![summary, ...spec.measures.map(measure)].every(exists);
  });
}

function runSpec(family: Family, { model }: Rung, seed: string): RunSpec {
  const { task, train, checkpoints, numExamples, measures, engine } = family;
  return { task, model, train, checkpoints, numExamples, measures, engine, seed };
}
