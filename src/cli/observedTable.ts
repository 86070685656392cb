/** What the observed runs measured at their last step: one line per rung, means over seeds. Held-out rungs never come through here. */

import { number, size } from "../base/words.ts";
import { mean } from "../math/stats.ts";
import type { Measurement } from "../records.ts";
import { runKey } from "../runs/key.ts";
import { readMeasures } from "../runs/measures.ts";
import { observedRuns } from "../runs/plan.ts";
import type { Family, RunSpec } from "../specs.ts";
import type { Project } from "../study/project.ts";
import { rowsOf } from "../study/rows.ts";
import { table } from "./output.ts";

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
    ...refusedLine(family, specs, measured),
  ];
}

/** Says how many LLC estimates were refused, and how to see why the first was. */
function refusedLine(family: Family, specs: readonly RunSpec[], measured: readonly Measurement[][]): string[] {
  const asked = specs.flatMap((spec, i) =>
    spec.measures.flatMap((measure) => {
      if (measure.kind !== "llc") return [];
      const kept = new Set(measured[i]!.filter(({ metric }) => metric === "llc").map(({ step }) => step));
      return (measure.steps ?? spec.checkpoints).map((step) => ({ seed: spec.seed, step, kept: kept.has(step) }));
    }),
  );
  const refused = asked.filter(({ kept }) => !kept);
  const [first] = refused;
  if (!first) return [];
  return [
    `llc: ${refused.length} of ${asked.length} estimates refused for bad diagnostics; why: foreshock llc ${family.name} --seed ${first.seed} --step ${first.step}`,
  ];
}

function cell(rows: Measurement[], metric: string): string {
  const values = rows.filter((row) => row.metric === metric).map((row) => row.value);
  return values.length === 0 ? "—" : number(mean(values));
}
