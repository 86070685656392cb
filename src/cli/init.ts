/** foreshock init: a project folder with the demo family and a question about it, ready to be registered. */
import path from "node:path";
import { newProject } from "../study/newProject.ts";
import { next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/** Makes a project in `folder` (the current one by default) and says what to type next. */
export async function init(folder: string | undefined, context: Context): Promise<Result> {
  const dir = path.resolve(context.cwd, folder ?? ".");
  const files = newProject(dir, "chain");
  const enter =
    folder === undefined ? [] : [`cd ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`];
  const steps = [...enter, "foreshock register chain", "foreshock run chain"];
  const text = [`a project in ${dir}:`, ...files.map((file) => `  ${file}`), next(steps.join(" && "))];
  return { data: { dir, files, next: steps }, text };
}
