/** foreshock import: reads published results and keeps them as rows of the project, so that questions can be asked about them. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { plural, size } from "../base/words.ts";
import type { ImportInfo } from "../source/info.ts";
import { importResults as keepResults } from "../study/imports/keep.ts";
import { readSource } from "../study/imports/read.ts";
import { sealHeldOutRows } from "../study/imports/seal.ts";
import { holdOutOf, type ImportOptions, importKind, readingOf } from "./importOptions.ts";
import { next, table } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

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
  const study = studyOf(context);
  const kind = importKind(text, target, options);
  const { as: name, question, holdOut = [] } = options;
  if (name === undefined)
    throw usageError("import", "a name is required", "none", `foreshock import ${kind} ${target} --as <name>`);
  const read = async () => readSource(path.resolve(context.cwd, target), readingOf(kind, options));
  if (question === undefined) {
    const source = await read();
    const info = await keepResults(study, source, { name, holdOut: holdOutOf(holdOut, source.names) });
    return { data: info, text: describe(info) };
  }
  const { state, numRuns, next: then } = await sealHeldOutRows(study, { name, question, read });
  return {
    data: { name: state.name, id: state.id, sealed: numRuns, next: then },
    text: [`${state.name}: ${plural(numRuns, "held-out run")} of import ${name} sealed`, next(then)],
  };
}

function describe({ name, numRows, files, runs, tasks, heldOut, leftOut }: ImportInfo): string[] {
  const metrics = [...new Set(tasks.flatMap((task) => task.metrics))].sort();
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
