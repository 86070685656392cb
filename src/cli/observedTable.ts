/** What the observed runs measured at their last step, for people: one line per rung, means over seeds. */
import { number, size } from "../base/words.ts";
import type { Family } from "../specs.ts";
import { type ObservedMeans, observedMeans } from "../study/inside/observed.ts";
import type { Project } from "../study/project.ts";
import { table } from "./output.ts";

/** Metrics that get a column when there are rows of them. */
const COLUMNS = ["nll", "tokenAccuracy", "exactMatch", "mse", "success", "logitMargin", "llc"] as const;

/** Returns the table's lines for a family whose observed runs are finished. */
export async function observedTable(project: Project, family: Family): Promise<string[]> {
  const { rungs, estimates } = await observedMeans(project, family);
  const columns = COLUMNS.filter((metric) => rungs.some(({ means }) => means.has(metric)));
  const lines = rungs.map(({ rung, nParams, means }) => {
    const cell = (metric: string) => (means.has(metric) ? number(means.get(metric)!) : "—");
    return [rung, size(nParams), ...columns.map(cell)];
  });
  return [
    `seed means after ${family.train.numSteps} steps (nll in nats/token, margin in nats):`,
    ...table([["rung", "size", ...columns], ...lines]),
    ...refusedLine(family, estimates),
  ];
}

/** Says how many LLC estimates were refused, and how to see why the first was. */
function refusedLine({ name }: Family, { asked, refused }: ObservedMeans["estimates"]): string[] {
  const [first] = refused;
  if (!first) return [];
  return [
    `llc: ${refused.length} of ${asked} estimates refused for bad diagnostics; why: foreshock llc ${name} --seed ${first.seed} --step ${first.step}`,
  ];
}
