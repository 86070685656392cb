/** How the trained rungs of a family developed: jumps, what moved before them, stages, and losses that turn. */
import { usageError } from "../../base/errors.ts";
import { rootKey } from "../../base/random.ts";
import { curveOverSizes } from "../../development/curve.ts";
import { type Development, developmentOf, type Event } from "../../development/development.ts";
import { type Reversal, reversal } from "../../development/reversal.ts";
import { METRICS, type MetricName } from "../../metrics.ts";
import type { Measurement } from "../../records.ts";
import type { Family } from "../../specs.ts";
import type { Project } from "../project.ts";
import { rowsOfFamily } from "../rows.ts";

/** The event asked for, every observed rung's development, and whether the loss rises again with size (null: not askable). */
export type FamilyDevelopment = {
  event: Event;
  rungs: ({ rung: string } & Development)[];
  overSizes: Reversal | null;
};

/** Returns the development of a family's observed rungs towards a metric's threshold. Errors (usage): runs missing, an unknown metric. */
export async function developmentOfFamily(
  project: Project,
  family: Family,
  metric: string,
  threshold: number,
): Promise<FamilyDevelopment> {
  const { rows } = await rowsOfFamily(project, family);
  const event = { metric: metricName(family, metric), threshold };
  const rungs = family.ladder
    .filter(({ heldOut }) => !heldOut)
    .map(({ name, nParams }) => {
      const own = rows.filter((row) => row.nParams === nParams);
      return { rung: name, ...developmentOf(own, event, rootKey(`${family.name} ${name}`)) };
    });
  return { event, rungs, overSizes: reversalOverSizes(family, rows, rungs[0]!.loss) };
}

function metricName({ name }: Family, metric: string): MetricName {
  if (Object.hasOwn(METRICS, metric)) return metric as MetricName;
  const again = `foreshock stages ${name} --metric exactMatch`;
  throw usageError("stages", "a metric of METRICS is required", metric, again);
}

/** The red flag of interest: the loss rises again with size. */
function reversalOverSizes(family: Family, rows: readonly Measurement[], loss: MetricName): Reversal | null {
  const curve = curveOverSizes(rows, loss, family.checkpoints.at(-1)!);
  return loss === "nll" && curve.steps.length >= 3 ? reversal(curve, rootKey(`${family.name} sizes`)) : null;
}
