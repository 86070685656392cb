/** foreshock init: a project folder with the demo family and a question about it, ready to be registered. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { usageError } from "../base/errors.ts";
import { makeFolder, writeFileAtomic } from "../base/files.ts";
import { next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

/** Returns the files of a new project about one of the families that come with foreshock: path relative to the project -> content. */
export function projectFiles(name: "chain" | "chain-quick"): Record<string, string> {
  const files = [
    `models/families/${name}.yaml`,
    "models/families/schema.json",
    `predictions/${name}/question.yaml`,
    "predictions/README.md",
    "predictions/FORMAT.md",
  ];
  const copies = files.map((file) => [file, readFileSync(path.join(packageFolder, file), "utf8")]);
  // no file of the package, because npm leaves every .gitignore out
  return { ...Object.fromEntries(copies), ".gitignore": "models/runs/\n" };
}

/** Writes a project's files and folders into `dir`. Errors (usage): one of them is there already; then nothing is written. */
export function writeProject(dir: string, files: Record<string, string>): void {
  const present = Object.keys(files).filter((file) => existsSync(path.join(dir, file)));
  if (present.length > 0)
    throw usageError("init", `a folder without ${present.join(", ")} is required`, dir, "foreshock init <new folder>");
  for (const folder of ["tasks", "reports"]) makeFolder(path.join(dir, folder));
  for (const [file, text] of Object.entries(files)) writeFileAtomic(path.join(dir, file), text);
}

/** Makes a project in `folder` (the current one by default) and says what to type next. */
export async function init(folder: string | undefined, context: Context): Promise<Result> {
  const dir = path.resolve(context.cwd, folder ?? ".");
  const files = projectFiles("chain");
  writeProject(dir, files);
  const enter =
    folder === undefined ? [] : [`cd ${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`];
  const steps = [...enter, "foreshock register chain", "foreshock run chain"];
  const text = [`a project in ${dir}:`, ...Object.keys(files).map((file) => `  ${file}`), next(steps.join(" && "))];
  return { data: { dir, files: Object.keys(files), next: steps }, text };
}
