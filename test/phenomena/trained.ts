/** A family of models/families, shrunk and really trained in a folder of its own: rows as a judge sees them. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TrainedFamily } from "../../src/phenomena/phenomenon.ts";
import { readFamily } from "../../src/runs/family.ts";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { readMeasures } from "../../src/runs/measures.ts";
import { observedRuns } from "../../src/runs/plan.ts";
import { executeRun } from "../../src/runs/run.ts";
import { readSummary } from "../../src/runs/store.ts";
import type { Family, TaskSpec } from "../../src/specs.ts";
import { root } from "../root.ts";

/** Returns the trained rows of a family with some of the task's settings replaced, and then what `shrink` changes of it. */
export async function trainedFamily(
  name: string,
  taskParams: TaskSpec["params"],
  shrink: (family: Family) => Partial<Family>,
): Promise<TrainedFamily> {
  const whole = await readFamily(path.join(root, `models/families/${name}.yaml`), root, taskParams);
  const family = { ...whole, ...shrink(whole) };
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-phenomenon-"));
  try {
    const rows = [];
    for (const spec of observedRuns(family)) {
      await executeRun(spec, folder);
      rows.push(...(await readSummary(runFolder(folder, runKey(spec)).summary)), ...(await readMeasures(spec, folder)));
    }
    return { family, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
