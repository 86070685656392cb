/** What the observed runs of a family measured at their last step. Held-out runs never come through here. */
import { mean } from "../../math/stats.ts";
import type { Family } from "../../specs.ts";
import type { Project } from "../project.ts";
import { type FamilyRows, rowsOfFamily } from "../rows.ts";

/** One observed rung: the mean over seeds of every metric of whole answers at the last step. */
export type RungMeans = { rung: string; nParams: number; means: ReadonlyMap<string, number> };

/** Observed rungs, smallest first; how many estimates of the learning coefficient were asked for, and those refused for bad diagnostics. */
export type ObservedMeans = {
  rungs: RungMeans[];
  estimates: { asked: number; refused: { seed: string; step: number }[] };
};

/** Returns the means of a family whose observed runs are finished. Errors (usage): runs are missing. */
export async function observedMeans(project: Project, family: Family): Promise<ObservedMeans> {
  const all = await rowsOfFamily(project, family);
  const last = all.rows.filter((row) => row.step === family.checkpoints.at(-1) && row.position === null);
  const rungs = family.ladder
    .filter((rung) => !rung.heldOut)
    .map(({ name, nParams }): RungMeans => {
      const own = last.filter((row) => row.nParams === nParams);
      const valuesOf = (metric: string) => own.filter((row) => row.metric === metric).map((row) => row.value);
      const metrics = new Set(own.map((row) => row.metric));
      return { rung: name, nParams, means: new Map([...metrics].map((metric) => [metric, mean(valuesOf(metric))])) };
    });
  return { rungs, estimates: estimatesOf(all) };
}

/** Which estimates were refused: checkpoints at which an llc measure gave no number. */
function estimatesOf({ specs, measured }: FamilyRows): ObservedMeans["estimates"] {
  const asked = specs.flatMap((spec, i) =>
    spec.measures.flatMap((measure) => {
      if (measure.kind !== "llc") return [];
      const kept = new Set(measured[i]!.filter(({ metric }) => metric === "llc").map(({ step }) => step));
      return (measure.steps ?? spec.checkpoints).map((step) => ({ seed: spec.seed, step, kept: kept.has(step) }));
    }),
  );
  const refused = asked.filter(({ kept }) => !kept).map(({ seed, step }) => ({ seed, step }));
  return { asked: asked.length, refused };
}
