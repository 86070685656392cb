/** What the observed runs measured at their last step: one line per rung, means over seeds. Held-out rungs never come through here. */
import { mean } from "../math/stats.ts";
import type { Measurement } from "../records.ts";
import { number, size } from "../report/format.ts";
import { runKey } from "../runs/key.ts";
import { observedRuns } from "../runs/plan.ts";
import type { Family } from "../specs.ts";
import { table } from "./output.ts";
import type { Project } from "./project.ts";
import { rowsOf } from "./rows.ts";

const COLUMNS = ["nll", "tokenAccuracy", "exactMatch", "success", "logitMargin"] as const;

/** Returns the table's lines for a family whose observed runs are finished. */
export async function observedTable(project: Project, family: Family): Promise<string[]> {
  const rows = await rowsOf(project, observedRuns(family).map(runKey));
  const last = rows.filter((row) => row.step === family.checkpoints.at(-1) && row.position === null);
  const lines = family.ladder
    .filter((rung) => !rung.heldOut)
    .map(({ name, nParams }) => {
      const own = last.filter((row) => row.nParams === nParams);
      return [name, size(nParams), ...COLUMNS.map((metric) => cell(own, metric))];
    });
  return [
    `seed means after ${family.train.numSteps} steps (nll in nats/token, margin in nats):`,
    ...table([["rung", "size", ...COLUMNS], ...lines]),
  ];
}

function cell(rows: Measurement[], metric: string): string {
  const values = rows.filter((row) => row.metric === metric).map((row) => row.value);
  return values.length === 0 ? "—" : number(mean(values));
}
