/** From models/families/<name>.yaml and the file of its task to a Family; this is where a task's code is executed. */
import path from "node:path";
import { readYaml } from "../base/yaml.ts";
import type { Family, TaskSpec } from "../specs.ts";
import { checkSuccess } from "../task/check.ts";
import { loadTask } from "../task/load.ts";
import { buildFamily } from "./buildFamily.ts";
import { FamilyFile } from "./familyFile.ts";

/**
 * Returns the family of a YAML file (a path relative to the project, by default the current folder), with some of the task's settings
 * replaced by `taskParams`.
 * Errors (usage) name file, line and column: unknown keys, wrong values, and ladders that break the rules above.
 */
export async function readFamily(
  file: string,
  projectDir = process.cwd(),
  taskParams: TaskSpec["params"] = {},
): Promise<Family> {
  const form = readYaml("readFamily", path.resolve(projectDir, file), FamilyFile);
  const { task } = form.value;
  const { spec } = await loadTask(task.name, { ...task.params, ...taskParams }, projectDir);
  const chosen = { ...spec, success: task.success ?? spec.success };
  checkSuccess(chosen);
  return buildFamily(form, chosen);
}
