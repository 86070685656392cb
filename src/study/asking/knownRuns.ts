/** Finished runs that show what a question is about to ask: of its task at a size it holds out, under whatever family and seed. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { digest } from "../../base/canonical.ts";
import { readText } from "../../base/files.ts";
import { runFolder } from "../../runs/key.ts";
import { type Family, RunSpec } from "../../specs.ts";
import type { Project } from "../project.ts";
import { isFinished } from "../rows.ts";

/** Returns the keys of finished runs in models/runs whose task and model are those of a held-out rung of the family, sorted. */
export function knownRuns(project: Project, family: Family): string[] {
  const folder = path.join(project.dir, "models", "runs");
  if (!existsSync(folder)) return [];
  const heldOut = new Set(family.ladder.filter((rung) => rung.heldOut).map(({ model }) => digest(model)));
  return readdirSync(folder)
    .filter((key) => isFinished(project, key))
    .filter((key) => {
      const spec = specOf(project, key);
      return spec?.task.fingerprint === family.task.fingerprint && heldOut.has(digest(spec.model));
    })
    .sort();
}

/** The specification of a run; null where it cannot be read, which the run itself is told of. */
function specOf(project: Project, key: string): RunSpec | null {
  const { spec } = runFolder(project.dir, key);
  try {
    return RunSpec.parse({ measures: [], ...JSON.parse(readText(spec, "foreshock verify")) });
  } catch {
    return null;
  }
}
