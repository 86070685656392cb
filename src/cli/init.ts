/** foreshock init: a project folder with the demo family and a question about it, ready to be registered. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { usageError } from "../base/errors.ts";
import { writeFileAtomic } from "../base/files.ts";
import type { Context, Result } from "./context.ts";
import { next } from "./output.ts";

const packageFamilies = fileURLToPath(new URL("../../models/families/", import.meta.url));

const QUESTION = `# A question: at which size does a metric cross a threshold and stay beyond it?
# \`foreshock register chain\` freezes this file, its family and its task; later changes are noticed.
title: At which size does a model apply eight remembered operators in a row without a mistake?
family: models/families/chain.yaml
metric: exactMatch
threshold: 0.5
baseline: persistence
rationale: >-
  One right step becomes more likely smoothly with size; eight right steps in a row stay on the floor up to d24.
`;

const README = `# A foreshock project

Forecasts where an abrupt jump comes, made from small models before the large ones are trained, then checked.

- \`models/families/*.yaml\` what to train; \`models/runs/\` what was trained (can always be computed again)
- \`predictions/<question>/question.yaml\` what is asked; \`predictions/ledger.jsonl\` who registered what, in which order
- \`tasks/\` own tasks, one file each; \`reports/\` pages

\`foreshock status\` says what to type next. Private keys are not here but in ~/.config/foreshock (or FORESHOCK_HOME).
`;

/** Returns the files of a new project with the demo family: path relative to the project -> content. */
export function projectFiles(): Record<string, string> {
  return {
    "models/families/chain.yaml": packagedFamily("chain.yaml"),
    "models/families/schema.json": packagedFamily("schema.json"),
    "predictions/chain/question.yaml": QUESTION,
    ".gitignore": "models/runs/\n",
    "README.md": README,
  };
}

/** Returns the text of one of the families that come with foreshock. */
export function packagedFamily(file: string): string {
  return readFileSync(path.join(packageFamilies, file), "utf8");
}

/** Writes a project's files and folders into `dir`. Errors (usage): one of them is there already; then nothing is written. */
export function writeProject(dir: string, files: Record<string, string>): void {
  const present = Object.keys(files).filter((file) => existsSync(path.join(dir, file)));
  if (present.length > 0)
    throw usageError("init", `a folder without ${present.join(", ")} is required`, dir, "foreshock init <new folder>");
  for (const folder of ["tasks", "reports"]) mkdirSync(path.join(dir, folder), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileAtomic(path.join(dir, file), text);
}

/** Makes a project in `folder` (the current one by default) and says what to type next. */
export async function init(folder: string | undefined, context: Context): Promise<Result> {
  const dir = path.resolve(context.cwd, folder ?? ".");
  const files = projectFiles();
  writeProject(dir, files);
  const enter = folder === undefined ? [] : [`cd ${folder}`];
  const steps = [...enter, "foreshock register chain", "foreshock run chain"];
  const text = [`a project in ${dir}:`, ...Object.keys(files).map((file) => `  ${file}`), next(steps.join(" && "))];
  return { data: { dir, files: Object.keys(files), next: steps }, text };
}
