/** foreshock import: reads published results and keeps them as rows of the project, so that questions can be asked about them. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { plural, size } from "../base/words.ts";
import { requireRungs } from "../source/checkRows.ts";
import { namesOf } from "../source/source.ts";
import { type ImportInfo, writeImport } from "../source/store.ts";
import { findProject } from "../study/project.ts";
import { importKind, type ReadOptions, readSource } from "../study/readSource.ts";
import { sealHeldOutRows } from "../study/sealImport.ts";
import { splitByNames } from "../study/splitImport.ts";
import { next, table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/** Options as typed; `holdOut` names models or runs, whole or `@` their first step that is held out. */
export type ImportOptions = ReadOptions & { holdOut?: string[]; question?: string };

/**
 * Imports results under a name and says what there is, what was held out and what was left out; with `question` (closed) seals what
 * that import held out. Errors (usage): no name, another kind, and whatever the reader or the check of the rows refuses.
 */
export async function importResults(
  text: string,
  target: string,
  options: ImportOptions,
  context: Context,
): Promise<Result> {
  const project = findProject(context);
  const kind = importKind(text, target, options);
  const { as: name, question, holdOut = [] } = options;
  if (name === undefined)
    throw usageError("import", "a name is required", "none", `foreshock import ${kind} ${target} --as <name>`);
  const read = () => readSource(kind, path.resolve(context.cwd, target), options);
  if (question !== undefined) return sealHeldOutRows(project, { name, question, read }, context);
  const { rows, digests, leftOut } = await read();
  const { kept, heldOut } = splitByNames(rows, holdOut);
  requireRungs(kept);
  const origin = { source: kind, files: digests, leftOut, heldOutRows: heldOut };
  const info = await writeImport(project.dir, name, kept, origin);
  return { data: info, text: describe(info) };
}

function describe({ name, numRows, files, runs, tasks, heldOut, leftOut }: ImportInfo): string[] {
  const metrics = namesOf(tasks.flatMap((task) => task.metrics));
  const lines = [...runs.map((run) => [run, ""] as const), ...heldOut.map((run) => [run, "held out"] as const)];
  const cells = lines.map(([{ run, nParams, steps }, held]) => {
    const range = steps.length > 1 ? `${steps[0]} to ${steps.at(-1)}` : String(steps[0]);
    return [run, size(nParams), String(steps.length), range, held];
  });
  return [
    `import ${name}: ${plural(numRows, "row")} from ${plural(files.length, "file")}`,
    ...table([["run", "size", "steps", "from step", ""], ...cells]),
    `${plural(tasks.length, "task")}: ${shortened(tasks.map((task) => task.name))}`,
    `${plural(metrics.length, "metric")}: ${metrics.join(", ")}`,
    ...leftOutLine("columns and metrics", leftOut.metrics),
    ...leftOutLine("models", leftOut.models),
    ...leftOutLine("samples", leftOut.samples),
    `all of it is in models/imports/${name}/import.json`,
    next(`write predictions/<question>/question.yaml about import ${name}, then: foreshock register <question>`),
  ];
}

function leftOutLine(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`left out, ${what}: ${shortened(names)}`];
}

function shortened(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}
