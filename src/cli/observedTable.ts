/** What the observed runs measured at their last step: one line per rung, means over seeds. Held-out rungs never come through here. */
import { mean } from "../math/stats.ts";
import type { Measurement } from "../records.ts";
import { number, size } from "../report/format.ts";
import { runKey } from "../runs/key.ts";
import { readMeasures } from "../runs/measures.ts";
import { observedRuns } from "../runs/plan.ts";
import type { Family } from "../specs.ts";
import { table } from "./output.ts";
import type { Project } from "./project.ts";
import { rowsOf } from "./rows.ts";

/** Metrics that get a column when there are rows of them. */
const COLUMNS = ["nll", "tokenAccuracy", "exactMatch", "mse", "success", "logitMargin", "llc"] as const;

/** Returns the table's lines for a family whose observed runs are finished. */
export async function observedTable(project: Project, family: Family): Promise<string[]> {
  const specs = observedRuns(family);
  const measured = await Promise.all(specs.map((spec) => readMeasures(spec, project.dir)));
  const rows = [...(await rowsOf(project, specs.map(runKey))), ...measured.flat()];
  const last = rows.filter((row) => row.step === family.checkpoints.at(-1) && row.position === null);
  const columns = COLUMNS.filter((metric) => last.some((row) => row.metric === metric));
  const lines = family.ladder
    .filter((rung) => !rung.heldOut)
    .map(({ name, nParams }) => {
      const own = last.filter((row) => row.nParams === nParams);
      return [name, size(nParams), ...columns.map((metric) => cell(own, metric))];
    });
  return [
    `seed means after ${family.train.numSteps} steps (nll in nats/token, margin in nats):`,
    ...table([["rung", "size", ...columns], ...lines]),
  ];
}

function cell(rows: Measurement[], metric: string): string {
  const values = rows.filter((row) => row.metric === metric).map((row) => row.value);
  return values.length === 0 ? "—" : number(mean(values));
}
