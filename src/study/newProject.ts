/** A new project: the families and questions that come with foreshock, copied into a folder. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { usageError } from "../base/errors.ts";
import { makeFolder, writeFileAtomic } from "../base/files.ts";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

/** The families that come with a question about them: the demo's, and its short form. */
export type Included = "chain" | "chain-quick";

/** Makes a project about an included family in `dir` and returns its files' paths in it. Errors (usage): one of them is there already; then nothing is written. */
export function newProject(dir: string, name: Included): string[] {
  const files = projectFiles(name);
  const present = Object.keys(files).filter((file) => existsSync(path.join(dir, file)));
  if (present.length > 0)
    throw usageError("init", `a folder without ${present.join(", ")} is required`, dir, "foreshock init <new folder>");
  for (const folder of ["tasks", "reports"]) makeFolder(path.join(dir, folder));
  for (const [file, text] of Object.entries(files)) writeFileAtomic(path.join(dir, file), text);
  return Object.keys(files);
}

/** The files of a new project: path -> content. */
function projectFiles(name: Included): Record<string, string> {
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
